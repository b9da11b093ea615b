/** The ordinary batch of arrivals, in one statement. */
import type pg from "pg";
import type { Arrival, Enrolled } from "../ports/store.ts";
import { required } from "./required.ts";
import { createTimeLimit } from "./time-limit.ts";

/** Far more than a batch ever takes. HubSpot has given up waiting by then and comes again. */
const storing = createTimeLimit(20_000);

/** U+001F; intake refuses control characters in HubSpot's ids. */
const SEPARATOR = "\u001f";

interface Joined {
  readonly id: string;
  readonly key: string;
  readonly hold_seconds: number;
  readonly added: number;
}

/**
 * The ordinary batch: everybody is new and every window is open. Null when that is not so: nothing is stored then,
 * and the long way sorts them out.
 */
export async function joinOpenWindows(
  pool: pg.Pool,
  arrivals: readonly Arrival[],
): Promise<readonly Enrolled[] | null> {
  const numbers = new Map<string, number>();
  for (const { key } of arrivals) if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
  const joined = (text: (arrival: Arrival) => string | null) =>
    arrivals.map((each) => text(each) ?? "").join(SEPARATOR);
  const { rows } = await storing.query<Joined>(pool, {
    name: "join_open_windows",
    text: "select * from join_open_windows($1, $2, $3, $4, $5, $6, $7)",
    values: [
      [...numbers.keys()],
      arrivals.map(({ key }) => numbers.get(key)).join(","),
      joined(({ execution }) => execution.callbackId),
      joined(({ execution }) => execution.executionId),
      joined(({ execution }) => execution.objectId),
      joined(({ execution }) => execution.workflowId),
      arrivals.some(({ lineUserId }) => lineUserId !== null) ? joined(({ lineUserId }) => lineUserId) : null,
    ],
  });
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  if (added < arrivals.length) return null;
  const windows = new Map(rows.map((row) => [row.key, row]));
  return arrivals.map(({ key }) => {
    const { id, hold_seconds: holdSeconds } = required(windows.get(key));
    return { kind: "held", deliveryId: id, covered: false, holdSeconds };
  });
}
