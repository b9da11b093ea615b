/** The JSON API: every answer is held against `openapi.json`, and every promise of `openapi.json` is seen. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Response, Test } from "supertest";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { sql } from "kysely";
import { finding } from "../../src/delivery/codes.ts";
import { lineError } from "../../src/platforms/line/answers.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { NO_POLICIES } from "../../src/delivery/lifecycle/policies.ts";
import { ALL_DELIVERIES, CHANNEL_ID, CLEARED, PORTAL_ID, WINDOW } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { ApiDocument } from "./console-openapi.support.ts";
import {
  ACCOUNT,
  anInstallation,
  createTestConsole,
  EMAIL,
  NEW_PORTAL_ID,
  OTHER_PORTAL_ID,
  type TestConsole,
} from "./console.support.ts";

const NOBODYS_ID = "00000000-0000-4000-8000-000000000000";
const TEXT = [{ type: "text", text: "Good morning" }];
const CHANNEL = { name: "Tea house", channelId: "1234567891", channelSecret: "0123456789abcdef0123456789abcdef" };

const api = new ApiDocument();
let tested: TestConsole;
let cookie: string;
let usual: TestConsole["platforms"];
beforeAll(async () => {
  tested = await createTestConsole();
  usual = { ...tested.platforms };
});
afterAll(() => tested.close());
beforeEach(async () => {
  cookie = await tested.signIn();
});
afterEach(() => void Object.assign(tested.platforms, usual));

type Method = "get" | "post" | "put" | "patch" | "delete";

const call = (method: Method, path: string): Test => tested.http[method](`/api${path}`).set("Cookie", cookie);

/** The answer, after it was held against the document. */
async function documented(test: Test | Promise<Response>): Promise<Response> {
  const response = await test;
  expect(api.faultsOf(response)).toEqual([]);
  return response;
}

const problem = (response: Response) => JSON.parse(response.text) as Record<string, unknown>;
type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

/** A body that is right, so that only the id can be wrong. */
function bodyFor(path: string, channelId: string): object {
  if (path.endsWith("/test")) return { channelId: isId(channelId) ? channelId : NOBODYS_ID, testerIds: [NOBODYS_ID] };
  if (path.endsWith("/testers")) return { name: "Mine", lineUserId: `U${"1".repeat(32)}` };
  if (path.startsWith("/keys")) return {};
  if (path.startsWith("/members")) return { roles: ["viewer"] };
  return path.startsWith("/channels") ? { name: "Mine" } : { name: "Mine", messages: TEXT };
}

const hasBody = (path: string): boolean => !/^\/deliveries|^\/keys\/\{id\}$|^\/sending|\/verify$/.test(path);
const isId = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);

const BUBBLE = { type: "bubble", body: { type: "box", layout: "vertical", contents: [] } };

describe("who may", () => {
  test("the document is for everyone", async () => {
    const response = await documented(tested.http.get("/api/openapi.json"));
    expect(response.body).toEqual(api.document);
  });

  test("nothing else without a session, whatever is asked", async () => {
    const operations = api.promised.filter((one) => one.endsWith(" 401"));
    expect(operations.length).toBeGreaterThan(10);
    for (const one of operations) {
      const [method = "", path = ""] = one.split(" ");
      const asked = tested.http[method.toLowerCase() as Method](`/api${path.replace("{id}", NOBODYS_ID)}`);
      const response = await documented(asked.set("Cookie", "line_audience_session=guessed"));
      expect(problem(response)).toMatchObject({ status: 401, code: "NOT_SIGNED_IN" });
    }
    expect((await tested.http.get("/api/whatever")).status).toBe(401);
  });

  test("a session that was ended is worth nothing", async () => {
    await tested.store.endSession(cookie.split("=")[1] ?? "");
    expect((await documented(call("get", "/channels"))).status).toBe(401);
  });

  test("a change that another site asks for is not carried out", async () => {
    const operations = api.promised.filter((one) => one.endsWith(" 403") && !one.startsWith("GET"));
    expect(operations).toHaveLength(24);
    for (const one of operations) {
      const [method = "", path = ""] = one.split(" ");
      const asked = call(method.toLowerCase() as Method, path.replace("{id}", NOBODYS_ID));
      const response = await documented(asked.set("Origin", "https://evil.example"));
      expect(problem(response)).toMatchObject({ status: 403, code: "CROSS_SITE" });
    }
    const sameSite = call("delete", `/messages/${NOBODYS_ID}`).set("Sec-Fetch-Site", "same-site");
    expect((await documented(sameSite)).status).toBe(403);
  });

  test("a request that names another account than the session's", async () => {
    const operations = api.operations.filter(({ template }) => template !== "/openapi.json");
    for (const { method, template } of operations) {
      const path = template.replace(/\{\w+\}/, NOBODYS_ID);
      const asked = call(method.toLowerCase() as Method, path).set("Portal-Id", String(OTHER_PORTAL_ID));
      expect(problem(await documented(asked))).toMatchObject({ status: 409, code: "OTHER_PORTAL" });
    }
  });

  test("ids of another portal and ids that are none look the same: not there", async () => {
    const theirs = await tested.openDelivery(1, OTHER_PORTAL_ID);
    const message = await tested.store.createSavedMessage(OTHER_PORTAL_ID, {
      name: "Theirs",
      messages: TEXT,
      utm: null,
    });
    const [channel] = await tested.store.channels(OTHER_PORTAL_ID);
    const lineUserId = `U${"7".repeat(32)}`;
    const tester = await tested.store.saveTester(OTHER_PORTAL_ID, channel?.id ?? "", { name: "Theirs", lineUserId });
    const [theirMember] = await tested.store.members(OTHER_PORTAL_ID);
    const key = await tested.store.makeApiKey(OTHER_PORTAL_ID, 1, { name: "Theirs", roles: ["sender"], days: 90 });
    const idsOf = {
      messages: message.id,
      deliveries: theirs,
      channels: channel?.id,
      testers: tester?.id,
      members: theirMember?.id,
      keys: key.kind === "ok" ? key.key.id : "",
    };
    const operations = api.promised.filter((one) => one.includes("{id}") && one.endsWith(" 404"));
    expect(operations).toHaveLength(20);
    for (const one of operations) {
      const [method = "", path = ""] = one.split(" ");
      const id = idsOf[path.split("/")[1] as keyof typeof idsOf] ?? "";
      for (const asked of [id, NOBODYS_ID, "7", "'; drop table deliveries", "%00"]) {
        const test = call(method.toLowerCase() as Method, path.replace("{id}", encodeURIComponent(asked)));
        const response = await documented(hasBody(path) ? test.send(bodyFor(path, asked)) : test);
        expect(problem(response)).toMatchObject({ status: 404, code: "NOT_FOUND" });
      }
    }
    expect(await tested.store.savedMessage(OTHER_PORTAL_ID, message.id)).toMatchObject({ name: "Theirs" });
    expect(await tested.store.testers(OTHER_PORTAL_ID, channel?.id ?? "")).toMatchObject([{ name: "Theirs" }]);
    expect(await tested.store.channels(OTHER_PORTAL_ID)).toMatchObject([{ name: "Theirs", timeZone: "Asia/Tokyo" }]);
    expect((await tested.store.viewDelivery(OTHER_PORTAL_ID, theirs))?.delivery.state.phase).toBe("collecting");
  });

  test("an unknown path is a problem too", async () => {
    const response = await call("get", "/whatever");
    expect(response.status).toBe(404);
    expect(response.type).toBe("application/problem+json");
  });
});

