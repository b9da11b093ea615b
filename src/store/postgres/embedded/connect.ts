/** Connections of the superuser, and the server that a data folder has already. */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { CannotStart } from "../cannot-start.ts";
import { SUPERUSER } from "./cluster.ts";
import { postmaster, stateOf, type Address } from "./postmaster.ts";

/** A server that runs or is to run. */
export interface Server extends Address {
  readonly databaseDir: string;
  /** The superuser's. */
  readonly password: string;
  readonly log: (line: string) => void;
  /** Ctrl-C in our terminal does not reach it: the caller stops it. */
  readonly detached: boolean;
}

export async function connect(
  { host, port, password }: Pick<Server, "host" | "port" | "password">,
  database = "postgres",
): Promise<pg.Client> {
  const client = new pg.Client({ host, port, user: SUPERUSER, password, database });
  await client.connect();
  return client;
}

const TRIES = 50;
const PAUSE_MS = 100;

/** What PostgreSQL answers to a password that is not the one it knows. */
const WRONG_PASSWORD = "28P01";

/** The server of this very folder, if one answers; a stale file (the machine went down) is PostgreSQL's to judge. */
export async function runningServer(databaseDir: string, password: string): Promise<Address | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const server = await postmaster(databaseDir);
    if (server === null || stateOf(server.pid) !== "running") return null;
    try {
      const client = await connect({ ...server, password });
      const { rows } = await client.query<{ dir: string }>("select current_setting('data_directory') as dir");
      await client.end();
      return rows[0]?.dir === databaseDir ? server : null;
    } catch (error) {
      if ((error as { code?: unknown }).code === WRONG_PASSWORD)
        throw new CannotStart(
          `the database in ${databaseDir} does not know the password that is kept there: put both back from the same backup`,
          error,
        );
      // Still starting, recovering or shutting down: look again, it either answers or goes away.
      await pause(PAUSE_MS);
    }
  }
  return null;
}
