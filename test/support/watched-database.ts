/** How PostgreSQL does what it is asked, as it really happens (auto_explain): statements in functions included. */
import { connectDatabase, type Database } from "../../src/store/postgres/database.ts";

export interface Plan {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  /** Partitions that were left out as the statement began: the plan itself has them all, and is kept. */
  readonly "Subplans Removed"?: number;
  readonly Plans?: readonly Plan[];
}

export interface Explained {
  readonly "Query Text": string;
  readonly Plan: Plan;
}

export interface WatchedDatabase extends Database {
  /** What was asked since, with its plans. */
  seenDuring(work: () => Promise<unknown>): Promise<readonly Explained[]>;
}

const EXPLAIN = Object.entries({
  session_preload_libraries: "auto_explain",
  "auto_explain.log_min_duration": 0,
  "auto_explain.log_analyze": "on",
  "auto_explain.log_timing": "off",
  "auto_explain.log_nested_statements": "on",
  "auto_explain.log_format": "json",
  client_min_messages: "log",
})
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(" ");

/** Connects to `url`, which is a superuser's: others may not load auto_explain. The caller closes the pool. */
export function watchDatabase(url: string): WatchedDatabase {
  let seen: Explained[] = [];
  const watched = connectDatabase(`${url}?options=${encodeURIComponent(EXPLAIN)}`, () => undefined, {
    maxConnections: 2,
  });
  watched.pool.on("connect", (client) => {
    client.on("notice", ({ message = "" }) => {
      const json = message.indexOf("{");
      if (message.startsWith("duration:") && json > 0) seen.push(JSON.parse(message.slice(json)) as Explained);
    });
  });
  return {
    ...watched,
    async seenDuring(work) {
      seen = [];
      await work();
      return seen;
    },
  };
}

export function* nodes(plan: Plan): Generator<Plan> {
  yield plan;
  for (const inner of plan.Plans ?? []) yield* nodes(inner);
}

/** Rows that a scan read, whether or not they were wanted. */
export const rowsRead = (node: Plan): number =>
  (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
