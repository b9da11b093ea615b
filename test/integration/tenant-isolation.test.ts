/** One portal's ids in another one's hands: every route that takes an id, and every operation of the store. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { randomUUID } from "node:crypto";
import { afterListLookUp } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { finding } from "../../src/delivery/codes.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { markStopped } from "../../src/store/deliveries/sending-stop.ts";
import { ALL_DELIVERIES, anArrival, anInputs, CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { ROUTES } from "../support/route-table.ts";
import { createTestConsole, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const LINE_USER_ID = `U${"a".repeat(32)}`;
const NAMES = [
  "List of mine",
  "Workflow of mine",
  "Message of mine",
  "Tester of mine",
  "Demo shop",
  "Action of mine",
  "Key of mine",
];

const REFUSED = { workflowId: "Workflow of mine", finding: finding("MESSAGE_MISSING"), executions: 1 };

let tested: TestConsole;
let mine: {
  deliveries: string;
  channels: string;
  messages: string;
  testers: string;
  members: string;
  deleted: string;
  keys: string;
};
let stranger = "";
let alertId = "";
let mailId = "";
beforeAll(async () => {
  tested = await createTestConsole();
  const { store } = tested;
  const content = { name: "Message of mine", messages: [{ type: "text", text: "Secret sale" }], utm: null };
  const tester = await store.saveTester(PORTAL_ID, CHANNEL_ID, { name: "Tester of mine", lineUserId: LINE_USER_ID });
  const messages = (await store.createSavedMessage(PORTAL_ID, content)).id;
  const deleted = (await store.createSavedMessage(PORTAL_ID, content)).id;
  await store.deleteSavedMessage(PORTAL_ID, deleted);
  const key = await store.makeApiKey(PORTAL_ID, 1, { name: "Key of mine", roles: ["sender"], days: 90 });
  if (key.kind !== "ok") throw new Error(key.kind);
  mine = {
    deliveries: await tested.openDelivery(3, PORTAL_ID, { message: { kind: "saved", messageId: messages } }),
    channels: CHANNEL_ID,
    messages,
    deleted,
    keys: key.key.id,
    testers: tester?.id ?? "",
    members: (await store.members(PORTAL_ID))[0]?.id ?? "",
  };
  const user = { portalId: PORTAL_ID, userId: 1, userEmail: "mika@example.com" };
  await store.recordAudit({ ...user, action: "seal", subject: "Action of mine", details: {} });
  const found = { kind: "ok", value: { name: "List of mine", size: 3 } } as const;
  await tested.change(mine.deliveries, (one, now) =>
    afterListLookUp(one as Parameters<typeof afterListLookUp>[0], found, now),
  );
  await store.oweRecord(PORTAL_ID, mine.deliveries, finding("HUBSPOT_UNAVAILABLE"));
  await store.noteNotStarted(PORTAL_ID, [REFUSED]);
  alertId = (await store.newAlerts(PORTAL_ID))[0]?.id ?? "";
  await store.announce(PORTAL_ID, alertId, [1]);
  mailId = (await store.dueMails(PORTAL_ID, 10))[0]?.id ?? "";
  await store.chooseAlerts(PORTAL_ID, 1, { mail: { runs_refused: true }, language: null });
  stranger = await tested.signIn(OTHER_PORTAL_ID);
});
afterAll(() => tested.close());

/** Everything that belongs to the portal, as it stands in the database. */
async function stored(): Promise<unknown> {
  const { rows } = await sql<{ all: unknown }>`
    select json_build_object(
      'portals', (select json_agg(p) from portals p where portal_id = ${PORTAL_ID}),
      'channels', (select json_agg(c) from channels c where portal_id = ${PORTAL_ID}),
      'messages', (select json_agg(m) from saved_messages m where portal_id = ${PORTAL_ID}),
      'members', (select json_agg(m) from members m where portal_id = ${PORTAL_ID}),
      'audit', (select json_agg(a) from audit a where portal_id = ${PORTAL_ID}),
      'keys', (select json_agg(k) from api_keys k where portal_id = ${PORTAL_ID}),
      'testers', (select json_agg(t) from testers t where portal_id = ${PORTAL_ID}),
      'names', (select json_agg(n) from known_names n where portal_id = ${PORTAL_ID}),
      'alerts', (select json_agg(a) from alerts a where portal_id = ${PORTAL_ID}),
      'notifications', (select json_agg(n) from notifications n where portal_id = ${PORTAL_ID}),
      'choices', (select json_agg(c) from alert_choices c where portal_id = ${PORTAL_ID}),
      'refusals', (select json_agg(r) from refusals r where portal_id = ${PORTAL_ID}),
      'deliveries', (select json_agg(d) from deliveries d where portal_id = ${PORTAL_ID}),
      'recipients', (select json_agg(r) from recipients r where portal_id = ${PORTAL_ID}),
      'owed', (select json_agg(o) from owed_records o where delivery_id = ${mine.deliveries}),
      'enrollments', (select json_agg(e) from enrollments e where portal_id = ${PORTAL_ID})) as all`.execute(
    tested.database.db,
  );
  return rows[0]?.all;
}

