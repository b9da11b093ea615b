/** Who may read the metrics: Prometheus, by a token or on a port that the proxy does not pass on. */
import express, { type RequestHandler } from "express";
import { hash, timingSafeEqual } from "node:crypto";
import { listen, type HttpServer } from "./listener.ts";
import type { Metrics } from "../observability/metrics.ts";
import { notFound, sendProblem } from "./problem.ts";

export interface MetricsAccess {
  /** Sent as a bearer token by those who may; null: none is asked for. */
  readonly token: string | null;
  /** A port for metrics alone; null: they are on the service's own. */
  readonly port: number | null;
  /** Without token and port: whether the service's own port answers all the same. */
  readonly open: boolean;
}

/** For the service's own port: 404 where metrics are not served there, 401 without the token. */
export function guardMetrics({ token, port, open }: MetricsAccess): RequestHandler {
  if (port !== null || (token === null && !open)) return notFound;
  return requireToken(token);
}

/** Serves `GET /metrics` alone, where a port is set for it. Rejects where the port cannot be listened on. */
export async function openMetricsPort(
  { routes }: Pick<Metrics, "routes">,
  { token, port }: MetricsAccess,
  host: string,
): Promise<HttpServer | null> {
  if (port === null) return null;
  const server = await listen(port, host).catch((cause: unknown) => {
    throw new Error(`METRICS_PORT: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  server.setHandler(express().disable("x-powered-by").use(requireToken(token), routes, notFound));
  return server;
}

function requireToken(token: string | null): RequestHandler {
  const expected = token === null ? null : hash("sha256", `Bearer ${token}`, "buffer");
  return (request, response, next) => {
    const given = hash("sha256", request.get("authorization") ?? "", "buffer");
    // Hashes have one length, so that the comparison takes as long for every token.
    if (expected === null || timingSafeEqual(given, expected)) return next();
    response.set("WWW-Authenticate", "Bearer");
    sendProblem(response, {
      status: 401,
      code: "METRICS_TOKEN_NEEDED",
      title: "Metrics need METRICS_TOKEN as a bearer token",
    });
  };
}
