/** What the card in HubSpot asks of us, over HTTP through the simulated HubSpot that says who asks, and signs. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash, createHmac } from "node:crypto";
import { callApi, connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { extensionFetch } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const OTHER_PORTAL_ID = 4712;
const OTHER_ACCOUNT = { channelId: "1657009999", channelSecret: "f".repeat(32), displayName: "Another shop" };
const USER = "mika@hoshi-coffee.example";
const NOBODYS = "0d9f6f7e-0000-4000-8000-000000000001";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
  service.world.line.control.addChannel({ ...OTHER_ACCOUNT, friends: 10 });
  const user = { id: 9, email: "them@example.com" };
  hubspot().addPortal({ portalId: OTHER_PORTAL_ID, name: "Others", enterprise: true, user });
  await connectService(service.publicUrl, OTHER_PORTAL_ID, OTHER_ACCOUNT);
  published = await service.world.publishAction(service.publicUrl);
});
afterAll(() => service.close());

const hubspot = () => service.world.hubspot.control;
let published: number;
let campaigns = 0;

/** Enrolls so many contacts with a message of its own; answers the delivery's id. */
async function collecting(count = 60, inputs: Record<string, string> = {}): Promise<string> {
  campaigns += 1;
  const listId = hubspot().addList(PORTAL_ID, { name: `Autumn ${campaigns}`, size: 500 });
  const { audiences } = service.world.line.control;
  const audienceId = String(audiences(ACCOUNT.channelId).find(({ description }) => /Newsletter/.test(description))?.id);
  const message = { messageText: `Campaign ${campaigns}`, audienceId, ...inputs };
  const inputFields = { channel: service.channel, targetingMode: "line_conditions", deliveryList: listId, ...message };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: "Autumn", actionDefinitionId: published, inputFields });
  await hubspot().enroll(PORTAL_ID, id, { listId, count }).done;
  const answer = await fetch(`${service.publicUrl}/api/deliveries?limit=1`, { headers: { cookie: service.cookie } });
  const { deliveries } = (await answer.json()) as { deliveries: { id: string }[] };
  return deliveries[0]?.id ?? "";
}

const url = (id: string, command = "", query = "") =>
  `${service.publicUrl}/hubspot/cards/deliveries/${id}${command}${query}`;

async function ask(address: string, { portalId = PORTAL_ID, method = "GET" } = {}) {
  const card = extensionFetch(service.world.hubspot.appUrl, { portalId, appId: APP.appId });
  const answer = await card(address, { method });
  return { http: answer.status, ...refusalOf(answer.status, (await answer.json()) as Record<string, unknown>) };
}

/** Refusals that the card shows come with 200, so that HubSpot changes and repeats nothing; their own status is in the body. */
function refusalOf(http: number, body: Record<string, unknown>) {
  return { status: http === 200 && body["kind"] === "refused" ? Number(body["status"]) : http, body };
}

const press = (id: string, command: string, portalId = PORTAL_ID) =>
  ask(url(id, `/${command}`), { portalId, method: "POST" });

const doOf = ({ body }: { body: Record<string, unknown> }) =>
  (body["commands"] as { do: string }[]).map((one) => one.do);

