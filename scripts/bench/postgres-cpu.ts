/** Processor time of an embedded PostgreSQL with all its processes, those that have ended included. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Linux counts in hundredths of a second. */
const MICROSECONDS_A_TICK = 10_000;

export async function microsecondsOfPostgres(dataDir: string): Promise<number> {
  const [pid] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
  const processes = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(processes.map(statOf));
  const ticks = stats
    .filter((stat) => stat !== null && (stat.pid === pid || stat.parent === pid))
    .reduce((sum, stat) => sum + (stat?.own ?? 0) + (stat?.pid === pid ? (stat?.ended ?? 0) : 0), 0);
  return ticks * MICROSECONDS_A_TICK;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function statOf(pid: string) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name in parentheses may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, utime, stime, ended, endedInKernel] = [1, 11, 12, 13, 14].map((at) => fields[at]);
  return { pid, parent, own: Number(utime) + Number(stime), ended: Number(ended) + Number(endedInKernel) };
}