describe("bodies", () => {
  const bodies = api.promised.filter((one) => one.endsWith(" 415")).map((one) => one.split(" "));

  test.each(bodies)("%s %s takes JSON only, well-formed, and not too much of it", async (method = "", path = "") => {
    const ask = () => call(method.toLowerCase() as Method, path.replace("{id}", NOBODYS_ID));
    const form = await documented(ask().type("form").send("name=a"));
    expect(problem(form)).toMatchObject({ status: 415, code: "JSON_ONLY" });
    const text = await documented(ask().type("text/plain").send('{"name":"a"}'));
    expect(problem(text)).toMatchObject({ status: 415, code: "JSON_ONLY" });
    const broken = await documented(ask().type("json").send('{"name":'));
    expect(problem(broken)).toMatchObject({ status: 400, code: "BAD_REQUEST" });
    const large = await documented(ask().send({ name: "a".repeat(256 * 1024) }));
    expect(problem(large)).toMatchObject({ status: 413, code: "TOO_LARGE" });
  });
});

describe("channels", () => {
  test("are connected after LINE said whose they are; the secret never comes back", async () => {
    const asked: unknown[] = [];
    tested.platforms.verify = (credentials) => {
      asked.push(credentials);
      return Promise.resolve({ kind: "ok", value: ACCOUNT });
    };
    const response = await documented(call("post", "/channels").send(CHANNEL));
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({ name: "Tea house", channelId: "1234567891", ...ACCOUNT });
    expect(asked).toEqual([{ lineChannelId: CHANNEL.channelId, channelSecret: CHANNEL.channelSecret }]);
    const all = await documented(call("get", "/channels"));
    expect(all.body.channels.map(({ name }: { name: string }) => name)).toEqual(["Demo shop", "Tea house"]);
    expect(response.text + all.text).not.toContain(CHANNEL.channelSecret);
  });

  test.each([
    [{ ...CHANNEL, name: "  " }, "name"],
    [{ ...CHANNEL, channelId: "@tea" }, "channelId"],
    [{ ...CHANNEL, channelId: 1234567891 }, "channelId"],
    [{ ...CHANNEL, channelId: CHANNEL.channelSecret }, "channelId"],
    [{ name: "Tea house", channelId: "1657001234" }, "channelSecret"],
    [{ ...CHANNEL, channelId: "165700123" }, "channelId"],
    [{ ...CHANNEL, channelSecret: CHANNEL.channelSecret.slice(1) }, "channelSecret"],
    [{ ...CHANNEL, channelSecret: `${CHANNEL.channelSecret}0` }, "channelSecret"],
    [{ ...CHANNEL, channelSecret: "g".repeat(32) }, "channelSecret"],
    [{ ...CHANNEL, portalId: 1 }, "portalId"],
    [[], "body"],
  ])("%j is refused, naming the field", async (body, field) => {
    const response = await documented(call("post", "/channels").send(body));
    expect(problem(response)).toMatchObject({ status: 422, code: "FIELD_INVALID", field });
  });

  test("credentials that LINE refuses are a problem with the reason, in the reader's language", async () => {
    const refused = finding("CHANNEL_CREDENTIALS_REFUSED", { channel: "1234567891" });
    tested.platforms.verify = () => Promise.resolve({ kind: "refused", finding: refused });
    const response = await documented(call("post", "/channels").set("Accept-Language", "ja").send(CHANNEL));
    const code = "CHANNEL_CREDENTIALS_REFUSED";
    expect(problem(response)).toMatchObject({ status: 422, code, field: "channelSecret" });
    expect(problem(response)["detail"]).toMatch(/シークレット/);
  });

  test("LINE away: retry, and when", async () => {
    const later = { kind: "later", finding: finding("LINE_UNAVAILABLE"), retryAfterSeconds: 7 } as const;
    Object.assign(tested.platforms, { verify: async () => later, audiences: async () => later });
    const connect = await documented(call("post", "/channels").send(CHANNEL));
    expect(connect.get("Retry-After")).toBe("7");
    expect(problem(connect)).toMatchObject({ status: 503, code: "LINE_UNAVAILABLE" });
    const audiences = await documented(call("get", `/channels/${CHANNEL_ID}/audiences`));
    expect(audiences.status).toBe(503);
  });

  test("show their audiences", async () => {
    const audience = { id: "5614991017776", name: "Readers", type: "UPLOAD", status: "READY", size: 120 } as const;
    const value = [
      { ...audience, sizeIsExact: false, exempt: true, expiresAt: null, createRoute: "OA_MANAGER", permission: "READ" },
    ];
    tested.platforms.audiences = () => Promise.resolve({ kind: "ok", value });
    const response = await documented(call("get", `/channels/${CHANNEL_ID}/audiences`));
    expect(response.body).toEqual({ audiences: [{ ...value[0], sizeState: "exact", warnings: [], uses: [] }] });
    const other = await documented(call("get", `/channels/${CHANNEL_ID}/audiences?name=clicked`));
    expect(other.body).toEqual({ audiences: [] });
    const refused = finding("CHANNEL_UNAUTHORIZED", { channel: "Demo shop" });
    tested.platforms.audiences = () => Promise.resolve({ kind: "refused", finding: refused });
    expect((await documented(call("get", `/channels/${CHANNEL_ID}/audiences`))).status).toBe(422);
  });

  test("say which deliveries use an audience, and how", async () => {
    const audience = { id: "777", name: "Readers", type: "CLICK", status: "READY", size: 12 } as const;
    const value = [
      {
        ...audience,
        sizeIsExact: false,
        exempt: false,
        expiresAt: null,
        createRoute: "OA_MANAGER",
        permission: "READ",
      },
    ];
    tested.platforms.audiences = () => Promise.resolve({ kind: "ok", value });
    const id = await tested.openDelivery(1, PORTAL_ID, { audienceId: "777" });
    await tested.openDelivery(1, OTHER_PORTAL_ID, { audienceId: "777" });
    const { body } = await documented(call("get", `/channels/${CHANNEL_ID}/audiences`));
    expect(body.audiences[0]).toMatchObject({ warnings: ["too_small"], size: 0, sizeState: "hidden" });
    expect(body.audiences[0]).toMatchObject({ uses: [{ deliveryId: id, excluded: false }] });
    expect(body.audiences[0].uses).toHaveLength(1);
    const several = await tested.openDelivery(1, PORTAL_ID, { audienceId: "776", includeAudienceIds: ["777"] });
    const without = await tested.openDelivery(1, PORTAL_ID, { audienceId: "776", excludeAudienceIds: ["777"] });
    const after = (await documented(call("get", `/channels/${CHANNEL_ID}/audiences`))).body.audiences[0].uses;
    expect(after).toMatchObject([
      { deliveryId: without, excluded: true },
      { deliveryId: several, excluded: false },
      { deliveryId: id, excluded: false },
    ]);
  });

  test("tell their quota and health; LINE's silence is part of the answer", async () => {
    await call("patch", `/channels/${CHANNEL_ID}`).send({ quotaFloor: 1000 });
    const path = `/channels/${CHANNEL_ID}/health`;
    const { body } = await documented(call("get", path));
    expect(body).toMatchObject({ quota: { allowance: 30_000, used: 12_350, kept: 1000, left: 16_650 }, problem: null });
    tested.platforms.quota = () => Promise.resolve({ kind: "ok", value: { allowance: null, used: 5 } });
    expect((await documented(call("get", path))).body.quota).toEqual({
      allowance: null,
      used: 50,
      kept: 1000,
      left: null,
    });
    tested.platforms.quota = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    expect((await documented(call("get", path))).body).toMatchObject({
      quota: null,
      problem: { code: "LINE_UNAVAILABLE" },
    });
    await call("patch", `/channels/${CHANNEL_ID}`).send({ quotaFloor: 0 });
  });

  test("are verified again with the stored secret", async () => {
    const path = `/channels/${CHANNEL_ID}/verify`;
    const account = { ...ACCOUNT, displayName: "Renamed at LINE" };
    tested.platforms.account = () => Promise.resolve({ kind: "ok", value: account });
    expect((await documented(call("post", path))).body).toMatchObject({ displayName: "Renamed at LINE" });
    const wrong = finding("CHANNEL_UNAUTHORIZED", { channel: "1234567890" });
    tested.platforms.account = () => Promise.resolve({ kind: "later", finding: wrong });
    expect(problem(await documented(call("post", path)))).toMatchObject({ status: 503, code: "CHANNEL_UNAUTHORIZED" });
    tested.platforms.account = () => Promise.resolve({ kind: "refused", finding: finding("CHANNEL_NOT_FOUND") });
    expect((await documented(call("post", path))).status).toBe(422);
  });
});

