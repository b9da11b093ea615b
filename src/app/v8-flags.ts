/**
 * How V8 collects young garbage, where hardly anything outlives a request (docs/performance.md tells what each gains).
 * https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
import { setFlagsFromString } from "node:v8";

export function tuneGarbageCollector(): void {
  // Waking threads to share the work costs more than the work, above all where other processes want the processors.
  setFlagsFromString("--no-parallel-scavenge");
  // After a burst V8 takes requests for long-lived and puts parts of each among old objects. Dead there until the next
  // large collection, they keep all they point to: every small one then copies half of the requests since the last.
  setFlagsFromString("--no-allocation-site-pretenuring");
}
