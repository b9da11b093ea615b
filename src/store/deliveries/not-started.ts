/** Executions that were refused before there was a delivery: a row for each workflow, code and day. */
import { sql } from "kysely";
import type { Code, Figures } from "../../delivery/codes.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import type { NotStartedRuns } from "../../ports/store/enrollments.ts";
import { beginAlert } from "../alerts/change-alerts.ts";
import { serviceNow } from "../postgres/clock.ts";
import type { Operations } from "../postgres/database.ts";

/** How long a refusal counts in the navigation. */
const RECENT_DAYS = 7;

/** Rows that are read for the number in the navigation, at most. */
const MAX_COUNTED = 1000;

/** How many workflows of the portal were refused lately; `now`: service time. */
export const workflowsNotStarted = (portalId: number, now: number) => sql<number>`(
  select count(distinct workflow_id)::int from (
    select r.workflow_id from refusals r
    where r.portal_id = ${portalId} and r.last_at > ${new Date(now - RECENT_DAYS * DAY_MS)}
    order by r.last_at desc limit ${MAX_COUNTED}) lately)`;

interface Refusal {
  readonly day: string;
  readonly workflowId: string;
  readonly code: Code;
  readonly figures: Figures;
  readonly executions: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly place: string;
}

export const notStarted: Operations<NotStartedRuns> = {
  noteNotStarted: (db, portalId, refused) =>
    db.transaction().execute(async (trx) => {
      const now = new Date(await serviceNow(trx));
      const { numAffectedRows: noted = 0n } = await sql`
      insert into refusals (portal_id, day, workflow_id, code, figures, executions, first_at, last_at)
      select ${portalId}::bigint, (${now}::timestamptz at time zone p.time_zone)::date, r.workflow_id, r.code, r.figures, r.executions,
        ${now}, ${now}
      from portals p, unnest(
        ${refused.map(({ workflowId }) => workflowId ?? "")}::text[], ${refused.map(({ finding }) => finding.code)}::text[],
        ${refused.map(({ finding }) => JSON.stringify(finding.figures))}::jsonb[], ${refused.map((one) => one.executions)}::int[]
      ) as r (workflow_id, code, figures, executions)
      where p.portal_id = ${portalId} and p.uninstalled_at is null
      -- Two processes lock the same rows in the same order.
      order by r.workflow_id, r.code
      on conflict (portal_id, day, workflow_id, code) do update set
        executions = refusals.executions + excluded.executions, figures = excluded.figures, last_at = excluded.last_at`.execute(
        trx,
      );
      // The app may be gone.
      if (noted === 0n) return;
      for (const [subject, finding] of new Map(refused.map((one) => [one.workflowId ?? "", one.finding])))
        await beginAlert(trx, portalId, { kind: "runs_refused", subject, finding });
    }),
  async notStarted(db, portalId, { limit, before }) {
    const { rows } = await sql<Refusal>`
      select day::text, workflow_id, code, figures, executions, first_at, last_at,
        to_char(last_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '_' || code || '.' || workflow_id as place
      from refusals where portal_id = ${portalId} and ${before === null ? sql`true` : isAfter(before)}
      order by last_at desc, code desc, workflow_id desc limit ${limit + 1}`.execute(db);
    const shown = rows.slice(0, limit);
    const entries = shown.map(({ code, figures, workflowId, place: _place, ...row }) => ({
      ...row,
      workflowId: workflowId === "" ? null : workflowId,
      finding: { code, figures },
    }));
    return { entries, next: rows.length > limit ? (shown.at(-1)?.place ?? null) : null };
  },
};

/** A place is an instant, a code and a workflow. */
function isAfter(place: string) {
  const [, lastAt, code, workflowId] = /^([^_]+)_([A-Z_]+)\.(.*)$/.exec(place) ?? [];
  return sql`(last_at, code, workflow_id) < (${lastAt}::timestamptz, ${code}::text, ${workflowId}::text)`;
}
