/** What is mounted where, in which order. */
import express, { type Express, type Request, type RequestHandler, type Router } from "express";
import { parse } from "node:querystring";
import type { Logger } from "pino";
import { compress } from "./compress.ts";
import { CARDS_PATH, separateCards } from "./card-host.ts";
import { healthRoutes, type HealthChecks } from "./health.ts";
import type { Metrics } from "../observability/metrics.ts";
import { guardMetrics, type MetricsAccess } from "./metrics-access.ts";
import type { ForwardedForWatch } from "./load/forwarded-for.ts";
import { answerErrors, notFound, refuseCrookedPaths, type AnswerProblem } from "./problem.ts";
import { limitPeople, limitSignIn, secureHeaders, type Limits } from "./protection.ts";

/** Who may ask how much, and by which addresses people and HubSpot reach us. */
export interface HttpSettings {
  readonly limits: Limits;
  /** Proxies in front of us whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  readonly publicUrl: string;
  /** Where nothing but the cards answers, and cards answer nowhere else; null where they have no host name of their own. */
  readonly cardsUrl: string | null;
  readonly metrics: MetricsAccess;
}

/** What HubSpot calls. */
export interface IntakeRoutes {
  /** The route that is called most, before all others. */
  readonly action: RequestHandler;
  readonly actionPath: string;
  readonly router: Router;
  readonly cards: Router;
}

/** What people and their programs call. */
export interface ConsoleRoutes {
  readonly signIn: Router;
  readonly api: Router;
  /** Streams that tell pages when to look again. */
  readonly live: Router;
  readonly pages: Router;
  /** Whose session a request comes with; null where none is known. */
  readonly sessionOf: (request: Request) => string | null;
  readonly answerProblem: AnswerProblem;
}

export interface AppParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly settings: HttpSettings;
  readonly checks: HealthChecks;
  readonly unverified: {
    readonly forwardedFor: ForwardedForWatch;
    /** Counts answers until they are taken. */
    readonly watchAnswers: RequestHandler;
  };
  readonly intake: IntakeRoutes;
  readonly console: ConsoleRoutes;
}

export function createApp(parts: AppParts): Express {
  const { log, metrics, settings, checks, intake } = parts;
  const { signIn, api, live, pages, sessionOf, answerProblem } = parts.console;
  const { forwardedFor, watchAnswers } = parts.unverified;
  const { limits, cardsUrl } = settings;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", readQuery);
  app.set("trust proxy", settings.trustedProxies);
  if (cardsUrl !== null) app.use(separateCards(new URL(cardsUrl)));
  // HubSpot calls from few addresses, thousands of times a second: no header for browsers, no limit but the queue.
  app.post(intake.actionPath, metrics.timed("intake"), intake.action);
  app.use(secureHeaders(settings.publicUrl.startsWith("https:")));
  app.use(refuseCrookedPaths);
  app.use("/hubspot/oauth", metrics.timed("sign_in"), limitSignIn(limits, answerProblem), signIn);
  app.use(CARDS_PATH, metrics.timed("cards"), intake.cards);
  app.use("/hubspot", metrics.timed("intake"), intake.router);
  app.use(healthRoutes(checks, () => forwardedFor.mismatch));
  app.get("/metrics", guardMetrics(settings.metrics));
  app.use(metrics.routes);
  // Not before the probes of an orchestrator and of Prometheus, which come around the proxy.
  app.use((request, _response, next) => {
    forwardedFor.look(request, false);
    next();
  });
  const limited = limitPeople(limits, sessionOf, answerProblem);
  const compressed = compress();
  app.use("/api", metrics.timed("api"), limited, compressed, watchAnswers, api);
  // An event is to arrive when it happens, not when there is enough to be compressed.
  app.use("/live", metrics.timed("live"), limited, live);
  app.use(metrics.timed("pages"), limited, compressed, watchAnswers, pages);
  app.use(notFound);
  app.use(answerErrors(log, answerProblem));
  return app;
}

/** All of it: what HubSpot appends stands at the end, and Node stops after a thousand parameters by default. */
const readQuery = (query: string) => parse(query, "&", "=", { maxKeys: 0 });
