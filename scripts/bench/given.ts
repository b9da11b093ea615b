/**
 * Intake on the database that DATABASE_URL names against intake on the embedded one: the same service twice, round by round.
 * A given server has a network, a disk and defaults of its own.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyDatabase, takeDatabase } from "../shared/given-database.ts";
import { PORTAL_ID as DEMO_PORTAL_ID } from "../../simulators/demo-world.ts";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { PORTAL_ID } from "./load/request.ts";
import { closedLoad, startProcess, stopProcess, type Running } from "./servers/running.ts";

const CONTENDERS = ["embedded", "given"] as const;
type Contender = (typeof CONTENDERS)[number];

/** Not counted: the compiler is at work, the tables are empty. */
const WARM_UPS = 1;
const ROUNDS = 3;
/** Few enough for small batches: what a server needs for each statement shows. */
const LOAD = { requests: 12_000, connections: 64 };
/** Compiling takes 50 times as long as storing. */
const LOAD_WITH_JIT = { ...LOAD, requests: 3000 };

/** What the given one may not be below, where both servers are on one machine. */
const FLOORS = { given_vs_embedded: 0.8 };

/** `jit`: switched on in each session of the given database, as its default is up to PostgreSQL 17. */
export async function benchGiven(url: string, jit: boolean, say: (line: string) => void): Promise<BenchResult> {
  await takeDatabase(url, [PORTAL_ID, DEMO_PORTAL_ID]);
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const servers: Partial<Record<Contender, Running>> = {};
  try {
    const embedded = (servers.embedded = await startProcess("./service-server.ts", join(folder, "embedded")));
    const given = (servers.given = await startProcess("./service-server.ts", url, ...(jit ? ["jit"] : [])));
    return summary(await takeTurns({ embedded, given }, jit ? LOAD_WITH_JIT : LOAD, say));
  } finally {
    for (const server of Object.values(servers)) await stopProcess(server);
    await rm(folder, { recursive: true, force: true });
    await emptyDatabase(url);
  }
}

async function takeTurns(
  servers: Readonly<Record<Contender, Running>>,
  load: typeof LOAD,
  say: (line: string) => void,
): Promise<Record<Contender, number[]>> {
  const rates: Record<Contender, number[]> = { embedded: [], given: [] };
  for (let round = 1 - WARM_UPS; round <= ROUNDS; round += 1) {
    // The machine may slow down or recover meanwhile.
    for (const name of round % 2 === 0 ? CONTENDERS : CONTENDERS.toReversed()) {
      const rate = await closedLoad(servers[name], `${name}${round + WARM_UPS}`, load);
      if (round > 0) rates[name].push(rate);
    }
    const last = CONTENDERS.map((name) => `${name} ${rates[name].at(-1) ?? "warm"}`);
    say(`round ${Math.max(round, 0)} of ${ROUNDS}: ${last.join(", ")} requests per second`);
  }
  return rates;
}

function summary(rates: Record<Contender, number[]>): BenchResult {
  const against = rates.given.map((rate, round) => rate / (rates.embedded[round] ?? Number.NaN));
  return {
    bench: "intake",
    figures: {
      embedded_per_second: median(rates.embedded),
      given_per_second: median(rates.given),
      connections: LOAD.connections,
      rounds: ROUNDS,
    },
    ratios: { given_vs_embedded: twoDigits(median(against)) },
    floors: FLOORS,
  };
}
