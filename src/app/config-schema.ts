/** Each variable of the environment: what it may be, and what it is where nothing is set. */
import Joi from "joi";
import { addressProblem } from "../store/postgres/connection/address.ts";
import { readVersions, type Versions } from "../platforms/hubspot/addresses.ts";

const url = Joi.string().uri({ scheme: ["http", "https"] });
/** HubSpot's listing takes https alone and at most 250 characters. */
const listedUrl = Joi.string()
  .uri({ scheme: ["https"] })
  .max(250);

/** Two are held all the time: one for the lock by which others see that the process lives, one for LISTEN. */
const MIN_POOL_SIZE = 5;

const databaseUrl: Joi.CustomValidator<string, string> = (text, helpers) => {
  const problem = addressProblem(text);
  return problem === null ? text : helpers.message({ custom: `DATABASE_URL: ${problem}` });
};

/** 22 letters hold 128 random bits. None begins with another: what follows an address must not be able to belong to it. */
const SEGMENT = /^[\w-]{22,128}$/;
const segments: Joi.CustomValidator<string, readonly string[]> = (text, helpers) => {
  const values = text.split(",").map((value) => value.trim());
  if (!values.every((value) => SEGMENT.test(value)))
    return helpers.message({
      custom: "INTAKE_SEGMENT: each value must be 22 to 128 of A–Z a–z 0–9 _ -; npm run segment makes one",
    });
  if (values.some((value, index) => values.some((other, at) => at !== index && other.startsWith(value))))
    return helpers.message({ custom: "INTAKE_SEGMENT: no value may be the same as another or its beginning" });
  return values;
};

const versions: Joi.CustomValidator<string, Versions> = (text, helpers) => {
  try {
    return readVersions(text);
  } catch (error) {
    return helpers.message({ custom: (error as Error).message });
  }
};

