/** Executions that could not be stored: HubSpot keeps them and retries. */
import type { Response } from "express";
import type { Logger } from "pino";
import { createFixedProblem } from "../server/problem.ts";
import { QueueFull } from "./fast-path/group-commit.ts";
import { logEachSecond } from "./trust/log-each-second.ts";

export interface ShedPorts {
  readonly log: Logger;
  /** True for failures after which nothing was stored and HubSpot should retry. */
  readonly isOutage: (error: unknown) => boolean;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

/** What a line about a failure says of the execution; it has no delivery yet. */
interface ExecutionIds {
  readonly callbackId: string;
  readonly portalId: number;
}

export type Shed = ReturnType<typeof createShed>;

/** When to retry after a 503: HubSpot backs off by itself, this is the soonest that makes sense. */
export const RETRY_AFTER_SECONDS = 5;

const UNAVAILABLE = {
  status: 503,
  code: "INTAKE_UNAVAILABLE",
  title: "The execution was not stored; send it again later",
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

export function createShed({ log, isOutage, now }: ShedPorts) {
  const answer = createFixedProblem(UNAVAILABLE);
  // Created once: capturing a stack trace per rejection costs more than an insert.
  const full = new QueueFull();
  // `example`: one of the executions, if known.
  const write = logEachSecond<{ error: unknown; example: ExecutionIds | null }>((executions, { error, example }) => {
    log.error({ event: "intake.shed", executions, ...example, err: error });
  }, now);
  return {
    /** Before anything is read or checked: under too much load every step less counts. */
    rejectOverloaded(response: Response): void {
      if (isOutage(full)) write({ error: full, example: null });
      answer(response);
    },
    /** Answers an execution that met `error`; throws what is no outage. */
    handleStoreError(error: unknown, response: Response, ids: ExecutionIds): void {
      if (!isOutage(error)) {
        log.error({ event: "intake.failed", ...ids, err: error });
        throw error;
      }
      write({ error, example: ids });
      answer(response);
    },
  };
}