describe("looking", () => {
  test("a delivery that collects, in English and in Japanese", async () => {
    const id = await collecting(60);
    const shown = await ask(url(id));
    expect(shown.status).toBe(200);
    expect(shown.body).toMatchObject({
      id,
      name: `Campaign ${campaigns}`,
      standing: { label: "Collecting", tone: "info" },
      headline: expect.stringContaining("60"),
      nextReading: null,
      page: { label: "Open the delivery page", url: `${service.publicUrl}/deliveries/${id}` },
      refresh: "Refresh",
    });
    expect(shown.body["recipients"]).toMatch(/ receive this( is not known yet)?\. Your 60 contacts start it\.$/);
    expect(shown.body["numbers"]).toEqual([
      { label: "Enrolled", value: "60", state: "so far" },
      ...["Target", "Delivered", "Failed at LINE", "Opens", "Clicks"].map((label) => ({
        label,
        value: "–",
        state: "known after the send",
      })),
    ]);
    expect(shown.body["stages"]).toEqual({
      title: "From people to clicks",
      stages: ["Target", "Delivered", "Opens", "Clicks"].map((name) => ({ name, value: 0, text: "–" })),
      most: 1,
      note: "LINE does not count opens and clicks in LINE for PC.",
    });
    expect(shown.body).toMatchObject({ curve: null, links: null, forecast: null });
    expect(doOf(shown)).toEqual(["seal", "cancel"]);
    const japanese = await ask(url(id, "", "?lang=ja-JP&timeZone=Asia%2FTokyo"));
    expect(japanese.body["page"]).toMatchObject({ label: "配信ページを開く" });
  });

  test("another portal's delivery, an id that no delivery has and one that is none are not there", async () => {
    const id = await collecting(1);
    for (const missing of [
      await ask(url(id), { portalId: OTHER_PORTAL_ID }),
      await ask(url(NOBODYS)),
      await ask(url("1")),
    ]) {
      expect(missing).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    }
    expect((await ask(url("1", "", "?lang=ja"))).body["title"]).toMatch(/[ぁ-ん]/);
  });

  test("measured: exact and hidden numbers, and when the next look is, in the portal's time", async () => {
    const id = await collecting(60);
    await press(id, "seal");
    await service.passUntil(async () => (await ask(url(id))).body["nextReading"] !== null);
    const { body } = await ask(url(id, "", "?timeZone=Asia%2FTokyo"));
    expect(body["standing"]).toEqual({ label: "Delivered", tone: "success" });
    expect(body["nextReading"]).toMatch(/^Next reading \d/);
    expect(body["nextReading"]).not.toEqual((await ask(url(id))).body["nextReading"]);
    expect((await ask(url(id, "", "?timeZone=Moon"))).body["nextReading"]).toEqual(
      (await ask(url(id))).body["nextReading"],
    );
    expect(body["commands"]).toEqual([]);
  });

  test("measured: bars with rates, the curve of what LINE returned, clicks by link – as on the page", async () => {
    const id = await collecting(60, { messageText: "The autumn blend: https://hoshi-coffee.example/autumn" });
    await press(id, "seal");
    await service.passUntil(async () => (await ask(url(id))).body["nextReading"] !== null);
    await service.passUntil(async () => (await ask(url(id))).body["links"] !== null, 6 * 3600_000);
    const { body } = await ask(url(id));
    const { reading } = (await delivery(id)) as unknown as { reading: Record<string, { value: number }> };
    const { stages } = body["stages"] as { stages: { name: string; value: number; text: string }[] };
    // Where few failed, the target is left out.
    expect(stages.at(-3)?.name).toBe("Delivered");
    expect(stages.slice(-2).map(({ value }) => value)).toEqual(["opens", "clicks"].map((name) => reading[name]?.value));
    expect(stages.slice(-2).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^[\d,]+ · [\d.]+% of Delivered$/),
      expect.stringMatching(/^[\d,]+ · [\d.]+% of Delivered$/),
    ]);
    const { points } = body["curve"] as { points: { of: string; people: number }[] };
    expect(points.filter(({ of }) => of === "Clicks").at(-1)?.people).toBe(reading["clicks"]?.value);
    expect(body["links"]).toMatchObject({
      columns: ["Link", "People", "Clicks"],
      rows: [["https://hoshi-coffee.example/autumn", expect.any(String), expect.any(String)]],
    });
  });

  test("waiting for an approval: how many it would reach", async () => {
    const id = await collecting(60, { requireApproval: "on" });
    await press(id, "seal");
    await service.passUntil(async () => doOf(await ask(url(id))).includes("approve"));
    expect((await ask(url(id))).body["forecast"]).toEqual({
      label: "Forecast",
      text: expect.stringMatching(/people/),
    });
  });
});

