/**
 * From the start of the process to its first answer, and the memory it then has: the service (ready, with its database and
 * worker) against the Express route with one INSERT per request on a PostgreSQL of its own. Both have been started before.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../demo/free-port.ts";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { startProcess, stopProcess } from "./servers/running.ts";

const ROUNDS = 5;

interface Started {
  readonly ms: number;
  readonly idleMb: number;
}

export async function benchStartup(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const [service, insert]: [Started[], Started[]] = [[], []];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const ours = await startOurs(join(folder, "service"));
      const theirs = await startTheirs(join(folder, "insert"));
      say(`round ${round} of ${ROUNDS}: service ${Math.round(ours.ms)} ms, insert ${Math.round(theirs.ms)} ms`);
      // The first start makes the database.
      if (round === 0) continue;
      service.push(ours);
      insert.push(theirs);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const [ours, theirs] = [service, insert].map((all) => ({
    ms: median(all.map(({ ms }) => ms)),
    idleMb: median(all.map(({ idleMb }) => idleMb)),
  })) as [Started, Started];
  return {
    bench: "startup",
    figures: {
      service_ms: Math.round(ours.ms),
      insert_ms: Math.round(theirs.ms),
      service_idle_mb: ours.idleMb,
      insert_idle_mb: theirs.idleMb,
      rounds: ROUNDS,
    },
    ratios: {
      time_vs_insert: twoDigits(theirs.ms / ours.ms),
      memory_vs_insert: twoDigits(theirs.idleMb / ours.idleMb),
    },
  };
}

async function startOurs(dataDir: string): Promise<Started> {
  const port = await freePort();
  const app = { HUBSPOT_CLIENT_ID: "bench", HUBSPOT_CLIENT_SECRET: "bench", HUBSPOT_APP_ID: "1" };
  const env = { PATH: process.env["PATH"], ...app, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "silent" };
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["src/main.ts"], { env, stdio: "ignore" });
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  while (!(await isReady().catch(() => false))) await pause(5);
  const started = { ms: performance.now() - startedAt, idleMb: await residentMb(child) };
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
  return started;
}

async function startTheirs(dataDir: string): Promise<Started> {
  const startedAt = performance.now();
  const running = await startProcess("./insert-server.ts", dataDir);
  const started = { ms: performance.now() - startedAt, idleMb: await residentMb(running.child) };
  await stopProcess(running);
  return started;
}

async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}
