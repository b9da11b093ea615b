/** Before and behind the signature: only the workflow engine gets to the routes that trust the portal in the body. */
import type { RequestHandler } from "express";
import { sendProblem } from "../../server/problem.ts";
import { logEachSecond } from "./log-each-second.ts";
import type { ShedPorts } from "../shed.ts";
import { createWhoCalls, type EngineRoute } from "./workflow-address.ts";

export interface AdmissionPorts extends Pick<ShedPorts, "log" | "now"> {
  /** Values of INTAKE_SEGMENT. */
  readonly segments: readonly string[];
  /** Whether the engine's own calls may carry a query. */
  readonly allowQuery: boolean;
  /** Counts what was refused. */
  readonly strangeQuery: (why: "card" | "query") => void;
}

/** HubSpot repeats for about three days; a person has to look in between. */
const RETRY_AFTER_SECONDS = 60;

export function createAdmission({ segments, allowQuery, strangeQuery, log, now }: AdmissionPorts) {
  const whoCalls = createWhoCalls(segments);
  const card = logEachSecond<EngineRoute>((requests, route) => {
    log.error({ event: "intake.card_request_refused", requests, route });
  }, now);
  const query = logEachSecond<EngineRoute>((requests, route) => {
    log.error({ event: "intake.query_refused", requests, route });
  }, now);
  return {
    whoCalls,
    /** Refuses what comes through a card, and passes by what is no address of the route. Nothing has been read yet. */
    before:
      (route: EngineRoute): RequestHandler =>
      (request, response, next) => {
        const caller = whoCalls(route, request.originalUrl);
        if (caller === "unknown") return next("route");
        if (caller !== "card") return next();
        strangeQuery("card");
        card(route);
        sendProblem(response, {
          status: 403,
          code: "CARD_REQUEST",
          title: "A card may not call what only HubSpot's workflow engine calls",
        });
      },
    /** Once the signature was right: a query that HubSpot is not known to send. HubSpot sends the request again, until the operator has decided. */
    behind:
      (route: EngineRoute): RequestHandler =>
      (request, response, next) => {
        if (allowQuery || whoCalls(route, request.originalUrl) !== "engine_with_query") return next();
        strangeQuery("query");
        query(route);
        sendProblem(response, {
          status: 503,
          code: "QUERY_UNEXPECTED",
          title: "The address carries a query; see INTAKE_ALLOW_QUERY",
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
      },
  };
}
