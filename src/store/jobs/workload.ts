/** The workload in one query, asked when metrics are scraped. */
import { sql } from "kysely";
import type { Workload } from "../../ports/workload.ts";
import type { Db } from "../postgres/database.ts";

/** LINE's limit an account and hour. https://developers.line.biz/en/reference/messaging-api/#rate-limits */
const INSIGHTS_AN_HOUR = 60;
const MANY_ATTEMPTS = 5;

interface Row {
  readonly deliveries: Record<string, number> | null;
  readonly oldest: number | null;
  readonly first_end: number | null;
  readonly running: number;
  readonly waiting: number;
  readonly failing: number;
  readonly insight_seconds: number | null;
  readonly refused: Record<string, number> | null;
}

export async function readWorkload(db: Db): Promise<Workload> {
  const { rows } = await sql<Row>`
    with unreleased as (
      select min(opened_at) as opened_at, min(holds_until) as holds_until from deliveries where released_at is null
    ), phases as (
      select phase, count(*)::int as count from deliveries where released_at is null or phase = 'measuring' group by 1
    )
    select
      (select json_object_agg(phase, count) from phases) as deliveries,
      extract(epoch from service_now() - u.opened_at)::float8 as oldest,
      extract(epoch from u.holds_until - service_now())::float8 as first_end,
      j.running, j.waiting, j.failing,
      (select extract(epoch from max(full_at) - service_now())::float8 from rate_limits where bucket like 'line:%:message_event')
        as insight_seconds,
      (select json_object_agg(code, count) from (
        select access_finding ->> 'code' as code, count(*)::int as count from portals
        where access_finding is not null and uninstalled_at is null group by 1) r) as refused
    from unreleased u, count_jobs(${MANY_ATTEMPTS}) j`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error("the workload has no row");
  // A budget of 60 an hour refills by one a minute; `full_at` is when it will be full again.
  const asked = Math.ceil(Math.max(row.insight_seconds ?? 0, 0) / (3600 / INSIGHTS_AN_HOUR));
  return {
    deliveries: row.deliveries ?? {},
    oldestUnreleasedSeconds: Math.max(row.oldest ?? 0, 0),
    firstHoldEndsInSeconds: row.first_end,
    jobsRunning: row.running,
    jobsWaiting: row.waiting,
    jobsFailing: row.failing,
    insightBudgetLeft: Math.max(INSIGHTS_AN_HOUR - asked, 0),
    refusedPortals: row.refused ?? {},
  };
}
