/** What the store makes of refusals of a portal's tokens, of several processes at once. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { finding } from "../../src/delivery/codes.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { beginAttempt, afterSend } from "../../src/delivery/lifecycle/results/after-send.ts";
import type { In } from "../../src/delivery/delivery.ts";
import type { NotedRefusal } from "../../src/ports/credentials.ts";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { wakeStragglers } from "../../src/store/jobs/housekeeping.ts";
import { anArrival, CHANNEL_ID, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";
import { anInstallation } from "./console.support.ts";

const MINUTE = 60_000;
const REMOVED = finding("HUBSPOT_UNAUTHORIZED");
const OURS = finding("HUBSPOT_APP_REFUSED", { detail: "BAD_CLIENT_SECRET" });

let tested: TestStore;
beforeEach(async () => {
  tested = await createTestStore();
});
afterEach(() => tested.close());

const credentials = () => createCredentials(tested.database.db, tested.secrets);
const refuse = (portalId = PORTAL_ID, why = REMOVED): Promise<NotedRefusal> =>
  credentials().refreshRefused(portalId, { accessToken: "access", finding: why, spent: true });

/** Refused whenever it is due, as the job asks; answers the last answer and how often HubSpot was asked. */
async function refuseForHours(portalIds = [PORTAL_ID], why = REMOVED, most = 12) {
  for (let asked = 1; ; asked += 1) {
    const noted = await Promise.all(portalIds.map((portalId) => refuse(portalId, why)));
    if (noted[0]?.kind !== "noted" || asked === most) return { noted, asked };
    await tested.skip(60 * MINUTE);
  }
}

const portal = async (portalId = PORTAL_ID) => {
  const { rows } = await sql<Record<string, unknown>>`
    select access_token is null as tokens_erased, uninstalled_at is not null as gone, access_refusals as refusals,
      access_finding ->> 'code' as code
    from portals where portal_id = ${portalId}`.execute(tested.database.db);
  return rows[0];
};

const accessJobs = async () => {
  const { rows } = await sql<{ minutes: number }>`
    select round(extract(epoch from run_at - now()) / 60)::int as minutes from graphile_worker.jobs
    where task_identifier = 'access'`.execute(tested.database.db);
  return rows.map(({ minutes }) => minutes);
};

async function sealedDelivery(): Promise<string> {
  await tested.store.enroll(Array.from({ length: 60 }, (_, index) => anArrival(index)));
  const { rows } = await sql<{ id: string }>`select id from deliveries`.execute(tested.database.db);
  const id = rows[0]?.id ?? "";
  await tested.store.record(refTo(id), (fresh, now) => afterSeal(fresh as In<"collecting">, "person", now));
  return id;
}

const narrowcast = {
  retryKey: "key",
  body: "{}",
  audienceName: "Readers",
  reserved: null,
  meantFor: "everyone",
  leftOut: {},
};
const clear = (id: string) =>
  tested.store.record(refTo(id), (fresh, now) =>
    afterPreflight(fresh as In<"sealed">, { ...CLEARED, narrowcast }, now),
  );
const stateOf = async (id: string) => (await tested.store.delivery(refTo(id)))?.delivery.state;

