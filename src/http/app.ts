/** What is mounted where, in which order. */
import express, { type Express, type Router } from "express";
import type { Logger } from "pino";
import { healthRoutes, type HealthChecks } from "./health.ts";
import type { AnsweringHandler, Metrics } from "./metrics.ts";
import { answerErrors, notFound } from "./problem.ts";

export interface AppParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly checks: HealthChecks;
  /** The route that is called most, before all others. */
  readonly action: { readonly path: string; readonly handler: AnsweringHandler };
  readonly intake: Router;
  readonly cards: Router;
  readonly signIn: Router;
  readonly api: Router;
  readonly pages: Router;
}

export function createApp({ log, metrics, checks, action, intake, cards, signIn, api, pages }: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.post(`/hubspot${action.path}`, metrics.timedHandler("intake", action.handler));
  app.use("/hubspot/oauth", metrics.timed("sign_in"), signIn);
  app.use("/hubspot/cards", metrics.timed("cards"), cards);
  app.use("/hubspot", metrics.timed("intake"), intake);
  app.use(healthRoutes(checks));
  app.use(metrics.routes);
  app.use("/api", metrics.timed("api"), api);
  app.use(metrics.timed("pages"), pages);
  app.use(notFound);
  app.use(answerErrors(log));
  return app;
}
