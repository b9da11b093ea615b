/** What a portal sets takes effect where it is meant to, for this portal alone. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { NEVER_QUIET, type Inputs } from "../../src/delivery/inputs.ts";
import { nextStep } from "../../src/delivery/lifecycle/next-step.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { NO_POLICIES } from "../../src/delivery/lifecycle/policies.ts";
import type { Role } from "../../src/ports/store/members.ts";
import type { PortalSettings } from "../../src/ports/store/settings.ts";
import { anArrival, anInputs, CHANNEL_ID, PORTAL_ID, WINDOW, refTo } from "../support/builders.ts";
import { createTestStore, removeAppFrom, type TestStore } from "../support/test-store.ts";
import { ACCOUNT, anInstallation, OTHER_PORTAL_ID } from "./console.support.ts";

const FIRST: PortalSettings = {
  quietSeconds: null,
  ceilingSeconds: null,
  minimumEnrolled: 50,
  quietHours: null,
  language: "en",
  timeZone: "Asia/Tokyo",
  newMemberRole: "viewer",
  ...NO_POLICIES,
};

const ALL: readonly Role[] = ["editor", "approver", "sender", "administrator"];
const EVERYTHING = ALL.join();
const LAST = { kind: "last_administrator" };

let tested: TestStore;
let theirChannel: string;
beforeAll(async () => {
  tested = await createTestStore();
  await tested.store.saveInstallation(anInstallation({ portalId: OTHER_PORTAL_ID }));
  const credentials = { lineChannelId: "999", channelSecret: "secret" };
  const channel = { portalId: OTHER_PORTAL_ID, name: "Theirs", credentials, account: ACCOUNT };
  theirChannel = (await tested.store.saveChannel(channel)).id;
});
afterAll(() => tested.close());
beforeEach(() => tested.store.changeSettings(PORTAL_ID, FIRST));

let lists = 0;
/** A delivery that the first arrival with these inputs opens. */
async function opened(change: Partial<Inputs> = {}, portalId = PORTAL_ID): Promise<Delivery> {
  lists += 1;
  const channelId = portalId === PORTAL_ID ? CHANNEL_ID : theirChannel;
  const inputs = anInputs({ listId: String(lists), channelId, ...change });
  const [first] = await tested.store.enroll([anArrival(lists, { portalId, callbackId: `ap-${lists}` }, inputs)]);
  if (first?.kind !== "held") throw new Error(`the arrival was not held but ${first?.kind ?? "lost"}`);
  const found = await tested.store.delivery(refTo(first.deliveryId, portalId));
  if (found === null) throw new Error("no delivery");
  return found.delivery;
}

describe("the window", () => {
  test("is the service's until the portal sets it; then the portal's, unless the action says otherwise", async () => {
    expect((await opened()).window).toEqual(WINDOW);
    await tested.store.changeSettings(PORTAL_ID, { quietSeconds: 60, ceilingSeconds: 600 });
    expect((await opened()).window).toEqual({ quietSeconds: 60, ceilingSeconds: 600 });
    expect((await opened({ collectForSeconds: 7200 })).window).toEqual({ quietSeconds: 60, ceilingSeconds: 7200 });
    expect((await opened({}, OTHER_PORTAL_ID)).window).toEqual(WINDOW);
  });

  test("that is open goes on as it was opened", async () => {
    const { id, window } = await opened();
    await tested.store.changeSettings(PORTAL_ID, { quietSeconds: 60, ceilingSeconds: 600 });
    expect((await tested.store.delivery(refTo(id)))?.delivery.window).toEqual(window);
  });
});

describe("the minimum of enrolled contacts", () => {
  const afterTheSeal = (delivery: Delivery) => {
    const sealed = afterSeal(delivery as Parameters<typeof afterSeal>[0], "person", delivery.openedAt).delivery;
    return nextStep(sealed, delivery.openedAt);
  };

  test("lets a smaller list through once it is lowered", async () => {
    expect(afterTheSeal(await opened())).toMatchObject({ do: "conclude", outcome: { kind: "failed" } });
    await tested.store.changeSettings(PORTAL_ID, { minimumEnrolled: 1 });
    const lowered = await opened();
    expect(lowered.minimum).toBe(1);
    expect(afterTheSeal(lowered)).toEqual({ do: "preflight" });
  });

  test("stays where contacts could be identified", async () => {
    await tested.store.changeSettings(PORTAL_ID, { minimumEnrolled: 1 });
    expect((await opened({ targetingMode: "narrow_to_enrolled" })).minimum).toBe(50);
  });

  test("cannot be raised, not even past the console", async () => {
    await expect(tested.store.changeSettings(PORTAL_ID, { minimumEnrolled: 51 })).rejects.toThrow("lowered_only");
  });
});