const BODIES: Readonly<Record<string, object>> = {
  "/channels/:id": { name: "Taken over", timeZone: "UTC", quotaFloor: 0 },
  "/channels/:id/testers": { name: "Eve", lineUserId: `U${"e".repeat(32)}` },
  "/members/:id": { roles: ["viewer"] },
  "/messages/:id": { name: "Taken over", bubble1: "x" },
  "/api/messages/:id": { name: "Taken over", messages: [{ type: "text", text: "x" }] },
  "/messages/:id/test": { channelId: CHANNEL_ID, testerIds: ["00000000-0000-4000-8000-000000000000"] },
};

/** HubSpot's card says its portal otherwise: `card.test.ts`. */
const withIds = ROUTES.filter(({ path, authentication }) => path.includes(":id") && authentication !== "timed").map(
  ({ method, path }) => [method, path] as const,
);

describe("routes", () => {
  test.each(withIds)("%s %s: as if there were no such thing, and nothing changes", async (method, path) => {
    const kind = path.replace("/api", "").replace("/live", "/deliveries").split("/")[1] as keyof typeof mine;
    const at = path.replace(":id", mine[kind]).replace(":command", "cancel");
    const before = await stored();
    const body = BODIES[path] ?? BODIES[path.replace("/api", "")] ?? {};
    const asked = tested.http[method.toLowerCase() as "get"](at).set("Cookie", stranger);
    const isApi = path.startsWith("/api");
    const response = await (method === "GET" ? asked : isApi ? asked.send(body) : asked.type("form").send(body));
    expect(response.status).toBe(404);
    for (const name of NAMES) expect(response.text).not.toContain(name);
    expect(await stored()).toEqual(before);
  });

  test.each(
    ROUTES.filter(
      // The stream of /live has no end; what it tells is in console-live.test.ts.
      ({ method, authentication, path }) =>
        method === "GET" && authentication === "session" && !path.includes(":id") && path !== "/live",
    ).map(({ path }) => path),
  )("GET %s lists nothing of it", async (path) => {
    const { status, text } = await tested.http.get(path.replace(":contactId", "1001")).set("Cookie", stranger);
    expect(status).toBe(200);
    for (const trace of [...NAMES, ...Object.values(mine), LINE_USER_ID]) expect(text).not.toContain(trace);
  });

  test("a test send does not reach another portal's testers through a message of one's own", async () => {
    const content = { name: "Theirs", messages: [{ type: "text", text: "x" }], utm: null };
    const own = await tested.store.createSavedMessage(OTHER_PORTAL_ID, content);
    const body = { channelId: mine.channels, testerIds: [mine.testers] };
    const response = await tested.http.post(`/api/messages/${own.id}/test`).set("Cookie", stranger).send(body);
    expect(response.status).toBe(404);
  });
});

const mineFor = (portalId: number) => ({ portalId, id: mine.deliveries });

