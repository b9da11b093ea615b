/** What the process says of itself: metrics, on a port of their own where one is set, and traces. */
import type { Logger } from "pino";
import { OUTCOME_KINDS } from "../delivery/delivery.ts";
import { warnOfDrafts } from "../observability/log-lines.ts";
import { createMetrics } from "../observability/metrics.ts";
import { startTraces } from "../observability/traces.ts";
import { openMetricsPort } from "../server/metrics-access.ts";
import type { Config } from "./config.ts";

/** Alerts look at these: their series are there from the start. */
const PLATFORM_ERRORS = [
  { platform: "line", operation: "sendNarrowcast", code: "LINE_UNAVAILABLE" },
  { platform: "hubspot", operation: "completeCallbacks", code: "HUBSPOT_UNAVAILABLE" },
  { platform: "hubspot", operation: "completeCallbacks", code: "HUBSPOT_REFUSED" },
  { platform: "hubspot", operation: "completeCallbacks", code: "HUBSPOT_HOLDS_UNKNOWN" },
  { platform: "hubspot", operation: "install", code: "HUBSPOT_APP_REFUSED" },
] as const;

/** Rejects where METRICS_PORT cannot be listened on. */
export async function startObservability(
  { metrics: access, host, tracesUrl, production, publicPages }: Config,
  log: Logger,
) {
  if (production) warnOfDrafts(log, publicPages);
  const metrics = createMetrics({ outcomes: OUTCOME_KINDS, platformErrors: PLATFORM_ERRORS });
  const server = await openMetricsPort(metrics, access, host);
  if (server !== null) log.info({ event: "metrics.listening", port: server.port });
  const traces = await startTraces(tracesUrl, log);
  return {
    metrics,
    traces,
    async stop(): Promise<void> {
      await traces.stop();
      await server?.close();
    },
  };
}
