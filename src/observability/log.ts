import pino, { type DestinationStream, type Logger } from "pino";

/**
 * An e-mail address within a line of JSON, also as a web address writes it: never a part of an escape such as `\n`. Before
 * the sign it has 64 characters at most, and no more are looked at.
 */
const ADDRESS =
  /(?<!\\(?:u[0-9a-f]{0,3})?)[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@|%40)[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63})+/giu;
const LINE_USER_ID = /U[0-9a-f]{32}/gi;

/** JSON lines on standard output; whatever looks like a secret or names a person is cut out. */
export function createLog(level: string, to: DestinationStream = pino.destination(1)): Logger {
  const options = {
    level,
    base: null,
    hooks: { streamWrite: withoutPeople },
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

/** Platforms, PostgreSQL and people write addresses and IDs where none belongs: they are cut out wherever they are. */
export function withoutPeople(line: string): string {
  const known = line.replaceAll(LINE_USER_ID, "[person]");
  return known.includes("@") || known.includes("%40") ? known.replaceAll(ADDRESS, "[person]") : known;
}

/** What PostgreSQL and a platform's SDK add to an error may hold rows, parameters, whole answers: people's data. */
function withoutRows(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type, message, stack } = error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return { type, message, stack, code, ...(cause !== undefined && { cause: withoutRows(cause) }) };
}