describe("deliveries", () => {
  test("show where they stand in both languages, who gets it and what happened", async () => {
    const id = await tested.openDelivery(60);
    const { body } = await documented(call("get", `/deliveries/${id}`));
    expect(body).toMatchObject({ id, phase: "collecting", outcome: null, enrolled: 60, held: 60, seal: null });
    expect(body.standing.sentence.en).toContain("60 so far");
    expect(body.standing.sentence.ja).toContain("60件");
    expect(body.reading.opens).toEqual({ value: 0, state: "pending" });
    expect(body.targeting.requestBody).toBeNull();
    expect(body.message.excerpt).toBe("Good morning");
    expect(body.timeline).toMatchObject([{ event: "opened" }]);
  });

  test("after the send: outcome, counts, exact and hidden numbers, the exact request", async () => {
    const id = await measured(tested);
    const { body } = await documented(call("get", `/deliveries/${id}`));
    expect(body).toMatchObject({ phase: "measuring", outcome: "delivered", lineRequestId: "request-1" });
    const hidden = { value: 0, state: "hidden" };
    expect(body.counts).toEqual({ target: hidden, success: { value: 120, state: "final" }, failure: hidden });
    expect(body.quota).toMatchObject({ used: { value: 120, state: "final" } });
    expect(body.reading).toMatchObject({
      reach: { value: 120, state: "exact" },
      opens: { value: 60, state: "exact" },
      clicks: { value: 0, state: "hidden" },
    });
    expect(body.standing.sentence.en).toBe("LINE delivered the message to 120 people.");
    expect(JSON.parse(body.targeting.requestBody)).toEqual({
      messages: [{ type: "text", text: "Good morning https://shop.example/spring" }],
    });
    expect(body.message).toMatchObject({ hasLinks: true });
    expect(body.targeting.words.en).toContain("Readers");
    expect(body.timeline.map(({ event }: { event: string }) => event)).toContain("concluded");
  });

  test("sealed by a person: the reason names who, and only once the window is open", async () => {
    const id = await tested.openDelivery(60);
    const { body } = await documented(call("post", `/deliveries/${id}/seal`));
    expect(body.timeline.at(-1)).toMatchObject({ event: "seal_requested", details: { by: EMAIL } });
    await tested.change(id, (delivery, now) => afterSeal(delivery as In<"collecting">, "person", now));
    const late = await documented(call("post", `/deliveries/${id}/seal`));
    expect(problem(late)).toMatchObject({ status: 409, code: "DELIVERY_TOO_LATE" });
  });

  test("cancelled until the request is stored, not afterwards", async () => {
    const id = await tested.openDelivery(60);
    const { body } = await documented(call("post", `/deliveries/${id}/cancel`).set("Origin", "http://console.example"));
    expect(body).toMatchObject({ outcome: "cancelled", standing: { code: "CANCELLED_BY_PERSON" } });
    const sent = await measured(tested);
    expect((await documented(call("post", `/deliveries/${sent}/cancel`))).status).toBe(409);
    expect((await documented(call("get", `/deliveries/${sent}`))).body.outcome).toBe("delivered");
  });

  test("are approved by a person where they wait for it, once", async () => {
    const id = await tested.openDelivery(60, PORTAL_ID, { requireApproval: true });
    const early = await documented(call("post", `/deliveries/${id}/approve`));
    expect(problem(early)).toMatchObject({ status: 409, code: "NOTHING_TO_APPROVE" });
    await tested.change(id, (delivery, now) => afterSeal(delivery as In<"collecting">, "person", now));
    const cleared = { ...CLEARED, narrowcast: null };
    await tested.change(id, (delivery, now) => afterPreflight(delivery as In<"sealed">, cleared, now));
    const waiting = await documented(call("get", `/deliveries/${id}`));
    expect(waiting.body).toMatchObject({
      standing: { code: "APPROVAL_NEEDED" },
      approval: { needed: true, by: null },
      forecast: { low: { value: 40, state: "exact" }, likely: { value: 60 }, high: { value: 90 }, rule: null },
    });
    const { body } = await documented(call("post", `/deliveries/${id}/approve`));
    expect(body.approval).toMatchObject({ needed: true, by: EMAIL });
    expect(body.timeline.at(-1)).toMatchObject({ event: "approved", details: { by: EMAIL } });
    expect((await documented(call("post", `/deliveries/${id}/approve`))).status).toBe(409);
  });

  test("are listed newest first, page by page, each once and only the portal's own", async () => {
    for (let opened = 0; opened < 3; opened += 1) {
      await tested.openDelivery();
      await tested.openDelivery(1, OTHER_PORTAL_ID);
      await tested.skip(1000);
    }
    const ids: string[] = [];
    let query = "?limit=2";
    for (;;) {
      const { body } = await documented(call("get", `/deliveries${query}`));
      ids.push(...body.deliveries.map(({ id }: { id: string }) => id));
      if (body.nextBefore === null) break;
      query = `?limit=2&before=${encodeURIComponent(body.nextBefore)}`;
    }
    const all = await tested.store.listDeliveries(4711, ALL_DELIVERIES);
    expect(ids).toEqual(all.deliveries.map(({ delivery }) => delivery.id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(["limit=0", "limit=101", "limit=many", "before=yesterday", "limit=1&limit=2"])(
    "%s is refused",
    async (query) => {
      const response = await documented(call("get", `/deliveries?${query}`));
      expect(problem(response)).toMatchObject({ status: 422, code: "FIELD_INVALID" });
    },
  );
});

describe("messages", () => {
  test("are saved, shown, changed and deleted", async () => {
    const made = await documented(call("post", "/messages").send({ name: "Morning", messages: TEXT }));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "Morning", messages: TEXT, checkedByLine: true });
    const path = `/messages/${made.body.id}`;
    const flex = [{ type: "flex", altText: "Tea", contents: BUBBLE }];
    const changed = await documented(call("put", path).send({ name: "Tea", messages: flex }));
    expect(changed.body).toMatchObject({ id: made.body.id, name: "Tea", messages: flex });
    expect((await documented(call("get", path))).body).toMatchObject({ name: "Tea" });
    expect((await documented(call("get", "/messages"))).body.messages).toHaveLength(1);
    expect((await documented(call("delete", path))).status).toBe(204);
    expect((await documented(call("get", "/messages"))).body.messages).toEqual([]);
    expect((await documented(call("post", `${path}/restore`))).body).toMatchObject({ name: "Tea", messages: flex });
    expect((await documented(call("delete", path))).status).toBe(204);
  });

  test.each([
    [[], "FIELD_INVALID", "messages"],
    [Array.from({ length: 6 }, () => TEXT[0]), "FIELD_INVALID", "messages"],
    [["hello"], "FIELD_INVALID", "messages[0]"],
    [[{ text: "no type" }], "FIELD_INVALID", "messages[0].type"],
    [[{ type: "text", text: "a".repeat(5001) }], "MESSAGE_INVALID", "messages[0].text"],
    [[{ type: "text" }], "MESSAGE_INVALID", "messages[0].text"],
    [[...TEXT, { type: "text", text: '{"type":"text"}' }], "MESSAGE_INVALID", "messages[1].text"],
    [[{ type: "textV2", text: "```json\n[]\n```" }], "MESSAGE_INVALID", "messages[0].text"],
    [[{ type: "flex", altText: '{"type":"bubble"', contents: BUBBLE }], "MESSAGE_INVALID", "messages[0].altText"],
    [
      [TEXT[0], { type: "image", originalContentUrl: "http://a.example/b.png" }],
      "MESSAGE_INVALID",
      "messages[1].originalContentUrl",
    ],
  ])("wrong contents are refused, naming the property %#", async (messages, code, field) => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
    const response = await documented(call("post", "/messages").send({ name: "Morning", messages }));
    expect(problem(response)).toMatchObject({ status: 422, code, field });
  });

  test("carry UTM parameters, which count towards LINE's limits", async () => {
    const utm = { source: "line", medium: "message", campaign: "autumn" };
    const link = [{ type: "text", text: "https://a.example/" }];
    const asked: unknown[] = [];
    tested.platforms.validateMessages = (_channel, messages) => {
      asked.push(...messages);
      return Promise.resolve({ kind: "ok", value: null });
    };
    const { body } = await documented(call("post", "/messages").send({ name: "Links", messages: link, utm }));
    expect(body).toMatchObject({ messages: link, utm: { ...utm, content: "", term: "" } });
    expect(asked).toMatchObject([
      { text: "https://a.example/?utm_source=line&utm_medium=message&utm_campaign=autumn" },
    ]);
    const full = [{ type: "text", text: `${"a".repeat(4980)} https://a.example` }];
    const long = await documented(call("post", "/messages").send({ name: "Long", messages: full, utm }));
    expect(problem(long)).toMatchObject({ code: "MESSAGE_INVALID", field: "messages[0].text" });
    await call("delete", `/messages/${body.id}`);
  });

  test("personal tokens are refused before LINE is asked", async () => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
    const messages = [{ type: "flex", altText: "Tea", contents: { ...BUBBLE, note: "Dear {{ contact.firstname }}" } }];
    const response = await documented(call("post", "/messages").send({ name: "Morning", messages }));
    expect(problem(response)).toMatchObject({ code: "PERSONAL_TOKEN_IN_MESSAGE", field: "messages[0]" });
    expect(problem(response)["detail"]).toContain("{{ contact.firstname }}");
  });

  describe("are limited together, as every list reads them all", () => {
    const fill = (count: number, text: string) =>
      sql`insert into saved_messages (id, portal_id, name, messages, created_at, updated_at)
        select gen_random_uuid(), ${PORTAL_ID}, 'filled',
          jsonb_build_array(jsonb_build_object('type', 'text', 'text', ${text}::text)), now(), now()
        from generate_series(1, ${count})`.execute(tested.database.db);
    afterEach(() => sql`delete from saved_messages where name = 'filled'`.execute(tested.database.db));

    test.each([
      ["in number", 500, "Tea", "501 saved messages"],
      ["in size", 50, "x".repeat(99_980), "5 MB"],
    ])("%s: one more is refused with what there is, one less is welcome", async (_what, count, text, says) => {
      await fill(count - 1, text);
      const { body, status } = await documented(call("post", "/messages").send({ name: "Last", messages: TEXT }));
      expect(status).toBe(201);
      await fill(1, text);
      const refused = await documented(call("post", "/messages").send({ name: "One more", messages: TEXT }));
      expect(problem(refused)).toMatchObject({ status: 422, code: "SAVED_MESSAGES_FULL", field: "messages" });
      expect(problem(refused)["detail"]).toContain(says);
      await documented(call("delete", `/messages/${body.id}`));
    });
  });

  test("what LINE refuses is refused with the property LINE names, and changes nothing", async () => {
    const { body } = await documented(call("post", "/messages").send({ name: "Morning", messages: TEXT }));
    const refused = finding("LINE_REFUSED_MESSAGE", { detail: "messages[0].contents: must be specified" });
    tested.platforms.validateMessages = () => Promise.resolve({ kind: "refused", finding: refused });
    const flex = { name: "Tea", messages: [{ type: "flex", altText: "Tea", contents: BUBBLE }] };
    const put = await documented(call("put", `/messages/${body.id}`).send(flex));
    expect(problem(put)).toMatchObject({ code: "LINE_REFUSED_MESSAGE", field: "messages[0].contents" });
    expect((await documented(call("post", "/messages").send(flex))).status).toBe(422);
    expect((await documented(call("get", `/messages/${body.id}`))).body).toMatchObject({
      name: "Morning",
      messages: TEXT,
    });
  });

  const SENTENCES = {
    flex: "bubble 3 › hero › address (/hero/url): is not an address of a kind that LINE takes here",
    template: "bubble 1 › button 3 › link (template/actions/2/uri): is not a valid address",
    styles: "bubble 2 › styles › type (/styles/type): is not known here",
    alone: "What is wrong: bubble 2.",
    strange: 'bubble 1 › substitution › m1 › mentionee (substitution["m1"].mentionee): “The mentioned user is absent.”',
  };
  test.each<[keyof typeof SENTENCES, string, readonly object[]]>([
    ["flex", "messages[2]", [{ message: "invalid uri scheme", property: "/hero/url" }]],
    ["template", "messages[0]", [{ message: "invalid uri", property: "template/actions/2/uri" }]],
    ["styles", "messages[1]", [{ message: "unknown field", property: "/styles/type" }]],
    ["alone", "messages[1]", []],
    [
      "strange",
      "messages[0]",
      [{ message: "The mentioned user is absent.", property: 'substitution["m1"].mentionee' }],
    ],
  ])("a message of which LINE says the number in its sentence: %s", async (name, field, details) => {
    const message = `A message (${field})\u00a0in the request body is invalid`;
    const { details: detail } = lineError(400, new Headers(), JSON.stringify({ message, details }));
    tested.platforms.validateMessages = () =>
      Promise.resolve({ kind: "refused", finding: finding("LINE_REFUSED_MESSAGE", { detail }) });
    const refused = await documented(
      call("post", "/messages").send({ name: "Tea", messages: [...TEXT, ...TEXT, ...TEXT] }),
    );
    expect(problem(refused)).toMatchObject({ status: 422, code: "LINE_REFUSED_MESSAGE", field });
    expect(problem(refused)["detail"]).toContain(SENTENCES[name]);
    expect(problem(refused)).not.toHaveProperty("place");
  });

  test("LINE away: the message is kept and says that it was not checked", async () => {
    tested.platforms.validateMessages = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    const { body } = await documented(call("post", "/messages").send({ name: "Later", messages: TEXT }));
    expect(body.checkedByLine).toBe(false);
  });

  test("without a connected account LINE is not asked", async () => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
    cookie = await tested.signIn(NEW_PORTAL_ID);
    const { body } = await documented(call("post", "/messages").send({ name: "First", messages: TEXT }));
    expect(body.checkedByLine).toBe(false);
  });
});

