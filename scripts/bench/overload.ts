/**
 * Twice what the service can store, from callers who do not wait: how much is shed, how long the stored ones wait, whether
 * memory stays flat, whether anything answered with 200 is missing in the database, and how it goes on afterwards.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { storedExecutions, watchMemory } from "./machine/measure.ts";
import type { OpenLoadResult } from "./load/open-load.ts";
import { closedLoad, openLoad, startProcess, stopProcess } from "./servers/running.ts";

const WARM_UPS = 2;
const ROUND = { requests: 12_000, connections: 256 };
/** More connections than the service lets executions wait. */
const OVERLOAD = { seconds: 40, mostConnections: 8000 };
const TIMES_THE_CAPACITY = 2;

export async function benchOverload(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const service = await startProcess("./service-server.ts", join(folder, "service"));
  try {
    for (let round = 1; round <= WARM_UPS; round += 1) await closedLoad(service, `warm${round}`, ROUND);
    const capacity = await closedLoad(service, "capacity", ROUND);
    say(`capacity: ${capacity} executions per second`);
    const memory = watchMemory(service.child.pid ?? 0);
    const load = await openLoad(service, "over", { perSecond: capacity * TIMES_THE_CAPACITY, ...OVERLOAD });
    const megabytes = await memory.stop();
    const inDatabase = await storedExecutions(service.databaseUrl, "over");
    say(`memory: ${megabytes.join(" ")} MB`);
    say(`stored ${load.stored}, shed ${load.shed}, otherwise ${load.other}; in the database ${inDatabase}`);
    const after = await closedLoad(service, "after", ROUND);
    if (load.other > 0 || load.retryAfterMissing > 0)
      throw new Error(`answered neither 200 nor 503 with Retry-After: ${JSON.stringify(load)}`);
    if (inDatabase < load.stored)
      throw new Error(`${load.stored - inDatabase} executions were answered with 200 and are lost`);
    return summary({ capacity, load, megabytes, inDatabase, after });
  } finally {
    await stopProcess(service);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly capacity: number;
  readonly load: OpenLoadResult;
  readonly megabytes: readonly number[];
  readonly inDatabase: number;
  readonly after: number;
}

function summary({ capacity, load, megabytes, inDatabase, after }: Measured): BenchResult {
  // Until all connections are open memory grows with them; from then on it must not.
  const quarter = Math.floor(megabytes.length / 4);
  const [early, late] = [median(megabytes.slice(-2 * quarter, -quarter)), median(megabytes.slice(-quarter))];
  return {
    bench: "overload",
    figures: {
      capacity_per_second: capacity,
      offered_per_second: capacity * TIMES_THE_CAPACITY,
      sent: load.sent,
      not_offered: load.notOffered,
      connections: load.connections,
      stored: load.stored,
      shed: load.shed,
      shed_percent: Math.round((100 * load.shed) / load.sent),
      lost: load.stored - Math.min(inDatabase, load.stored),
      stored_p50_ms: load.storedP50Ms,
      stored_p99_ms: load.storedP99Ms,
      shed_p99_ms: load.shedP99Ms,
      memory_before_mb: megabytes[0] ?? 0,
      memory_third_quarter_mb: early,
      memory_last_quarter_mb: late,
      memory_most_mb: Math.max(...megabytes),
      after_per_second: after,
    },
    ratios: { memory_flat: twoDigits(early / late), after_vs_before: twoDigits(after / capacity) },
  };
}
