/** The workload as Prometheus sees it; asked of the database at most every few seconds, however many scrape. */
import { PHASES } from "../delivery/delivery.ts";
import type { Workload } from "../ports/workload.ts";
import type { Metrics } from "./metrics.ts";
import { shared } from "./shared-answer.ts";

const KEPT_MS = 5000;

const UNFINISHED = PHASES.filter((phase) => phase !== "final");

/** The customer acts on the first, the operator on the others. */
const REFUSALS = ["HUBSPOT_UNAUTHORIZED", "HUBSPOT_APP_REFUSED", "HUBSPOT_REFUSED"];

/** Without an answer the gauges are NaN and `line_audience_database_up` is 0: a scrape never fails for it. */
export function registerWorkMetrics(
  { gauge, gaugeBy }: Pick<Metrics, "gauge" | "gaugeBy">,
  read: () => Promise<Workload>,
) {
  // All gauges of a scrape share one answer; null when there was none.
  const workload = shared(() => read().catch(() => null), KEPT_MS);
  const number = (of: (workload: Workload) => number) => async () => {
    const known = await workload();
    return known === null ? Number.NaN : of(known);
  };
  gauge("line_audience_database_up", "1 when the database answers", async () => ((await workload()) === null ? 0 : 1));
  gauge(
    "line_audience_open_windows",
    "Deliveries that collect",
    number(({ deliveries }) => deliveries["collecting"] ?? 0),
  );
  gaugeBy("line_audience_deliveries", "Deliveries that are not over", "phase", async () => {
    const known = await workload();
    return Object.fromEntries(
      UNFINISHED.map((phase) => [phase, known === null ? Number.NaN : (known.deliveries[phase] ?? 0)]),
    );
  });
  gaugeBy("line_audience_portals_refused", "HubSpot accounts for which HubSpot gives no tokens", "code", async () => {
    const known = await workload();
    return Object.fromEntries(
      REFUSALS.map((code) => [code, known === null ? Number.NaN : (known.refusedPortals[code] ?? 0)]),
    );
  });
  gauge(
    "line_audience_oldest_unreleased_seconds",
    "Since the oldest delivery opened in which somebody may be held, 0 when nobody is",
    number(({ oldestUnreleasedSeconds }) => oldestUnreleasedSeconds),
  );
  gauge(
    "line_audience_first_hold_ends_seconds",
    "Until the first hold runs out at HubSpot, infinite when nobody is held",
    number(({ firstHoldEndsInSeconds }) => firstHoldEndsInSeconds ?? Number.POSITIVE_INFINITY),
  );
  gauge(
    "line_audience_jobs_running",
    "Steps that some process is at",
    number(({ jobsRunning }) => jobsRunning),
  );
  gauge(
    "line_audience_jobs_waiting",
    "Steps whose time has come",
    number(({ jobsWaiting }) => jobsWaiting),
  );
  gauge(
    "line_audience_jobs_failing",
    "Steps that failed more than 5 times",
    number(({ jobsFailing }) => jobsFailing),
  );
  gauge(
    "line_audience_insight_budget_left",
    "Insight questions left this hour, of the LINE account with the fewest",
    number(({ insightBudgetLeft }) => insightBudgetLeft),
  );
}
