import { sql } from "kysely";
import type { Limit, Pace } from "../ports/pace.ts";
import type { Db } from "./database.ts";

/** Budgets live in one row each, so that all processes share them. */
export function createPace(db: Db): Pace {
  return {
    async take(bucket, limit) {
      const { every, burst } = refill(limit);
      const { rows } = await sql<{ wait: number }>`
        select (extract(epoch from take_pace(${bucket}, ${every}, ${burst}::int)) * 1000)::float8 as wait`.execute(db);
      return Math.ceil(rows[0]?.wait ?? 0);
    },
    async book(bucket, limit, patienceMs) {
      const { every, burst } = refill(limit);
      const { rows } = await sql<{ booked: boolean; wait: number }>`
        select booked, (extract(epoch from wait) * 1000)::float8 as wait
        from book_pace(${bucket}, ${every}, ${burst}::int, ${seconds(patienceMs / 1000)})`.execute(db);
      const { booked, wait } = rows[0] ?? { booked: true, wait: 0 };
      return booked ? { kind: "booked", inMs: Math.ceil(wait) } : { kind: "later", waitMs: Math.ceil(wait) };
    },
    async rest(bucket, limit, restSeconds) {
      const { every, burst } = refill(limit);
      await sql`select rest_pace(${bucket}, ${every}, ${burst}::int, ${seconds(restSeconds)})`.execute(db);
    },
  };
}

const seconds = (value: number) => sql`make_interval(secs => ${value}::float8)`;

const refill = ({ count, perSeconds, burst = count }: Limit) => ({ every: seconds(perSeconds / count), burst });
