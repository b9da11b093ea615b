/** Starts and stops the server of a cluster. */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CannotStart } from "../cannot-start.ts";
import { runningServer, type Server } from "./connect.ts";
import { explainOutput } from "./explain-output.ts";
import { pidFile, postmaster, stateOf, type Address } from "./postmaster.ts";
import { run } from "./programs.ts";
import { serverUser } from "./server-user.ts";

/** Durability is PostgreSQL's default (fsync, synchronous_commit); the rest suits many short statements. */
const SETTINGS = [
  "max_connections=100",
  "shared_buffers=256MB",
  "max_wal_size=4GB",
  // What PostgreSQL would choose with log files of the usual size.
  "min_wal_size=80MB",
  "wal_buffers=8MB",
  "jit=off",
  "autovacuum_naptime=10s",
  // A cluster from another machine may name a language that this one lacks; some messages are read.
  "lc_messages=C",
];

/** Part of the socket's name; nothing listens there. */
const SOCKET_PORT = 5432;

const socketIn = (databaseDir: string): string => join(databaseDir, `.s.PGSQL.${SOCKET_PORT}`);

/** The least that an address holds on the systems there are (macOS: 104 bytes with the zero at the end). */
const SOCKET_PATH_BYTES = 103;

/** Another process may take a port before PostgreSQL has it. */
const PORTS_TRIED = 5;

/** A socket in the cluster's own folder, which only its owner may enter; where there can be none, TCP. */
export async function startServer(
  cluster: Omit<Server, keyof Address>,
  choosePort: () => Promise<number>,
): Promise<Address> {
  const { databaseDir } = cluster;
  const fits = process.platform !== "win32" && Buffer.byteLength(socketIn(databaseDir)) <= SOCKET_PATH_BYTES;
  const overTcp = async () => ({ host: "127.0.0.1", port: await choosePort() });
  let address = fits ? { host: databaseDir, port: SOCKET_PORT } : await overTcp();
  for (let tries = 1; ; tries += 1) {
    try {
      await startAt({ ...cluster, ...address });
      return address;
    } catch (error) {
      // Another start may have been faster.
      const running = await runningServer(databaseDir, cluster.password);
      if (running !== null) return running;
      // Some file systems hold no socket, such as those that a virtual machine shares with its host.
      if (!(error instanceof NoListener) || tries > PORTS_TRIED) throw error;
      address = await overTcp();
    }
  }
}

/** The server could not listen where it should. */
class NoListener extends CannotStart {}

const READY = "database system is ready to accept connections";
const NO_LISTENER = /could not create any (TCP\/IP|Unix-domain) sockets/;

/** Resolves when it takes connections. */
export async function startAt({ databaseDir, host, port, log, detached }: Server): Promise<void> {
  const as = await serverUser(databaseDir);
  const left = await postmaster(databaseDir);
  // PostgreSQL takes a zombie for a running server. It still finds processes that use the data, by their shared memory.
  if (left !== null && stateOf(left.pid) === "zombie")
    for (const lock of [pidFile(databaseDir), `${socketIn(databaseDir)}.lock`]) await rm(lock, { force: true });
  const where =
    host === databaseDir
      ? // Short however long the path is: as the server sees it from its own folder.
        ["listen_addresses=", "unix_socket_directories=."]
      : [`listen_addresses=${host}`, "unix_socket_directories="];
  const args = ["-D", databaseDir, "-p", String(port), ...[...where, ...SETTINGS].flatMap((one) => ["-c", one])];
  const ready = Promise.withResolvers<true>();
  const noteReady = (line: string) => {
    log(line);
    if (line.includes(READY)) ready.resolve(true);
  };
  const { child, said } = await run("postgres", args, { as, dataDir: dirname(databaseDir), log: noteReady, detached });
  const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  const first = await Promise.race([ready.promise, ended]);
  if (first === true) return;
  const reason = await explainOutput({ said: said(), signal: first[1], as, databaseDir });
  throw NO_LISTENER.test(said()) ? new NoListener(reason) : new CannotStart(reason);
}

const STOPS_WITHIN_SECONDS = 60;

/** PostgreSQL's "fast" way: transactions are broken off, everything is written. Rejects when that takes too long. */
export async function stopServer(databaseDir: string): Promise<void> {
  const server = await postmaster(databaseDir);
  if (server === null || stateOf(server.pid) !== "running") return;
  const args = ["stop", "-D", databaseDir, "-m", "fast", "-t", String(STOPS_WITHIN_SECONDS)];
  const as = await serverUser(databaseDir);
  const { child, said } = await run("pg_ctl", args, { as, dataDir: dirname(databaseDir), detached: true });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 && stateOf(server.pid) === "running")
    throw new Error(`PostgreSQL (process ${server.pid}) did not stop: ${said()}`);
}
