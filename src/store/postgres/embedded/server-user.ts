/** PostgreSQL refuses to run as root: for root it runs as a user of its own, which must get at its programs and its data. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { CannotStart } from "../cannot-start.ts";

/** Empty: as the user that runs the service. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

const NAME = "postgres";

const isRoot = (): boolean => process.getuid?.() === 0;

/** For root: the owner of the data, or the user "postgres", which is made where it is missing. */
export async function serverUser(databaseDir: string): Promise<RunAs> {
  if (!isRoot()) return {};
  const owner = await stat(databaseDir).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return (await idsOf()) ?? (await makeUser());
}

const ask = async (command: string, ...args: string[]): Promise<string> => {
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  return (await promisify(execFile)(command, args, { env })).stdout;
};

async function idsOf(): Promise<RunAs | null> {
  try {
    return { uid: Number(await ask("id", "-u", NAME)), gid: Number(await ask("id", "-g", NAME)) };
  } catch {
    return null;
  }
}

async function makeUser(): Promise<RunAs> {
  try {
    await ask("useradd", "--system", "--user-group", NAME);
    const made = await idsOf();
    if (made !== null) return made;
    throw new Error(`there is still no user ${NAME}`);
  } catch (error) {
    throw new CannotStart(
      `PostgreSQL does not run as root, and its own user "${NAME}" could not be created: start the service as another user, or set DATABASE_URL`,
      error,
    );
  }
}

/**
 * What to do where the server's user cannot reach `program` or `dataDir`; null when that is not the matter. Asked only once
 * something was refused: access lists may allow what the modes do not show.
 */
export async function explainUnreachable(as: RunAs, program: string, dataDir: string): Promise<string | null> {
  if (as.uid === undefined) return null;
  // bin/ lies beside lib/ and share/: they have to be opened together.
  const programs = dirname(dirname(program));
  const toProgram = await closed(as, [...foldersTo(programs), dirname(program), program]);
  const toData = await closed(as, foldersTo(dataDir));
  const inPackage = toProgram.some((path) => path.startsWith(programs));
  const above = [...new Set([...toProgram, ...toData])].filter((path) => !path.startsWith(programs));
  const commands = [
    ...(above.length > 0 ? [`chmod o+x ${above.join(" ")}`] : []),
    ...(inPackage ? [`chmod -R o+rX ${programs}`] : []),
  ];
  if (commands.length === 0) return null;
  return (
    `PostgreSQL does not run as root, and its own user (uid ${as.uid}) cannot reach ` +
    `${[...(toProgram.length > 0 ? [programs] : []), ...(toData.length > 0 ? [`DATA_DIR ${dataDir}`] : [])].join(" and ")}: ` +
    `run "${commands.join(" && ")}", start the service as another user, or set DATABASE_URL`
  );
}

/** From the root down, itself included. */
function foldersTo(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [...foldersTo(above), path];
}

async function closed({ uid, gid }: RunAs, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const { mode, uid: owner, gid: group } = await stat(path);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) found.push(path);
  }
  return found;
}
