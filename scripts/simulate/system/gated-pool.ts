/** A pool whose statements wait for their turn, and whose connections can be cut as the death of a process cuts them. */
import pg from "pg";
import { breakOff, queriesOn, type Database } from "../../../src/store/postgres/database.ts";
import { never, type Owner } from "../scheduler/owner.ts";
import type { Turns } from "../scheduler/turns.ts";

export interface GatedDatabase extends Database {
  /** Backends of this pool. */
  pids(): number[];
  /** Drops the sockets without a word. */
  cut(): void;
}

/** Several simulations share one server and its hundred connections. */
const CONNECTIONS = 6;

type Ended = (error: Error | undefined, result: unknown) => void;

export function connectGated(url: string, owner: Owner, turns: Turns): GatedDatabase {
  const clients = new Set<GatedClient>();

  class GatedClient extends pg.Client {
    // Set by pg once the connection is made; its types do not say so.
    declare readonly processID: number;

    // With a callback or as a promise: its overloads leave no other way to write it.
    override connect(...given: unknown[]): never {
      const callback = given[0] as ((error: Error | null, client?: unknown) => void) | undefined;
      clients.add(this);
      const connected = turns.during<unknown>(super.connect());
      if (callback === undefined) return connected as never;
      connected.then(
        () => callback(null, this),
        (error: Error) => callback(error),
      );
      return undefined as never;
    }

    // The library's many forms of `query` are one: text or configuration, values, and a callback or a promise.
    override query(...given: unknown[]): never {
      const callback = typeof given.at(-1) === "function" ? (given.pop() as Ended) : null;
      const ask = super.query.bind(this) as (...args: unknown[]) => Promise<unknown>;
      const result = turns
        .wait(owner, `db ${statementOf(given[0])}`, this.processID)
        .then(() => turns.during(ask(...given), this.processID))
        // A process that has died hears nothing any more, not even that its connection broke.
        .catch((error: unknown) => (owner.alive ? Promise.reject(error as Error) : never()));
      if (callback === null) return result as never;
      result.then(
        (rows) => callback(undefined, rows),
        (error: Error) => callback(error, undefined),
      );
      return undefined as never;
    }
  }

  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    idleTimeoutMillis: 0,
    Client: GatedClient,
  });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return {
    pool,
    db: queriesOn(pool),
    async renew() {
      for (const client of clients) breakOff(client);
    },
    pids: () => [...clients].map(({ processID }) => processID).filter((pid) => pid > 0),
    cut() {
      for (const client of clients) breakOff(client);
      clients.clear();
    },
  };
}

const statementOf = (first: unknown): string => {
  const text = typeof first === "string" ? first : ((first as { text?: string } | undefined)?.text ?? "");
  return text.replace(/\s+/g, " ").trim().slice(0, 120);
};
