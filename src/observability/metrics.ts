/** Prometheus metrics of this process. */
import { Router, type RequestHandler, type Response } from "express";
import { aroundEach } from "./around-each.ts";
import { shared } from "./shared-answer.ts";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

type Platform = "line" | "hubspot" | "mail";

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

/** By the hundreds of the status; the first two are never used. */
const STATUS_CLASSES = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];
const LOWEST_FINAL_CLASS = 2;

export function createMetrics({ outcomes: kinds = [], platformErrors = [] }: Foreseen = {}) {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `line_audience_${name}_total`, help, labelNames, registers });
  const duration = new Histogram({
    name: "line_audience_request_seconds",
    help: "Time to answer a request, by group of routes and status class",
    labelNames: ["group", "status"],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const steps = new Histogram({
    name: "line_audience_step_seconds",
    help: "Time a step took, by job and whether it has to run again",
    labelNames: ["job", "result"],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
    registers,
  });
  const inFlight = new Gauge({
    name: "line_audience_steps_in_flight",
    help: "Steps at work in this process",
    registers,
  });
  const events = counter("delivery_events", "Events on the timelines of deliveries", "event");
  const outcomes = counter("delivery_outcomes", "Deliveries that ended, by outcome", "outcome");
  const answers = counter(
    "platform_errors",
    "Answers of LINE, HubSpot and the mail server that were no success, by what was asked and our code for it",
    ...(["platform", "operation", "code"] as const),
  );
  const sheds = counter("intake_shed", "Executions that were answered with 503 because they could not be stored");
  const lost = counter(
    "holds_lost",
    "Held executions that HubSpot no longer waited for when the outcome was to be reported",
  );
  const again = counter(
    "called_again",
    "Executions that HubSpot called again after it had answered their completion with 204",
  );
  const strangeQueries = counter(
    "intake_queries",
    "Requests to executions, dropdowns and webhooks refused for their query: added for cards, or not known from HubSpot",
    "why",
  );
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
    /** Counts and times the requests of a group of routes. */
    timed: (group: string): RequestHandler => {
      const observe = observing(group);
      return (_request, response, next) => {
        if (response.locals["timedAs"] === group) return next();
        response.locals["timedAs"] = group;
        const startedAt = performance.now();
        response.once("finish", () => observe(response, startedAt));
        next();
      };
    },
    countEvent: (event: string): void => events.inc({ event }),
    concluded: (outcome: string): void => outcomes.inc({ outcome }),
    /** The port of a platform: its answers that are no success are counted, by operation and our code. */
    counted<Port extends object>(platform: Platform, port: Port): Port {
      const note = (operation: string, answer: unknown) => {
        const code = (answer as { finding?: { code?: unknown } } | null)?.finding?.code;
        if (typeof code === "string") answers.inc({ platform, operation, code });
        return answer;
      };
      return aroundEach(port, (operation, ask) => {
        const answer = ask();
        return answer instanceof Promise ? answer.then((value: unknown) => note(operation, value)) : answer;
      });
    },
    shed: (): void => sheds.inc(),
    /** A request to the workflow engine's routes was refused for its query: one for cards, or an unexpected one. */
    strangeQuery: (why: "card" | "query"): void => strangeQueries.inc({ why }),
    holdsLost: (holds: number): void => lost.inc(holds),
    /** Executions that HubSpot called again after it had taken their outcome. */
    calledAgain: (executions: number): void => again.inc(executions),
    /** Counts and times a step and how many are at work in this process. */
    async step<T>(job: string, work: () => Promise<T>): Promise<T> {
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
    /** One number for each value of a label, read at each scrape. */
    gaugeBy(name: string, help: string, label: string, read: () => Promise<Readonly<Record<string, number>>>): void {
      const collect = async () => {
        for (const [value, number] of Object.entries(await read())) gauge.set({ [label]: value }, number);
      };
      const gauge: Gauge = new Gauge({ name, help, labelNames: [label], registers, collect });
    },
    /** One number, read at each scrape. */
    gauge(name: string, help: string, read: () => number | Promise<number>): void {
      const gauge: Gauge = new Gauge({ name, help, registers, collect: async () => gauge.set(await read()) });
    },
  };
}
