/** The workload in one query, asked when metrics are scraped. */
import { sql } from "kysely";
import type { Workload } from "../../ports/workload.ts";
import type { Db } from "../postgres/database.ts";
import { invariant } from "../postgres/invariant.ts";

/** LINE's limit an account and hour. https://developers.line.biz/en/reference/messaging-api/#rate-limits */
const INSIGHTS_AN_HOUR = 60;
const MANY_ATTEMPTS = 5;

/** `insightSeconds`: until the budget of the account that has used most of it is full again. */
type Found = Omit<Workload, "insightBudgetLeft"> & { readonly insightSeconds: number | null };

export async function readWorkload(db: Db): Promise<Workload> {
  const { rows } = await sql<Found>`
    with unreleased as (
      select min(opened_at) as opened_at, min(holds_until) as holds_until from deliveries where released_at is null
    ), phases as (
      select phase, count(*)::int as count from deliveries where released_at is null or phase = 'measuring' group by 1
    ), refusals as (
      select access_finding ->> 'code' as code, count(*)::int as count from portals
      where access_finding is not null and uninstalled_at is null group by 1
    )
    select
      (select coalesce(json_object_agg(phase, count), '{}') from phases) as deliveries,
      greatest(extract(epoch from service_now() - u.opened_at)::float8, 0) as oldest_unreleased_seconds,
      extract(epoch from u.holds_until - service_now())::float8 as first_hold_ends_in_seconds,
      j.running as jobs_running, j.waiting as jobs_waiting, j.failing as jobs_failing,
      (select extract(epoch from max(full_at) - service_now())::float8 from rate_limits where bucket like 'line:%:message_event')
        as insight_seconds,
      (select coalesce(json_object_agg(code, count), '{}') from refusals) as refused_portals
    from unreleased u, count_jobs(${MANY_ATTEMPTS}) j`.execute(db);
  const { insightSeconds, ...workload } = invariant(rows[0], "the workload has no row");
  // A budget of 60 an hour refills by one a minute; `full_at` is when it will be full again.
  const asked = Math.ceil(Math.max(insightSeconds ?? 0, 0) / (3600 / INSIGHTS_AN_HOUR));
  return { ...workload, insightBudgetLeft: Math.max(INSIGHTS_AN_HOUR - asked, 0) };
}
