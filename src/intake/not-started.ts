/**
 * Counts executions that are refused before there is a delivery, for people to read. Counting is no query: once a second each
 * portal's counts go into the database in one statement, however many executions that were. A crash loses the last second.
 */
import type { Logger } from "pino";
import type { Finding } from "../delivery/codes.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { NotStarted, NotStartedRuns } from "../ports/store/enrollments.ts";

export interface NotStartedPorts {
  readonly store: Pick<NotStartedRuns, "noteNotStarted">;
  /** True for a failure after which the same may go well later. */
  readonly isOutage: (error: unknown) => boolean;
  readonly log: Logger;
}

export interface RefusalCounter {
  count(execution: Pick<ExecutionRef, "portalId" | "workflowId">, why: Finding): void;
  /** Stores what is counted; done before the process ends. */
  flush(): Promise<void>;
}

const EVERY_MS = 1000;

interface Counted extends NotStarted {
  readonly portalId: number;
}

export function createRefusalCounter({ store, isOutage, log }: NotStartedPorts): RefusalCounter {
  let waiting = new Map<string, Counted>();
  let timer: NodeJS.Timeout | null = null;
  let storing = Promise.resolve();

  function add(counted: Counted): void {
    const name = `${counted.portalId} ${counted.finding.code} ${counted.workflowId ?? ""}`;
    const known = waiting.get(name)?.executions ?? 0;
    waiting.set(name, { ...counted, executions: counted.executions + known });
    timer ??= setTimeout(() => void flush(), EVERY_MS).unref();
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const portals = Map.groupBy(waiting.values(), ({ portalId }) => portalId);
    waiting = new Map();
    storing = storing.then(async () => {
      for (const [portalId, refused] of portals) await save(portalId, refused);
    });
    return storing;
  }

  async function save(portalId: number, refused: readonly Counted[]): Promise<void> {
    try {
      await store.noteNotStarted(portalId, refused);
    } catch (err) {
      log.error({ event: "not_started.unstored", portalId, err });
      if (isOutage(err)) refused.forEach(add);
    }
  }

  return {
    count: ({ portalId, workflowId }, why) =>
      add({ portalId, workflowId, finding: withoutPersons(why), executions: 1 }),
    flush,
  };
}

/** Figures that may hold what belongs to a person: a text that HubSpot filled in from a contact, a colleague's address. */
const OF_PERSONS: ReadonlySet<string> = new Set(["value", "person"]);

const withoutPersons = ({ code, figures }: Finding): Finding => ({
  code,
  figures: Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, OF_PERSONS.has(name) ? "…" : figure]),
  ),
});