describe("settings of a channel", () => {
  const path = `/channels/${CHANNEL_ID}`;

  test("change one by one; what is left out stays", async () => {
    const zone = await documented(call("patch", path).send({ timeZone: "Asia/Taipei" }));
    expect(zone.body).toMatchObject({ name: "Demo shop", timeZone: "Asia/Taipei", quotaFloor: 0 });
    const spelled = await documented(call("patch", path).send({ timeZone: "asia/taipei" }));
    expect(spelled.body.timeZone).toBe("Asia/Taipei");
    const floor = await documented(call("patch", path).send({ quotaFloor: 500 }));
    expect(floor.body).toMatchObject({ name: "Demo shop", timeZone: "Asia/Taipei", quotaFloor: 500 });
  });

  test.each(["Asia/Tokio", "+09:00", "JST-9:30"])("a time zone that does not exist is named: %s", async (zone) => {
    const response = await documented(call("patch", path).send({ timeZone: zone }));
    expect(problem(response)).toMatchObject({ status: 422, code: "TIME_ZONE_UNKNOWN", field: "timeZone" });
    expect(problem(response)["detail"]).toContain(zone);
  });

  test.each([{ quotaFloor: -1 }, { quotaFloor: 1.5 }, { name: " " }])("%j is refused", async (settings) => {
    const response = await documented(call("patch", path).send(settings));
    expect(problem(response)).toMatchObject({ status: 422, code: "FIELD_INVALID" });
  });
});

