/** Two PostgreSQL servers behind one address, the second following the first by streaming replication, until it takes over. */
import { appendFile, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { findPrograms } from "../../src/store/postgres/embedded/programs.ts";
import { copyCluster, makeCluster, startOn, type MachineServer } from "./machine-postgres.ts";
import { startMuteProxy } from "./mute-proxy.ts";
import type { ServiceDatabase } from "./start-service.ts";

const NAME = "line_audience";

export interface ReplicatedDatabase extends ServiceDatabase {
  /** From now on the standby gets nothing more: what is committed is on the primary alone. */
  stopStreaming(): Promise<void>;
  /** The primary is gone without a word, the standby is promoted, and the address leads to it. */
  failOver(): Promise<void>;
}

export interface ReplicatedServers {
  /** `synchronous`: a commit waits until the standby has it. */
  open(options: { synchronous: boolean }): Promise<ReplicatedDatabase>;
  remove(): Promise<void>;
}

/** A cluster with the service's schema, which each pair of servers begins as. */
export async function prepareReplication(): Promise<ReplicatedServers> {
  const programs = process.env["TEST_POSTGRES"] ?? dirname((await findPrograms()).postgres);
  const folder = await mkdtemp(join(tmpdir(), "line-audience-replication-"));
  // PostgreSQL's own user makes the clusters.
  await chmod(folder, 0o777);
  const base = join(folder, "base");
  await makeCluster(programs, base);
  const server = await startOn(programs, base);
  await ask(server, `create role ${NAME} login`);
  await ask(server, `create database ${NAME} owner ${NAME}`);
  const database = connectDatabase(addressOf(server.port), () => undefined);
  await migrate(database);
  await database.pool.end();
  await server.stop();
  let pairs = 0;
  return {
    open: async ({ synchronous }) => {
      pairs += 1;
      return await openPair({ programs, base, folder: join(folder, String(pairs)), synchronous });
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Pair {
  readonly programs: string;
  readonly base: string;
  /** Where the two copies of `base` are put: beginning of their names. */
  readonly folder: string;
  readonly synchronous: boolean;
}

async function openPair({ programs, base, folder, synchronous }: Pair): Promise<ReplicatedDatabase> {
  const [first, second] = [`${folder}-primary`, `${folder}-standby`];
  await copyCluster(base, first);
  await copyCluster(base, second);
  // In both, as pg_basebackup copies it.
  if (synchronous) for (const data of [first, second]) await set(data, "synchronous_standby_names = '*'");
  const primary = await startOn(programs, first);
  const follows = `host=127.0.0.1 port=${primary.port} user=postgres application_name=standby`;
  await set(second, `primary_conninfo = '${follows}'`);
  await writeFile(join(second, "standby.signal"), "");
  const standby = await startOn(programs, second);
  const state = synchronous ? "sync" : "async";
  while ((await ask(primary, "select sync_state as value from pg_stat_replication"))?.value !== state) await pause(20);
  let current = primary;
  const proxy = await startMuteProxy(() => current.port);
  const database = connectDatabase(addressOf(proxy.port), () => undefined);
  return {
    ...database,
    async stopStreaming() {
      await ask(standby, "alter system set primary_conninfo = ''");
      await ask(standby, "select pg_reload_conf()");
      while ((await ask(primary, "select 1 as value from pg_stat_replication")) !== undefined) await pause(20);
    },
    async failOver() {
      await primary.stop("SIGQUIT");
      await ask(standby, "select pg_promote()");
      await ask(standby, "alter system reset synchronous_standby_names");
      await ask(standby, "select pg_reload_conf()");
      current = standby;
    },
    async drop() {
      await database.pool.end();
      await proxy.close();
      await standby.stop();
      if (current === primary) await primary.stop();
    },
  };
}

const set = (data: string, line: string): Promise<void> => appendFile(join(data, "postgresql.auto.conf"), `${line}\n`);

const addressOf = (port: number): string => `postgres://${NAME}:none@127.0.0.1:${port}/${NAME}`;

async function ask(server: MachineServer, text: string): Promise<{ value: unknown } | undefined> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(text)).rows[0];
  } finally {
    await client.end();
  }
}
