/**
 * The action's endpoint (signature, joi, durable) against an Express route that only parses, checks the signature and
 * answers, and against the same route with what one would write first or take from the shelf, per request: an INSERT, a job
 * of graphile-worker, and if installed a job of pg-boss or BullMQ. Each server is a process of its own and so
 * is the load; they take turns, round by round. Then the service and the bare route at a rate that both can bear.
 */
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { closedLoad, openLoad, startProcess, stopProcess, type Running } from "./servers/running.ts";

const OURS = ["service", "bare", "insert", "graphile"] as const;
/** Their packages are not among those of the service: `contenders/package.json` has them. */
const INSTALLED_APART = ["pgboss", "bullmq"] as const;
type Contender = (typeof OURS)[number] | (typeof INSTALLED_APART)[number];

const areInstalled = existsSync(new URL("contenders/node_modules", import.meta.url));
const redisIsThere = spawnSync("redis-server", ["--version"]).status === 0;
const apart = INSTALLED_APART.filter((name) => areInstalled && (name !== "bullmq" || redisIsThere));
const CONTENDERS: readonly Contender[] = [...OURS, ...apart];
const MISSING: Readonly<Record<string, string>> = {
  ...(!areInstalled && { "pg-boss and BullMQ": "`npm ci --prefix scripts/bench/contenders` installs them" }),
  ...(!redisIsThere && { BullMQ: "there is no `redis-server` on this machine" }),
};

/** Not counted: the compiler is at work, the tables are empty. */
const WARM_UPS = 3;
const ROUNDS = 7;
const CONNECTIONS = 256;
/** About a second and a half of each. */
const REQUESTS: Readonly<Record<Contender, number>> = {
  service: 24_000,
  bare: 20_000,
  insert: 9000,
  graphile: 2500,
  pgboss: 3000,
  bullmq: 6000,
};

/** Callers who do not wait for one another, as HubSpot's do not. */
const STEADY = { perSecond: 5000, seconds: 5, warmUpSeconds: 1, mostConnections: 1000 };
/** More, as the disk and whatever else runs on the machine have a large part in each. */
const STEADY_ROUNDS = 15;

export async function benchIntake(say: (line: string) => void): Promise<BenchResult> {
  for (const [who, why] of Object.entries(MISSING)) say(`without ${who}: ${why}`);
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const servers = {} as Record<Contender, Running>;
  let running: Running[] | null = null;
  try {
    for (const name of CONTENDERS) servers[name] = await startProcess(serverOf(name), join(folder, name));
    const rates = await takeTurns(servers, say);
    // A contender that takes no part any more has a database that still writes down what it was given.
    for (const name of CONTENDERS) if (!isSteady(name)) await stopProcess(servers[name]);
    running = STEADY_ONES.map((name) => servers[name]);
    await writeDown(servers.service.databaseUrl);
    return summary(rates, await takeTurnsSteadily(servers, say));
  } finally {
    for (const server of running ?? Object.values(servers)) await stopProcess(server);
    await rm(folder, { recursive: true, force: true });
  }
}

const serverOf = (name: Contender): string =>
  `./${INSTALLED_APART.some((one) => one === name) ? "../contenders/" : ""}${name}-server.ts`;

async function takeTurns(
  servers: Record<Contender, Running>,
  say: (line: string) => void,
): Promise<Record<Contender, number[]>> {
  const rates = Object.fromEntries(CONTENDERS.map((name) => [name, [] as number[]])) as Record<Contender, number[]>;
  for (let round = 1 - WARM_UPS; round <= ROUNDS; round += 1) {
    for (const name of CONTENDERS) {
      const load = { requests: REQUESTS[name], connections: CONNECTIONS };
      const rate = await closedLoad(servers[name], `${name}${round + WARM_UPS}`, load);
      if (round > 0) rates[name].push(rate);
    }
    const last = CONTENDERS.map((name) => `${name} ${rates[name].at(-1) ?? "warm"}`);
    say(`round ${Math.max(round, 0)} of ${ROUNDS}: ${last.join(", ")} requests per second`);
  }
  return rates;
}

/** What hundreds of thousands of executions in a few seconds have left to write is not what 5,000 a second wait for. */
async function writeDown(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
  await promisify(execFile)("sync");
}

const STEADY_ONES = ["service", "bare"] as const;
const isSteady = (name: Contender): boolean => STEADY_ONES.some((one) => one === name);

/** Milliseconds until the answer, of the slowest in a hundred. */
type Latencies = Record<(typeof STEADY_ONES)[number], number[]>;

async function takeTurnsSteadily(servers: Record<Contender, Running>, say: (line: string) => void): Promise<Latencies> {
  const times: Latencies = { service: [], bare: [] };
  for (let round = 0; round <= STEADY_ROUNDS; round += 1) {
    for (const name of STEADY_ONES) {
      // Ends in a dash: `1` and `11` with a number behind would give the same ids.
      const p99 = await steadyLoad(servers[name], `steady-${round}-`);
      if (round > 0) times[name].push(p99);
    }
    say(
      `p99 at ${STEADY.perSecond}/s: service ${times.service.at(-1) ?? "warm"}, bare ${times.bare.at(-1) ?? "warm"} ms`,
    );
  }
  return times;
}

function summary(rates: Record<Contender, number[]>, times: Latencies): BenchResult {
  // Round by round, so that a machine that slows down does not favour anybody.
  const against = (other: Contender) =>
    twoDigits(median(rates.service.map((rate, round) => rate / (rates[other][round] ?? Number.NaN))));
  const others = CONTENDERS.filter((name) => name !== "service");
  return {
    bench: "intake",
    figures: {
      ...Object.assign({}, ...CONTENDERS.map((name) => spread(name, rates[name]))),
      service_p99_ms: twoDigits(median(times.service)),
      bare_p99_ms: twoDigits(median(times.bare)),
      steady_per_second: STEADY.perSecond,
      connections: CONNECTIONS,
      rounds: ROUNDS,
      steady_rounds: STEADY_ROUNDS,
    },
    ratios: {
      ...Object.fromEntries(others.map((name) => [`vs_${name}`, against(name)])),
      p99_vs_bare: twoDigits(median(times.service.map((ms, round) => (times.bare[round] ?? Number.NaN) / ms))),
    },
  };
}

const spread = (name: Contender, values: readonly number[]) => ({
  [`${name}_per_second`]: median(values),
  [`${name}_per_second_least`]: Math.min(...values),
  [`${name}_per_second_most`]: Math.max(...values),
});

async function steadyLoad(server: Running, tag: string): Promise<number> {
  const seen = await openLoad(server, tag, STEADY);
  const missing = seen.notOffered + seen.shed + seen.other;
  if (missing > 0)
    throw new Error(`${server.url} did not bear ${STEADY.perSecond} requests a second: ${JSON.stringify(seen)}`);
  return seen.storedP99Ms;
}
