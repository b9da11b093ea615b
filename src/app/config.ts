/** Environment → Config. Every fault is named at once; secrets are never printed. */
import type { ValidationErrorItem } from "joi";
import { SCHEMA, type Values } from "./config-schema.ts";
import { readVersions } from "../platforms/hubspot/addresses.ts";
import type { CardSetting } from "../ports/card-check.ts";
import type { PublicPages } from "../ports/public-pages.ts";

export interface HubSpotApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appId: string;
}

export type Config = Readonly<ReturnType<typeof toConfig>>;

/** Complete: what has no default is there. */
export type ServiceConfig = Config & {
  readonly app: HubSpotApp;
  readonly publicUrl: string;
  readonly intakeSegments: readonly string[];
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the environment, a line each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export function readConfig(environment: Environment): Config {
  // An empty variable is how shells and compose files say "unset".
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const { value, error } = SCHEMA.validate(set, { abortEarly: false, errors: { wrap: { label: false } } });
  const problems = error?.details.map(sayProblem) ?? [];
  if (set["DATABASE_URL"] !== undefined && set["ENCRYPTION_KEYS"] === undefined) {
    problems.push("ENCRYPTION_KEYS is required when DATABASE_URL is set: secrets in a shared database need a kept key");
  }
  if (set["NODE_ENV"] === "production") problems.push(...missingInProduction(set));
  if (set["INTAKE_SEGMENT"] !== undefined && set["INTAKE_SEGMENT"] === set["HUBSPOT_CLIENT_SECRET"]) {
    problems.push("INTAKE_SEGMENT must not be the client secret: it is to hold where the secret does not");
  }
  problems.push(...addressProblems(set, (name) => !problems.some((problem) => problem.startsWith(name))));
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(value);
}

/** Signs everything that HubSpot sends. HubSpot's are UUIDs; a word or a placeholder could be guessed. */
const MIN_CLIENT_SECRET = 16;

function* missingInProduction(set: Environment): Generator<string> {
  const secret = set["HUBSPOT_CLIENT_SECRET"];
  if (set["HUBSPOT_CLIENT_ID"] === undefined)
    yield "HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and HUBSPOT_APP_ID are required with NODE_ENV=production";
  if (set["INTAKE_SEGMENT"] === undefined)
    yield "INTAKE_SEGMENT is required with NODE_ENV=production: npm run segment makes a value";
  if (secret !== undefined && secret.length < MIN_CLIENT_SECRET)
    yield "HUBSPOT_CLIENT_SECRET is too short with NODE_ENV=production: take HubSpot's, which has 36 characters";
}

/** Null where it is the service's own host: no name is set apart then. */
function cardsUrlOf({ CARDS_URL: address, PUBLIC_URL: main }: Values): string | null {
  if (address === undefined || (main !== undefined && new URL(main).host === new URL(address).host)) return null;
  return withoutSlash(address);
}

function cardSetting({ CARDS, NODE_ENV }: Pick<Values, "CARDS" | "NODE_ENV">): CardSetting {
  if (CARDS !== "auto") return CARDS;
  return NODE_ENV === "production" ? "checked" : "on";
}

const mailOf = ({ SMTP_URL: url, MAIL_FROM: from }: Values) =>
  url === undefined || from === undefined ? null : { url, from };

const publicPagesOf = (values: Values): PublicPages => ({
  supportEmail: values.SUPPORT_EMAIL ?? null,
  docsUrl: values.DOCS_URL ?? null,
  privacyUrl: values.PRIVACY_URL ?? null,
  termsUrl: values.TERMS_URL ?? null,
});

function toConfig(values: Values) {
  return {
    port: values.PORT,
    host: values.HOST,
    /** Null until the port is known: then http://localhost:PORT. */
    publicUrl: trimmed(values.PUBLIC_URL),
    /** Where HubSpot asks for the card; null: at `publicUrl`. */
    cardsUrl: cardsUrlOf(values),
    cards: cardSetting(values),
    publicPages: publicPagesOf(values),
    /** Null: embedded PostgreSQL in `dataDir`. */
    databaseUrl: values.DATABASE_URL ?? null,
    /** The most connections to the database that this process opens. */
    databasePoolSize: values.DATABASE_POOL_SIZE,
    dataDir: values.DATA_DIR,
    /** Null: sandbox. */
    app: appOf(values),
    hubspotApiUrl: withoutSlash(values.HUBSPOT_API_URL),
    /** Which version of HubSpot's API each family of addresses is asked in. */
    hubspotVersions: values.HUBSPOT_API_VERSION ?? readVersions(""),
    hubspotAppUrl: withoutSlash(values.HUBSPOT_APP_URL),
    lineApiUrl: withoutSlash(values.LINE_API_URL),
    lineDataApiUrl: withoutSlash(values.LINE_DATA_API_URL),
    /** Null: a key is generated into `dataDir`. */
    encryptionKeys: values.ENCRYPTION_KEYS ?? null,
    /** The last part of the addresses that HubSpot calls; any of them is accepted. Null: one is generated into `dataDir`. */
    intakeSegments: values.INTAKE_SEGMENT ?? null,
    /** True: HubSpot's own calls may carry a query. */
    intakeAllowQuery: values.INTAKE_ALLOW_QUERY === "on",
    /** `v3`: dropdown requests need a signature with a time. `auto`: once HubSpot has sent one. */
    optionsSignature: values.HUBSPOT_OPTIONS_SIGNATURE,
    collectQuietSeconds: values.COLLECT_QUIET_SECONDS,
    collectCeilingSeconds: values.COLLECT_CEILING_SECONDS,
    logLevel: values.LOG_LEVEL,
    /** Requests a minute, 0 for no limit. */
    limits: {
      perAddress: values.RATE_LIMIT_PER_ADDRESS,
      perSession: values.RATE_LIMIT_PER_SESSION,
      perPortal: values.RATE_LIMIT_PER_PORTAL,
    },
    /** Null: no e-mail is sent. */
    mail: mailOf(values),
    trustedProxies: values.TRUSTED_PROXIES,
    retentionDays: values.RETENTION_DAYS,
    /** Who may read the metrics. `open`: everyone, where neither token nor port is set; a sandbox has nothing to hide. */
    metrics: {
      token: values.METRICS_TOKEN ?? null,
      port: values.METRICS_PORT ?? null,
      open: values.HUBSPOT_CLIENT_ID === undefined,
    },
    /** Null: no traces. */
    tracesUrl: trimmed(values.OTEL_EXPORTER_OTLP_ENDPOINT),
    production: values.NODE_ENV === "production",
  };
}

const trimmed = (address: string | undefined): string | null => (address === undefined ? null : withoutSlash(address));

function appOf({ HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET, HUBSPOT_APP_ID }: Values): HubSpotApp | null {
  if (!HUBSPOT_CLIENT_ID || !HUBSPOT_CLIENT_SECRET || !HUBSPOT_APP_ID) return null;
  return { clientId: HUBSPOT_CLIENT_ID, clientSecret: HUBSPOT_CLIENT_SECRET, appId: HUBSPOT_APP_ID };
}

/** Joi quotes a faulty value; one of a secret must not reach a log. */
function sayProblem({ message, path, type }: ValidationErrorItem): string {
  const quotesSecret = type !== "custom" && /SECRET|KEYS|TOKEN/.test(path.join());
  return quotesSecret ? `${path.join(".")} is not valid (its value is not shown)` : message;
}

/** Problems of those addresses that `isUrl` knows to be addresses, a line each. */
function addressProblems(set: Environment, isUrl: (name: string) => boolean): readonly string[] {
  return [
    ...(set["NODE_ENV"] === "production" && isUrl("PUBLIC_URL") ? plainAddress(set["PUBLIC_URL"]) : []),
    ...(isUrl("CARDS_URL") ? cardAddress(set) : []),
    ...(isUrl("PUBLIC_URL") ? ["DOCS_URL", "PRIVACY_URL", "TERMS_URL"] : [])
      .filter((name) => isUrl(name) && leadsBack(set[name], set["PUBLIC_URL"]))
      .map((name) => `${name} is the service's own page: leave it unset to show that page`),
  ];
}

/** Without TLS anyone on the way could take over a session: the browser sends its cookie to any server that answers. */
function plainAddress(publicUrl: string | undefined): readonly string[] {
  if (publicUrl?.startsWith("https://") === true) return [];
  return [
    "PUBLIC_URL must begin with https:// with NODE_ENV=production: session cookies are to travel under TLS alone",
  ];
}

/** HubSpot fetches by https alone, and a path would become part of every address that it signs. */
function cardAddress({ CARDS_URL: address, NODE_ENV }: Environment): readonly string[] {
  if (address === undefined) return [];
  if (NODE_ENV === "production" && !address.startsWith("https://"))
    return ["CARDS_URL must begin with https:// with NODE_ENV=production: HubSpot's cards fetch nothing else"];
  const { origin } = new URL(address);
  return withoutSlash(address) === origin
    ? []
    : [`CARDS_URL is an address without a path, in lower case, such as ${origin}`];
}

/** Pages that lead to an address of the operator's: the address of one of them would lead to itself. */
const OWN_PAGES = ["/help", "/help/setup", "/support", "/privacy", "/terms"];

function leadsBack(address: string | undefined, publicUrl: string | undefined): boolean {
  if (address === undefined || publicUrl === undefined) return false;
  const { host, pathname } = new URL(address);
  return host === new URL(publicUrl).host && OWN_PAGES.includes(withoutSlash(pathname).toLowerCase());
}

const withoutSlash = (text: string): string => text.replace(/\/+$/, "");
