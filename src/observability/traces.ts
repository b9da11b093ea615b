/** Traces of this process: what took how long, below what. Without a receiver nothing is loaded and nothing measured. */
import type { Logger } from "pino";
import type { Traces } from "./open-telemetry.ts";

const NO_TRACES: Traces = {
  span: (_name, _attributes, work) => work(),
  asked: (_platform, port) => port,
  stop: () => Promise.resolve(),
};

/** `endpoint`: where OTLP/HTTP is received; null for nowhere. */
export async function startTraces(endpoint: string | null, log: Logger): Promise<Traces> {
  if (endpoint === null) return NO_TRACES;
  const { exportTraces } = await import("./open-telemetry.ts");
  return exportTraces(endpoint, log);
}
