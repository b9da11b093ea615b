/** The whole main job with every log line there is: none of them holds a secret or a person. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { ACCOUNT, APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService({ logLevel: "trace" });
});
afterAll(() => service.close());

const hubspot = () => service.world.hubspot.control;

async function play(listId: string, inputs: Record<string, string>) {
  const definition = await service.world.publishAction(service.publicUrl);
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: "Good morning",
    ...inputs,
  };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId: definition, inputFields });
  await hubspot().enroll(PORTAL_ID, id, { listId }).done;
  await service.passUntil(() =>
    hubspot()
      .executions(PORTAL_ID, id)
      .every(({ state }) => state !== "PENDING" && state !== "BLOCKED"),
  );
}

const path = (from: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(service.publicUrl + from, { ...init, headers, redirect: "manual" });

test("no secret, no token, no LINE user ID", async () => {
  const friends = service.world.line.control.friendIds(ACCOUNT.channelId, 2000);
  // Every ninth one is no LINE user ID, but could be a person's.
  let contacts = 0;
  hubspot().setContactProperty(PORTAL_ID, "line_user_id", () => {
    contacts += 1;
    const id = friends[contacts] ?? null;
    return contacts % 9 === 0 ? `@hoshi${contacts}` : id;
  });
  const listId = hubspot().addList(PORTAL_ID, { name: "Everybody", size: 150 });
  const narrow = { targetingMode: "narrow_to_enrolled", lineUserId: "{{ enrolled_object.line_user_id }}" };
  await play(listId, narrow);

  // Trouble on the way: refused credentials, an unknown session, a stolen code, the database away for a moment.
  const cookie = { cookie: service.cookie, "Content-Type": "application/json" };
  const wrong = { name: "x", channelId: "1657001234", channelSecret: "f0e1d2c3b4a5968778695a4b3c2d1e0f" };
  await path("/api/channels", cookie, { method: "POST", body: JSON.stringify(wrong) });
  const tester = { name: "Mika", lineUserId: `U${"9".repeat(32)}` };
  await path(`/api/channels/${service.channel}/testers`, cookie, { method: "POST", body: JSON.stringify(tester) });
  await path("/api/channels", { cookie: "line_audience_session=made-up-session-secret" });
  await path("/hubspot/oauth/callback?code=stolen-code&state=guessed-state");
  const body = JSON.stringify({ name: "Reports", roles: ["viewer"] });
  const made = await path("/api/keys", cookie, { method: "POST", body });
  const { secret: key } = (await made.json()) as { secret: string };
  const bearers = [key, `${key.slice(0, -6)}000000`];
  for (const bearer of bearers) await path("/api/keys", { Authorization: `Bearer ${bearer}` });
  // Everything that HubSpot's addresses are refused for: no signature, a query, a card's query, another method.
  const asked = { method: "POST", body: "{}" };
  const action = `/hubspot/actions/send-line-audience/${SEGMENT}`;
  for (const at of [action, `/hubspot/options/channel/${SEGMENT}`, `/hubspot/webhooks/${SEGMENT}`])
    for (const query of ["", "?x=1", "?userId=1"]) await path(at + query, {}, asked);
  await path(action);
  await path(`/${action}`, {}, asked);
  const published = await service.world.publishAction(service.publicUrl);
  await service.database.refuseConnections();
  await path("/api/channels", cookie);
  await path("/api/channels", { Authorization: `Bearer ${key}` });
  await path(action, {}, asked);
  // Answered with 500, and the log says where.
  await expect(hubspot().fetchOptions(PORTAL_ID, published, { inputFieldName: "message" })).rejects.toThrow("500");
  await service.database.acceptConnections();
  expect(service.log).toContainEqual(expect.objectContaining({ event: "request.failed", path: "/hubspot/options/…" }));

  const credentials = createCredentials(service.database.db, service.secrets);
  const tokens = await credentials.portalTokens(PORTAL_ID);
  const secrets = {
    clientSecret: APP.clientSecret,
    segment: SEGMENT,
    channelSecret: ACCOUNT.channelSecret,
    accessToken: tokens?.accessToken,
    refreshToken: tokens?.refreshToken,
    session: service.cookie.split("=")[1],
    wrongSecret: wrong.channelSecret,
    key: key.slice(0, -6),
    madeUpSession: "made-up-session-secret",
    code: "stolen-code",
    tester: tester.lineUserId,
  };
  const text = JSON.stringify(service.log);
  expect(service.log.length).toBeGreaterThan(20);
  expect(text).toContain('"outcome":"delivered"');
  expect(text).toContain("SOME_IDS_INVALID");
  for (const [name, secret] of Object.entries(secrets)) {
    expect([name, typeof secret === "string" && secret.length > 8]).toEqual([name, true]);
    expect([name, text.includes(String(secret))]).toEqual([name, false]);
  }
  // Not even the beginning of one.
  const traces = friends.map((id) => id.slice(0, 16)).filter((id) => text.toLowerCase().includes(id.toLowerCase()));
  expect(traces).toEqual([]);
  expect(text).not.toMatch(/U[0-9a-f]{32}/i);
  expect(text).not.toMatch(/Bearer |Basic [A-Za-z0-9+/]{16}/);
  const { rows } = await sql<{ held: number }>`select count(*)::int as held from recipients`.execute(
    service.database.db,
  );
  expect(rows[0]?.held).toBe(0);
});

/** Whatever an e-mail address or a LINE user ID may look like. */
const ADDRESS = /[^\s"'\\<>()[\],:;@]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/i;
const LINE_USER_ID = /U[0-9a-f]{32}/i;

test("who sealed, approved, cancelled and stopped is named by HubSpot's user id, never by an address", async () => {
  const cookie = { cookie: service.cookie, "Content-Type": "application/json" };
  const command = async (at: string, body?: object) => {
    const response = await path(`/api${at}`, cookie, { method: "POST", ...(body && { body: JSON.stringify(body) }) });
    expect([at, response.status]).toEqual([at, 200]);
  };
  const definition = await service.world.publishAction(service.publicUrl);
  const wait = { targetingMode: "line_conditions", gender: "female", requireApproval: "on" };
  const opened: string[] = [];
  const open = async (messageText: string) => {
    // More than are enrolled: the window stays open.
    const deliveryList = hubspot().addList(PORTAL_ID, { name: messageText, size: 500 });
    const listId = hubspot().addList(PORTAL_ID, { name: "Some of them", size: 120 });
    const inputFields = {
      channel: service.channel,
      deliveryList,
      messageText,
      ...wait,
    };
    const id = hubspot().createWorkflow(PORTAL_ID, { name: "Asked", actionDefinitionId: definition, inputFields });
    await hubspot().enroll(PORTAL_ID, id, { listId }).done;
    const listed = await path(`/api/deliveries?list=${deliveryList}`, cookie);
    const { deliveries } = (await listed.json()) as { deliveries: { id: string }[] };
    opened.push(...deliveries.map((one) => one.id));
    return opened.at(-1) ?? "";
  };
  const waits = (id: string) => () =>
    service.log.some((line) => line["deliveryId"] === id && line["code"] === "APPROVAL_NEEDED");

  const approved = await open("Approved");
  await command(`/deliveries/${approved}/seal`);
  await service.passUntil(waits(approved));
  await command(`/deliveries/${approved}/approve`);
  await command(`/deliveries/${await open("Cancelled")}/cancel`);
  const stopped = await open("Stopped");
  await command("/sending/stop");
  await service.passUntil(() =>
    service.log.some((line) => line["deliveryId"] === stopped && line["outcome"] === "cancelled"),
  );
  await command("/sending/resume");
  // Where no address belongs, people write one.
  const listId = hubspot().addList(PORTAL_ID, { name: "Wrong", size: 1 });
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    sendAt: "mika@example.com",
  };
  const wrong = { name: "Wrong", actionDefinitionId: definition, inputFields, unchecked: true };
  await hubspot().enroll(PORTAL_ID, hubspot().createWorkflow(PORTAL_ID, wrong), { listId }).done;

  const { rows } = await sql<{ userId: number; userEmail: string }>`select user_id, user_email from sessions`.execute(
    service.database.db,
  );
  const [user] = rows;
  expect(user?.userEmail).toMatch(ADDRESS);
  const commands = service.log.filter(({ event }) => event === "delivery.command" || event === "sending.command");
  expect(commands.map(({ command: asked, userId }) => [asked, userId])).toEqual(
    ["seal", "approve", "cancel", "stop", "resume"].map((asked) => [asked, user?.userId]),
  );
  // Nor is there one to be cut out of what we say of deliveries ourselves.
  const lines = service.log.filter(({ event }) => event.startsWith("delivery."));
  expect(JSON.stringify(lines)).not.toContain("[person]");
  for (const line of service.log) {
    const written = JSON.stringify(line);
    expect(written).not.toMatch(ADDRESS);
    expect(written).not.toMatch(LINE_USER_ID);
  }
});

test("every line about a delivery names it and its account, and every one about a job of an account names the account", () => {
  const chores = ["wakeStragglers", "removeExpiredSessions", "removeExpired", "prepareWeeks"];
  const about = service.log.filter(
    ({ event, job }) => /^(delivery|job)\./.test(event) || (typeof job === "string" && !chores.includes(job)),
  );
  const ofDeliveries = about.filter(({ job }) => job !== "records" && job !== "access");
  expect(ofDeliveries.length).toBeGreaterThan(20);
  for (const line of ofDeliveries)
    expect([line, line["deliveryId"]]).toEqual([line, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  for (const line of about) expect([line, line["portalId"]]).toEqual([line, PORTAL_ID]);
});
