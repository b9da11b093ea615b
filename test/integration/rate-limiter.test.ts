/** What HubSpot's sliding limit lets through, used to the full and by several processes. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { PORTAL_LIMIT } from "../../src/platforms/hubspot/rate-limit.ts";
import type { RateLimiter } from "../../src/ports/rate-limiter.ts";
import { createRateLimiter } from "../../src/store/accounts/rate-limiter.ts";
import { connectDatabase, type Database } from "../../src/store/postgres/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** HubSpot's, for OAuth apps: requests in any ten seconds per app and portal. */
const ALLOWED = 110;
const WINDOW_MS = 10_000;
const STANDING_STILL = 1e-12;

let database: TestDatabase;
let other: Database;
let limiters: RateLimiter[];
let now: number;

beforeEach(async () => {
  database = await createTestDatabase();
  other = connectDatabase(database.url, () => undefined);
  limiters = [createRateLimiter(database.db), createRateLimiter(other.db)];
  await setTime(Date.UTC(2026, 10, 24));
});

afterEach(async () => {
  await other.pool.end();
  await database.drop();
});

/** Service time stands still until it is set again, at the milliseconds asked for. */
async function setTime(to: number): Promise<void> {
  now = to;
  await sql`
    insert into clock (origin, base, speed) values (clock_timestamp(), ${new Date(to)}, ${STANDING_STILL})
    on conflict (only_row) do update set origin = excluded.origin, base = excluded.base`.execute(database.db);
}

/** When each request goes, as two processes book one after the other. */
async function bookAll(requests: number): Promise<number[]> {
  const sentAt: number[] = [];
  for (let turn = 0; sentAt.length < requests; turn += 1) {
    const limiter = limiters[turn % limiters.length] as RateLimiter;
    const booking = await limiter.reserve("hubspot:1", PORTAL_LIMIT, 0);
    if (booking.kind === "reserved") sentAt.push(now);
    else await setTime(now + booking.waitMs);
  }
  return sentAt;
}

const mostInAnyWindow = (sentAt: readonly number[]): number =>
  Math.max(...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + WINDOW_MS).length));

describe("HubSpot's budget of a portal", () => {
  test("is never overdrawn, not even from a standing start, and used to 95 %", async () => {
    const sentAt = await bookAll(450);
    expect(mostInAnyWindow(sentAt)).toBeLessThanOrEqual(ALLOWED);
    const tenSeconds = ((sentAt.at(-1) ?? 0) - (sentAt[0] ?? 0)) / WINDOW_MS;
    expect((sentAt.length - 1) / tenSeconds).toBeGreaterThanOrEqual(0.95 * ALLOWED);
  });

  test("is booked ahead, one moment after the other, and no further than the patience", async () => {
    const bookings = [];
    for (let turn = 0; turn < 7; turn += 1)
      bookings.push(await limiters[turn % 2]?.reserve("b", { count: 1, perSeconds: 1 }, 4500));
    // Wall time: this service time stands still.
    const wall = bookings.map((booking) => booking?.kind === "reserved" && (booking.inMs > 0 ? "then" : "now"));
    expect(wall).toEqual(["now", "then", "then", "then", "then", false, false]);
    expect(bookings.at(-1)).toEqual({ kind: "later", waitMs: 5000, code: null });
  });

  test("rests for all after a refusal, and does not begin with a burst", async () => {
    const limit = { count: 10, perSeconds: 10, burst: 3 };
    await limiters[0]?.pause("b", limit, { seconds: 7, code: "HUBSPOT_LOCKED" });
    expect(await limiters[1]?.reserve("b", limit, 2000)).toEqual({
      kind: "later",
      waitMs: 7000,
      code: "HUBSPOT_LOCKED",
    });
    await setTime(now + 7000);
    expect(await limiters[1]?.reserve("b", limit, 0)).toEqual({ kind: "reserved", inMs: 0 });
    expect(await limiters[0]?.reserve("b", limit, 0)).toEqual({ kind: "later", waitMs: 1000, code: null });
  });

  test("rests longer after each order in a row, up to a quarter of an hour, and never less than was asked", async () => {
    const limit = { count: 10, perSeconds: 10 };
    const ordered: (number | undefined)[] = [];
    for (let order = 0; order < 7; order += 1) {
      ordered.push(await limiters[order % 2]?.pause("b", limit, { seconds: 2, code: "HUBSPOT_LOCKED" }));
      await setTime(now + 1000 * (ordered.at(-1) ?? 0));
    }
    expect(ordered).toEqual([2, 8, 32, 128, 512, 900, 900]);
    expect(await limiters[0]?.pause("b", limit, { seconds: 7200, code: "HUBSPOT_MIGRATING" })).toBe(7200);
    await setTime(now + 7_200_000 + 900_000);
    expect(await limiters[0]?.pause("b", limit, { seconds: 2, code: "HUBSPOT_LOCKED" })).toBe(2);
  });

  test("takes answers to requests that were under way for the same order", async () => {
    const limit = { count: 10, perSeconds: 10 };
    const lock = { seconds: 2, code: "HUBSPOT_LOCKED" } as const;
    const [limiter] = limiters as [RateLimiter];
    expect(await Promise.all([1, 2, 3].map(() => limiter.pause("b", limit, lock)))).toEqual([2, 2, 2]);
    await setTime(now + 2000);
    expect(await limiters[0]?.pause("b", limit, lock)).toBe(8);
  });

  test("affords refusals while they are well below 5 % of the requests of about two weeks", async () => {
    const [limiter] = limiters as [RateLimiter];
    const limit = { count: 1_000_000, perSeconds: 1 };
    const book = async (requests: number) => {
      for (let request = 0; request < requests; request += 1) await limiter.reserve("b", limit, 0);
    };
    expect(await limiter.affordsRefusal("b")).toBe(false);
    await book(26);
    expect(await limiter.affordsRefusal("b")).toBe(true);
    await limiter.recordRefusal("b");
    expect(await limiter.affordsRefusal("b")).toBe(false);
    await book(25);
    expect(await limiter.affordsRefusal("b")).toBe(true);
    // A week later half of it counts.
    await setTime(now + 8 * 86_400_000);
    await book(1);
    expect(await limiter.affordsRefusal("b")).toBe(true);
    expect(await limiter.affordsRefusal("other")).toBe(false);
  });
});
