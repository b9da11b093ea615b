/**
 * Callers who have no part in the service and take as much of it as they can, and HubSpot's executions meanwhile: from another
 * address while 10,000 connections are half open and 2,000 bodies do not end; from the same address as 10,000 card calls that
 * fail. Each execution has to be stored, and memory given back. Beside it the same executions while all is calm.
 */
import { fork, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchResult } from "../bench-result.ts";
import { median, twoDigits } from "../figures.ts";
import { storedExecutions, watchMemory } from "../machine/measure.ts";
import { startProcess, stopProcess, type Running } from "../servers/running.ts";
import type { Hostile } from "./callers.ts";
import type { Answered, Requests } from "./requests.ts";

const [HOSTILE, OTHER] = ["127.0.0.1", "127.0.0.2"];
const CALLERS = { halfOpen: 10_000, bodies: 2000, bodyBytes: 255_000 };
const EXECUTIONS = { requests: 1000, atOnce: 16 };
const CARDS = { requests: 10_000, atOnce: 64 };
/** The callers, and what the service has open besides. */
const OPEN_FILES = CALLERS.halfOpen + CALLERS.bodies + 1000;
const ROUNDS = 3;
/** V8 gives pages back when it has had time for a large collection. */
const CALM_MS = 20_000;
const CALM_SAMPLES_MS = 3000;

export async function benchHostile(say: (line: string) => void): Promise<BenchResult> {
  requireOpenFiles();
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const service = await startProcess("./service-server.ts", join(folder, "service"));
  try {
    const calm = await rounds(service, "calm", OTHER);
    say(`calm: ${calm.perSecond} executions per second`);
    const cards = run(service, { ...CARDS, ask: "card", tag: "card", from: HOSTILE });
    const beside = await rounds(service, "beside", HOSTILE);
    const failed = await cards;
    say(`card calls ${JSON.stringify(failed.statuses)}, executions beside them ${JSON.stringify(beside.statuses)}`);
    const before = await memoryNow(service);
    const memory = watchMemory(service.child.pid ?? 0);
    const besieged = await whileCallersWait(service, () => rounds(service, "besieged", OTHER));
    const most = Math.max(...(await memory.stop()));
    say(`connections and bodies that wait: ${JSON.stringify(besieged.statuses)}; memory ${before}, then ${most} MB`);
    await rounds(service, "after", OTHER);
    const after = await memoryNow(service);
    say(`afterwards: ${after} MB`);
    const inDatabase = await storedExecutions(service.databaseUrl, "besieged", "beside");
    return summary({ calm, besieged, beside, failed, inDatabase, before, most, after });
  } finally {
    await stopProcess(service);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Connections are files to the operating system. */
function requireOpenFiles(): void {
  const text = spawnSync("sh", ["-c", "ulimit -n"]).stdout.toString().trim();
  if (text === "unlimited" || Number(text) >= OPEN_FILES) return;
  throw new Error(
    `the bench hostile opens ${OPEN_FILES} connections, and a process may have ${text} files open here: run "ulimit -n ${OPEN_FILES}" in this shell first`,
  );
}

interface Asked {
  readonly sent: number;
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
}

async function rounds(service: Running, name: string, from: string): Promise<Asked> {
  const all: Answered[] = [];
  for (let round = 1; round <= ROUNDS; round += 1)
    all.push(await run(service, { ...EXECUTIONS, ask: "execution", tag: `${name}-${round}-`, from }));
  const statuses: Record<string, number> = {};
  for (const one of all)
    for (const [status, count] of Object.entries(one.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
  const perSecond = Math.round(median(all.map(({ seconds }) => EXECUTIONS.requests / seconds)));
  return { sent: ROUNDS * EXECUTIONS.requests, perSecond, statuses };
}

async function run({ url, channel }: Running, order: Omit<Requests, "url" | "channel">): Promise<Answered> {
  const child = fork(new URL("./requests.ts", import.meta.url), [JSON.stringify({ url, channel, ...order })]);
  return messageOf<Answered>(child);
}

async function whileCallersWait<Result>({ url }: Running, work: () => Promise<Result>): Promise<Result> {
  const order: Hostile = { url, from: HOSTILE, ...CALLERS };
  const callers = fork(new URL("./callers.ts", import.meta.url), [JSON.stringify(order)]);
  try {
    await messageOf(callers);
    return await work();
  } finally {
    const gone = once(callers, "exit");
    callers.kill("SIGKILL");
    await gone;
  }
}

async function messageOf<Message>(child: ChildProcess): Promise<Message> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`callers ended with ${code} before they had a result`);
  });
  const [message] = (await Promise.race([once(child, "message"), ended])) as [Message];
  return message;
}

async function memoryNow({ child }: Running): Promise<number> {
  await pause(CALM_MS);
  const memory = watchMemory(child.pid ?? 0);
  await pause(CALM_SAMPLES_MS);
  return median(await memory.stop());
}

interface Measured {
  readonly calm: Asked;
  readonly besieged: Asked;
  readonly beside: Asked;
  readonly failed: Answered;
  readonly inDatabase: number;
  readonly before: number;
  readonly most: number;
  readonly after: number;
}

function summary({ calm, besieged, beside, failed, inDatabase, before, most, after }: Measured): BenchResult {
  const answered = ({ statuses, sent }: Asked) => (statuses["200"] ?? 0) / sent;
  return {
    bench: "hostile",
    figures: {
      half_open: CALLERS.halfOpen,
      unfinished_bodies: CALLERS.bodies,
      executions_each: besieged.sent,
      failing_card_calls: CARDS.requests,
      card_calls_answered: CARDS.requests - (failed.statuses["cut off"] ?? 0),
      calm_per_second: calm.perSecond,
      besieged_per_second: besieged.perSecond,
      beside_cards_per_second: beside.perSecond,
      memory_before_mb: before,
      memory_most_mb: most,
      memory_after_mb: after,
    },
    ratios: {
      besieged_answered: answered(besieged),
      beside_cards_answered: answered(beside),
      in_database: inDatabase / (besieged.sent + beside.sent),
      besieged_vs_calm: twoDigits(besieged.perSecond / calm.perSecond),
      beside_cards_vs_calm: twoDigits(beside.perSecond / calm.perSecond),
      memory_most_bounded: twoDigits(before / most),
      memory_given_back: twoDigits(before / after),
    },
    floors: { besieged_answered: 1, beside_cards_answered: 1, in_database: 1, memory_given_back: 0.75 },
  };
}
