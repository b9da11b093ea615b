/** What the server and the database have to be: new enough, in UTF8, and of no other application. */
import type pg from "pg";
import { CannotStart } from "../cannot-start.ts";

export const MIN_VERSION = 15;
export const ENCODING = "UTF8";

export interface Server {
  /** As PostgreSQL says it, for example `16.4 (Debian 16.4-1)`. */
  readonly version: string;
  /** Of the database; PostgreSQL's name for it. */
  readonly encoding: string;
}

export async function readServer(pool: pg.Pool): Promise<Server> {
  const text = "select current_setting('server_version') as version, current_setting('server_encoding') as encoding";
  const { rows } = await pool.query<Server>(text);
  return rows[0] ?? { version: "", encoding: "" };
}

export const isTooOld = (version: string): boolean => Number.parseInt(version, 10) < MIN_VERSION;

/** Rejects with CannotStart. */
export async function requireServer(pool: pg.Pool): Promise<void> {
  const { version, encoding } = await readServer(pool);
  if (isTooOld(version))
    throw new CannotStart(
      `DATABASE_URL leads to PostgreSQL ${version}: ${MIN_VERSION} or newer is needed, so upgrade it or use another server`,
    );
  if (encoding !== ENCODING)
    throw new CannotStart(
      `DATABASE_URL leads to a database in the encoding ${encoding}, which cannot hold every text: make one in ${ENCODING} (createdb --encoding=${ENCODING} --template=template0)`,
    );
}

/** Ours have a number; another application's begin otherwise. */
const OURS = /^\d{4}-[\w-]+\.sql$/;

const ITS_OWN = "give the service a database of its own";

interface Found {
  /** The table in which applied migrations are noted, where the service looks for it; null where there is none. */
  readonly migrations: string | null;
  /** A schema in which the service does not look, and which has one. */
  readonly elsewhere: string | null;
  readonly jobs: boolean;
}

const FOUND = `select to_regclass('kysely_migration')::text as migrations, exists(select from pg_namespace where nspname = 'graphile_worker') as jobs,
  (select min(relnamespace::regnamespace::text) from pg_class where relname = 'kysely_migration' and relkind = 'r') as elsewhere`;

/** Why the service cannot have this database; null when it is empty or the service's. `known`: its migrations. */
export async function otherUse(pool: pg.Pool, known: readonly string[]): Promise<string | null> {
  const { rows } = await pool.query<Found>(FOUND);
  const { migrations, elsewhere, jobs } = rows[0] ?? { migrations: null, elsewhere: null, jobs: false };
  if (migrations === null) {
    if (elsewhere !== null)
      return `has tables of another application, or of another Listcast, in the schema ${elsewhere}: ${ITS_OWN}`;
    return jobs ? `has jobs of another application, in the schema graphile_worker: ${ITS_OWN}` : null;
  }
  const { rows: applied } = await pool.query<{ name: string }>(`select name from ${migrations}`);
  const names = applied.map(({ name }) => name);
  const strangers = names.filter((name) => !known.includes(name));
  const [foreign] = strangers.filter((name) => !OURS.test(name));
  if (foreign !== undefined) return `belongs to another application (its migration ${foreign}): ${ITS_OWN}`;
  if (strangers.length === 0) return null;
  return strangers.length === names.length
    ? `was made by an unreleased version of Listcast (${strangers.toSorted()[0]}): start with an empty database`
    : `was brought up to date by a newer version (${strangers.toSorted().at(-1)}): start that version, or put the backup from before back`;
}