describe("test sends", () => {
  const lineUserId = `U${"a".repeat(32)}`;

  test("go to the named testers, marked, and are part of no delivery", async () => {
    const sent: { to: readonly string[]; messages: readonly unknown[]; retryKey: string }[] = [];
    tested.platforms.sendTest = (_channel, request) => {
      sent.push(request);
      return Promise.resolve({ kind: "ok", value: null });
    };
    const path = `/channels/${CHANNEL_ID}/testers`;
    const added = await documented(call("post", path).send({ name: "Aya", lineUserId }));
    expect(added.status).toBe(201);
    const renamed = await documented(call("post", path).send({ name: "Aya O.", lineUserId }));
    expect((await documented(call("get", path))).body).toEqual({ testers: [{ ...renamed.body, id: added.body.id }] });
    const { body } = await documented(call("post", "/messages").send({ name: "Morning", messages: TEXT }));
    const before = await tested.store.listDeliveries(PORTAL_ID, ALL_DELIVERIES);
    const key = "3f0f7a0e-0000-4000-8000-000000000001";
    const request = { channelId: CHANNEL_ID, testerIds: [added.body.id] };
    const response = await documented(
      call("post", `/messages/${body.id}/test`).set("Idempotency-Key", key).send(request),
    );
    expect([response.status, response.body.sentTo]).toEqual([202, [renamed.body]]);
    expect(sent).toEqual([
      { to: [lineUserId], messages: [{ type: "text", text: "Test · Morning" }, TEXT[0]], retryKey: key },
    ]);
    expect(await tested.store.listDeliveries(PORTAL_ID, ALL_DELIVERIES)).toEqual(before);
    const unknown = await documented(
      call("post", `/messages/${body.id}/test`).send({ ...request, testerIds: [NOBODYS_ID] }),
    );
    expect(unknown.status).toBe(404);
    const away = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;
    tested.platforms.sendTest = () => Promise.resolve(away);
    expect((await documented(call("post", `/messages/${body.id}/test`).send(request))).status).toBe(503);
    const empty = await documented(call("post", `/messages/${body.id}/test`).send({ ...request, testerIds: [] }));
    expect(problem(empty)).toMatchObject({ status: 422, field: "testerIds" });
    expect((await documented(call("delete", `/testers/${added.body.id}`))).status).toBe(204);
  });

  test("need a LINE user ID", async () => {
    const response = await documented(
      call("post", `/channels/${CHANNEL_ID}/testers`).send({ name: "Aya", lineUserId: "aya" }),
    );
    expect(problem(response)).toMatchObject({ status: 422, field: "lineUserId" });
    expect(problem(response)["detail"]).toContain("32 digits");
  });
});

