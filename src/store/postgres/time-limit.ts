/**
 * The longest that the statement of every batch of arrivals may take. Made for statements by the thousand: with pg's
 * `query_timeout`, or with its promises, all parts of each statement were seen to outlive many collections of young
 * garbage, which then took eight times as long (docs/performance.md).
 */
import type pg from "pg";
import { breakOff } from "./database.ts";

export interface TimeLimit {
  /** Like `pool.query`. The connection of a statement that takes longer is broken: whether it is carried out is unknown. */
  query<Row extends pg.QueryResultRow>(pool: pg.Pool, statement: pg.QueryConfig): Promise<pg.QueryResult<Row>>;
}

/** One timer for each connection, set again each time. */
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
      let failure: Error | undefined;
      try {
        return await ask<Row>(client, statement);
      } catch (error) {
        failure = error as Error;
        throw error;
      } finally {
        watched.waiting = false;
        // As `pool.query` does: a connection that failed once may be about to end, or keep a statement that is out of date.
        client.release(failure);
      }
    },
  };
}

const ask = <Row extends pg.QueryResultRow>(client: pg.ClientBase, { values = [], ...statement }: pg.QueryConfig) =>
  new Promise<pg.QueryResult<Row>>((resolve, reject) => {
    client.query<Row>({ ...statement, values }, (error, result) => (error ? reject(error) : resolve(result)));
  });
