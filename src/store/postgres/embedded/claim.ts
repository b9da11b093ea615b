/** A data folder belongs to one service at a time, which keeps its server running. */
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { CannotStart } from "../cannot-start.ts";
import { connect, type Server } from "./connect.ts";
import { postmaster, stateOf } from "./postmaster.ts";
import { startAt } from "./start-server.ts";

/** An advisory lock of the database "postgres". */
const FOLDER_LOCK = 0x4c414c41;

/** The connection of a service that was just killed lives a moment longer than the service. */
const CLAIM_PATIENCE_MS = 3000;

/** The service takes the server along when it stops: a second service in the same folder would lose its database. */
export async function claimFolder(server: Server): Promise<pg.Client> {
  const client = await connect(server);
  const giveUpAt = Date.now() + CLAIM_PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ ours: boolean }>("select pg_try_advisory_lock($1) as ours", [FOLDER_LOCK]);
    if (rows[0]?.ours === true) return client;
    if (Date.now() > giveUpAt) break;
    await pause(100);
  }
  await client.end();
  throw new CannotStart(
    `another service is running in ${dirname(server.databaseDir)}: stop it, or give this one a folder of its own (DATA_DIR) or a database that both share (DATABASE_URL)`,
  );
}

const LOOK_EVERY_MS = 1000;

/** A server that ends by itself is started again at the same address: all connections find their way back. */
export function watchServer(server: Server, claim: pg.Client): { stop(): Promise<void> } {
  let client = claim;
  let looking: Promise<void> | null = null;
  const forget = () => undefined;
  client.on("error", forget);
  const look = async () => {
    const found = await postmaster(server.databaseDir);
    if (found !== null && stateOf(found.pid) === "running") return;
    server.log("the PostgreSQL server has ended by itself; starting it again");
    await startAt(server);
    client = await connect(server);
    client.on("error", forget);
    await client.query("select pg_advisory_lock($1)", [FOLDER_LOCK]);
  };
  const timer = setInterval(() => {
    looking ??= look()
      // Its disk may be full, or the server's children are still ending: the next look tries again.
      .catch((error: unknown) => server.log(String(error)))
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
