import { sql } from "kysely";
import type { Code } from "../../delivery/codes.ts";
import type { Limit, RateLimiter } from "../../ports/rate-limiter.ts";
import type { Db } from "../postgres/database.ts";
import { required } from "../postgres/required.ts";

/** One row for each budget, so that all processes share it. */
export function createRateLimiter(db: Db): RateLimiter {
  return {
    async tryAcquire(bucket, limit) {
      const { every, burst } = refill(limit);
      const { rows } = await sql<{ wait: number }>`
        select (extract(epoch from take_pace(${bucket}, ${every}, ${burst}::int)) * 1000)::float8 as wait`.execute(db);
      return Math.ceil(rows[0]?.wait ?? 0);
    },
    async reserve(bucket, limit, maxWaitMs) {
      const { every, burst } = refill(limit);
      const { rows } = await sql<{ booked: boolean; wait: number; reason: Code | null }>`
        select booked, (extract(epoch from wait) * 1000)::float8 as wait, reason
        from book_pace(${bucket}, ${every}, ${burst}::int, ${seconds(maxWaitMs / 1000)})`.execute(db);
      const { booked, wait, reason } = required(rows[0]);
      const ms = Math.ceil(wait);
      return booked ? { kind: "reserved", inMs: ms } : { kind: "later", waitMs: ms, code: reason };
    },
    async pause(bucket, limit, order) {
      const { every, burst } = refill(limit);
      const { rows } = await sql<{ length: number }>`
        select extract(epoch from order_rest(
          ${bucket}, ${every}, ${burst}::int, ${seconds(order.seconds)}, ${order.code}))::float8 as length`.execute(db);
      return required(rows[0]).length;
    },
    async recordRefusal(bucket) {
      await sql`update paces set failed = failed + 1 where bucket = ${bucket}`.execute(db);
    },
    async affordsRefusal(bucket) {
      const { rows } = await sql<{ affords: boolean }>`
        select (failed + 1) * 25 < calls as affords from paces where bucket = ${bucket}`.execute(db);
      return rows[0]?.affords ?? false;
    },
  };
}

const seconds = (value: number) => sql`make_interval(secs => ${value}::float8)`;

const refill = ({ count, perSeconds, burst = count }: Limit) => ({ every: seconds(perSeconds / count), burst });
