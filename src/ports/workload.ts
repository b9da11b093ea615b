/** How much work there is, as metrics show it. */

export interface Workload {
  /** Deliveries that are not over, by phase. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** Since the oldest delivery opened whose executions may still be held; 0 when none is. */
  readonly oldestUnreleasedSeconds: number;
  /** Until the first hold of those runs out at HubSpot; null when none is held. */
  readonly firstHoldEndsInSeconds: number | null;
  readonly jobsRunning: number;
  /** Due, and not taken by a worker yet. */
  readonly jobsWaiting: number;
  /** Failed more than a few times in a row. */
  readonly jobsFailing: number;
  /** Questions about insights that the account with the fewest left may still ask this hour. */
  readonly insightBudgetLeft: number;
  /** Portals with the app for which HubSpot gives no tokens, by our code for its reason. */
  readonly refusedPortals: Readonly<Record<string, number>>;
}
