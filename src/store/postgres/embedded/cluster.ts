/** The files of a PostgreSQL cluster, made once, and the password of its superuser, which lies among them. */
import { randomBytes } from "node:crypto";
import { addAbortListener, once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CannotStart } from "../cannot-start.ts";
import { explainOutput } from "./explain-output.ts";
import { run } from "./programs.ts";
import type { RunAs } from "./server-user.ts";

export const SUPERUSER = "postgres";

/**
 * A locale that every machine has, whatever LANG says: https://www.postgresql.org/docs/18/locale.html#LOCALE-PROVIDERS.
 * A commit that begins a new file of the log waits until it is filled with zeros: 11 ms and more at the usual 16 MB.
 */
const NEW_CLUSTER = [
  "--encoding=UTF8",
  "--locale=C",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--auth=scram-sha-256",
  `--username=${SUPERUSER}`,
  "--no-instructions",
  "--wal-segsize=4",
];

const PASSWORD = "superuser-password";

const unfinished = (databaseDir: string): string => `${databaseDir}.unfinished`;

/**
 * Made aside, in a folder that no other user may enter, and then renamed: a start that was killed half-way leaves no half-made
 * cluster in place, and of two first starts at once the second one finds the cluster of the first.
 */
export async function makeCluster(
  databaseDir: string,
  as: RunAs,
  { log, signal }: { log: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const dataDir = dirname(databaseDir);
  const aside = await mkdtemp(`${unfinished(databaseDir)}-`);
  const [files, password] = [join(aside, "files"), join(aside, PASSWORD)];
  await writeFile(password, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (as.uid !== undefined && as.gid !== undefined)
    for (const path of [aside, password]) await chown(path, as.uid, as.gid);
  const args = [`--pgdata=${files}`, `--pwfile=${password}`, ...NEW_CLUSTER];
  const { child, said } = await run("initdb", args, { as, dataDir, log });
  const listening = addAbortListener(signal, () => child.kill());
  const [code, killedBy] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  listening[Symbol.dispose]();
  try {
    if (code !== 0) throw new CannotStart(await explainOutput({ said: said(), signal: killedBy, as, databaseDir }));
    await rename(password, join(files, PASSWORD));
    await rename(files, databaseDir);
  } catch (error) {
    // Another start has finished first; this one goes on with its cluster.
    if (!existsSync(databaseDir)) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** What starts left behind that were killed. Only for the one that the data folder belongs to. */
export async function removeUnfinished(databaseDir: string): Promise<void> {
  const left = (await readdir(dirname(databaseDir))).filter((name) =>
    name.startsWith(basename(unfinished(databaseDir))),
  );
  for (const name of left) await rm(join(dirname(databaseDir), name), { recursive: true, force: true });
}

/** Rejects with CannotStart when its file is missing. */
export async function superuserPassword(databaseDir: string): Promise<string> {
  const place = join(databaseDir, PASSWORD);
  const password = await readFile(place, "utf8").catch(() => "");
  if (password !== "") return password;
  throw new CannotStart(`the database's password is missing: put ${place} back from the backup`);
}
