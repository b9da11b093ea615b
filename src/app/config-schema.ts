/** Each variable of the environment: what it may be, and what it is where nothing is set. */
import Joi, { type AnySchema } from "joi";
import { addressProblem } from "../store/postgres/connection/address.ts";
import { readVersions } from "../platforms/hubspot/addresses.ts";

/** A variable that has no default. */
type Unset<Value = string> = Value | undefined;

const text = () => Joi.string<Unset>();
const url = <Value extends Unset = Unset>() => Joi.string<Value>().uri({ scheme: ["http", "https"] });
/** HubSpot's listing takes https alone and at most 250 characters. */
const listedUrl = text()
  .uri({ scheme: ["https"] })
  .max(250);

/** The first is the default. */
const choice = <const Value extends string>(preset: Value, ...others: readonly Value[]) =>
  Joi.string<Value>()
    .valid(preset, ...others)
    .default(preset);

/** A number without a fraction; both bounds are included. */
const whole = (preset: number, least: number, most = Number.MAX_SAFE_INTEGER) =>
  Joi.number().integer().min(least).max(most).default(preset);

/** What `read` makes of a text. Where it throws, the message says what is wrong, without the value of a secret. */
const readBy = <Value>(read: (text: string) => Value) =>
  Joi.string<Unset<Value>>().custom((given: string, helpers) => {
    try {
      return read(given);
    } catch (error) {
      return helpers.message({ custom: (error as Error).message });
    }
  });

function databaseUrl(given: string): string {
  const problem = addressProblem(given);
  if (problem !== null) throw new Error(`DATABASE_URL: ${problem}`);
  return given;
}

/** Two are held all the time: one for the lock by which others see that the process lives, one for LISTEN. */
const MIN_POOL_SIZE = 5;

/** 22 letters hold 128 random bits. None begins with another: what follows an address must not be able to belong to it. */
const SEGMENT = /^[\w-]{22,128}$/;

function segments(given: string): readonly string[] {
  const values = given.split(",").map((value) => value.trim());
  if (!values.every((value) => SEGMENT.test(value)))
    throw new Error("INTAKE_SEGMENT: each value must be 22 to 128 of A–Z a–z 0–9 _ -; npm run segment makes one");
  if (values.some((value, index) => values.some((other, at) => at !== index && other.startsWith(value))))
    throw new Error("INTAKE_SEGMENT: no value may be the same as another or its beginning");
  return values;
}

function keys(given: string): readonly Buffer[] {
  const read = given.split(",").map((key) => Buffer.from(key.trim(), "base64"));
  if (read.some((key) => key.length !== 32)) throw new Error("ENCRYPTION_KEYS: each key must be 32 bytes in base64");
  return read;
}

