import pino, { type Logger } from "pino";

/** JSON lines on standard output; whatever looks like a secret is cut out. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ["accessToken", "refreshToken", "channelSecret", "clientSecret", "authorization", "cookie"].flatMap(
        (name) => [name, `*.${name}`, `*.*.${name}`],
      ),
      censor: "[secret]",
    },
  });
}