describe("what is stored about a contact", () => {
  test("is returned in full, and only of the portal's own", async () => {
    const id = await tested.openDelivery(2);
    const { body } = await documented(call("get", `/deliveries/${id}`));
    const { rows } = await sql<{ objectId: string }>`
      select object_id from enrollments where delivery_id = ${id} order by 1`.execute(tested.database.db);
    const response = await documented(call("get", `/contacts/${rows[0]?.objectId}`));
    expect(response.body).toMatchObject({
      portalId: PORTAL_ID,
      contactId: rows[0]?.objectId,
      executions: [{ deliveryId: body.id, releasedAt: null, covered: false }],
      recipients: [],
      examples: [],
    });
    expect((await documented(call("get", "/contacts/99999999"))).body.executions).toEqual([]);
    expect((await documented(call("get", "/contacts/nobody"))).status).toBe(404);
  });
});

test("why HubSpot refuses access, and since when, is returned with deliveries and settings", async () => {
  const id = await tested.openDelivery(7);
  const paths = ["/deliveries", `/deliveries/${id}`, "/settings"];
  const access = () =>
    Promise.all(paths.map(async (path) => (await documented(call("get", path))).body.access as unknown));
  expect(await access()).toEqual([null, null, null]);
  const since = "2026-11-30T01:02:03.000Z";
  await sql`update portals set access_since = ${since}, access_finding = ${JSON.stringify(finding("HUBSPOT_UNAUTHORIZED"))}
    where portal_id = ${PORTAL_ID}`.execute(tested.database.db);
  const sentence = expect.objectContaining({
    en: expect.stringContaining("Install the app again"),
    ja: expect.stringMatching(/再/),
    "zh-Hant": expect.stringContaining("重新安裝"),
  }) as unknown;
  const refused = { finding: { code: "HUBSPOT_UNAUTHORIZED", figures: {}, sentence }, since };
  expect(await access()).toEqual([refused, refused, refused]);
  await sql`update portals set access_since = null, access_finding = null where portal_id = ${PORTAL_ID}`.execute(
    tested.database.db,
  );
});

describe("notifications", () => {
  test("are what the roles say, until a person chooses; what is left out stays", async () => {
    const { body } = await documented(call("get", "/notifications"));
    expect(body).toMatchObject({ available: true, language: null, mail: { approval_waiting: true }, latest: [] });
    const change = { language: "th", mail: { approval_waiting: false } };
    const changed = await documented(call("patch", "/notifications").send(change));
    expect(changed.body).toEqual({ ...body, language: "th", mail: { ...body.mail, approval_waiting: false } });
    const back = await documented(call("patch", "/notifications").send({ mail: { approval_waiting: true } }));
    expect(back.body).toEqual({ ...body, language: "th" });
    await documented(call("patch", "/notifications").send({ language: null }));
  });

  test.each([
    [{ language: "fr" }, "language"],
    [{ mail: { everything: true } }, "mail.everything"],
    [{ mail: { runs_refused: "maybe" } }, "mail.runs_refused"],
  ])("%j is refused, naming the field", async (change, field) => {
    expect(problem(await documented(call("patch", "/notifications").send(change)))).toMatchObject({
      status: 422,
      field,
    });
  });
});