/** `Shop <hello@shop.example>` or `hello@shop.example`. */
function sender(given: string): string {
  if (/[\r\n]/.test(given) || !/^(?:[^<>@]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/.test(given.trim()))
    throw new Error(
      "MAIL_FROM: has to be an address, or a name with an address in angle brackets: Shop <hello@shop.example>",
    );
  return given.trim();
}

/** Each description is the variable's sentence in docs/configuration.md. */
const VARIABLES = {
  PORT: whole(3000, 0, 65535).description("listen port; 0 picks a free one"),
  HOST: Joi.string().default("127.0.0.1").description("listen address"),
  PUBLIC_URL: url().description(
    "what HubSpot calls; used in signature checks and links (default http://localhost:PORT)",
  ),
  CARDS: choice("auto", "on", "off").description(
    "HubSpot's card: with auto it is on, but with NODE_ENV=production only once the check on the app's settings page has passed",
  ),
  CARDS_URL: url().description(
    "a host name of its own for the card, recommended: nothing but the card answers there (default PUBLIC_URL)",
  ),
  SUPPORT_EMAIL: text()
    .email({ tlds: { allow: false } })
    .description("where customers ask for help; shown at /support"),
  DOCS_URL: listedUrl.description("your own setup guide, by https; unset: the one at /help/setup"),
  PRIVACY_URL: listedUrl.description("your privacy policy, by https; unset: a draft at /privacy"),
  TERMS_URL: listedUrl.description("your terms of service, by https; unset: a draft at /terms"),
  DATABASE_URL: readBy(databaseUrl).description("any PostgreSQL 15 or newer; unset: an embedded server in DATA_DIR"),
  DATABASE_POOL_SIZE: whole(12, MIN_POOL_SIZE).description(
    "connections of a process to the database, 5 or more; the server must allow them for all processes",
  ),
  DATA_DIR: Joi.string()
    .default("./.data")
    .description("embedded database, generated keys, and the simulated platforms of a sandbox"),
  HUBSPOT_CLIENT_ID: text().description("client id of the HubSpot app; unset: sandbox"),
  HUBSPOT_CLIENT_SECRET: text().description("client secret of the HubSpot app"),
  HUBSPOT_APP_ID: text().description("id of the HubSpot app"),
  HUBSPOT_API_URL: url<string>()
    .default("https://api.hubapi.com")
    .description("HubSpot's API; other regions and tests"),
  HUBSPOT_API_VERSION: readBy(readVersions).description(
    "versions of HubSpot's API, comma-separated: one for all (2026-09), or by family (oauth=v1,lists=v3); default 2026-03 for OAuth, 2026-09 elsewhere",
  ),
  HUBSPOT_APP_URL: url<string>().default("https://app.hubspot.com").description("HubSpot's pages, for signing in"),
  LINE_API_URL: url<string>().default("https://api.line.me").description("LINE's API"),
  LINE_DATA_API_URL: url<string>().default("https://api-data.line.me").description("LINE's API for files"),
  ENCRYPTION_KEYS: readBy(keys).description(
    "comma-separated base64 keys of 32 bytes; the first encrypts, all decrypt; required with DATABASE_URL",
  ),
  INTAKE_SEGMENT: readBy(segments).description(
    "comma-separated random values of 22 or more letters (npm run segment); the addresses HubSpot calls end in the first, all are accepted; required with NODE_ENV=production",
  ),
  INTAKE_ALLOW_QUERY: choice("off", "on").description(
    "on lets HubSpot's own calls carry a query; with off they are answered with 503",
  ),
  HUBSPOT_OPTIONS_SIGNATURE: choice("auto", "v3").description(
    "v3: dropdown requests need a signature with a time; auto: as soon as HubSpot has sent one",
  ),
  COLLECT_QUIET_SECONDS: whole(180, 1).description("quiet gap that closes a window"),
  COLLECT_CEILING_SECONDS: whole(2700, 1, 6 * 24 * 3600).description(
    "longest time a window stays open; an action's own input wins",
  ),
  RATE_LIMIT_PER_ADDRESS: whole(1200, 0).description(
    "requests a minute from one address without a session, API key or valid signature, 0 for no limit; HubSpot's calls have none",
  ),
  RATE_LIMIT_PER_SESSION: whole(600, 0).description(
    "requests a minute of one signed-in person or API key to pages and API, 0 for no limit",
  ),
  RATE_LIMIT_PER_PORTAL: whole(1200, 0).description("requests a minute to the API for one portal, 0 for no limit"),
  TRUSTED_PROXIES: whole(0, 0, 10).description(
    "proxies in front whose X-Forwarded-For is believed; it decides whose requests count as one address",
  ),
  // At most 400: a partition for each week, and PostgreSQL locks them all for some statements.
  RETENTION_DAYS: whole(30, 4, 400).description(
    "longest that executions stay after their release, in days (they go a week at a time), and everything of a portal after it removed the app; HubSpot may retry for three",
  ),
  SMTP_URL: text()
    .uri({ scheme: ["smtp", "smtps"] })
    .description(
      "mail server that takes notifications, smtp://user:password@host:587 or smtps://…:465; the connection is encrypted unless it ends in ?ignoreTLS=true; unset: no e-mail is sent",
    ),
  MAIL_FROM: readBy(sender).description("sender of notifications, name <address>; required with SMTP_URL"),
  METRICS_TOKEN: text()
    .min(16)
    .description("bearer token for GET /metrics, 16 characters or more; with HubSpot credentials it or METRICS_PORT"),
  METRICS_PORT: Joi.number<Unset<number>>()
    .integer()
    .min(0)
    .max(65535)
    .description("a port at HOST for GET /metrics alone, which the proxy does not pass on; 0 picks a free one"),
  OTEL_EXPORTER_OTLP_ENDPOINT: url().description("where OpenTelemetry traces go by OTLP/HTTP; unset: none are made"),
  LOG_LEVEL: choice("info", "fatal", "error", "warn", "debug", "trace", "silent").description("pino level"),
  NODE_ENV: text().description("production refuses to start as a sandbox, and without https"),
};

/** What is read of them. */
export type Values = {
  readonly [Name in keyof typeof VARIABLES]: (typeof VARIABLES)[Name] extends AnySchema<infer Value> ? Value : never;
};

export const SCHEMA = Joi.object<Values>(VARIABLES)
  .with("SMTP_URL", "MAIL_FROM")
  .and("HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET", "HUBSPOT_APP_ID")
  .unknown(true);
