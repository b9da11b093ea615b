/**
 * The longest that the statement of every batch of arrivals may take. Made for statements by the thousand: with pg's
 * `query_timeout`, or with its promises, the parts of each statement hang on to the next one's, so that the collector of
 * young garbage copies them all, again and again (docs/performance.md).
 */
import type pg from "pg";
import { breakOff } from "./database.ts";

export interface TimeLimit {
  /** Like `pool.query`. The connection of a statement that takes longer is broken: whether it is carried out is unknown. */
  query<Row extends pg.QueryResultRow>(pool: pg.Pool, statement: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}

/** One timer for each connection, set anew each time. */
interface Watch {
  readonly timer: NodeJS.Timeout;
  waiting: boolean;
}

export function createTimeLimit(ms: number): TimeLimit {
  const watches = new WeakMap<pg.ClientBase, Watch>();

  function watch(client: pg.ClientBase): Watch {
    const timer = setTimeout(() => {
      if (watched.waiting) breakOff(client);
    }, ms);
    const watched: Watch = { timer: timer.unref(), waiting: false };
    watches.set(client, watched);
    return watched;
  }

  return {
    async query<Row extends pg.QueryResultRow>(pool: pg.Pool, statement: pg.QueryConfig) {
      const client = await pool.connect();
      const watched = watches.get(client) ?? watch(client);
      watched.waiting = true;
      watched.timer.refresh();
      try {
        return await ask<Row>(client, statement);
      } finally {
        watched.waiting = false;
        client.release();
      }
    },
  };
}

const ask = <Row extends pg.QueryResultRow>(client: pg.ClientBase, { values = [], ...statement }: pg.QueryConfig) =>
  new Promise<pg.QueryResult<Row>>((resolve, reject) => {
    client.query<Row>({ ...statement, values }, (error, result) => (error ? reject(error) : resolve(result)));
  });
