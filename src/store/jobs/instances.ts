/**
 * Which processes run. Each holds a session lock on its own number for as long as its connection lives; a number whose lock
 * is free belongs to a process that has crashed, and its jobs are unlocked at once instead of after hours.
 */
import { sql } from "kysely";
import type pg from "pg";
import { answeredWithin, isReadOnly } from "../postgres/connection/session.ts";
import type { Database, Db } from "../postgres/database.ts";

export interface Instance {
  readonly id: number;
  /** Under these names jobs are locked from now on; those of any other are as if their process had crashed. */
  setWorkers(workerIds: readonly string[]): Promise<void>;
  /**
   * Takes the lock again when the connection that held it broke, as it does when the database restarts, and when the lock
   * cannot be relied on: its session is another one, as behind a pooler that changes it, or another instance has removed
   * this one. One that gives no answer or leads to a read-only server, although the database answers a new one, leads
   * nowhere any more, as after a failover: then all others are broken too, or what was asked on them would wait for a
   * quarter of an hour.
   */
  renewLease(): Promise<void>;
  /** Unlocks the jobs of processes that are gone; returns how many processes that were. */
  unlockJobsOfCrashedInstances(): Promise<number>;
  /** True when no other process runs: all work since the last one ended has waited for this one. */
  isAlone(): Promise<boolean>;
  leave(): Promise<void>;
}

/** First half of the two-part advisory lock key; the second is the instance's number. */
const INSTANCE_LOCKS = 0x4c41;

/** For a statement that takes a millisecond. */
const ANSWERS_WITHIN_MS = 10_000;

export async function joinInstances(
  { pool, db, renew }: Database,
  { answersWithinMs = ANSWERS_WITHIN_MS } = {},
): Promise<Instance> {
  let workerIds: readonly string[] = [];
  const first = await register(pool, null, workerIds);
  const { id } = first;
  /** Null while the lock is lost. */
  let held: Held | null = first;
  /** True from an answer that did not come, or from a read-only server, until the database answers again. */
  let leadsNowhere = false;
  const letGo = () => {
    held?.holder.release(true);
    held = null;
  };
  return {
    id,
    async setWorkers(names) {
      workerIds = names;
      await sql`update instances set worker_ids = ${workerIds} where id = ${id}`.execute(db);
    },
    async renewLease() {
      // Written again: a worker that began while the database was away could not be noted.
      const text = "update instances set worker_ids = $2 where id = $1 returning pg_backend_pid() as pid";
      const known = answeredWithin(answersWithinMs, { text, values: [id, workerIds] });
      try {
        const seen = await held?.holder.query<{ pid: number }>(known);
        if (held !== null && seen?.rows[0]?.pid === held.pid) return;
      } catch (error) {
        leadsNowhere ||= isQueryTimeout(error) || isReadOnly(error);
      }
      letGo();
      if (leadsNowhere) await renew();
      leadsNowhere = false;
      held = await register(pool, id, workerIds);
    },
    unlockJobsOfCrashedInstances: () => unlockJobsOfCrashedInstances(db, id),
    async isAlone() {
      return (await sql`select from instances where id <> ${id}`.execute(db)).rows.length === 0;
    },
    async leave() {
      try {
        await sql`delete from instances where id = ${id}`.execute(db);
      } finally {
        letGo();
      }
    },
  };
}

const isQueryTimeout = (error: unknown): boolean => error instanceof Error && /query read timeout/i.test(error.message);

interface Held {
  readonly id: number;
  readonly holder: pg.PoolClient;
  /** Of the server's process that has the lock. */
  readonly pid: number;
}

const END_HOLDER = `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
  where d.datname = current_database() and l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.granted`;

const NUMBER = "select coalesce($1::integer, nextval(pg_get_serial_sequence('instances', 'id'))) as id";

/** The number becomes visible to others only once its lock is held. `known`: the number of an instance that had one. */
async function register(pool: pg.Pool, known: number | null, workerIds: readonly string[]): Promise<Held> {
  const holder = await pool.connect();
  // A broken connection ends the lock; others may then free our jobs, which every step tolerates.
  holder.on("error", () => undefined);
  try {
    await holder.query("begin");
    const numbered = await holder.query<{ id: number }>(NUMBER, [known]);
    const id = numbered.rows[0]?.id ?? Number.NaN;
    // Only a session of our own that has no other end any more can have it.
    if (known !== null) await holder.query(END_HOLDER, [INSTANCE_LOCKS, id]);
    await holder.query("select pg_advisory_lock($1, $2)", [INSTANCE_LOCKS, id]);
    // Another process may have removed us.
    const text = `insert into instances (id, worker_ids) overriding system value values ($1, $2)
      on conflict (id) do update set worker_ids = excluded.worker_ids returning pg_backend_pid() as pid`;
    const { rows } = await holder.query<{ pid: number }>(text, [id, workerIds]);
    await holder.query("commit");
    return { id, holder, pid: rows[0]?.pid ?? Number.NaN };
  } catch (error) {
    holder.release(true);
    throw error;
  }
}

/** A worker takes its first job at once, and is noted a moment later: until then its jobs stay locked. */
const NOTED_WITHIN_SECONDS = 10;

/** The lock of an instance that runs is never free, our own included. */
async function unlockJobsOfCrashedInstances(db: Db, ownId: number): Promise<number> {
  const { rows: crashed } = await sql<{ workerIds: readonly string[] }>`
    delete from instances where id <> ${ownId} and pg_try_advisory_xact_lock(${INSTANCE_LOCKS}, id)
    returning worker_ids`.execute(db);
  const workerIds = crashed.flatMap((instance) => instance.workerIds);
  // Also workers that no process has noted: theirs crashed before it could.
  await sql`select unlock_jobs(${workerIds}::text[], now() - make_interval(secs => ${NOTED_WITHIN_SECONDS}))`.execute(
    db,
  );
  return crashed.length;
}
