/**
 * The action's endpoint (signature, joi, durable) against an Express route that only parses, checks the signature and
 * answers, and against the same route with one INSERT per request. Each server is a process of its own and so is the
 * load; the three take turns, round by round.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";

const CONTENDERS = ["service", "bare", "insert"] as const;
type Contender = (typeof CONTENDERS)[number];

/** Not counted: the compiler is at work, the tables are empty. */
const WARM_UPS = 2;
const ROUNDS = 5;
const REQUESTS = 12_000;
const CONNECTIONS = 256;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly channel: string;
}

export async function benchIntake(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const servers = {} as Record<Contender, Running>;
  try {
    for (const name of CONTENDERS) servers[name] = await startServer(name, join(folder, name));
    const rates = await takeTurns(servers, say);
    return summary(rates);
  } finally {
    for (const { child } of Object.values(servers)) await stop(child);
    await rm(folder, { recursive: true, force: true });
  }
}

async function takeTurns(
  servers: Record<Contender, Running>,
  say: (line: string) => void,
): Promise<Record<Contender, number[]>> {
  const rates: Record<Contender, number[]> = { service: [], bare: [], insert: [] };
  for (let round = 1 - WARM_UPS; round <= ROUNDS; round += 1) {
    for (const name of CONTENDERS) {
      const rate = await load(servers[name], `${name}${round + WARM_UPS}`);
      if (round > 0) rates[name].push(rate);
    }
    const last = CONTENDERS.map((name) => `${name} ${rates[name].at(-1) ?? "warm"}`);
    say(`round ${Math.max(round, 0)} of ${ROUNDS}: ${last.join(", ")} requests per second`);
  }
  return rates;
}

function summary(rates: Record<Contender, number[]>): BenchResult {
  const against = (other: Contender) =>
    median(rates.service.map((rate, round) => rate / (rates[other][round] ?? Number.NaN)));
  return {
    bench: "intake",
    figures: {
      ...spread("service", rates.service),
      ...spread("bare", rates.bare),
      ...spread("insert", rates.insert),
      connections: CONNECTIONS,
      rounds: ROUNDS,
    },
    // Round by round, so that a machine that slows down does not favour anybody.
    ratios: { vs_bare: twoDigits(against("bare")), vs_insert: twoDigits(against("insert")) },
  };
}

const spread = (name: Contender, values: readonly number[]) => ({
  [`${name}_per_second`]: median(values),
  [`${name}_per_second_least`]: Math.min(...values),
  [`${name}_per_second_most`]: Math.max(...values),
});

async function startServer(name: Contender, dataDir: string): Promise<Running> {
  const child = fork(new URL(`./${name}-server.ts`, import.meta.url), [dataDir], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [ready] = (await once(child, "message")) as [{ url: string; channel: string }];
  return { child, ...ready };
}

async function load({ url, channel }: Running, tag: string): Promise<number> {
  const order = { url, channel, tag, requests: REQUESTS, connections: CONNECTIONS };
  const child = fork(new URL("./load.ts", import.meta.url), [JSON.stringify(order)]);
  const [{ perSecond, refused }] = (await once(child, "message")) as [{ perSecond: number; refused: number }];
  if (refused > 0) throw new Error(`${refused} of ${REQUESTS} requests were not answered with 200 by ${url}`);
  return perSecond;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
