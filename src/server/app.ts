/** What is mounted where, in which order. */
import express, { type Express, type Request, type RequestHandler, type Router } from "express";
import { parse } from "node:querystring";
import type { Logger } from "pino";
import { compress } from "./compress.ts";
import { CARDS_PATH, separateCards } from "./card-host.ts";
import { healthRoutes, type HealthChecks } from "./health.ts";
import type { AnsweringHandler, Metrics } from "../observability/metrics.ts";
import { guardMetrics, type MetricsAccess } from "./metrics-access.ts";
import type { ForwardedForWatch } from "./load/forwarded-for.ts";
import { answerErrors, notFound, refuseCrookedPaths, type AnswerProblem } from "./problem.ts";
import { limitPeople, limitSignIn, secureHeaders, type Limits } from "./protection.ts";

export interface AppParts {
  readonly log: Logger;
  /** Counts answers until they are taken. */
  readonly watchAnswers: RequestHandler;
  readonly metrics: Metrics;
  readonly metricsAccess: MetricsAccess;
  readonly checks: HealthChecks;
  readonly limits: Limits;
  /** Proxies in front of us whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  readonly forwardedFor: ForwardedForWatch;
  /** True where people reach us by https. */
  readonly https: boolean;
  /** The route that is called most, before all others. */
  readonly action: { readonly path: string; readonly handler: AnsweringHandler };
  readonly intake: Router;
  readonly cards: Router;
  /** Where nothing but the cards answers, and cards answer nowhere else; null where they have no host name of their own. */
  readonly cardHost: URL | null;
  readonly signIn: Router;
  readonly api: Router;
  /** Streams that tell pages when to look again. */
  readonly live: Router;
  readonly pages: Router;
  /** Whose session a request comes with; null where none is known. */
  readonly sessionOf: (request: Request) => string | null;
  readonly answerProblem: AnswerProblem;
}

export function createApp(parts: AppParts): Express {
  const { log, metrics, checks, limits, action, intake, cards, signIn, api, live, pages } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", readQuery);
  app.set("trust proxy", parts.trustedProxies);
  if (parts.cardHost !== null) app.use(separateCards(parts.cardHost));
  // HubSpot calls from few addresses, thousands of times a second: no header for browsers, no limit but the queue.
  app.post(action.path, metrics.timedHandler("intake", action.handler));
  app.use(secureHeaders(parts.https));
  app.use(refuseCrookedPaths);
  app.use("/hubspot/oauth", metrics.timed("sign_in"), limitSignIn(limits, parts.answerProblem), signIn);
  app.use(CARDS_PATH, metrics.timed("cards"), cards);
  app.use("/hubspot", metrics.timed("intake"), intake);
  app.use(healthRoutes(checks, () => parts.forwardedFor.mismatch));
  app.get("/metrics", guardMetrics(parts.metricsAccess));
  app.use(metrics.routes);
  // Not before the probes of an orchestrator and of Prometheus, which come around the proxy.
  app.use((request, _response, next) => {
    parts.forwardedFor.look(request, false);
    next();
  });
  const limited = limitPeople(limits, parts.sessionOf, parts.answerProblem);
  const compressed = compress();
  app.use("/api", metrics.timed("api"), limited, compressed, parts.watchAnswers, api);
  // An event is to arrive when it happens, not when there is enough to be compressed.
  app.use("/live", metrics.timed("live"), limited, live);
  app.use(metrics.timed("pages"), limited, compressed, parts.watchAnswers, pages);
  app.use(notFound);
  app.use(answerErrors(log, parts.answerProblem));
  return app;
}

/** All of it: what HubSpot appends stands at the end, and Node stops after a thousand parameters by default. */
const readQuery = (query: string) => parse(query, "&", "=", { maxKeys: 0 });
