/** Whether the service gets the connections that it needs, each with a session of the server for itself. */
import type pg from "pg";
import { CannotStart } from "../cannot-start.ts";

export interface Sessions {
  /** Connections that were opened and answered at the same time, of those asked for. */
  readonly opened: number;
  /** What the others were refused with; null when there are none. */
  readonly refusal: unknown;
  /**
   * False where transactions of one connection run in sessions that others use too, as behind a pooler in transaction mode:
   * locks of a session, LISTEN and prepared statements are lost there. With fewer than two connections it is not known.
   */
  readonly ownSessions: boolean;
}

/** Opens so many connections at once, and gives them back to the pool. Never rejects for what the server says. */
export async function trySessions(pool: pg.Pool, wanted: number): Promise<Sessions> {
  const tried = await Promise.allSettled(Array.from({ length: wanted }, () => pool.connect()));
  const clients = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refused = tried.find((one) => one.status === "rejected");
  try {
    const ownSessions = await haveOwn(clients);
    return { opened: clients.length, refusal: refused?.reason ?? null, ownSessions };
  } finally {
    for (const client of clients) client.release();
  }
}

/**
 * One after the other, so that a pooler has the session of the one before to lend again; the first a second and a third
 * time, for poolers that lend them in turn.
 */
async function haveOwn(clients: readonly pg.PoolClient[]): Promise<boolean> {
  const pids: number[] = [];
  const first = clients.slice(0, 1);
  for (const client of [...clients, ...first, ...first]) pids.push(await pidOf(client));
  const [ownPid, ...again] = [pids[0], ...pids.slice(clients.length)];
  return new Set(pids).size === clients.length && again.every((pid) => pid === ownPid);
}

/** Of the server's process; pg knows only what the pooler said as it connected. */
async function pidOf(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? Number.NaN;
}

export const POOLER_PROBLEM = "a pooler in transaction mode, which shares sessions between connections";

export const POOLER_REMEDY =
  "take the address for direct connections or for session mode (Supabase: port 5432 instead of 6543; Neon: the host without -pooler; DigitalOcean and other managed databases: the connection details of the database, not of a pool; PgBouncer: pool_mode = session)";

/** Rejects with CannotStart where the service would not work, and with the server's own words where nothing can be opened. */
export async function requireSessions(pool: pg.Pool, poolSize: number): Promise<void> {
  const { opened, refusal, ownSessions } = await trySessions(pool, poolSize);
  if (opened === 0) throw refusal;
  if (!ownSessions) throw new CannotStart(`DATABASE_URL leads to ${POOLER_PROBLEM}: ${POOLER_REMEDY}`);
  if (refusal !== null)
    throw new CannotStart(
      `DATABASE_POOL_SIZE asks for ${poolSize} connections, and the database gave ${opened} (${reasonOf(refusal)}): allow more (max_connections, the limit of the user, of the database or of a pooler), end other processes, or set DATABASE_POOL_SIZE lower`,
      refusal,
    );
}

const reasonOf = (refusal: unknown): string => (refusal instanceof Error ? refusal.message : String(refusal));
