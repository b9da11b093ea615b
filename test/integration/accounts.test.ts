import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { createRateLimiter } from "../../src/store/accounts/rate-limiter.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { ALL_DELIVERIES, CHANNEL_ID, PORTAL_ID, anArrival } from "../support/builders.ts";
import { createTestStore, removeAppFrom, type TestStore } from "../support/test-store.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());

const credentials = () => createCredentials(tested.database.db, tested.secrets);

describe("secrets", () => {
  test("tokens and channel secrets are encrypted at rest and come back as they were", async () => {
    expect(await credentials().channelCredentials({ portalId: PORTAL_ID, channelId: CHANNEL_ID })).toEqual({
      lineChannelId: "1234567890",
      channelSecret: "secret of the channel",
    });
    const { rows } = await sql<{ all: string }>`
      select (select string_agg(encode(access_token, 'escape') || encode(refresh_token, 'escape'), '') from portals)
        || (select string_agg(encode(channel_secret, 'escape'), '') from channels) as all`.execute(tested.database.db);
    expect(rows[0]?.all).not.toMatch(/secret of the channel|^access|refresh/);
  });

  test("another key in front still reads what the old one wrote; a missing or changed one fails", () => {
    const [old, fresh] = [randomBytes(32), randomBytes(32)];
    const place = { portalId: PORTAL_ID, column: "channel_secret" } as const;
    const written = createSecrets([old]).encrypt("text", place);
    expect(createSecrets([fresh, old]).decrypt(written, place)).toBe("text");
    expect(() => createSecrets([fresh]).decrypt(written, place)).toThrow("ENCRYPTION_KEYS");
    const changed = Buffer.from(written);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => createSecrets([old]).decrypt(changed, place)).toThrow(/authenticate/);
  });

  test("another portal's channel is not found", async () => {
    expect(await credentials().channelCredentials({ portalId: 1, channelId: CHANNEL_ID })).toBeNull();
  });
});

describe("token refresh", () => {
  test("one caller at a time, across processes", async () => {
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => credentials().claimTokenRefresh(PORTAL_ID, "access")),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    await credentials().saveTokens(PORTAL_ID, { accessToken: "new", refreshToken: "refresh", expiresInSeconds: 1800 });
    expect(await credentials().claimTokenRefresh(PORTAL_ID, "access")).toBe(false);
    expect(await credentials().claimTokenRefresh(PORTAL_ID, "new")).toBe(true);
    await credentials().releaseTokenRefresh(PORTAL_ID);
    expect(await credentials().claimTokenRefresh(PORTAL_ID, "new")).toBe(true);
  });

  test("expiry counts by the database's clock", async () => {
    await credentials().saveTokens(PORTAL_ID, { accessToken: "a", refreshToken: "r", expiresInSeconds: 1800 });
    await tested.skip(1_700_000);
    const tokens = await credentials().portalTokens(PORTAL_ID);
    expect(tokens?.expiresInSeconds).toBeGreaterThan(60);
    expect(tokens?.expiresInSeconds).toBeLessThanOrEqual(100);
  });
});

test("a rate limiter lets a burst through, then one by one, and forgets as time passes", async () => {
  const limiter = createRateLimiter(tested.database.db);
  const limit = { count: 60, perSeconds: 3600, burst: 3 };
  const waits = [];
  for (let index = 0; index < 4; index += 1) waits.push(await limiter.tryAcquire("bucket", limit));
  expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
  expect(waits[3]).toBeGreaterThan(50_000);
  expect(waits[3]).toBeLessThanOrEqual(60_000);
  await tested.skip(60_000);
  expect(await limiter.tryAcquire("bucket", limit)).toBe(0);
  expect(await limiter.tryAcquire("bucket", limit)).toBeGreaterThan(0);
});

test("uninstalling erases tokens and testers and cancels what LINE was not asked to send", async () => {
  await tested.store.enroll([anArrival(1)]);
  await tested.store.saveTester(PORTAL_ID, CHANNEL_ID, { name: "Aya", lineUserId: `U${"a".repeat(32)}` });
  await removeAppFrom(tested, PORTAL_ID);
  expect(await tested.store.testers(PORTAL_ID, CHANNEL_ID)).toEqual([]);
  expect(await credentials().portalTokens(PORTAL_ID)).toBeNull();
  expect(await tested.store.portal(PORTAL_ID)).toMatchObject({ installed: false });
  const {
    deliveries: [delivery],
  } = await tested.store.listDeliveries(PORTAL_ID, ALL_DELIVERIES);
  expect(delivery?.delivery.state).toMatchObject({
    phase: "final",
    outcome: { kind: "cancelled", finding: { code: "PORTAL_UNINSTALLED" } },
  });
});
