import { sql } from "kysely";
import type { Pace } from "../ports/pace.ts";
import type { Db } from "./database.ts";

/** Budgets live in one row each, so that all processes share them. */
export function createPace(db: Db): Pace {
  return {
    async take(bucket, { count, perSeconds, burst = count }) {
      const { rows } = await sql<{ wait: number }>`
        select (extract(epoch from take_pace(${bucket}, make_interval(secs => ${perSeconds / count}::float8), ${burst}::int)) * 1000)::float8
          as wait`.execute(db);
      return Math.ceil(rows[0]?.wait ?? 0);
    },
  };
}