describe("settings", () => {
  test("are shown and changed; what is left out stays", async () => {
    const before = await documented(call("get", "/settings"));
    expect(before.body).toMatchObject({ quietSeconds: null, minimumEnrolled: 50, serviceDefaults: WINDOW });
    const change = { quietSeconds: 60, quietHours: { from: "21:00", to: "08:30" }, timeZone: "asia/taipei" };
    const changed = await documented(call("patch", "/settings").send(change));
    expect(changed.body).toEqual({ ...before.body, ...change, timeZone: "Asia/Taipei" });
    const none = await documented(call("patch", "/settings").send({ quietSeconds: null, quietHours: null }));
    expect(none.body).toEqual({ ...before.body, timeZone: "Asia/Taipei" });
    expect((await tested.store.settings(OTHER_PORTAL_ID))?.timeZone).toBe("Asia/Tokyo");
  });

  test.each([
    [{ minimumEnrolled: 51 }, "minimumEnrolled"],
    [{ minimumEnrolled: 0 }, "minimumEnrolled"],
    [{ quietSeconds: 5 }, "quietSeconds"],
    [{ ceilingSeconds: 600_000 }, "ceilingSeconds"],
    [{ quietHours: { from: "24:00", to: "08:00" } }, "quietHours.from"],
    [{ quietHours: { from: "08:00", to: "08:00" } }, "quietHours.to"],
    [{ quietHours: { from: "08:00" } }, "quietHours.to"],
    [{ language: "fr" }, "language"],
    [{ timeZone: "+09:00" }, "timeZone"],
    [{ newMemberRole: "owner" }, "newMemberRole"],
    [{ portalId: 1 }, "portalId"],
  ])("%j is refused, naming the field; nothing changes", async (change, field) => {
    const before = await documented(call("get", "/settings"));
    expect(problem(await documented(call("patch", "/settings").send(change)))).toMatchObject({ status: 422, field });
    expect((await documented(call("get", "/settings"))).body).toEqual(before.body);
  });

  test("no policy is set at first; each is set by itself and taken away, and the trail says who did it", async () => {
    const before = await documented(call("get", "/settings"));
    expect(before.body).toMatchObject(NO_POLICIES);
    const change = { approveAbove: 1000, approveAboveFactor: 1.5, separateApprover: true };
    expect((await documented(call("patch", "/settings").send(change))).body).toEqual({ ...before.body, ...change });
    const more = await documented(
      call("patch", "/settings").send({ alwaysApprove: true, oneSendInDays: 13, approveAbove: null }),
    );
    expect(more.body).toMatchObject({ ...change, alwaysApprove: true, oneSendInDays: 13, approveAbove: null });
    const { body } = await documented(call("get", "/audit?limit=2"));
    const details = body.entries.map(({ by, deed, details: what }: { by: string; deed: string; details: unknown }) => [
      by,
      deed,
      what,
    ]);
    expect(details).toEqual([
      [
        EMAIL,
        "change_settings",
        { alwaysApprove: [false, true], approveAbove: [1000, null], oneSendInDays: [null, 13] },
      ],
      [
        EMAIL,
        "change_settings",
        { approveAbove: [null, 1000], approveAboveFactor: [null, 1.5], separateApprover: [false, true] },
      ],
    ]);
    expect(await tested.store.policies(OTHER_PORTAL_ID)).toEqual(NO_POLICIES);
    expect((await documented(call("patch", "/settings").send(NO_POLICIES))).body).toEqual(before.body);
  });

  test.each([
    [{ approveAbove: 0 }, "approveAbove"],
    [{ approveAboveFactor: 0.5 }, "approveAboveFactor"],
    [{ oneSendInDays: 14 }, "oneSendInDays"],
    [{ alwaysApprove: "yes" }, "alwaysApprove"],
    [{ separateApprover: null }, "separateApprover"],
  ])("a policy of %j is refused, naming the field", async (change, field) => {
    expect(problem(await documented(call("patch", "/settings").send(change)))).toMatchObject({ status: 422, field });
    expect(await tested.store.policies(PORTAL_ID)).toEqual(NO_POLICIES);
  });

  test("people have roles; one who can give them stays", async () => {
    await tested.store.saveInstallation(anInstallation({ userId: 2, userEmail: "rin@example.com" }));
    const { body } = await documented(call("get", "/members"));
    expect(body.members).toMatchObject([
      { email: EMAIL, roles: ["editor", "approver", "sender", "administrator"] },
      { email: "rin@example.com", roles: ["viewer"] },
    ]);
    const [mika, rin] = body.members as { id: string }[];
    const given = await documented(call("patch", `/members/${rin?.id}`).send({ roles: ["editor"] }));
    expect(given.body).toMatchObject({ email: "rin@example.com", roles: ["editor"] });
    const last = await documented(call("patch", `/members/${mika?.id}`).send({ roles: [] }));
    expect(problem(last)).toMatchObject({ status: 409, code: "LAST_ADMINISTRATOR" });
    const wrong = await documented(call("patch", `/members/${rin?.id}`).send({ roles: ["owner"] }));
    expect(problem(wrong)).toMatchObject({ status: 422, field: "roles[0]" });
  });

  test("who did what is returned page by page, of this portal alone", async () => {
    const first = await documented(call("get", "/audit?limit=1"));
    expect(first.body.entries).toMatchObject([
      { by: EMAIL, deed: "change_role", subject: "rin@example.com", details: { roles: [["viewer"], ["editor"]] } },
    ]);
    const second = await documented(call("get", `/audit?limit=200&before=${first.body.nextBefore}`));
    const deeds = second.body.entries.map(({ deed }: { deed: string }) => deed);
    expect(deeds[0]).toBe("change_settings");
    expect(deeds).toEqual(expect.arrayContaining(["connect_channel", "seal", "approve", "test_send"]));
    expect(second.body.nextBefore).toBeNull();
    const theirs = await documented(call("get", "/audit").set("Cookie", await tested.signIn(OTHER_PORTAL_ID)));
    expect(theirs.body.entries).toEqual([]);
    expect(problem(await documented(call("get", "/audit?limit=0")))).toMatchObject({ status: 422, field: "limit" });
  });
});

test("runs that did not start are said with their reason and their workflow, a page at a time", async () => {
  const refused = ["901", "902"].map((workflowId) => ({ workflowId, finding: finding("LIST_MISSING"), executions: 3 }));
  await tested.store.noteNotStarted(PORTAL_ID, refused);
  const { body } = await documented(call("get", "/not-started?limit=1"));
  expect(body.notStarted).toMatchObject([
    {
      workflowId: "902",
      workflowUrl: `https://hubspot.example/${PORTAL_ID}/workflows/902`,
      executions: 3,
      finding: { code: "LIST_MISSING" },
    },
  ]);
  const next = await documented(call("get", `/not-started?before=${encodeURIComponent(body.nextBefore)}`));
  expect(next.body).toMatchObject({ notStarted: [{ workflowId: "901" }], nextBefore: null });
  expect(problem(await documented(call("get", "/not-started?before=x")))).toMatchObject({
    status: 422,
    field: "before",
  });
});

test("what a person looks at first, as far as there is any of it", async () => {
  await tested.openDelivery(60);
  const { body } = await documented(call("get", "/home"));
  expect(body.next.length).toBeGreaterThan(0);
  expect(body.accounts.map(({ channel }: { channel: { id: string } }) => channel.id)).toContain(CHANNEL_ID);
});