describe("quiet hours", () => {
  const NIGHT = { from: 21 * 60, to: 8 * 60 };

  test("are the portal's where an action says nothing, and in time for HubSpot's hold", async () => {
    const before = await opened();
    await tested.store.changeSettings(PORTAL_ID, { quietHours: NIGHT });
    const night = await opened();
    expect(night.inputs.quietHours).toEqual(NIGHT);
    expect(night.holdsUntil - night.openedAt).toBe(before.holdsUntil - before.openedAt + 11 * 3600_000);
    expect((await opened({ quietHours: NEVER_QUIET })).inputs.quietHours).toEqual(NEVER_QUIET);
    expect((await opened({ quietHours: { from: 60, to: 120 } })).inputs.quietHours).toEqual({ from: 60, to: 120 });
    expect((await opened({}, OTHER_PORTAL_ID)).inputs.quietHours).toBeNull();
  });

  test("that change do not open a second delivery for the same send", async () => {
    const { id, inputs } = await opened();
    await tested.store.changeSettings(PORTAL_ID, { quietHours: NIGHT });
    const [again] = await tested.store.enroll([anArrival(90_000, {}, { ...inputs, quietHours: null })]);
    expect(again).toMatchObject({ kind: "held", deliveryId: id });
  });
});

test("the time zone is that of channels connected from then on", async () => {
  await tested.store.changeSettings(PORTAL_ID, { timeZone: "Asia/Bangkok" });
  const credentials = { lineChannelId: "555", channelSecret: "secret" };
  const channel = { portalId: PORTAL_ID, name: "New", credentials, account: ACCOUNT };
  expect((await tested.store.saveChannel(channel)).timeZone).toBe("Asia/Bangkok");
  const old = (await tested.store.channels(PORTAL_ID)).find(({ id }) => id === CHANNEL_ID);
  expect(old?.timeZone).toBe("Asia/Tokyo");
});

test("a portal that does not exist has no settings", async () => {
  expect(await tested.store.settings(1)).toBeNull();
  expect(await tested.store.changeSettings(1, { minimumEnrolled: 3 })).toBeNull();
});

