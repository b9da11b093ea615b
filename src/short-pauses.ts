/**
 * How V8 collects young garbage. By default it shares the work with threads of its own; hardly anything outlives a
 * request here, so that waking them costs more than the work, above all where other processes want the processors: pauses
 * of 15 ms became 3 ms (docs/performance.md). https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
import { setFlagsFromString } from "node:v8";

export function keepPausesShort(): void {
  setFlagsFromString("--no-parallel-scavenge");
}
