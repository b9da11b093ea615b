/** What is mounted where, in which order. */
import express, { type Express, type Request, type RequestHandler, type Router } from "express";
import { parse } from "node:querystring";
import type { Logger } from "pino";
import { healthRoutes, type HealthChecks } from "./health.ts";
import type { Metrics } from "../observability/metrics.ts";
import { guardMetrics, type MetricsAccess } from "./metrics-access.ts";
import type { ForwardedForWatch } from "./load/forwarded-for.ts";
import { answerErrors, notFound, refuseCrookedPaths, sendProblem, type AnswerProblem } from "./problem.ts";
import { compress, limitPeople, limitSignIn, secureHeaders, type Limits } from "./protection.ts";

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
  /** Whose session or API key a request comes with; null where none is known. */
  readonly callerOf: (request: Request) => string | null;
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
  const { signIn, api, live, pages, callerOf, answerProblem } = parts.console;
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
  const limited = limitPeople(limits, callerOf, answerProblem);
  const compressed = compress();
  app.use("/api", metrics.timed("api"), limited, compressed, watchAnswers, api);
  // An event is to arrive when it happens, not when there is enough to be compressed.
  app.use("/live", metrics.timed("live"), limited, live);
  app.use(metrics.timed("pages"), limited, compressed, watchAnswers, pages);
  app.use(notFound);
  app.use(answerErrors(log, answerProblem));
  return app;
}

/** All of it: what HubSpot appends is at the end, and Node stops after a thousand parameters by default. */
const readQuery = (query: string) => parse(query, "&", "=", { maxKeys: 0 });

const CARDS_PATH = "/hubspot/cards";

/**
 * A host name of its own for HubSpot's card. What a card asks for is written by a person's browser and signed with the
 * secret that also signs executions: where its addresses lead to nothing else, they cannot be turned against the rest.
 * The Host header only chooses between routes; signatures are checked over the configured address.
 */
function separateCards(cardUrl: URL): RequestHandler {
  return (request, response, next) => {
    // Express takes paths in any case.
    const path = request.path.toLowerCase();
    const isCard = path === CARDS_PATH || path.startsWith(`${CARDS_PATH}/`);
    if (isCard === isHost(request.headers.host, cardUrl)) return next();
    sendProblem(response, { status: 404, code: "NOT_FOUND", title: "There is no such page at this host name" });
  };
}

/** A dot at the end of a name says that it is whole: it leads to the same host. */
function isHost(header: string | undefined, { protocol, host }: URL): boolean {
  const named = URL.parse(`${protocol}//${header ?? ""}`);
  return named?.host.replace(/\.(?=:|$)/, "") === host;
}
