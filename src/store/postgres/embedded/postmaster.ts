/** The server that runs in a data folder, as its `postmaster.pid` names it. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a server listens: a folder with its socket in it, or a host; the port is part of the socket's name. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Postmaster extends Address {
  readonly pid: number;
}

export const pidFile = (databaseDir: string): string => join(databaseDir, "postmaster.pid");

/**
 * Lines of the file: process id, data folder, start, port, folder of the socket, host.
 * https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export async function postmaster(databaseDir: string): Promise<Postmaster | null> {
  const text = await readFile(pidFile(databaseDir), "utf8").catch(() => "");
  const lines = text.split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || port <= 0 || lines.length < 6) return null;
  // Our servers put the socket into their own folder, which they call ".".
  return { pid, port, host: lines[4] === "" ? "127.0.0.1" : databaseDir };
}

/**
 * A zombie has ended; only its parent has not asked how. Where process 1 never asks, as in a container without an init, an
 * adopted server stays one.
 */
export function stateOf(pid: number): "running" | "zombie" | "gone" {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "gone";
  }
  return isZombie(pid) ? "zombie" : "running";
}

/** False where the system does not tell. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
