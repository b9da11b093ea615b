import { sql } from "kysely";
import type { Code } from "../../delivery/codes.ts";
import type { Limit, RateLimiter, Reservation } from "../../ports/rate-limiter.ts";
import type { Db } from "../postgres/database.ts";
import { invariant } from "../postgres/invariant.ts";

/** One row for each budget, so that all processes share it. */
export function createRateLimiter(db: Db): RateLimiter {
  return {
    async tryAcquire(bucket, limit) {
      const reservation = await reserve(db, bucket, limit, 0);
      return reservation.kind === "reserved" ? 0 : reservation.waitMs;
    },
    reserve: (bucket, limit, maxWaitMs) => reserve(db, bucket, limit, maxWaitMs),
    async pause(bucket, limit, order) {
      const { every, burst } = refill(limit);
      const { rows } = await sql<{ length: number }>`
        select extract(epoch from pause_requests(
          ${bucket}, ${every}, ${burst}::int, ${seconds(order.seconds)}, ${order.code}))::float8 as length`.execute(db);
      return invariant(rows[0], "a pause without a row").length;
    },
    async recordRefusal(bucket) {
      await sql`update rate_limits set failed = failed + 1 where bucket = ${bucket}`.execute(db);
    },
    async affordsRefusal(bucket) {
      const { rows } = await sql<{ affords: boolean }>`
        select (failed + 1) * 25 < calls as affords from rate_limits where bucket = ${bucket}`.execute(db);
      return rows[0]?.affords ?? false;
    },
  };
}

async function reserve(db: Db, bucket: string, limit: Limit, maxWaitMs: number): Promise<Reservation> {
  const { every, burst } = refill(limit);
  const { rows } = await sql<{ reserved: boolean; wait: number; reason: Code | null }>`
    select reserved, (extract(epoch from wait) * 1000)::float8 as wait, reason
    from reserve_request(${bucket}, ${every}, ${burst}::int, ${seconds(maxWaitMs / 1000)})`.execute(db);
  const { reserved, wait, reason } = invariant(rows[0], "a reservation without a row");
  const ms = Math.ceil(wait);
  return reserved ? { kind: "reserved", inMs: ms } : { kind: "later", waitMs: ms, code: reason };
}

const seconds = (value: number) => sql`make_interval(secs => ${value}::float8)`;

const refill = ({ count, perSeconds, burst = count }: Limit) => ({ every: seconds(perSeconds / count), burst });
