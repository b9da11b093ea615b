/** People come to and leave a HubSpot account: who is administrator, and who stays signed in. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { setTimeout as pause } from "node:timers/promises";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import type { Role } from "../../src/ports/store/members.ts";
import { removeAppAtHubSpot } from "../support/removed-app.ts";
import { signInAt } from "../support/sign-in.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const ALL: readonly Role[] = ["editor", "approver", "sender", "administrator"];

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const control = () => service.world.hubspot.control;
const signIn = async (userId?: number) => {
  const { status, cookie } = await signInAt(service.publicUrl, PORTAL_ID, userId === undefined ? {} : { userId });
  expect(status).toBe(303);
  return cookie;
};
const ask = async (cookie: string, path = "/api/settings") => fetch(service.publicUrl + path, { headers: { cookie } });
const members = async (cookie: string) => {
  const { members: all } = (await (await ask(cookie, "/api/members")).json()) as {
    members: { email: string; roles: Role[] }[];
  };
  return Object.fromEntries(all.map(({ email, roles }) => [email, roles]));
};
const anHourAgo = () =>
  sql`update members set checked_at = clock_timestamp() - interval '61 minutes'`.execute(service.database.db);
const askedOf = (userId: number) =>
  control()
    .requests()
    .filter(({ path }) => path.endsWith(`/users/2026-09/${userId}`) || path.endsWith(`/users/${userId}`)).length;
const until = async (reached: () => Promise<boolean> | boolean) => {
  while (!(await reached())) await pause(20);
};

describe("a person who leaves the HubSpot account", () => {
  let cookie = "";
  let leaver = { id: 170, email: "" };
  // Another person for each test: what HubSpot was asked about the one before may be answered later.
  beforeEach(async () => {
    leaver = { id: leaver.id + 1, email: `leaver${leaver.id + 1}@hoshi-coffee.example` };
    control().clearFaults();
    control().addUser(PORTAL_ID, leaver);
    cookie = await signIn(leaver.id);
  });

  test("is signed out after the next look an hour later; others are not", async () => {
    const stays = await signIn();
    control().removeUser(PORTAL_ID, leaver.id);
    expect((await ask(cookie)).status).toBe(200);
    await anHourAgo();
    await until(async () => (await ask(cookie)).status === 401);
    expect((await ask(stays)).status).toBe(200);
    expect(await members(stays)).not.toHaveProperty(leaver.email);
    const { entries } = (await (await ask(stays, "/api/audit")).json()) as { entries: { deed: string; by: string }[] };
    expect(entries).toContainEqual(expect.objectContaining({ deed: "leave_account", by: leaver.email }));
  });

  test("who is still there is asked about once an hour, however many requests", async () => {
    await anHourAgo();
    const before = askedOf(leaver.id);
    await Promise.all(Array.from({ length: 20 }, () => ask(cookie)));
    await until(() => askedOf(leaver.id) > before);
    for (let turn = 0; turn < 10; turn += 1) await ask(cookie);
    expect(askedOf(leaver.id)).toBe(before + 1);
    expect((await ask(cookie)).status).toBe(200);
  });

  test.each([
    ["HubSpot is down", { path: "/settings", kind: "status", status: 503 }],
    ["the app may not read users", { path: "/settings", kind: "status", status: 403 }],
    [
      "HubSpot no longer serves the path",
      { path: "/settings", kind: "status", status: 404, body: { message: "x", category: "OBJECT_NOT_FOUND" } },
    ],
    ["a proxy answers", { path: "/settings", kind: "malformed" }],
  ] as const)("stays signed in while %s", async (_why, fault) => {
    control().removeUser(PORTAL_ID, leaver.id);
    control().fault({ ...fault, times: 99 });
    await anHourAgo();
    const asked = () =>
      control()
        .requests()
        .filter(({ path }) => path.includes("users")).length;
    const before = asked();
    await ask(cookie);
    await until(() => asked() > before);
    await service.restart();
    expect((await ask(cookie)).status).toBe(200);
  });
});

describe("administrators", () => {
  beforeAll(() => control().clearFaults());

  test("the first who installs the app has all roles, the next the role of new people", async () => {
    control().addUser(PORTAL_ID, { id: 71, email: "second@hoshi-coffee.example" });
    const cookie = await signIn(71);
    expect(await members(cookie)).toMatchObject({
      "mika@hoshi-coffee.example": ALL,
      "second@hoshi-coffee.example": ["viewer"],
    });
  });

  test("after a reinstall a person without the role does not get it; a former administrator has it again", async () => {
    await removeAppAtHubSpot(service, PORTAL_ID);
    const cookie = await signIn(71);
    expect(await members(cookie)).toEqual({ "second@hoshi-coffee.example": ["viewer"] });
    expect(await members(await signIn())).toMatchObject({ "mika@hoshi-coffee.example": ALL });
  });

  test("where none has come back, a HubSpot super admin becomes one, which the trail tells", async () => {
    await removeAppAtHubSpot(service, PORTAL_ID);
    control().addUser(PORTAL_ID, { id: 72, email: "boss@hoshi-coffee.example", superAdmin: true });
    const cookie = await signIn(72);
    expect(await members(cookie)).toEqual({ "boss@hoshi-coffee.example": ALL });
    const { entries } = (await (await ask(cookie, "/api/audit")).json()) as { entries: { deed: string; by: string }[] };
    const deeds = entries.map(({ deed, by }) => `${by} ${deed}`);
    expect(deeds).toContain("boss@hoshi-coffee.example become_administrator");
    expect(deeds).toContain("HubSpot uninstall");
    control().addUser(PORTAL_ID, { id: 73, email: "other@hoshi-coffee.example", superAdmin: true });
    await signIn(73);
    expect(await members(cookie)).toMatchObject({ "other@hoshi-coffee.example": ["viewer"] });
  });
});
