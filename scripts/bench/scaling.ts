/**
 * The capacity model against this machine: unit costs are measured with one instance, from them the model foretells what
 * one, two and four instances on one database carry here, and then they are run. Beside it, what it foretells for machines
 * that are not here.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { carriedPerSecond, type IntakeCosts } from "../capacity/intake-model.ts";
import { platformLimits } from "../capacity/platform-limits.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { benchArrivals } from "./load/arrivals.ts";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { microsecondsOfPostgres } from "./machine/postgres-cpu.ts";
import { microsecondsOf } from "./machine/process-cpu.ts";
import { measuredLoad, startProcess, stopProcess, type Running } from "./servers/running.ts";

const CONNECTIONS = 256;
const REQUESTS = 24_000;
const WARM_UPS = 3;
const ROUNDS = 5;
const HERE = [1, 2, 4] as const;
const SMALL_BATCH = 4;
const LARGE_BATCH = 400;
const BATCHES = 150;

export async function benchScaling(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const services: Running[] = [];
  try {
    const first = await startProcess("./service-server.ts", join(folder, "data"));
    services.push(first);
    for (let round = 0; round < WARM_UPS; round += 1) await loadAll(services, `warm${round}`);
    const costs = await measureCosts(first, join(folder, "data"));
    say(`microseconds: ${JSON.stringify(costs)}`);
    const measured: Record<string, number> = {};
    for (const instances of HERE) {
      while (services.length < instances) services.push(await startProcess("./service-server.ts", first.databaseUrl));
      measured[instances] = await carriedHere(services, say);
    }
    return summary(costs, measured);
  } finally {
    // The first one owns the database.
    for (const service of services.toReversed()) await stopProcess(service);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureCosts(service: Running, dataDir: string): Promise<IntakeCosts> {
  const before = await microsecondsOf(service.child.pid);
  const { callerMicroseconds } = await measuredLoad(service, "costs", { requests: REQUESTS, connections: CONNECTIONS });
  const request = ((await microsecondsOf(service.child.pid)) - before) / REQUESTS;
  const small = await batchCosts(service, dataDir, SMALL_BATCH);
  const large = await batchCosts(service, dataDir, LARGE_BATCH);
  const stored = (large.work - small.work) / (LARGE_BATCH - SMALL_BATCH);
  const commit = Math.max(0, small.work - SMALL_BATCH * stored);
  return {
    caller: twoDigits(callerMicroseconds),
    request: twoDigits(request),
    commit: Math.round(commit),
    stored: twoDigits(stored),
    sync: Math.max(0, Math.round(small.wait - small.work)),
  };
}

/** Of the database for one batch, and how long it takes when nothing else runs. */
async function batchCosts({ databaseUrl, channel }: Running, dataDir: string, size: number) {
  const database = connectDatabase(databaseUrl, () => undefined, { maxConnections: 1 });
  const windowDefaults = { quietSeconds: 180, ceilingSeconds: 2700 };
  const secrets = createSecrets([Buffer.alloc(32)]);
  const store = createStore({ database, secrets, windowDefaults, onChange: () => undefined });
  const arrivals = [...benchArrivals({ channelId: channel, listId: `batches of ${size}`, count: size * BATCHES })];
  await store.enroll(arrivals.splice(0, size));
  const before = await microsecondsOfPostgres(dataDir);
  const waits: number[] = [];
  while (arrivals.length > 0) {
    const startedAt = performance.now();
    await store.enroll(arrivals.splice(0, size));
    waits.push((performance.now() - startedAt) * 1000);
  }
  const work = ((await microsecondsOfPostgres(dataDir)) - before) / waits.length;
  await database.pool.end();
  return { work, wait: median(waits) };
}

async function carriedHere(services: readonly Running[], say: (line: string) => void): Promise<number> {
  const rates: number[] = [];
  await loadAll(services, `with${services.length}warm`);
  for (let round = 0; round < ROUNDS; round += 1)
    rates.push(await loadAll(services, `with${services.length}round${round}`));
  say(`${services.length} instances: ${rates.join(", ")} executions per second`);
  return median(rates);
}

/** The same callers in all, spread over the instances. */
async function loadAll(services: readonly Running[], tag: string): Promise<number> {
  const load = { requests: REQUESTS / services.length, connections: CONNECTIONS / services.length };
  const results = await Promise.all(
    services.map((service, number) => measuredLoad(service, `${tag}at${number}`, load)),
  );
  return Math.round(results.reduce((sum, { perSecond }) => sum + perSecond, 0));
}

function summary(costs: IntakeCosts, measured: Readonly<Record<string, number>>): BenchResult {
  const count = availableParallelism();
  const here = HERE.map((instances) => {
    const processors = { kind: "one_machine" as const, count };
    const foretold = carriedPerSecond(costs, {
      instances,
      connections: CONNECTIONS,
      deliveries: 1,
      databases: 1,
      processors,
    });
    return { instances, foretold, carried: measured[instances] ?? Number.NaN };
  });
  return {
    bench: "scaling",
    figures: {
      ...Object.fromEntries(Object.entries(costs).map(([name, us]) => [`${name}_us`, us])),
      ...Object.fromEntries(
        here.flatMap(({ instances, foretold, carried }) => [
          [`foretold_${instances}`, Math.round(foretold)],
          [`carried_${instances}`, carried],
        ]),
      ),
      ...elsewhere(costs),
      ...platformLimits(),
      processors: count,
    },
    ratios: Object.fromEntries(
      here.map(({ instances, foretold, carried }) => [
        `carried_vs_foretold_${instances}`,
        twoDigits(carried / foretold),
      ]),
    ),
  };
}

/** A processor for each instance; databases with sixteen. */
function elsewhere(costs: IntakeCosts): Record<string, number> {
  const of = (instances: number, deliveries: number, databases: number) =>
    Math.round(
      carriedPerSecond(
        costs,
        {
          instances,
          deliveries,
          databases,
          connections: CONNECTIONS * instances,
          processors: { kind: "apart", ofEachDatabase: 16 },
        },
        0.5,
      ),
    );
  return {
    one_instance: of(1, 1, 1),
    ten_instances_one_delivery: of(10, 1, 1),
    ten_instances_hundred_deliveries: of(10, 100, 1),
    hundred_instances_one_database: of(100, 1000, 1),
    hundred_instances_ten_databases: of(100, 1000, 10),
  };
}
