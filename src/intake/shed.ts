/** Executions that could not be stored: HubSpot keeps them and sends them again. */
import type { Response } from "express";
import type { Logger } from "pino";
import { QueueFull } from "./fast-path/group-commit.ts";
import { logEachSecond } from "./trust/log-each-second.ts";

export interface ShedPorts {
  readonly log: Logger;
  /** True for failures after which nothing was stored and HubSpot should send it again. */
  readonly isOutage: (error: unknown) => boolean;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

/** What a line about a failure says of the execution; it has no delivery yet. */
interface Who {
  readonly callbackId: string;
  readonly portalId: number;
}

export interface Shed {
  /** Before anything is read or checked: under too much load every step less counts. */
  turnAway(response: Response): void;
  /** Answers an execution that met `error`; throws what is no outage. */
  failed(error: unknown, response: Response, who: Who): void;
}

/** When to send again after a 503: HubSpot backs off by itself, this is the soonest that makes sense. */
export const RETRY_AFTER_SECONDS = 5;

/** Made once: a stack for each would cost more than storing it. */
const FULL = new QueueFull();
const BODY = JSON.stringify({
  type: "about:blank",
  status: 503,
  code: "INTAKE_UNAVAILABLE",
  title: "The execution was not stored; send it again later",
});
const HEADERS = [
  "Content-Type",
  "application/problem+json",
  "Content-Length",
  String(Buffer.byteLength(BODY)),
  "Retry-After",
  String(RETRY_AFTER_SECONDS),
];

export function createShed({ log, isOutage, now }: ShedPorts): Shed {
  // `who`: one of them as an example, where it is known.
  const write = logEachSecond<{ error: unknown; who: Who | null }>((executions, { error, who }) => {
    log.error({ event: "intake.shed", executions, ...who, err: error });
  }, now);
  const note = (error: unknown, who: Who | null): boolean => {
    if (!isOutage(error)) return false;
    write({ error, who });
    return true;
  };
  return {
    turnAway(response) {
      note(FULL, null);
      response.writeHead(503, HEADERS);
      response.end(BODY);
    },
    failed(error, response, who) {
      if (!note(error, who)) {
        log.error({ event: "intake.failed", ...who, err: error });
        throw error;
      }
      response.set("Retry-After", String(RETRY_AFTER_SECONDS));
      response.status(503).type("application/problem+json").send(BODY);
    },
  };
}
