/** A PostgreSQL that is installed on this machine, with its tools; the embedded one has neither pg_dump nor pg_restore. */
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "../../scripts/demo/free-port.ts";

const PROGRAMS = ["initdb", "postgres", "pg_dump", "pg_restore"];
/** What the service needs. */
const OLDEST = 15;

/** The folder of its programs; null when none is installed that is new enough. */
export function machinePostgres(): string | null {
  const folders = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt", "/usr"].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, "bin")) : [],
  );
  return (
    folders.find((folder) => PROGRAMS.every((name) => existsSync(join(folder, name))) && version(folder) >= OLDEST) ??
    null
  );
}

const version = (folder: string): number =>
  Number(/\d+/.exec(execFileSync(join(folder, "postgres"), ["--version"]).toString())?.[0]);

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const of = (what: string) => Number(execFileSync("id", [what, "postgres"]).toString());
  return { uid: of("-u"), gid: of("-g") };
}

export interface MachineServer {
  /** The address of one of its databases. */
  url(database: string): string;
  readonly port: number;
  /** SIGINT unless given: what is open is broken off and rolled back. SIGQUIT: as if the machine had gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];

/** `data`: a folder to be made, where everyone may make one. */
export async function startMachinePostgres(programs: string, data: string): Promise<MachineServer> {
  await makeCluster(programs, data);
  return await startOn(programs, data);
}

export async function makeCluster(programs: string, data: string): Promise<void> {
  const args = ["-D", data, "-U", "postgres", "-A", "trust", "--encoding=UTF8"];
  await promisify(execFile)(join(programs, "initdb"), args, { ...unprivileged(), cwd: "/" });
}

/** Of a server that is not running; `copy` is a folder to be made. */
export async function copyCluster(data: string, copy: string): Promise<void> {
  await promisify(execFile)("cp", ["-a", data, copy], { ...unprivileged(), cwd: "/" });
}

/** Resolves once the server takes connections. */
export async function startOn(programs: string, data: string): Promise<MachineServer> {
  const port = await freePort();
  const args = SETTINGS.flatMap((one) => ["-c", one]);
  const options = { ...unprivileged(), stdio: "ignore", cwd: "/" } as const;
  const child = spawn(join(programs, "postgres"), ["-D", data, "-p", String(port), ...args], options);
  const gone = once(child, "exit");
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  while (!(await answers(url("postgres")))) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended with code ${child.exitCode}`);
    await pause(50);
  }
  return {
    port,
    url,
    async stop(signal = "SIGINT") {
      child.kill(signal);
      await gone;
    },
  };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