test("all sends are stopped and allowed again, once however often it is asked", async () => {
  expect((await documented(call("get", "/sending"))).body).toEqual({ stopped: false, by: null, at: null });
  const id = await tested.openDelivery();
  const stopped = await documented(call("post", "/sending/stop"));
  expect(stopped.body).toMatchObject({ stopped: true, by: EMAIL });
  expect(stopped.body.cancelled).toBeGreaterThan(0);
  const { body } = await documented(call("get", `/deliveries/${id}`));
  expect(body).toMatchObject({ outcome: "cancelled", standing: { code: "SENDING_STOPPED" } });
  expect((await documented(call("post", "/sending/stop"))).body).toEqual({ ...stopped.body, cancelled: 0 });
  for (let times = 0; times < 2; times += 1) {
    expect((await documented(call("post", "/sending/resume"))).body).toEqual({ stopped: false, by: null, at: null });
  }
  const { entries } = (await documented(call("get", "/audit?limit=3"))).body;
  expect(entries).toMatchObject([{ deed: "resume_sending" }, { deed: "stop_sending" }, { deed: "stop_sending" }]);
});

test.each(["csv", "json"])("deliveries as %s, all or those that fit", async (kind) => {
  expect((await documented(call("get", `/deliveries.${kind}`))).status).toBe(200);
  const refused = await documented(call("get", `/deliveries.${kind}?outcome=maybe`));
  expect(problem(refused)).toMatchObject({ status: 422, field: "outcome" });
});

test("a person is removed, and a person signs out everywhere", async () => {
  const user = { portalId: PORTAL_ID, userId: 3, userEmail: "leaver@example.com" };
  await tested.store.saveInstallation(anInstallation(user));
  const theirs = `line_audience_session=${await tested.store.startSession(user)}`;
  const { body } = await documented(call("get", "/members"));
  const idOf = (email: string) =>
    (body.members as { id: string; email: string }[]).find((one) => one.email === email)?.id;
  expect(problem(await documented(call("delete", `/members/${idOf(EMAIL)}`)))).toMatchObject({
    code: "LAST_ADMINISTRATOR",
  });
  expect((await documented(call("delete", `/members/${idOf(user.userEmail)}`))).status).toBe(204);
  expect((await documented(call("get", "/settings").set("Cookie", theirs))).status).toBe(401);
  await tested.store.saveInstallation(anInstallation(user));
  const again = `line_audience_session=${await tested.store.startSession(user)}`;
  expect((await documented(call("delete", "/sessions").set("Cookie", again))).status).toBe(204);
  expect((await documented(call("get", "/settings").set("Cookie", again))).status).toBe(401);
});

test("keys are made, rotated and revoked; a secret is shown once", async () => {
  const made = await documented(call("post", "/keys").send({ name: "Reports", roles: ["sender"] }));
  expect(made.body).toMatchObject({ key: { name: "Reports", state: "active", madeBy: EMAIL, formerUntil: null } });
  expect(made.body.secret).toMatch(new RegExp(`^listcast_${PORTAL_ID}_`));
  const { id } = made.body.key as { id: string };
  const short = await documented(call("post", `/keys/${id}/rotate`).send({ expiresInDays: 14, graceHours: 0 }));
  expect(short.body).toMatchObject({ key: { id, state: "expiring", formerUntil: null } });
  const rotated = await documented(call("post", `/keys/${id}/rotate`).send({}));
  expect(rotated.body).toMatchObject({ key: { id, state: "active", formerUntil: expect.any(String) } });
  const taken = await documented(call("post", "/keys").send({ name: "reports", roles: ["viewer"] }));
  expect(problem(taken)).toMatchObject({ status: 409, code: "KEY_NAME_TAKEN" });
  const long = { name: "Long", roles: ["viewer"], expiresInDays: 366 };
  expect(problem(await documented(call("post", "/keys").send(long)))).toMatchObject({
    status: 422,
    field: "expiresInDays",
  });
  const weeks = call("post", `/keys/${id}/rotate`).send({ graceHours: 169 });
  expect(problem(await documented(weeks))).toMatchObject({ status: 422, field: "graceHours" });
  const { text, body } = await documented(call("get", "/keys"));
  expect(body.keys).toMatchObject([{ id, name: "Reports", roles: ["sender"], lastUsedAt: null }]);
  for (const { secret } of [made, short, rotated].map((one) => one.body as { secret: string }))
    expect(text).not.toContain(secret);
  expect((await documented(call("delete", `/keys/${id}`))).status).toBe(204);
  expect((await documented(call("delete", `/keys/${id}`))).status).toBe(404);
  expect((await documented(call("get", "/keys"))).body.keys).toMatchObject([{ id, state: "revoked" }]);
  const { entries } = (await documented(call("get", "/audit?limit=4"))).body;
  expect(entries.map(({ deed, subject }: { deed: string; subject: string }) => [deed, subject])).toEqual([
    ["revoke_key", "Reports"],
    ["rotate_key", "Reports"],
    ["rotate_key", "Reports"],
    ["make_key", "Reports"],
  ]);
});

test("keys are for administrators, and for no one to get rights by", async () => {
  const user = { portalId: PORTAL_ID, userId: 4, userEmail: "aya@example.com" };
  await tested.store.saveInstallation(anInstallation(user));
  const theirs = `line_audience_session=${await tested.store.startSession(user)}`;
  expect(problem(await documented(call("get", "/keys").set("Cookie", theirs)))).toMatchObject({
    status: 403,
    code: "NOT_ALLOWED",
    neededRoles: ["administrator"],
  });
  const aya = (await tested.store.members(PORTAL_ID)).find(({ userId }) => userId === 4);
  await tested.store.changeRoles(PORTAL_ID, aya?.id ?? "", ["administrator", "editor"]);
  const asked = { name: "Above", roles: ["sender"] };
  const above = await documented(call("post", "/keys").set("Cookie", theirs).send(asked));
  expect(problem(above)).toMatchObject({ status: 403, code: "KEY_ABOVE_OWN_ROLES" });
  const { body } = await documented(call("post", "/keys").send(asked));
  const rotation = call("post", `/keys/${body.key.id}/rotate`).set("Cookie", theirs).send({});
  expect(problem(await documented(rotation))).toMatchObject({ status: 403, code: "KEY_ABOVE_OWN_ROLES" });
  expect((await documented(call("delete", `/keys/${body.key.id}`).set("Cookie", theirs))).status).toBe(204);
});

test("an account is disconnected, and its sessions end", async () => {
  const theirs = await tested.signIn(NEW_PORTAL_ID);
  const answer = await documented(call("post", "/disconnect").set("Cookie", theirs));
  expect([answer.status, answer.body]).toMatchObject([202, { disconnecting: true }]);
  expect((await documented(call("get", "/settings").set("Cookie", theirs))).status).toBe(401);
  expect((await documented(call("get", "/settings"))).status).toBe(200);
});

test("everything the document promises was seen", () => {
  expect([...api.seen].sort()).toEqual([...api.promised].sort());
});