describe("pressing", () => {
  test("seal: who pressed is on the delivery's page", async () => {
    const id = await collecting(60);
    expect(await press(id, "seal")).toMatchObject({ status: 200, body: { id } });
    const { timeline } = await delivery(id);
    expect(timeline).toContainEqual(
      expect.objectContaining({ event: "seal_requested", details: expect.objectContaining({ by: USER }) }),
    );
  });

  test("cancel: at once; repeated by HubSpot it says what came of it; anything else is too late", async () => {
    const id = await collecting(60);
    const { body } = await press(id, "cancel");
    expect(body).toMatchObject({ standing: { label: "Cancelled", tone: "default" }, commands: [], refresh: null });
    expect(body["headline"]).toContain(USER);
    expect((await press(id, "cancel")).body).toEqual(body);
    expect(await press(id, "seal")).toMatchObject({
      http: 200,
      body: { kind: "refused", status: 409, code: "DELIVERY_TOO_LATE", title: expect.any(String) },
    });
    expect(await press(id, "approve")).toMatchObject({ http: 200, status: 409, body: { code: "NOTHING_TO_APPROVE" } });
  });

  test("approve: offered while it is waited for, then it goes out", async () => {
    const id = await collecting(60, { requireApproval: "on" });
    await press(id, "seal");
    await service.passUntil(async () => doOf(await ask(url(id))).includes("approve"));
    expect((await ask(url(id))).body["standing"]).toMatchObject({ tone: "warning" });
    expect(await press(id, "approve")).toMatchObject({ status: 200 });
    expect((await delivery(id)).approval).toMatchObject({ by: USER });
  });

  test("approve: every reason is said, and it is not for the author where the account wants another person", async () => {
    const path = (method: string, at: string, body: object) =>
      callApi<{ id: string }>(service.publicUrl, service.cookie, `/api/${at}`, body, method as "POST" | "PATCH");
    await path("PATCH", "settings", { separateApprover: true, approveAbove: 100 });
    const message = await path("POST", "messages", { name: "Tea", messages: [{ type: "text", text: "Tea" }] });
    const id = await collecting(60, { message: message.id, messageText: "", requireApproval: "on" });
    await press(id, "seal");
    await service.passUntil(async () => (await delivery(id)).approval.reasons.length > 0);
    const { body } = await ask(url(id));
    expect(body["commands"]).toMatchObject([{ do: "cancel" }]);
    expect(body["denied"]).toContain("no one else has the role Approver");
    expect(body["headline"]).toMatch(/^Up to 6,000 people.*Everything is checked\./);
    expect(await press(id, "approve")).toMatchObject({
      http: 200,
      status: 403,
      body: { code: "APPROVER_WROTE_MESSAGE" },
    });
    await path("PATCH", "settings", { separateApprover: false, approveAbove: null });
    expect(await press(id, "approve")).toMatchObject({ status: 200 });
  });

  test("a viewer is shown who can change that, on the card and when pressing all the same", async () => {
    const id = await collecting(60);
    await service.database.db.updateTable("members").set({ roles: [] }).where("userEmail", "=", USER).execute();
    const { body } = await ask(url(id));
    expect([body["commands"], body["denied"]]).toEqual([[], expect.stringContaining("Viewer")]);
    for (const command of ["seal", "cancel", "approve"]) {
      expect(await press(id, command)).toMatchObject({ status: 403, body: { code: "NOT_ALLOWED" } });
    }
    expect((await delivery(id)).phase).toBe("collecting");
    await service.database.db
      .updateTable("members")
      .set({ roles: ["approver", "sender"] })
      .where("userEmail", "=", USER)
      .execute();
    expect((await ask(url(id))).body["denied"]).toBeNull();
  });

  test("what was pressed is in the portal's audit trail", async () => {
    const id = await collecting(1);
    await press(id, "cancel");
    const answer = await fetch(`${service.publicUrl}/api/audit`, { headers: { cookie: service.cookie } });
    const { entries } = (await answer.json()) as { entries: object[] };
    expect(entries[0]).toMatchObject({ deed: "cancel", by: USER, details: { deliveryId: id } });
  });

  test("another portal changes nothing", async () => {
    const id = await collecting(60);
    for (const command of ["seal", "cancel", "approve"]) {
      expect(await press(id, command, OTHER_PORTAL_ID)).toMatchObject({ status: 404 });
    }
    expect((await delivery(id)).phase).toBe("collecting");
  });

  test("a command that there is none of", async () => {
    expect(await press(NOBODYS, "send")).toMatchObject({ status: 404 });
  });
});

interface Approval {
  readonly by: string | null;
  readonly reasons: readonly object[];
}

async function delivery(id: string) {
  const answer = await fetch(`${service.publicUrl}/api/deliveries/${id}`, { headers: { cookie: service.cookie } });
  return (await answer.json()) as { phase: string; list: { id: string }; timeline: object[]; approval: Approval };
}

