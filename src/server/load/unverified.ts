/** What callers may cost that HubSpot's signature has not vouched for; and what it changes once it has. */
import type { Request, Response } from "express";
import type { Logger } from "pino";
import type { Metrics } from "../../observability/metrics.ts";
import { sendProblem } from "../problem.ts";
import { limitPer } from "../protection.ts";
import { addressOf } from "./address.ts";
import type { Connections } from "./connections.ts";
import { watchForwardedFor } from "./forwarded-for.ts";
import { createOpenBodies } from "./open-bodies.ts";
import { createUntakenAnswers } from "./untaken-answers.ts";

interface UnverifiedParts {
  readonly connections: Connections;
  readonly metrics: Pick<Metrics, "gauge">;
  /** Proxies in front of us whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** Refused requests a minute of one address, 0 for no limit. */
  readonly perAddress: number;
  readonly log: Logger;
}

export type Unverified = ReturnType<typeof guardUnverified>;

export function guardUnverified({ connections, metrics, trustedProxies, perAddress, log }: UnverifiedParts) {
  const forwardedFor = watchForwardedFor(trustedProxies, log);
  const bodies = createOpenBodies();
  const answers = createUntakenAnswers();
  metrics.gauge(
    "line_audience_connections_waiting",
    "Connections whose request has not arrived, or is answered; without those that brought a validly signed one",
    () => connections.room.held,
  );
  metrics.gauge("line_audience_open_bodies_bytes", "Bytes of bodies that are still arriving", () => bodies.room.held);
  metrics.gauge(
    "line_audience_untaken_answers_bytes",
    "Bytes of answers that are still on their way",
    () => answers.room.held,
  );
  metrics.gauge(
    "line_audience_cut_off",
    "Connections and requests that were cut off to make room for others, since the start",
    () => connections.room.givenUp + bodies.room.givenUp + answers.room.givenUp,
  );
  return {
    forwardedFor,
    grew: bodies.grew,
    watchAnswers: answers.watch,
    countRefusal: limitRefusals(perAddress),
    verified(request: Request): void {
      connections.trust(request.socket);
      forwardedFor.look(request, true);
    },
  };
}

/**
 * Counts requests that were refused because it is not known who sent them. False after it has answered with 429, where the address
 * was refused too often within the last minute. `perMinute`: 0 for no limit. Verified callers are neither counted nor limited:
 * many share HubSpot's addresses.
 */
export function limitRefusals(perMinute: number): (request: Request, response: Response) => Promise<boolean> {
  const limit = limitPer(addressOf, perMinute, (_request, response, problem) => {
    // A new connection costs the caller more than another request on this one.
    response.set("Connection", "close");
    sendProblem(response, problem);
  });
  return async (request, response) => {
    let within = false;
    await limit(request, response, () => {
      within = true;
    });
    return within;
  };
}
