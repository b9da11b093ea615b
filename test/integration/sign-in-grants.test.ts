/** What a sign-in leaves of the permissions that the portal gave the app, through the simulated HubSpot. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { setTimeout as pause } from "node:timers/promises";
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { OPTIONAL_SCOPES, SCOPES } from "../../src/platforms/hubspot/install.ts";
import { signInAt } from "../support/sign-in.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const EVERYTHING = [...SCOPES, ...OPTIONAL_SCOPES].toSorted();
const NO_RECORDS = ["crm.objects.custom.write", "crm.schemas.custom.write"];
const INTERN = { id: 90, email: "intern@hoshi-coffee.example", lacks: NO_RECORDS };

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
  registerApp([...SCOPES]);
});
afterAll(() => service.close());

interface Stored {
  readonly scopes: readonly string[];
  readonly refreshToken: string;
  readonly recordTypeId: string | null;
  readonly recordFinding: unknown;
}

async function stored(): Promise<Stored> {
  const { rows } = await sql<Stored>`
    select scopes, encode(refresh_token, 'hex') as refresh_token, record_type_id, record_finding
    from portals where portal_id = ${PORTAL_ID}`.execute(service.database.db);
  const [row] = rows;
  if (row === undefined) throw new Error("the portal is not stored");
  return { ...row, scopes: row.scopes.toSorted() };
}

const settingsOf = async (cookie: string) =>
  (await fetch(`${service.publicUrl}/api/settings`, { headers: { cookie } })).status;

const control = () => service.world.hubspot.control;
/** Without app events: what HubSpot says of its own accord is late or lost. */
const registerApp = (requiredScopes: readonly string[]) =>
  control().registerApp({
    ...APP,
    redirectUris: [`${service.publicUrl}/hubspot/oauth/callback`],
    requiredScopes,
    optionalScopes: EVERYTHING,
  });
const signIn = (change: Parameters<typeof signInAt>[2] = {}) => signInAt(service.publicUrl, PORTAL_ID, change);

/** The job that looks at the delivery records after a sign-in. */
async function recordsLookedAt(): Promise<void> {
  const due = sql`select from portals where portal_id = ${PORTAL_ID} and records_due_at is not null`;
  while ((await due.execute(service.database.db)).rows.length > 0) await pause(20);
}

beforeEach(async () => {
  control().addUser(PORTAL_ID, INTERN);
  await signIn();
  await recordsLookedAt();
});

describe("a person with fewer permissions", () => {
  test("signs in, and the portal keeps its tokens, scopes and delivery records", async () => {
    const before = await stored();
    expect(before).toMatchObject({ scopes: EVERYTHING, recordTypeId: expect.any(String), recordFinding: null });
    const { status, cookie } = await signIn({ userId: INTERN.id });
    expect(status).toBe(303);
    expect(await settingsOf(cookie)).toBe(200);
    await recordsLookedAt();
    expect(await stored()).toEqual(before);
  });

  test("changes as little by a link without the optional permissions", async () => {
    const before = await stored();
    expect((await signIn({ form: { optional_scope: "" } })).status).toBe(303);
    await recordsLookedAt();
    expect(await stored()).toEqual(before);
  });

  test("is better than no access: replaces tokens that HubSpot no longer accepts", async () => {
    control().uninstall(PORTAL_ID, APP.appId);
    const before = await stored();
    const { status } = await signIn({ userId: INTERN.id });
    expect(status).toBe(303);
    const after = await stored();
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(after.scopes).toEqual(EVERYTHING.filter((scope) => !NO_RECORDS.includes(scope)));
  });

  test("does not take the tokens away while HubSpot cannot be asked about them", async () => {
    const before = await stored();
    control().fault({ path: "/account-info", kind: "status", status: 503, times: 5 });
    const { status } = await signIn({ userId: INTERN.id });
    control().clearFaults();
    expect(status).toBe(303);
    expect((await stored()).refreshToken).toBe(before.refreshToken);
  });
});

test("a person with the same or more permissions replaces the tokens", async () => {
  const before = await stored();
  control().addUser(PORTAL_ID, { id: 91, email: "admin@hoshi-coffee.example" });
  expect((await signIn({ userId: 91 })).status).toBe(303);
  const after = await stored();
  expect(after.scopes).toEqual(EVERYTHING);
  expect(after.refreshToken).not.toBe(before.refreshToken);
});

describe("a grant without a required permission", () => {
  // The app's settings in HubSpot are behind this version: they require less.
  beforeAll(() => registerApp(["oauth"]));

  test.each([
    ["en", "HubSpot did not give the app these permissions: automation, crm.lists.read."],
    ["ja", "HubSpotから次の権限が付与されませんでした：automation, crm.lists.read。"],
  ])("is refused with a page that names it (%s); nothing changes", async (language, words) => {
    const before = await stored();
    const form = { scope: SCOPES.filter((scope) => !/automation|lists/.test(scope)).join(" ") };
    const { status, cookie, text } = await signIn({ form, language });
    expect(status).toBe(422);
    expect(text).toContain(words);
    expect(text).toContain('href="/hubspot/oauth/install"');
    expect(cookie).toBe("");
    expect(await stored()).toEqual(before);
  });
});