describe("the signature", () => {
  const query = (portalId = PORTAL_ID, more = "") =>
    `?userId=48&portalId=${portalId}&userEmail=mika%40hoshi-coffee.example&appId=${APP.appId}${more}`;

  function v3(method: string, address: string, change: { at?: number; secret?: string } = {}) {
    const { at = Date.now(), secret = APP.clientSecret } = change;
    const plain = address.replaceAll("%40", "@");
    const mac = createHmac("sha256", secret).update(`${method}${plain}${at}`).digest("base64");
    return { "X-HubSpot-Signature-v3": mac, "X-HubSpot-Request-Timestamp": String(at) };
  }

  async function call(address: string, headers: Record<string, string>, method = "GET") {
    const answer = await fetch(address, { method, headers });
    const { status, body } = refusalOf(answer.status, (await answer.json()) as Record<string, unknown>);
    return [status, body["code"]];
  }

  const REFUSED = [401, "SIGNATURE_INVALID"];

  test("a good one passes", async () => {
    const address = url(await collecting(1), "", query());
    expect(await call(address, v3("GET", address))).toEqual([200, undefined]);
  });

  test("none, another secret's, another method's, an old one and one for another portal are refused", async () => {
    const address = url(await collecting(1), "", query());
    const cancel = url(NOBODYS, "/cancel", query());
    expect(await call(address, {})).toEqual(REFUSED);
    expect(await call(address, v3("GET", address, { secret: "other" }))).toEqual(REFUSED);
    expect(await call(cancel, v3("GET", cancel), "POST")).toEqual(REFUSED);
    expect(await call(address, v3("GET", address, { at: Date.now() - 301_000 }))).toEqual(REFUSED);
    const theirs = address.replace(String(PORTAL_ID), String(OTHER_PORTAL_ID));
    expect(await call(theirs, v3("GET", address))).toEqual(REFUSED);
  });

  test("v2, which would be good forever, is not taken here", async () => {
    const address = url(await collecting(1), "", query());
    const text = createHash("sha256").update(`${APP.clientSecret}GET${address}`).digest("hex");
    const v2 = { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": text };
    expect(await call(address, v2)).toEqual(REFUSED);
  });

  test("an address that already names a portal is refused, whichever of the two is HubSpot's", async () => {
    const id = await collecting(1);
    const card = extensionFetch(service.world.hubspot.appUrl, { portalId: OTHER_PORTAL_ID, appId: APP.appId });
    const answer = await card(url(id, "", `?portalId=${PORTAL_ID}`));
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ field: "portalId" })]);
  });

  test.each([
    "PortalId=1",
    "%70ortalId=1",
    "portalId%5B%5D=1",
    "portal_id=1",
    "x=1%26userEmail=1",
    "x=1;appId=1",
    "USERID=1",
    "x=%25252525252541",
  ])("an address with a second spelling of a name is refused: %s", async (spelling) => {
    const address = url(await collecting(1), "", query(PORTAL_ID, `&${spelling}`));
    const signed = v3("GET", address.replace(/%3B/gi, ";"));
    expect(await call(address, signed)).toEqual([400, "PAYLOAD_INVALID"]);
  });

  test("another app's id is refused, though HubSpot has signed it", async () => {
    const address = url(NOBODYS, "", query().replace(APP.appId, "7"));
    expect(await call(address, v3("GET", address))).toEqual([400, "PAYLOAD_INVALID"]);
  });

  test.each(["portalId", "userId", "userEmail"])("without %s it is not known who asks", async (name) => {
    const address = url(NOBODYS, "", query().replace(new RegExp(`${name}=[^&]*&`), ""));
    expect(await call(address, v3("GET", address))).toEqual([400, "PAYLOAD_INVALID"]);
  });

  test("a portal that removed the app sees nothing any more", async () => {
    const id = await collecting(1);
    const address = url(id, "", query());
    const press = url(id, "/cancel", query());
    const { database } = service;
    await database.db
      .updateTable("portals")
      .set({ uninstalledAt: new Date() })
      .where("portalId", "=", PORTAL_ID)
      .execute();
    expect(await call(address, v3("GET", address))).toEqual([404, "NOT_FOUND"]);
    expect(await call(press, v3("POST", press), "POST")).toEqual([404, "NOT_FOUND"]);
    await database.db.updateTable("portals").set({ uninstalledAt: null }).where("portalId", "=", PORTAL_ID).execute();
  });
});
