/** What HubSpot's sliding limit lets through, used to the full and by several processes. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { PORTAL_LIMIT } from "../../src/hubspot/turn.ts";
import type { Pace } from "../../src/ports/pace.ts";
import { createPace } from "../../src/store/pace.ts";
import { connectDatabase, type Database } from "../../src/store/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** HubSpot's, for OAuth apps: requests in any ten seconds per app and portal. */
const ALLOWED = 110;
const WINDOW_MS = 10_000;
const STANDING_STILL = 1e-12;

let database: TestDatabase;
let other: Database;
let paces: Pace[];
let now: number;

beforeEach(async () => {
  database = await createTestDatabase();
  other = connectDatabase(database.url, () => undefined);
  paces = [createPace(database.db), createPace(other.db)];
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
    const pace = paces[turn % paces.length] as Pace;
    const booking = await pace.book("hubspot:1", PORTAL_LIMIT, 0);
    if (booking.kind === "booked") sentAt.push(now);
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
      bookings.push(await paces[turn % 2]?.book("b", { count: 1, perSeconds: 1 }, 4500));
    // Wall time: this service time stands still.
    const wall = bookings.map((booking) => booking?.kind === "booked" && (booking.inMs > 0 ? "then" : "now"));
    expect(wall).toEqual(["now", "then", "then", "then", "then", false, false]);
    expect(bookings.at(-1)).toEqual({ kind: "later", waitMs: 5000 });
  });

  test("rests for all after a refusal, and does not begin with a burst", async () => {
    const limit = { count: 10, perSeconds: 10, burst: 3 };
    await paces[0]?.rest("b", limit, 7);
    expect(await paces[1]?.book("b", limit, 2000)).toEqual({ kind: "later", waitMs: 7000 });
    await setTime(now + 7000);
    expect(await paces[1]?.book("b", limit, 0)).toEqual({ kind: "booked", inMs: 0 });
    expect(await paces[0]?.book("b", limit, 0)).toEqual({ kind: "later", waitMs: 1000 });
  });
});
