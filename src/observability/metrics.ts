/** Prometheus metrics of this process. */
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { shared } from "./shared-answer.ts";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly routes: Router;
  /** Counts and times the requests of a group of routes. */
  timed(group: string): RequestHandler;
  /** The same for one handler that answers by itself: without a listener per request. What it passes on is not counted. */
  timedHandler(group: string, handler: AnsweringHandler): AnsweringHandler;
  countEvent(event: string): void;
  concluded(outcome: string): void;
  /** `read` is asked at each scrape. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  /** One number for each value of a label. */
  gaugeBy(name: string, help: string, label: string, read: () => Promise<Readonly<Record<string, number>>>): void;
  /** An answer of a platform that was no success. */
  platformAnswered(platform: Platform, operation: string, code: string): void;
  /** Counts and times a step and how many are at work in this process. */
  step<T>(job: string, work: () => Promise<T>): Promise<T>;
  shed(): void;
  /** A request to the workflow engine's routes was refused for its query: one for cards, or an unexpected one. */
  strangeQuery(why: "card" | "query"): void;
  holdsLost(holds: number): void;
  /** Executions that HubSpot called again after it had taken their outcome. */
  calledAgain(executions: number): void;
}

type Platform = "line" | "hubspot";

/**
 * Values of labels that alerts look at. Their series are there from the start, at 0: to Prometheus a series that appears
 * at 1 has not increased.
 */
export interface Foreseen {
  readonly outcomes?: readonly string[];
  readonly platformErrors?: readonly {
    readonly platform: Platform;
    readonly operation: string;
    readonly code: string;
  }[];
}

export type AnsweringHandler = (request: Request, response: Response, next: NextFunction) => Promise<void>;

/** By the hundreds of the status; the first two are never used. */
const STATUS_CLASSES = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];
const LOWEST_FINAL_CLASS = 2;

export function createMetrics({ outcomes: kinds = [], platformErrors = [] }: Foreseen = {}): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "line_audience_request_seconds",
    help: "Time to answer a request, by group of routes and status class",
    labelNames: ["group", "status"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const events = new Counter({
    name: "line_audience_delivery_events_total",
    help: "Events on the timelines of deliveries",
    labelNames: ["event"],
    registers,
  });
  const outcomes = new Counter({
    name: "line_audience_delivery_outcomes_total",
    help: "Deliveries that ended, by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const answers = new Counter({
    name: "line_audience_platform_errors_total",
    help: "Answers of LINE and HubSpot that were no success, by what was asked and our code for it",
    labelNames: ["platform", "operation", "code"],
    registers,
  });
  const steps = new Histogram({
    name: "line_audience_step_seconds",
    help: "Time a step took, by job and whether it has to come again",
    labelNames: ["job", "result"],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
    registers,
  });
  const inFlight = new Gauge({
    name: "line_audience_steps_in_flight",
    help: "Steps at work in this process",
    registers,
  });
  const sheds = new Counter({
    name: "line_audience_intake_shed_total",
    help: "Executions that were answered with 503 because they could not be stored",
    registers,
  });
  const lost = new Counter({
    name: "line_audience_holds_lost_total",
    help: "Held executions that HubSpot no longer waited for when they were to be told the outcome",
    registers,
  });
  const again = new Counter({
    name: "line_audience_called_again_total",
    help: "Executions that HubSpot called again after it had answered their completion with 204",
    registers,
  });
  const strangeQueries = new Counter({
    name: "line_audience_intake_queries_total",
    help: "Requests to executions, dropdowns and webhooks refused for their query: added for cards, or not known from HubSpot",
    labelNames: ["why"],
    registers,
  });
  for (const why of ["card", "query"]) strangeQueries.inc({ why }, 0);
  for (const outcome of kinds) outcomes.inc({ outcome }, 0);
  for (const labels of platformErrors) answers.inc(labels, 0);
  const observing = (group: string) => {
    const byStatus = STATUS_CLASSES.map((status, index) => {
      if (index >= LOWEST_FINAL_CLASS) duration.zero({ group, status });
      return duration.labels({ group, status });
    });
    return ({ statusCode }: Response, startedAt: number): void =>
      byStatus[Math.floor(statusCode / 100)]?.observe((performance.now() - startedAt) / 1000);
  };
  const routes = Router();
  const text = shared(() => registry.metrics(), 0);
  routes.get("/metrics", async (_request, response) => {
    response.type(registry.contentType).send(await text());
  });
  return {
    routes,
    timed: (group) => {
      const observe = observing(group);
      return (_request, response, next) => {
        const startedAt = performance.now();
        response.once("finish", () => observe(response, startedAt));
        next();
      };
    },
    timedHandler: (group, handler) => {
      const observe = observing(group);
      return async (request, response, next) => {
        const startedAt = performance.now();
        try {
          await handler(request, response, next);
        } catch (error) {
          // Whoever catches it answers: only then the status is known.
          response.once("finish", () => observe(response, startedAt));
          throw error;
        }
        if (response.headersSent) observe(response, startedAt);
      };
    },
    countEvent: (event) => events.inc({ event }),
    concluded: (outcome) => outcomes.inc({ outcome }),
    platformAnswered: (platform, operation, code) => answers.inc({ platform, operation, code }),
    shed: () => sheds.inc(),
    strangeQuery: (why) => strangeQueries.inc({ why }),
    holdsLost: (holds) => lost.inc(holds),
    calledAgain: (executions) => again.inc(executions),
    async step(job, work) {
      const startedAt = performance.now();
      let result = "again";
      inFlight.inc();
      try {
        const done = await work();
        result = "done";
        return done;
      } finally {
        inFlight.dec();
        steps.observe({ job, result }, (performance.now() - startedAt) / 1000);
      }
    },
    gaugeBy: (name, help, label, read) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        collect: async () => {
          for (const [value, number] of Object.entries(await read())) gauge.set({ [label]: value }, number);
        },
      });
    },
    gauge: (name, help, read) => {
      const gauge: Gauge = new Gauge({ name, help, registers, collect: async () => gauge.set(await read()) });
    },
  };
}
