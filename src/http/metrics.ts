/** Prometheus metrics of this process. */
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly routes: Router;
  /** Counts and times the requests of a group of routes. */
  timed(group: string): RequestHandler;
  /** The same for one handler that answers by itself: without a listener per request. What it passes on is not counted. */
  timedHandler(group: string, handler: AnsweringHandler): AnsweringHandler;
  happened(event: string): void;
  /** `read` is asked at each scrape. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
}

export type AnsweringHandler = (request: Request, response: Response, next: NextFunction) => Promise<void>;

/** By the hundreds of the status; the first one is never used. */
const STATUS_CLASSES = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"];

export function createMetrics(): Metrics {
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
  const happenings = new Counter({
    name: "line_audience_delivery_events_total",
    help: "Events on the timelines of deliveries",
    labelNames: ["event"],
    registers,
  });
  const routes = Router();
  routes.get("/metrics", async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return {
    routes,
    timed: (group) => {
      const byStatus = STATUS_CLASSES.map((status) => duration.labels({ group, status }));
      return (_request, response, next) => {
        const startedAt = performance.now();
        response.once("finish", () => {
          byStatus[Math.floor(response.statusCode / 100)]?.observe((performance.now() - startedAt) / 1000);
        });
        next();
      };
    },
    timedHandler: (group, handler) => {
      const byStatus = STATUS_CLASSES.map((status) => duration.labels({ group, status }));
      return async (request, response, next) => {
        const startedAt = performance.now();
        await handler(request, response, next);
        if (!response.headersSent) return;
        byStatus[Math.floor(response.statusCode / 100)]?.observe((performance.now() - startedAt) / 1000);
      };
    },
    happened: (event) => happenings.inc({ event }),
    gauge: (name, help, read) => {
      const gauge: Gauge = new Gauge({ name, help, registers, collect: async () => gauge.set(await read()) });
    },
  };
}
