/** The partitions of `enrollments`, one a week: made ahead, made when time has jumped, and dropped as a whole. */
import { sql } from "kysely";
import type pg from "pg";
import { DAY_MS } from "../../delivery/durations.ts";
import { serviceNow } from "./clock.ts";
import type { Db, Trx } from "./database.ts";

/** The next week's is there before it begins, so that no arrival waits for it. */
export async function prepareWeeks(db: Db): Promise<void> {
  await sql`select create_week(week_of(service_now())), create_week(week_of(service_now()) + 7)`.execute(db);
}

/** Work that may need a partition which was not made yet: after a jump of the clock, or a week without any instance. */
export async function withPartition<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!lacksPartition(error)) throw error;
    await pool.query("select create_week(week_of(service_now()))");
    return work();
  }
}

/** Recognised by where it arose: the message is in the database's language. */
function lacksPartition(error: unknown): boolean {
  const { code, routine } = error as { code?: unknown; routine?: unknown };
  return code === "23514" && routine === "ExecFindPartition";
}

/** HubSpot tries again for three days: for so long a released execution is still recognised. */
const RECOGNISED_DAYS = 4;

/** No week in which executions may still arrive is ever looked at, whatever the retention, nor the one before it. */
const MIN_DAYS = 14;

/**
 * Drops the weeks whose oldest executions have had their `days`; returns how many executions went. A week in which an
 * execution is held, or was let go lately, stays. Detached first, which locks arrivals out for an instant only: a process
 * that is killed in between is followed by one that goes on where the table says.
 */
export async function dropWeeks(db: Db, days: number): Promise<number> {
  const { rows: due } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'enrollments'::regclass
      and to_date(right(c.relname, 8), 'YYYYMMDD') + ${Math.max(days, MIN_DAYS)}::integer
        <= (service_now() at time zone 'utc')::date
    order by 1`.execute(db);
  for (const { name } of due) await unlessLocked(() => detachIfOver(db, name));
  const { rows: detached } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relname like 'gone\\_enrollments\\_%' order by 1`.execute(
    db,
  );
  let dropped = 0;
  for (const { name } of detached) dropped += (await unlessLocked(() => countAndDrop(db, name))) ?? 0;
  return dropped;
}

/** Null where another session (a backup, say) holds the table: the next turn tries again, and the rest is done meanwhile. */
async function unlessLocked<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) return null;
    throw error;
  }
}

const LOCK_NOT_AVAILABLE = "55P03";

/** Gives up rather than let arrivals queue behind it. */
const waitShortly = (trx: Trx) => sql`set local lock_timeout = '2s'`.execute(trx);

async function detachIfOver(db: Db, name: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await isOursAlone(trx, name)) || !(await isOver(trx, name))) return;
    await waitShortly(trx);
    await sql`alter table enrollments detach partition ${sql.table(name)}`.execute(trx);
    await sql`alter table ${sql.table(name)} rename to ${sql.ref(`gone_${name}`)}`.execute(trx);
  });
}

/** One process at a time looks after the weeks; what another one has done meanwhile is gone. */
async function isOursAlone(trx: Trx, name: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('drop_weeks'))`.execute(trx);
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`.execute(trx);
  return rows[0]?.there === true;
}

async function isOver(trx: Trx, name: string): Promise<boolean> {
  const recognised = new Date((await serviceNow(trx)) - RECOGNISED_DAYS * DAY_MS);
  const { rows } = await sql<{ over: boolean }>`
    select not exists (
      select 1 from ${sql.table(name)} where released_at is null or released_at > ${recognised}
    ) as over`.execute(trx);
  return rows[0]?.over === true;
}

interface Dropped {
  readonly portalId: number;
  readonly deliveryId: string;
  readonly executions: number;
}

function countAndDrop(db: Db, name: string): Promise<number> {
  return db.transaction().execute(async (trx) => {
    if (!(await isOursAlone(trx, name))) return 0;
    // The table first: a session that waits for it must not hold deliveries that arrivals wait for.
    await waitShortly(trx);
    await sql`lock table ${sql.table(name)} in access exclusive mode`.execute(trx);
    const { rows } = await sql<Dropped>`
      select portal_id, delivery_id, count(*)::integer as executions from ${sql.table(name)} group by 1, 2`.execute(
      trx,
    );
    for (const [portalId, own] of Map.groupBy(rows, (row) => row.portalId))
      await sql`
        update deliveries d set deleted_count = d.deleted_count + c.executions
        from unnest(${own.map((row) => row.deliveryId)}::uuid[], ${own.map((row) => row.executions)}::integer[])
          as c (delivery_id, executions)
        where d.portal_id = ${portalId} and d.id = c.delivery_id`.execute(trx);
    await sql`drop table ${sql.table(name)}`.execute(trx);
    return rows.reduce((sum, { executions }) => sum + executions, 0);
  });
}
