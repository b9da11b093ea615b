/** Spreads seeds over processes, each with a database of its own on one embedded server, and sums up. */
import { spawn, type ChildProcess } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";
import { forgetDurability } from "../shared/forget-durability.ts";
import type { SeedResult } from "./run-seed.ts";

export interface RunOptions {
  readonly first: number;
  readonly seeds: number;
  /** Name of a fault to build in. */
  readonly broken: string | null;
  readonly trace: boolean;
  /** Gets each result; true ends the run. */
  readonly onResult: (result: SeedResult) => boolean;
}

/** So many seeds live in one process: what a process keeps for its whole life stays small. */
const SEEDS_PER_PROCESS = 25;

/** One waits for the database while another thinks. */
const PROCESSES_PER_CORE = 2;

const SEEDS = fileURLToPath(new URL("seeds.ts", import.meta.url));

export async function runSeeds(options: RunOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-simulate-"));
  // PostgreSQL refuses to run as root; its own user has to get in.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres(folder, () => undefined);
  try {
    // No seed lives through the death of PostgreSQL itself; that is tried with real processes.
    await forgetDurability(server.superuserUrl);
    await spread(options, server.superuserUrl);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function spread({ first, seeds, broken, trace, onResult }: RunOptions, url: string): Promise<void> {
  const ranges = Array.from({ length: Math.ceil(seeds / SEEDS_PER_PROCESS) }, (_, index) => {
    const from = first + index * SEEDS_PER_PROCESS;
    return Array.from({ length: Math.min(SEEDS_PER_PROCESS, first + seeds - from) }, (_each, offset) => from + offset);
  });
  const children = new Set<ChildProcess>();
  let over = false;
  let named = 0;
  const next = async (): Promise<void> => {
    const range = over ? undefined : ranges.shift();
    if (range === undefined) return;
    named += 1;
    const args = ["--server", url, "--database", `simulation_${named}`, "--seeds", range.join(",")];
    const extra = [...(broken === null ? [] : ["--break", broken, "--storm"]), ...(trace ? ["--trace"] : [])];
    const child = spawn(process.execPath, [SEEDS, ...args, ...extra], { stdio: ["ignore", "pipe", "inherit"] });
    children.add(child);
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      if (over || !onResult(JSON.parse(line) as SeedResult)) continue;
      over = true;
      for (const each of children) each.kill();
    }
    const code = await ended;
    children.delete(child);
    if (code !== 0 && !over)
      throw new Error(`the process of the seeds ${range[0]} to ${range.at(-1)} ended with ${code}`);
    return next();
  };
  await Promise.all(Array.from({ length: PROCESSES_PER_CORE * availableParallelism() }, next));
}
