/** The ordinary batch of arrivals, in one statement. */
import type pg from "pg";
import { variantOf } from "../../delivery/lifecycle/delivery-key.ts";
import { stepOf } from "../../delivery/execution.ts";
import type { Arrival, Enrolled } from "../../ports/store/enrollments.ts";
import { invariant } from "../postgres/invariant.ts";
import { createTimeLimit } from "../postgres/time-limit.ts";

/** Far more than a batch ever takes. HubSpot has given up waiting by then and calls again. */
const storing = createTimeLimit(20_000);

/** U+001F; intake refuses control characters in HubSpot's ids. */
const SEPARATOR = "\u001f";

interface Joined {
  readonly id: string;
  readonly key: string;
  readonly hold_seconds: number;
  readonly added: number;
}

/** What arrivals of one step with the same inputs have in common. */
interface Source {
  /** From 1. */
  readonly keyNumber: number;
  readonly step: string;
  readonly variant: string;
  readonly workflowId: string;
}

/**
 * The ordinary batch: every execution is new, every window is open, and every step asks for what it asked for there before.
 * Null when that is not so: nothing is stored then, and the slow path places each.
 */
export async function joinOpenWindows(
  pool: pg.Pool,
  portalId: number,
  arrivals: readonly Arrival[],
): Promise<readonly Enrolled[] | null> {
  const { keys, sources, numbers } = sourcesOf(arrivals);
  const joined = (text: (arrival: Arrival) => string | null) =>
    arrivals.map((each) => text(each) ?? "").join(SEPARATOR);
  const { rows } = await storing.query<Joined>(pool, {
    name: "join_open_windows",
    text: "select * from join_open_windows($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    values: [
      portalId,
      keys,
      sources.map(({ keyNumber }) => keyNumber),
      sources.map(({ step }) => step),
      sources.map(({ variant }) => variant),
      sources.map(({ workflowId }) => workflowId),
      numbers.join(","),
      joined(({ execution }) => execution.callbackId),
      joined(({ execution }) => execution.executionId),
      joined(({ execution }) => execution.objectId),
      arrivals.some(({ lineUserId }) => lineUserId !== null) ? joined(({ lineUserId }) => lineUserId) : null,
    ],
  });
  const added = rows.reduce((sum, row) => sum + row.added, 0);
  if (added < arrivals.length) return null;
  const windows = new Map(rows.map((row) => [row.key, row]));
  return arrivals.map(({ key }) => {
    const { id, hold_seconds: holdSeconds } = invariant(windows.get(key), "an execution joined no window");
    return { kind: "held", deliveryId: id, covered: false, holdSeconds };
  });
}

/** `numbers`: which source each arrival has, from 1. */
function sourcesOf(arrivals: readonly Arrival[]) {
  const keys = new Map<string, number>();
  const known = new Map<string, number>();
  const sources: Source[] = [];
  const numbers = arrivals.map(({ execution, inputs, key }) => {
    const keyNumber = keys.get(key) ?? keys.size + 1;
    if (keyNumber > keys.size) keys.set(key, keyNumber);
    const [step, variant] = [stepOf(execution), variantOf(inputs)];
    const name = `${keyNumber} ${variant} ${step}`;
    const number = known.get(name) ?? known.size + 1;
    if (number > known.size) {
      known.set(name, number);
      sources.push({ keyNumber, step, variant, workflowId: execution.workflowId ?? "" });
    }
    return number;
  });
  return { keys: [...keys.keys()], sources, numbers };
}
