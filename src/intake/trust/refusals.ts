/** Requests without a valid signature: answered, counted, and in the log at most once a second. */
import type { Request, Response } from "express";
import type { Logger } from "pino";
import { sendProblem } from "../../server/problem.ts";
import { logEachSecond } from "./log-each-second.ts";
import type { SignatureVerdict } from "./signature.ts";

export interface Refusal {
  readonly verdict: Exclude<SignatureVerdict, "valid">;
  /** Names the route in the log: its address may hold a secret. */
  readonly route: string;
  /** Done before the answer, and not for a caller that has been refused too often. */
  readonly before?: ((request: Request) => Promise<void>) | undefined;
}

export type Refuse = (request: Request, response: Response, refusal: Refusal) => Promise<void>;

export interface RefusalPorts {
  readonly log: Logger;
  /** Wall time in milliseconds. */
  readonly now: () => number;
  /** False after it has answered by itself, where the caller has been refused too often. */
  readonly countRefusal: (request: Request, response: Response) => Promise<boolean>;
}

/** One for all routes: an outsider decides how many requests are refused. */
export function createRefusals({ log, now, countRefusal }: RefusalPorts): Refuse {
  const write = logEachSecond<Pick<Refusal, "verdict" | "route">>((requests, { verdict, route }) => {
    log.warn({ event: "signature.refused", requests, verdict, route });
  }, now);
  return async (request, response, { verdict, route, before }) => {
    write({ verdict, route });
    if (!(await countRefusal(request, response))) return;
    await before?.(request);
    sendProblem(response, { status: 401, code: "SIGNATURE_INVALID", title: PROBLEMS[verdict] });
  };
}

const PROBLEMS = {
  missing: "The request carries no HubSpot signature (v2 or v3)",
  wrong: "The signature does not fit: check HUBSPOT_CLIENT_SECRET and PUBLIC_URL",
  too_old: "The signature's time is more than five minutes away from ours",
} as const;
