/** What PostgreSQL's programs wrote when they ended early → one sentence with what to change. */
import { dirname } from "node:path";
import { findPrograms } from "./programs.ts";
import { explainUnreachable, type RunAs } from "./server-user.ts";

export interface Ended {
  /** Its last lines. */
  readonly said: string;
  readonly signal: NodeJS.Signals | null;
  readonly as: RunAs;
  readonly databaseDir: string;
}

/** The messages are English, since LC_ALL is C: https://github.com/postgres/postgres/tree/REL_18_STABLE/src/backend */
export async function explainOutput({ said, signal, as, databaseDir }: Ended): Promise<string> {
  const dataDir = dirname(databaseDir);
  if (
    signal === "SIGKILL" ||
    /could not \w+ (?:anonymous )?shared memory|Cannot allocate memory|out of memory/i.test(said)
  )
    return "PostgreSQL got too little memory: give the machine or the container at least 512 MB, and /dev/shm too, or set DATABASE_URL";
  if (/No space left on device|Disk quota exceeded/.test(said))
    return `the disk of DATA_DIR (${dataDir}) is full: free at least 100 MB there, or set DATA_DIR to a folder on another disk`;
  if (/Permission denied/.test(said)) {
    const unreachable = await explainUnreachable(as, (await findPrograms()).postgres, dataDir);
    if (unreachable !== null) return unreachable;
  }
  if (/Permission denied|Read-only file system/.test(said))
    return `PostgreSQL cannot write in DATA_DIR (${dataDir}): make the folder writable, or set DATA_DIR to another one`;
  const [, version] = /initialized by PostgreSQL version (\S+?),/.exec(said) ?? [];
  if (version !== undefined)
    return `the database in DATA_DIR (${dataDir}) was made by PostgreSQL ${version}, which this version of the service does not run: start the version that made it, or move the data with pg_dump and set DATABASE_URL`;
  const reason = /^.*(?:FATAL|PANIC|error): +(.+)$/m.exec(said)?.[1] ?? said.split("\n").at(-1);
  return `PostgreSQL did not start in DATA_DIR (${dataDir}): ${reason || "it said nothing"}`;
}
