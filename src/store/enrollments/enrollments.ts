/**
 * Arrivals into deliveries, a whole batch in one transaction. The row of the delivery is locked while its members are
 * added, so an arrival at the instant of the seal is either in the sealed set or covered.
 */
import type { WindowDefaults } from "../../delivery/lifecycle/open-delivery.ts";
import type { Arrival, Enrolled } from "../../ports/store/enrollments.ts";
import type { Database } from "../postgres/database.ts";
import type { OnChange } from "../deliveries/deliveries.ts";
import { enrollSlowPath } from "./slow-path.ts";
import { joinOpenWindows } from "./join-open-windows.ts";
import { withPartition } from "../postgres/weeks.ts";

export async function enrollBatch(
  { db, pool }: Pick<Database, "db" | "pool">,
  arrivals: readonly Arrival[],
  defaults: WindowDefaults,
  onChange: OnChange,
): Promise<readonly Enrolled[]> {
  return withPartition(
    pool,
    async () => (await joinOpenWindows(pool, arrivals)) ?? (await enrollSlowPath(db, arrivals, defaults, onChange)),
  );
}
