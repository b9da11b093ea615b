import pino, { type DestinationStream, type Logger } from "pino";

/** JSON lines on standard output; whatever looks like a secret is cut out. */
export function createLog(level: string, to: DestinationStream = pino.destination(1)): Logger {
  const options = {
    level,
    base: null,
    serializers: { err: withoutRows },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ["accessToken", "refreshToken", "channelSecret", "clientSecret", "authorization", "cookie"].flatMap(
        (name) => [name, `*.${name}`, `*.*.${name}`],
      ),
      censor: "[secret]",
    },
  };
  return pino(options, to);
}

/** What PostgreSQL and a platform's SDK add to an error may hold rows, parameters, whole answers: people's data. */
function withoutRows(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type, message, stack } = error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return { type, message, stack, code, ...(cause !== undefined && { cause: withoutRows(cause) }) };
}