/** Each description is the variable's sentence in docs/configuration.md. */
export const SCHEMA = Joi.object({
  PORT: Joi.number().integer().min(0).max(65535).default(3000).description("listen port; 0 picks a free one"),
  HOST: Joi.string().default("127.0.0.1").description("listen address"),
  PUBLIC_URL: url.description("what HubSpot calls; used in signature checks and links (default http://localhost:PORT)"),
  CARDS: Joi.string()
    .valid("auto", "on", "off")
    .default("auto")
    .description(
      "HubSpot's card: with auto it is on, but with NODE_ENV=production only once the check on the app's settings page has passed",
    ),
  CARDS_URL: url.description(
    "a host name of its own for the card, recommended: nothing but the card answers there (default PUBLIC_URL)",
  ),
  SUPPORT_EMAIL: Joi.string()
    .email({ tlds: { allow: false } })
    .description("where customers ask for help; shown at /support"),
  DOCS_URL: listedUrl.description("your own setup guide, by https; unset: the one at /help/setup"),
  PRIVACY_URL: listedUrl.description("your privacy policy, by https; unset: a draft at /privacy"),
  TERMS_URL: listedUrl.description("your terms of service, by https; unset: a draft at /terms"),
  DATABASE_URL: Joi.string()
    .custom(databaseUrl)
    .description("any PostgreSQL 15 or newer; unset: an embedded server in DATA_DIR"),
  DATABASE_POOL_SIZE: Joi.number()
    .integer()
    .min(MIN_POOL_SIZE)
    .default(12)
    .description("connections of a process to the database, 5 or more; the server must allow them for all processes"),
  DATA_DIR: Joi.string().default("./.data").description("embedded database and generated keys"),
  HUBSPOT_CLIENT_ID: Joi.string().description("client id of the HubSpot app; unset: sandbox"),
  HUBSPOT_CLIENT_SECRET: Joi.string().description("client secret of the HubSpot app"),
  HUBSPOT_APP_ID: Joi.string().description("id of the HubSpot app"),
  HUBSPOT_API_URL: url.default("https://api.hubapi.com").description("HubSpot's API; other regions and tests"),
  HUBSPOT_API_VERSION: Joi.string()
    .custom(versions)
    .description(
      "versions of HubSpot's API, comma-separated: one for all (2026-09), or by family (oauth=v1,lists=v3); default 2026-03 for OAuth, 2026-09 elsewhere",
    ),
  HUBSPOT_APP_URL: url.default("https://app.hubspot.com").description("HubSpot's pages, for signing in"),
  LINE_API_URL: url.default("https://api.line.me").description("LINE's API"),
  LINE_DATA_API_URL: url.default("https://api-data.line.me").description("LINE's API for files"),
  ENCRYPTION_KEYS: Joi.string().description(
    "comma-separated base64 keys of 32 bytes; the first encrypts, all decrypt; required with DATABASE_URL",
  ),
  INTAKE_SEGMENT: Joi.string()
    .custom(segments)
    .description(
      "comma-separated random values of 22 or more letters (npm run segment); the addresses HubSpot calls end in the first, all are accepted; required with NODE_ENV=production",
    ),
  INTAKE_ALLOW_QUERY: Joi.string()
    .valid("on", "off")
    .default("off")
    .description("on lets HubSpot's own calls carry a query; with off they are answered with 503"),
  HUBSPOT_OPTIONS_SIGNATURE: Joi.string()
    .valid("auto", "v3")
    .default("auto")
    .description("v3: dropdown requests need a signature with a time; auto: as soon as HubSpot has sent one"),
  COLLECT_QUIET_SECONDS: Joi.number().integer().min(1).default(180).description("quiet gap that closes a window"),
  COLLECT_CEILING_SECONDS: Joi.number()
    .integer()
    .min(1)
    .max(6 * 24 * 3600)
    .default(2700)
    .description("longest time a window stays open; an action's own input wins"),
  RATE_LIMIT_PER_ADDRESS: Joi.number()
    .integer()
    .min(0)
    .default(1200)
    .description(
      "requests a minute from one address without a session or a valid signature, 0 for no limit; HubSpot's calls have none",
    ),
  RATE_LIMIT_PER_SESSION: Joi.number()
    .integer()
    .min(0)
    .default(600)
    .description("requests a minute of one signed-in person to pages and API, 0 for no limit"),
  RATE_LIMIT_PER_PORTAL: Joi.number()
    .integer()
    .min(0)
    .default(1200)
    .description("requests a minute to the API for one portal, 0 for no limit"),
  TRUSTED_PROXIES: Joi.number()
    .integer()
    .min(0)
    .max(10)
    .default(0)
    .description("proxies in front whose X-Forwarded-For is believed; it decides whose requests count as one address"),
  RETENTION_DAYS: Joi.number()
    .integer()
    .min(4)
    // A partition for each week, and PostgreSQL locks them all for some statements.
    .max(400)
    .default(30)
    .description(
      "longest that executions stay after their release, in days (they go a week at a time), and everything of a portal after it removed the app; HubSpot may retry for three",
    ),
  METRICS_TOKEN: Joi.string()
    .min(16)
    .description("bearer token for GET /metrics, 16 characters or more; with HubSpot credentials it or METRICS_PORT"),
  METRICS_PORT: Joi.number()
    .integer()
    .min(0)
    .max(65535)
    .description("a port at HOST for GET /metrics alone, which the proxy does not pass on; 0 picks a free one"),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.description("where OpenTelemetry traces go by OTLP/HTTP; unset: none are made"),
  LOG_LEVEL: Joi.string()
    .valid("fatal", "error", "warn", "info", "debug", "trace", "silent")
    .default("info")
    .description("pino level"),
  NODE_ENV: Joi.string().description("production refuses to start as a sandbox, and without https"),
})
  .and("HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET", "HUBSPOT_APP_ID")
  .unknown(true);
