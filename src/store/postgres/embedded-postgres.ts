/**
 * A real PostgreSQL server in the data folder, used where DATABASE_URL is unset. A killed service leaves its server running:
 * the next start adopts it by what `postmaster.pid` says.
 */
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { claimFolder, watchServer } from "./embedded/claim.ts";
import { makeCluster, removeUnfinished, SUPERUSER, superuserPassword } from "./embedded/cluster.ts";
import { runningServer } from "./embedded/connect.ts";
import type { Address } from "./embedded/postmaster.ts";
import { serverUser } from "./embedded/server-user.ts";
import { DATABASE, prepareRole, ROLE, rolePassword } from "./embedded/service-role.ts";
import { startServer, stopServer } from "./embedded/start-server.ts";

export interface EmbeddedServer {
  /** The service's database, for its own role. */
  readonly url: string;
  /** The same database for the superuser. */
  readonly superuserUrl: string;
  /** Shuts the server down; resolves when it is gone, rejects when that takes too long. */
  stop(): Promise<void>;
}

interface StartOptions {
  /** Answers a free port of 127.0.0.1; asked where no socket can be used. */
  readonly choosePort?: () => Promise<number>;
  /** Ends the making of a new cluster, which may take long. */
  readonly signal?: AbortSignal;
  /** Ctrl-C in our terminal does not reach the server: for a caller that stops it on its own. */
  readonly detached?: boolean;
}

/** Rejects with CannotStart where a person can help. */
export async function startEmbeddedPostgres(
  folder: string,
  log: (line: string) => void,
  { choosePort = freePort, signal = new AbortController().signal, detached = false }: StartOptions = {},
): Promise<EmbeddedServer> {
  const dataDir = resolve(folder);
  makeFolder(dataDir);
  const databaseDir = join(dataDir, "postgres");
  if (!existsSync(databaseDir)) await makeCluster(databaseDir, await serverUser(databaseDir), { log, signal });
  const password = await superuserPassword(databaseDir);
  const cluster = { databaseDir, password, log, detached };
  const running = await runningServer(databaseDir, password);
  if (running !== null) log(`adopted the PostgreSQL server that is already running in ${databaseDir}`);
  const server = { ...cluster, ...(running ?? (await startServer(cluster, choosePort))) };
  const claim = await claimFolder(server);
  await removeUnfinished(databaseDir);
  await prepareRole(claim, password);
  const watch = watchServer(server, claim);
  return {
    url: url(server, ROLE, rolePassword(password)),
    superuserUrl: url(server, SUPERUSER, password),
    stop: async () => {
      await watch.stop();
      await stopServer(databaseDir);
    },
  };
}

/** For its owner alone; PostgreSQL's own user, where root needs one, may only pass through. */
function makeFolder(dataDir: string): void {
  const before = process.umask(process.getuid?.() === 0 ? 0o066 : 0o077);
  try {
    mkdirSync(dataDir, { recursive: true });
  } finally {
    process.umask(before);
  }
}

/** The address of the server that runs in this data folder, for the service's own role; null when none does. */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  const databaseDir = resolve(dataDir, "postgres");
  if (!existsSync(databaseDir)) return null;
  const password = await superuserPassword(databaseDir);
  const running = await runningServer(databaseDir, password);
  return running === null ? null : url(running, ROLE, rolePassword(password));
}

/** A socket's folder is written where a host is: https://node-postgres.com/features/connecting#unix-domain-sockets */
const url = ({ host, port }: Address, user: string, password: string): string =>
  `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${DATABASE}`;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  await once(probe.close(), "close");
  return port;
}
