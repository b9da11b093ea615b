/** Processor time that a process has had, as Linux tells it. */
import { readFile } from "node:fs/promises";

/** Linux counts in hundredths of a second. */
export const MICROSECONDS_A_TICK = 10_000;

export interface ProcessTicks {
  readonly parent: number;
  readonly own: number;
  /** Of its children that have ended. */
  readonly ofChildren: number;
}

/** Null when there is no such process. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export async function ticksOf(pid: number): Promise<ProcessTicks | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name in parentheses may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent = 0, user = 0, system = 0, childUser = 0, childSystem = 0] = [1, 11, 12, 13, 14].map((at) =>
    Number(fields[at]),
  );
  return { parent, own: user + system, ofChildren: childUser + childSystem };
}

export async function microsecondsOf(pid: number | undefined): Promise<number> {
  return ((await ticksOf(pid ?? 0))?.own ?? Number.NaN) * MICROSECONDS_A_TICK;
}
