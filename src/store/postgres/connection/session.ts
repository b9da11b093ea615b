/**
 * What every connection of ours is set to first. A role or a database may have defaults of its own (`alter database … set`),
 * made for other applications; the service's statements are written for PostgreSQL's.
 */
import type pg from "pg";

/** A packet asks after the other side when nothing was heard for so long; both ends do. */
export const ASK_AFTER_SECONDS = 10;

/** https://www.postgresql.org/docs/18/runtime-config-client.html; a name that a server does not know is left out. */
const SETTINGS: Readonly<Record<string, string>> = {
  // A host that loses power says no goodbye: with the system's two hours its locks, and so its jobs, would stay as long.
  // Half a minute without any sign ends the session, also while an answer is under way.
  tcp_keepalives_idle: String(ASK_AFTER_SECONDS),
  tcp_keepalives_interval: "5",
  tcp_keepalives_count: "4",
  tcp_user_timeout: "30000",
  // Up to PostgreSQL 17 a plan without a wanted index costs 10,000,000,000 more, which looks worth 45 ms of compiling
  // each time: the statement of an arrival takes 1 ms.
  jit: "off",
  // What is decided under a row's lock needs the row as it is now, not as it was when the transaction began.
  default_transaction_isolation: "read committed",
  // pg reads no other form of these.
  datestyle: "ISO, YMD",
  intervalstyle: "postgres",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
  array_nulls: "on",
  // No limit but our own: arrivals (20 s), readiness (2 s) and heartbeats (10 s) are given up here, `weeks.ts` waits 2 s for
  // a lock, and the connection of a dead host ends by itself. A migration or a removal may take its time, and so may
  // another process that waits for it.
  statement_timeout: "0",
  transaction_timeout: "0",
  lock_timeout: "0",
  // The pool ends what is idle; the lock of an instance and LISTEN live on connections that stay.
  idle_session_timeout: "0",
  // A process that was stopped within a transaction keeps no row locked longer than this.
  idle_in_transaction_session_timeout: "60000",
};

const pairs = Object.entries(SETTINGS).map(([name, value]) => `('${name}', '${value}')`);

const PREPARE = `select count(set_config(name, value, false)), current_setting('transaction_read_only') = 'on' as read_only,
  pg_is_in_recovery() as standby
  from (values ${pairs.join(", ")}) settings(name, value) where current_setting(name, true) is not null`;

/**
 * A statement that is given up, and its connection with it, when it has no answer after so long. Only for statements that
 * are known to be short: whether it is carried out is unknown then.
 */
export const answeredWithin = (ms: number, query: pg.QueryConfig): pg.QueryConfig & { query_timeout: number } => ({
  ...query,
  query_timeout: ms,
});

/**
 * A pooler takes a connection at once and answers the first statement when it has a server's connection for it: after two
 * minutes, or never.
 */
const FIRST_ANSWER_WITHIN_MS = 10_000;

/** Of PostgreSQL, for a statement that wants to change something where nothing can be changed. */
const READ_ONLY_SQL_TRANSACTION = "25006";

/** The server takes no changes: a standby, or a primary that was made read-only. */
export class ReadOnlyServer extends Error {
  readonly code = READ_ONLY_SQL_TRANSACTION;
  constructor(standby: boolean) {
    super(standby ? "the server is a standby, which is read-only" : "the server or the database is set read-only");
    this.name = "ReadOnlyServer";
  }
}

export const isReadOnly = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === READ_ONLY_SQL_TRANSACTION;

interface Writable {
  readonly read_only: boolean;
  readonly standby: boolean;
}

function refuseReadOnly(answer: Writable | undefined): void {
  if (answer?.read_only !== false) throw new ReadOnlyServer(answer?.standby === true);
}

/** Rejects with ReadOnlyServer where nothing can be written, and when the first answer does not come in time. */
export async function prepareSession(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<Writable>(answeredWithin(FIRST_ANSWER_WITHIN_MS, { text: PREPARE }));
  refuseReadOnly(rows[0]);
}

/**
 * Rejects unless the server answers within `ms`, has the service's tables, and can be written to: with ReadOnlyServer where
 * it cannot.
 */
export async function requireWritable(pool: pg.Pool, ms: number): Promise<void> {
  const text = `select current_setting('transaction_read_only') = 'on' as read_only, pg_is_in_recovery() as standby
    from (select count(*) from (select 1 from deliveries limit 0) none) tables`;
  const { rows } = await pool.query<Writable>(answeredWithin(ms, { text }));
  refuseReadOnly(rows[0]);
}