describe("a refused refresh", () => {
  test("is noted with the job that asks again, ends the claim, and spends the access token", async () => {
    expect(await credentials().claimTokenRefresh(PORTAL_ID, "access")).toBe(true);
    expect(await refuse()).toMatchObject({ kind: "noted", refusals: 1 });
    expect(await accessJobs()).toEqual([5]);
    const tokens = await credentials().portalTokens(PORTAL_ID);
    expect(tokens?.expiresInSeconds).toBeLessThanOrEqual(0);
    expect(tokens?.refusal).toMatchObject({ finding: REMOVED });
    expect(tokens?.refusal?.dueInSeconds).toBeGreaterThan(290);
    expect((await tested.store.portal(PORTAL_ID))?.access).toMatchObject({ finding: REMOVED, refusals: 1 });
    // Another process that has looked before the refusal was noted does not ask either.
    expect(await credentials().claimTokenRefresh(PORTAL_ID, "access")).toBe(false);
    await tested.skip(5 * MINUTE);
    expect(await credentials().claimTokenRefresh(PORTAL_ID, "access")).toBe(true);
  });

  test("of tokens that are no longer the portal's is forgotten", async () => {
    const tokens = { accessToken: "new", refreshToken: "new", expiresInSeconds: 1800 };
    await tested.store.saveInstallation({ ...anInstallation({ portalId: PORTAL_ID }), scopes: ["oauth"], tokens });
    expect(await refuse()).toEqual({ kind: "outdated" });
    expect(await portal()).toMatchObject({ code: null, refusals: 0 });
  });

  test.each([
    [
      "new tokens",
      () => credentials().saveTokens(PORTAL_ID, { accessToken: "a", refreshToken: "r", expiresInSeconds: 9 }),
    ],
    [
      "an installation",
      () => tested.store.saveInstallation({ ...anInstallation({ portalId: PORTAL_ID }), scopes: ["oauth"] }),
    ],
  ])("is cleared by %s", async (_what, mended) => {
    await refuse();
    await mended();
    expect(await portal()).toMatchObject({ code: null, refusals: 0, tokensErased: false });
    expect((await tested.store.portal(PORTAL_ID))?.access).toBeNull();
  });

  test("for hours counts as a removal: tokens, testers and sessions go, sends are cancelled by the job, once", async () => {
    const id = await sealedDelivery();
    await tested.store.saveTester(PORTAL_ID, CHANNEL_ID, { name: "Aya", lineUserId: `U${"a".repeat(32)}` });
    const secret = await tested.store.startSession({ portalId: PORTAL_ID, userId: 1, userEmail: "mika@example.com" });
    const { noted, asked } = await refuseForHours();
    expect(noted).toMatchObject([{ kind: "gone" }]);
    expect(asked).toBeLessThanOrEqual(12);
    expect(await portal()).toMatchObject({ tokensErased: true, gone: true, code: null });
    expect(await tested.store.session(secret)).toBeNull();
    expect(await tested.store.testers(PORTAL_ID, CHANNEL_ID)).toEqual([]);
    expect(await accessJobs()).toEqual([0]);
    expect(await refuse()).toEqual({ kind: "outdated" });
    await tested.store.cancelUnsent(PORTAL_ID);
    const outcome = { kind: "cancelled", finding: { code: "PORTAL_UNINSTALLED" } };
    expect(await stateOf(id)).toMatchObject({ phase: "final", outcome });
  });

  test("by two processes at the end counts as one removal", async () => {
    await refuseForHours([PORTAL_ID], REMOVED, 5);
    await tested.skip(60 * MINUTE);
    const both = await Promise.all([refuse(), refuse()]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(["gone", "outdated"]);
    const { rows } = await sql`select from audit where action = 'uninstall'`.execute(tested.database.db);
    expect(rows).toHaveLength(1);
  });

  test("for our own fault never counts as a removal", async () => {
    const { noted } = await refuseForHours([PORTAL_ID], OURS);
    expect(noted).toMatchObject([{ kind: "noted", refusals: 12 }]);
    expect(await portal()).toMatchObject({ tokensErased: false, gone: false, code: "HUBSPOT_APP_REFUSED" });
  });

  test("of every account at once is no one's removal; of all but one it is theirs", async () => {
    const others = [81, 82, 83];
    const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
    for (const portalId of others) await tested.store.saveInstallation({ ...anInstallation({ portalId }), tokens });
    const all = await refuseForHours([PORTAL_ID, ...others]);
    expect(all.noted.map(({ kind }) => kind)).toContain("all_refused");
    expect(await portal()).toMatchObject({ tokensErased: false, gone: false });
    await credentials().saveTokens(83, { ...tokens, accessToken: "new" });
    expect(await refuse(81)).toMatchObject({ kind: "gone" });
    expect(await portal(83)).toMatchObject({ gone: false, tokensErased: false });
  });
});

/** Nothing was asked for in them for weeks or minutes: their tokens are as they were given. */
const idle = [91, 92];
test.each([
  ["that HubSpot was not asked about meanwhile do not vouch for the app: no one's removal", 30, "all_refused"],
  ["that HubSpot gave tokens meanwhile do: a removal", 300, "gone"],
])("of three accounts beside idle ones %s", async (_what, minutes, kind) => {
  const refused = [81, 82];
  for (const portalId of [...refused, ...idle]) {
    const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
    await tested.store.saveInstallation({ ...anInstallation({ portalId }), tokens });
  }
  await sql`update portals set token_expires_at = service_now() + make_interval(mins => ${minutes}::int)
    where portal_id = any(${idle}::bigint[])`.execute(tested.database.db);
  const { noted } = await refuseForHours([PORTAL_ID, ...refused]);
  expect(noted[0]).toMatchObject({ kind });
});

describe("while the installation is in doubt", () => {
  const WAITS = { finding: { code: "HUBSPOT_UNAUTHORIZED" } };

  test("a send that is due waits, and goes out once HubSpot gives tokens again", async () => {
    const id = await sealedDelivery();
    await refuse();
    await clear(id);
    expect(await stateOf(id)).toMatchObject({ phase: "sealed", wait: WAITS });
    await credentials().saveTokens(PORTAL_ID, { accessToken: "a", refreshToken: "r", expiresInSeconds: 1800 });
    await clear(id);
    expect(await stateOf(id)).toMatchObject({ phase: "sending" });
  });

  test("a request that LINE did not take is not repeated", async () => {
    const id = await sealedDelivery();
    await clear(id);
    await tested.store.record(refTo(id), (fresh, now) => beginAttempt(fresh as In<"sending">, now));
    const limited = { kind: "later", finding: finding("LINE_RATE_LIMITED") } as const;
    await tested.store.record(refTo(id), (fresh, now) => afterSend(fresh as In<"sending">, limited, now));
    await refuse();
    await tested.store.record(refTo(id), (fresh, now) => beginAttempt(fresh as In<"sending">, now));
    expect(await stateOf(id)).toMatchObject({ attempts: { count: 1, open: false, lastFinding: WAITS.finding } });
  });

  test("our own fault lets sends go on", async () => {
    const id = await sealedDelivery();
    await refuse(PORTAL_ID, OURS);
    await clear(id);
    expect(await stateOf(id)).toMatchObject({ phase: "sending" });
  });
});

describe("a portal for which nothing is asked of HubSpot", () => {
  test("is looked after once a day, by one job", async () => {
    expect(await wakeStragglers(tested.database.db)).toBe(0);
    await tested.skip(25 * 60 * MINUTE);
    expect(await wakeStragglers(tested.database.db)).toBe(1);
    expect(await wakeStragglers(tested.database.db)).toBe(0);
    expect(await accessJobs()).toHaveLength(1);
  });

  test("is looked after where the job of a refusal was lost", async () => {
    await refuse();
    await sql`delete from graphile_worker._private_jobs`.execute(tested.database.db);
    expect(await wakeStragglers(tested.database.db)).toBe(0);
    await sql`update portals set access_due_at = service_now() - interval '6 minutes'`.execute(tested.database.db);
    expect(await wakeStragglers(tested.database.db)).toBe(1);
  });
});