describe("members", () => {
  const signIn = (portalId: number, userId: number, userEmail: string) =>
    tested.store.saveInstallation(anInstallation({ portalId, userId, userEmail }));
  const roles = async (portalId: number) =>
    Object.fromEntries(
      (await tested.store.members(portalId)).map(({ userEmail, roles: has }) => [userEmail, has.join()]),
    );
  const memberId = async (portalId: number, userId: number) =>
    (await tested.store.members(portalId)).find((one) => one.userId === userId)?.id ?? "";

  test("who installs the app may do everything; who comes later what the setting says", async () => {
    const portalId = 6001;
    await signIn(portalId, 1, "first@example.com");
    await signIn(portalId, 2, "second@example.com");
    await tested.store.changeSettings(portalId, { newMemberRole: "editor" });
    await signIn(portalId, 3, "third@example.com");
    expect(await roles(portalId)).toEqual({
      "first@example.com": EVERYTHING,
      "second@example.com": "viewer",
      "third@example.com": "editor",
    });
    expect(await tested.store.rolesOf(portalId, 2)).toEqual(["viewer"]);
    expect(await tested.store.rolesOf(portalId, 99)).toEqual(["editor"]);
    expect(await tested.store.rolesOf(1, 1)).toEqual(["viewer"]);
  });

  test("signing in again changes no role; a new address is taken over", async () => {
    const portalId = 6002;
    await signIn(portalId, 1, "first@example.com");
    await signIn(portalId, 2, "second@example.com");
    await tested.store.changeRoles(portalId, await memberId(portalId, 2), ["editor"]);
    await signIn(portalId, 2, "renamed@example.com");
    expect(await roles(portalId)).toEqual({ "first@example.com": EVERYTHING, "renamed@example.com": "editor" });
  });

  test("a session has its role as it is now", async () => {
    const portalId = 6003;
    await signIn(portalId, 1, "first@example.com");
    await signIn(portalId, 2, "second@example.com");
    const secret = await tested.store.startSession({ portalId, userId: 2, userEmail: "second@example.com" });
    expect((await tested.store.session(secret))?.roles).toEqual(["viewer"]);
    await tested.store.changeRoles(portalId, await memberId(portalId, 2), ["sender", "approver", "viewer"]);
    expect((await tested.store.session(secret))?.roles).toEqual(["approver", "sender"]);
  });

  test("a person who can give roles always stays, also when two take them from each other at once", async () => {
    const portalId = 6004;
    await signIn(portalId, 1, "first@example.com");
    const [first] = await tested.store.members(portalId);
    expect(await tested.store.changeRoles(portalId, first?.id ?? "", ["sender"])).toEqual(LAST);
    expect(await tested.store.removeMember(portalId, first?.id ?? "")).toEqual(LAST);
    await signIn(portalId, 2, "second@example.com");
    await tested.store.changeRoles(portalId, await memberId(portalId, 2), ["administrator"]);
    const ids = [await memberId(portalId, 1), await memberId(portalId, 2)];
    const taken = await Promise.all(ids.map((id) => tested.store.changeRoles(portalId, id, [])));
    expect(taken.map(({ kind }) => kind).toSorted()).toEqual(["last_administrator", "ok"]);
    expect(Object.values(await roles(portalId)).filter((has) => has === "viewer")).toHaveLength(1);
  });

  test("of another portal cannot be changed", async () => {
    const [theirs] = await tested.store.members(OTHER_PORTAL_ID);
    expect(await tested.store.changeRoles(PORTAL_ID, theirs?.id ?? "", [])).toEqual({ kind: "missing" });
    expect(await tested.store.members(OTHER_PORTAL_ID)).toMatchObject([{ roles: ALL }]);
  });

  test("lose their address with the app, and have their roles again when they come back", async () => {
    const portalId = 6005;
    await signIn(portalId, 1, "first@example.com");
    await signIn(portalId, 2, "second@example.com");
    await tested.store.changeRoles(portalId, await memberId(portalId, 2), ["approver"]);
    await removeAppFrom(tested, portalId);
    expect(await tested.store.members(portalId)).toEqual([]);
    const { rows } = await sql`select from members where portal_id = ${portalId} and user_email <> ''`.execute(
      tested.database.db,
    );
    expect(rows).toEqual([]);
    await signIn(portalId, 3, "new@example.com");
    await signIn(portalId, 2, "second@example.com");
    expect(await roles(portalId)).toEqual({ "new@example.com": "viewer", "second@example.com": "approver" });
    await signIn(portalId, 1, "first@example.com");
    expect((await roles(portalId))["first@example.com"]).toBe(EVERYTHING);
  });

  test("that are removed are signed out everywhere, and new when they sign in again", async () => {
    const portalId = 6006;
    await signIn(portalId, 1, "first@example.com");
    await signIn(portalId, 2, "second@example.com");
    await tested.store.changeRoles(portalId, await memberId(portalId, 2), ["sender"]);
    const person = { portalId, userId: 2, userEmail: "second@example.com" };
    const secrets = [await tested.store.startSession(person), await tested.store.startSession(person)];
    const other = await tested.store.startSession({ ...person, userId: 1 });
    expect((await tested.store.removeMember(portalId, await memberId(portalId, 2))).kind).toBe("ok");
    for (const secret of secrets) expect(await tested.store.session(secret)).toBeNull();
    expect(await tested.store.session(other)).not.toBeNull();
    await signIn(portalId, 2, "second@example.com");
    expect((await roles(portalId))["second@example.com"]).toBe("viewer");
  });

  test("new ones are never administrators, not even past the console", async () => {
    const change = { newMemberRole: "administrator" as unknown as "viewer" };
    await expect(tested.store.changeSettings(PORTAL_ID, change)).rejects.toThrow("new_member_role");
  });
});

describe("the audit trail", () => {
  const note = (portalId: number, subject: string) =>
    tested.store.recordAudit({
      portalId,
      userId: 1,
      userEmail: "mika@example.com",
      action: "seal",
      subject,
      details: { a: 1 },
    });

  test("is newest first, page by page, of one portal", async () => {
    for (const subject of ["one", "two", "three"]) await note(PORTAL_ID, subject);
    await note(OTHER_PORTAL_ID, "theirs");
    const page = await tested.store.auditTrail(PORTAL_ID, { limit: 2, before: null });
    expect(page).toMatchObject([{ subject: "three", details: { a: 1 } }, { subject: "two" }]);
    const rest = await tested.store.auditTrail(PORTAL_ID, { limit: 2, before: page[1]?.number ?? 0 });
    expect(rest.map(({ subject }) => subject)).toEqual(["one"]);
  });

  test("has service time", async () => {
    await tested.skip(86_400_000);
    await note(PORTAL_ID, "tomorrow");
    const [last] = await tested.store.auditTrail(PORTAL_ID, { limit: 1, before: null });
    const { rows } = await sql<{ now: number }>`select service_now() as now`.execute(tested.database.db);
    expect(Math.abs((rows[0]?.now ?? 0) - (last?.at ?? 0))).toBeLessThan(60_000);
  });
});
