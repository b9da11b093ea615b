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
  const number = (name: string, help: string, of: (workload: Workload) => number) =>
    gauge(`line_audience_${name}`, help, async () => {
      const known = await workload();
      return known === null ? Number.NaN : of(known);
    });
  const numbers = (name: string, help: string, label: string, [values, of]: ByLabel) =>
    gaugeBy(`line_audience_${name}`, help, label, async () => {
      const known = await workload();
      return Object.fromEntries(values.map((value) => [value, known === null ? Number.NaN : (of(known)[value] ?? 0)]));
    });
  gauge("line_audience_database_up", "1 when the database answers", async () => ((await workload()) === null ? 0 : 1));
  number("open_windows", "Deliveries that collect", ({ deliveries }) => deliveries["collecting"] ?? 0);
  numbers("deliveries", "Deliveries that are not over", "phase", [UNFINISHED, ({ deliveries }) => deliveries]);
  numbers("portals_refused", "HubSpot accounts for which HubSpot gives no tokens", "code", [
    REFUSALS,
    ({ refusedPortals }) => refusedPortals,
  ]);
  number(
    "oldest_unreleased_seconds",
    "Since the oldest delivery opened in which an execution may be held, 0 when none is",
    ({ oldestUnreleasedSeconds }) => oldestUnreleasedSeconds,
  );
  number(
    "first_hold_ends_seconds",
    "Until the first hold runs out at HubSpot, infinite when none is held",
    ({ firstHoldEndsInSeconds }) => firstHoldEndsInSeconds ?? Number.POSITIVE_INFINITY,
  );
  number("jobs_running", "Steps that some process is at", ({ jobsRunning }) => jobsRunning);
  number("jobs_waiting", "Steps whose time has come", ({ jobsWaiting }) => jobsWaiting);
  number("jobs_failing", "Steps that failed more than 5 times", ({ jobsFailing }) => jobsFailing);
  number(
    "insight_budget_left",
    "Insight questions left this hour, of the LINE account with the fewest",
    ({ insightBudgetLeft }) => insightBudgetLeft,
  );
}

/** The label's values, and the numbers by value. */
type ByLabel = readonly [readonly string[], (workload: Workload) => Readonly<Record<string, number>>];