/** What a stranger who knows all ids gets; null, false or nothing. The second list is never given a stranger's id. */
const ASKED_BY_PORTAL: Partial<Record<keyof Store, (store: Store, portalId: number) => Promise<unknown>>> = {
  apiKeys: async (store, portalId) => (await store.apiKeys(portalId)).keys.some(({ id }) => id === mine.keys),
  rotateApiKey: async (store, portalId) => {
    const asked = { days: 1, graceHours: 0, rotations: null };
    return (await store.rotateApiKey(portalId, 1, mine.keys, asked)).kind !== "missing";
  },
  revokeApiKey: (store, portalId) => store.revokeApiKey(portalId, mine.keys),
  noteApiKeyUse: (store, portalId) => store.noteApiKeyUse(portalId, mine.keys),
  channels: async (store, portalId) => (await store.channels(portalId)).some(({ id }) => id === mine.channels),
  changeChannel: (store, portalId) =>
    store.changeChannel(portalId, mine.channels, { name: "x", timeZone: "UTC", quotaFloor: 1 }),
  savedMessages: async (store, portalId) =>
    (await store.savedMessages(portalId)).some(({ id }) => id === mine.messages),
  savedMessagesSize: async (store, portalId) =>
    (await store.savedMessagesSize(portalId, null)).count !==
    (await store.savedMessagesSize(portalId, mine.messages)).count,
  savedMessage: (store, portalId) => store.savedMessage(portalId, mine.messages),
  changeSavedMessage: (store, portalId) =>
    store.changeSavedMessage(portalId, mine.messages, { name: "x", messages: [{ type: "text" }], utm: null }),
  messageUses: async (store, portalId) => (await store.messageUses(portalId, mine.messages)).length > 0,
  deletedMessages: async (store, portalId) =>
    (await store.deletedMessages(portalId)).some(({ id }) => id === mine.deleted),
  restoreSavedMessage: (store, portalId) => store.restoreSavedMessage(portalId, mine.deleted),
  savedMessageName: (store, portalId) => store.savedMessageName(portalId, mine.messages),
  deleteSavedMessage: (store, portalId) => store.deleteSavedMessage(portalId, mine.messages),
  testers: async (store, portalId) => (await store.testers(portalId, mine.channels)).length > 0,
  saveTester: (store, portalId) =>
    store.saveTester(portalId, mine.channels, { name: "Eve", lineUserId: `U${"e".repeat(32)}` }),
  deleteTester: (store, portalId) => store.deleteTester(portalId, mine.testers),
  channelHealth: (store, portalId) => store.channelHealth(portalId, mine.channels),
  markVerified: (store, portalId) =>
    store.markVerified(portalId, mine.channels, { botUserId: "U", basicId: "@eve", displayName: "Eve" }),
  audienceUses: async (store, portalId) => (await store.audienceUses(portalId, mine.channels, 30)).uses.length > 0,
  settings: async (store, portalId) => (await store.settings(portalId))?.minimumEnrolled === 7,
  policies: async (store, portalId) => {
    await store.changeSettings(PORTAL_ID, { approveAbove: 7 });
    const { approveAbove } = await store.policies(portalId);
    await store.changeSettings(PORTAL_ID, { approveAbove: null });
    return approveAbove === 7;
  },
  changeSettings: async (store, portalId) => {
    await store.changeSettings(PORTAL_ID, { minimumEnrolled: 7 });
    const before = await stored();
    await store.changeSettings(portalId, { minimumEnrolled: 9 });
    const same = JSON.stringify(await stored()) === JSON.stringify(before);
    await store.changeSettings(PORTAL_ID, { minimumEnrolled: 50 });
    return !same;
  },
  members: async (store, portalId) => (await store.members(portalId)).some(({ id }) => id === mine.members),
  rolesOf: async (store, portalId) => (await store.rolesOf(portalId, 99)).join() !== "viewer",
  changeRoles: async (store, portalId) => (await store.changeRoles(portalId, mine.members, [])).kind !== "missing",
  removeMember: async (store, portalId) => (await store.removeMember(portalId, mine.members)).kind !== "missing",
  endSessionsOfPerson: async (store, portalId) => {
    const secret = await store.startSession({ portalId: PORTAL_ID, userId: 1, userEmail: "aya@example.com" });
    await store.endSessionsOfPerson(portalId, 1);
    const ended = (await store.session(secret)) === null;
    await store.endSession(secret);
    return ended;
  },
  claimMembershipCheck: async (store, portalId) => {
    const ago = (hours: number) =>
      sql`update members set checked_at = checked_at - make_interval(hours => ${hours}) where portal_id = ${PORTAL_ID}`.execute(
        tested.database.db,
      );
    await ago(2);
    const claimed = await store.claimMembershipCheck(portalId, 1);
    await ago(-2);
    return claimed;
  },
  personLeft: (store, portalId) => store.personLeft(portalId, 1000),
  auditTrail: async (store, portalId) =>
    (await store.auditTrail(portalId, { limit: 50, before: null })).some(({ subject }) => subject === "Action of mine"),
  notStarted: async (store, portalId) =>
    (await store.notStarted(portalId, { limit: 50, before: null })).entries.some(
      ({ workflowId }) => workflowId === REFUSED.workflowId,
    ),
  noteNotStarted: (store, portalId) => store.noteNotStarted(portalId, [REFUSED]),
  record: async (store, portalId) => {
    const cancel = (fresh: Delivery, now: number) => afterCommand(fresh, { do: "cancel", by: "eve@example.com" }, now);
    return (await store.record(mineFor(portalId), cancel)).kind !== "moved";
  },
  delivery: (store, portalId) => store.delivery(mineFor(portalId)),
  requiredVersion: (store, portalId) => store.requiredVersion(mineFor(portalId)),
  otherDeliveries: async (store, portalId) => (await store.otherDeliveries(mineFor(portalId))).length > 0,
  held: async (store, portalId) => (await store.held(mineFor(portalId), { limit: 10, after: null })).length > 0,
  markReleased: (store, portalId) => store.markReleased(mineFor(portalId), ["ap-4711-1-0"], []),
  finishRelease: async (store, portalId) => void (await store.finishRelease(mineFor(portalId))),
  putOffRelease: (store, portalId) => store.putOffRelease(mineFor(portalId), finding("HUBSPOT_LOCKED"), 60),
  recipientCounts: async (store, portalId) => {
    const { valid, invalid } = await store.recipientCounts(mineFor(portalId), "enrolled");
    return valid + invalid > 0;
  },
  recipientIds: async (store, portalId) =>
    (await store.recipientIds(mineFor(portalId), "enrolled", { limit: 10, after: "" })).length > 0,
  addRecipients: (store, portalId) =>
    store.addRecipients(mineFor(portalId), "suppressed", [{ objectId: "1", value: LINE_USER_ID }]),
  markInvalid: (store, portalId) => store.markInvalid(mineFor(portalId), "enrolled", [LINE_USER_ID]),
  suppressedEnrolled: async (store, portalId) => (await store.suppressedEnrolled(mineFor(portalId))) > 0,
  deleteRecipients: (store, portalId) => store.deleteRecipients(mineFor(portalId)),
  viewDelivery: (store, portalId) => store.viewDelivery(portalId, mine.deliveries),
  listDeliveries: async (store, portalId) =>
    (await store.listDeliveries(portalId, ALL_DELIVERIES)).deliveries.length > 0,
  countDeliveries: async (store, portalId) => (await store.countDeliveries(portalId, ALL_DELIVERIES.filter, 10)) > 0,
  homeDeliveries: async (store, portalId) => {
    const { asking, next, any } = await store.homeDeliveries(portalId);
    return any || asking.length + next.length > 0;
  },
  versionOf: (store, portalId) => store.versionOf(portalId, mine.deliveries),
  audienceNames: async (store, portalId) => "4711" in (await store.audienceNames(portalId, ["4711"])),
  namedThings: async (store, portalId) =>
    (await store.namedThings(portalId, { listId: null, audienceId: null })).lists.length > 0,
  recentSends: async (store, portalId) => (await store.recentSends(portalId, mine.channels, 0)).length > 0,
  similarSends: async (store, portalId) => {
    const like = { portalId, channelId: mine.channels, deliveryId: randomUUID(), meantFor: "mine", since: 0 };
    return (await store.similarSends(like)).length > 0;
  },
  contactData: async (store, portalId) => {
    const { executions, recipients, examples } = await store.contactData(portalId, "1001");
    return executions.length + recipients.length + examples.length > 0;
  },
  forgetContact: (store, portalId) => store.forgetContact(portalId, "1001"),
  // Marked by hand: a stop would cancel the delivery that the others look at.
  sendingStop: async (store, portalId) => {
    await markStopped(tested.database.db, PORTAL_ID, "mika@example.com");
    const seen = await store.sendingStop(portalId);
    await store.resumeSending(PORTAL_ID);
    return seen;
  },
  stopSending: async (store, portalId) => {
    const cancelled = await store.stopSending(portalId, "eve@example.com");
    await store.resumeSending(portalId);
    return cancelled?.cancelled !== 0;
  },
  resumeSending: (store, portalId) => store.resumeSending(portalId),
  saveRecordType: (store) => store.saveRecordType(OTHER_PORTAL_ID, "2-666", null, Date.now()),
  oweRecord: async (store, portalId) => {
    await store.oweRecord(portalId, mine.deliveries, finding("HUBSPOT_REFUSED", { detail: "eve" }));
  },
  recordWritten: (store, portalId) => store.recordWritten(portalId, mine.deliveries),
  newAlerts: async (store, portalId) => (await store.newAlerts(portalId)).some(({ id }) => id === alertId),
  announce: (store, portalId) => store.announce(portalId, alertId, []),
  dueMails: async (store, portalId) => (await store.dueMails(portalId, 10)).length > 0,
  noteMail: (store, portalId) => store.noteMail(portalId, mailId, { kind: "dropped" }),
  alertChoices: async (store, portalId) => (await store.alertChoices(portalId)).size > 0,
  chooseAlerts: (store, portalId) => store.chooseAlerts(portalId, 1, { mail: { runs_refused: false }, language: "ja" }),
  latestNotifications: async (store, portalId) => (await store.latestNotifications(portalId, 10)).length > 0,
  owedRecords: async (store, portalId) => (await store.owedRecords(portalId)).oldest,
  disconnect: (store) =>
    store.disconnect({ portalId: OTHER_PORTAL_ID + 1000, userId: 1, userEmail: "eve@example.com" }),
  disconnecting: (store) => store.disconnecting(OTHER_PORTAL_ID + 1000),
  endDisconnect: (store) => store.endDisconnect(OTHER_PORTAL_ID + 1000),
  cancelUnsent: (store) => store.cancelUnsent(OTHER_PORTAL_ID + 1000),
  portal: async (store, portalId) => (await store.portal(portalId))?.portalId === PORTAL_ID,
  enroll: async (store, portalId) => {
    const inputs = anInputs({ listId: "stolen", channelId: mine.channels });
    return store.enroll([anArrival(1, { portalId, callbackId: "stolen" }, inputs)]).catch(() => null);
  },
};

