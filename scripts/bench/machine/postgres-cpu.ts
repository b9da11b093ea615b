/** Processor time of an embedded PostgreSQL with all its processes, those that have ended included. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MICROSECONDS_A_TICK, ticksOf } from "./process-cpu.ts";

export async function microsecondsOfPostgres(dataDir: string): Promise<number> {
  const [first] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  const postmaster = Number(first);
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  let ticks = 0;
  for (const pid of processes) {
    const process = await ticksOf(pid);
    if (pid === postmaster) ticks += (process?.own ?? 0) + (process?.ofChildren ?? 0);
    else if (process?.parent === postmaster) ticks += process.own;
  }
  return ticks * MICROSECONDS_A_TICK;
}
