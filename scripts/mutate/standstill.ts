/** Some mutants make a test wait for what never happens. */
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

/** How long a test takes says nothing on a busy machine; this long nothing at all is done only then. */
const STANDSTILL_MS = 60_000;

/** Answers when this process has only waited for so long; never, once `signal` is aborted. */
export async function standstill(signal: AbortSignal): Promise<void> {
  let [idle, before] = [0, performance.eventLoopUtilization()];
  while (idle < STANDSTILL_MS) {
    await setTimeout(1000, null, { signal, ref: false });
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, before);
    idle = since.utilization < 0.02 ? idle + since.idle : 0;
    before = now;
  }
}