/** They say themselves which portal it is, by what they store or by a secret. */
const NOT_BY_PORTAL: readonly (keyof Store)[] = [
  "saveInstallation",
  "saveChannel",
  "createSavedMessage",
  "recordAudit",
  "apiKey",
  "makeApiKey",
  "startSession",
  "session",
  "endSession",
];

describe("the store", () => {
  test("has no operation that is not looked at here", () => {
    const known = [...Object.keys(ASKED_BY_PORTAL), ...NOT_BY_PORTAL];
    expect(Object.keys(tested.store).toSorted()).toEqual(known.toSorted());
  });

  test.each(Object.keys(ASKED_BY_PORTAL) as (keyof Store)[])(
    "%s: nothing for a portal that does not own it, and nothing changes",
    async (name) => {
      const before = await stored();
      const answer = await ASKED_BY_PORTAL[name]?.(tested.store, OTHER_PORTAL_ID);
      expect([null, false, undefined]).toContain(answer);
      expect(await stored()).toEqual(before);
    },
  );

  test("and what they answer the owner is not nothing", async () => {
    const answered: string[] = [];
    for (const name of [
      "apiKeys",
      "channels",
      "savedMessage",
      "savedMessages",
      "savedMessagesSize",
      "messageUses",
      "deletedMessages",
      "savedMessageName",
      "testers",
      "policies",
      "members",
      "auditTrail",
      "notStarted",
      "channelHealth",
      "audienceUses",
      "viewDelivery",
      "listDeliveries",
      "namedThings",
      "versionOf",
      "dueMails",
      "alertChoices",
      "latestNotifications",
    ] as const) {
      if (await ASKED_BY_PORTAL[name]?.(tested.store, PORTAL_ID)) answered.push(name);
    }
    expect(answered).toHaveLength(22);
  });
});
