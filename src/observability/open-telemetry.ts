/** Traces as OpenTelemetry sends them. Loaded only where they are received. */
import { diag, DiagLogLevel, ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Span } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "pino";
import { aroundEach } from "./around-each.ts";
import { PRODUCT } from "../app/product.ts";

export type Attributes = Readonly<Record<string, string | number>>;

export interface Traces {
  /** Does the work as a span, below the span it is begun in. */
  span<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** The port, with each of its questions as a span. */
  asked<Port extends object>(platform: string, port: Port): Port;
  /** Hands over what is left. */
  stop(): Promise<void>;
}

const SERVICE = PRODUCT.toLowerCase();

/** A receiver that is away must not hold up a stop. */
const HAND_OVER_WITHIN_MS = 2000;

export function exportTraces(endpoint: string, log: Logger): Traces {
  warnBy(log);
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: HAND_OVER_WITHIN_MS });
  const provider = new TracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ "service.name": SERVICE })),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: HAND_OVER_WITHIN_MS })],
  });
  const tracer = provider.getTracer(SERVICE);
  const current = new AsyncLocalStorage<Context>();

  const span: Traces["span"] = (name, attributes, work) => {
    const above = current.getStore() ?? ROOT_CONTEXT;
    const begun = tracer.startSpan(name, { attributes }, above);
    return current.run(trace.setSpan(above, begun), async () => {
      try {
        const answer = await work();
        noteAnswer(begun, answer);
        return answer;
      } catch (error) {
        noteFailure(begun, error);
        throw error;
      } finally {
        begun.end();
      }
    });
  };
  return {
    span,
    asked: (platform, port) =>
      aroundEach(port, (operation, ask) =>
        AT_ONCE.has(operation) ? ask() : span(`${platform} ${operation}`, { platform }, async () => ask()),
      ),
    stop: () => provider.shutdown().catch((err: unknown) => log.warn({ event: "traces.failed", err })),
  };
}

/** Our own questions answer with a kind, and with a code where it was no success. */
function noteAnswer(span: Span, answer: unknown): void {
  const { kind, finding } = (answer ?? {}) as { kind?: unknown; finding?: { code?: unknown } };
  span.setAttribute("result", typeof kind === "string" ? kind : "done");
  if (typeof finding?.code === "string") span.setAttribute("code", finding.code);
}

/** The name alone: a message may quote what people wrote. A job that only has to run again is no error. */
function noteFailure(span: Span, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  const later = name === "RetryLater";
  span.setAttributes({ result: later ? "later" : "failed", "error.type": name });
  if (!later) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Operations that answer without asking anyone. */
const AT_ONCE: ReadonlySet<string> = new Set(["authorizeUrl"]);

/** What the library has to say, above all that no one receives. */
function warnBy(log: Logger): void {
  const warn = (message: string) => log.warn({ event: "traces.failed" }, message);
  const silent = () => undefined;
  diag.setLogger(
    { error: warn, warn, info: silent, debug: silent, verbose: silent },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
