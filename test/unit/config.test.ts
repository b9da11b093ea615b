import { describe, expect, test } from "@jest/globals";
import { ConfigError, readConfig, type Environment } from "../../src/app/config.ts";
import { readVersions } from "../../src/platforms/hubspot/addresses.ts";

const SEGMENT = "0123456789abcdefghijkl";
/** What production needs besides the app. */
const HTTPS = { PUBLIC_URL: "https://line.example.com", INTAKE_SEGMENT: SEGMENT };
const key = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

const APP = { HUBSPOT_CLIENT_ID: "client", HUBSPOT_CLIENT_SECRET: "client-secret-of-the-app", HUBSPOT_APP_ID: "77" };

function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("what is read", () => {
  test("nothing set: sandbox on this machine, embedded database", () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      production: false,
      host: "127.0.0.1",
      publicUrl: null,
      cardsUrl: null,
      cards: "on",
      publicPages: { supportEmail: null, docsUrl: null, privacyUrl: null, termsUrl: null },
      databaseUrl: null,
      databasePoolSize: 12,
      dataDir: "./.data",
      app: null,
      hubspotApiUrl: "https://api.hubapi.com",
      hubspotVersions: readVersions(""),
      hubspotAppUrl: "https://app.hubspot.com",
      lineApiUrl: "https://api.line.me",
      lineDataApiUrl: "https://api-data.line.me",
      encryptionKeys: null,
      intakeSegments: null,
      intakeAllowQuery: false,
      optionsSignature: "auto",
      collectQuietSeconds: 180,
      collectCeilingSeconds: 2700,
      logLevel: "info",
      limits: { perAddress: 1200, perSession: 600, perPortal: 1200 },
      mail: null,
      trustedProxies: 0,
      retentionDays: 30,
      metrics: { token: null, port: null, open: true },
      tracesUrl: null,
    });
  });

  test("empty means unset, as compose files write it", () => {
    const empty = {
      PORT: "",
      DATABASE_URL: "",
      ENCRYPTION_KEYS: "",
      HUBSPOT_CLIENT_ID: "",
      PUBLIC_URL: "",
      NODE_ENV: "",
    };
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  test("everything set", () => {
    const config = readConfig({
      ...APP,
      NODE_ENV: "production",
      PORT: "8080",
      HOST: "0.0.0.0",
      PUBLIC_URL: "https://line.example.com/",
      DATABASE_URL: "postgres://user:word@db:5432/line",
      ENCRYPTION_KEYS: `${key(1)}, ${key(2)}`,
      INTAKE_SEGMENT: `${SEGMENT}, ${"x".repeat(128)}`,
      INTAKE_ALLOW_QUERY: "on",
      HUBSPOT_OPTIONS_SIGNATURE: "v3",
      HUBSPOT_API_VERSION: "2026-03,oauth=v1,lists=v3",
      COLLECT_QUIET_SECONDS: "60",
      COLLECT_CEILING_SECONDS: "600",
      LOG_LEVEL: "debug",
    });
    expect(config).toMatchObject({
      port: 8080,
      host: "0.0.0.0",
      publicUrl: "https://line.example.com",
      databaseUrl: "postgres://user:word@db:5432/line",
      app: { clientId: "client", clientSecret: "client-secret-of-the-app", appId: "77" },
      encryptionKeys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
      intakeSegments: [SEGMENT, "x".repeat(128)],
      intakeAllowQuery: true,
      optionsSignature: "v3",
      hubspotVersions: { oauth: "v1", lists: "v3", objects: "2026-03" },
      collectQuietSeconds: 60,
      collectCeilingSeconds: 600,
      logLevel: "debug",
    });
  });

  test("other variables of the environment are left alone", () => {
    expect(problemsOf({ PATH: "/usr/bin", npm_config_cache: "x" })).toEqual([]);
  });
});

describe("HubSpot's card", () => {
  const cards = (environment: Environment) => readConfig({ ...APP, ...environment }).cards;

  test("in production it waits for the check; otherwise, and where the operator says so, it does not", () => {
    const production = { ...HTTPS, NODE_ENV: "production" };
    expect(cards({})).toBe("on");
    expect(cards({ ...production })).toBe("checked");
    expect(cards({ ...production, CARDS: "auto" })).toBe("checked");
    expect(cards({ ...production, CARDS: "on" })).toBe("on");
    expect(cards({ CARDS: "off" })).toBe("off");
  });

  test("a host name of its own is one that the rest does not have", () => {
    const at = (CARDS_URL: string) => readConfig({ ...HTTPS, CARDS_URL }).cardsUrl;
    expect(at("https://cards.example.com/")).toBe("https://cards.example.com");
    expect(at("https://line.example.com")).toBeNull();
  });
});

test("the operator's own pages", () => {
  const pages = {
    SUPPORT_EMAIL: "help@hoshi-soft.example",
    DOCS_URL: "https://hoshi-soft.example/docs",
    PRIVACY_URL: `https://hoshi-soft.example/${"p".repeat(223)}`,
    TERMS_URL: "https://line.example.com/legal/terms",
  };
  expect(readConfig({ ...HTTPS, ...pages }).publicPages).toEqual({
    supportEmail: pages.SUPPORT_EMAIL,
    docsUrl: pages.DOCS_URL,
    privacyUrl: pages.PRIVACY_URL,
    termsUrl: pages.TERMS_URL,
  });
});

test("the metrics are open in a sandbox alone", () => {
  const metrics = (environment: Environment) => readConfig(environment).metrics;
  expect(metrics(APP)).toEqual({ token: null, port: null, open: false });
  const token = "0123456789abcdef";
  expect(metrics({ ...APP, METRICS_TOKEN: token, METRICS_PORT: "9464" })).toEqual({ token, port: 9464, open: false });
  expect(problemsOf({ METRICS_TOKEN: "short" })).toEqual(["METRICS_TOKEN is not valid (its value is not shown)"]);
});

describe("what is refused", () => {
  test("every fault is named at once, a line each", () => {
    const environment = { PORT: "http", PUBLIC_URL: "line.example.com", COLLECT_QUIET_SECONDS: "0", LOG_LEVEL: "loud" };
    const problems = problemsOf({ ...environment, NODE_ENV: "production" });
    expect(problems).toHaveLength(6);
    for (const name of [...Object.keys(environment), "HUBSPOT_CLIENT_ID", "INTAKE_SEGMENT"]) {
      expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    }
    expect(new ConfigError(problems).message.split("\n")).toHaveLength(7);
  });

  test.each(Object.keys(APP))("an app without %s", (name) => {
    expect(problemsOf({ ...APP, [name]: undefined })).toHaveLength(1);
  });

  test("production as a sandbox", () => {
    expect(problemsOf({ NODE_ENV: "production", ...HTTPS })).toEqual([
      expect.stringMatching(/^HUBSPOT_CLIENT_ID.*NODE_ENV=production/),
    ]);
    expect(problemsOf({ NODE_ENV: "production", ...HTTPS, ...APP })).toEqual([]);
    expect(problemsOf({ NODE_ENV: "development" })).toEqual([]);
  });

  test("production with a client secret that could be guessed; its value is not shown", () => {
    const guessable = { NODE_ENV: "production", ...HTTPS, ...APP, HUBSPOT_CLIENT_SECRET: "changeme-please" };
    expect(problemsOf(guessable)).toEqual([expect.stringMatching(/^HUBSPOT_CLIENT_SECRET is too short/)]);
    expect(problemsOf(guessable).join()).not.toContain("changeme");
    expect(problemsOf({ ...guessable, HUBSPOT_CLIENT_SECRET: "x".repeat(16) })).toEqual([]);
    expect(problemsOf({ ...APP, HUBSPOT_CLIENT_SECRET: "s" })).toEqual([]);
  });

  test("production without a segment: HubSpot's addresses could be guessed", () => {
    expect(problemsOf({ NODE_ENV: "production", ...HTTPS, ...APP, INTAKE_SEGMENT: undefined })).toEqual([
      expect.stringMatching(/^INTAKE_SEGMENT is required with NODE_ENV=production: npm run segment/),
    ]);
  });

  test.each([
    ["too short", SEGMENT.slice(1)],
    ["too long", "x".repeat(129)],
    ["no part of an address", `${SEGMENT}/`],
    ["one good, one empty", `${SEGMENT},`],
    ["the same twice", `${SEGMENT},${SEGMENT}`],
    ["one that begins with another", `${SEGMENT},${SEGMENT}m`],
    ["the client secret", "client-secret-of-22-letters"],
  ])("segments: %s, without showing it", (_why, text) => {
    const app = { ...APP, HUBSPOT_CLIENT_SECRET: "client-secret-of-22-letters" };
    const problems = problemsOf({ ...app, INTAKE_SEGMENT: text });
    expect(problems).toEqual([expect.stringMatching(/^INTAKE_SEGMENT/)]);
    expect(problems.join()).not.toContain(text);
  });

  test.each([
    ["http", "http://line.example.com"],
    ["http on this machine", "http://localhost:3000"],
    ["none, which means http://localhost", undefined],
  ])("production without TLS: %s", (_name, address) => {
    expect(problemsOf({ NODE_ENV: "production", INTAKE_SEGMENT: SEGMENT, ...APP, PUBLIC_URL: address })).toEqual([
      expect.stringMatching(/^PUBLIC_URL must begin with https:\/\/ with NODE_ENV=production/),
    ]);
    expect(problemsOf({ ...APP, PUBLIC_URL: address })).toEqual([]);
  });

  test.each(["https://cards.example.com/path", "https://Cards.example.com", "https://cards.example.com:443"])(
    "a card address that no signature would be over: %s",
    (CARDS_URL) => {
      expect(problemsOf({ CARDS_URL })).toEqual([expect.stringMatching(/^CARDS_URL .*https:\/\/cards\.example\.com$/)]);
    },
  );

  test("a card address without TLS in production", () => {
    const cards = { CARDS_URL: "http://cards.example.com" };
    expect(problemsOf({ NODE_ENV: "production", ...APP, ...HTTPS, ...cards })).toEqual([
      expect.stringMatching(/^CARDS_URL must begin with https/),
    ]);
    expect(problemsOf(cards)).toEqual([]);
  });

  test.each([
    [{ SUPPORT_EMAIL: "help" }, /^SUPPORT_EMAIL must be a valid email$/],
    [
      { DOCS_URL: "hoshi-soft.example/docs" },
      /^DOCS_URL must be a valid uri with a scheme matching the https pattern$/,
    ],
    [{ PRIVACY_URL: "http://hoshi-soft.example" }, /^PRIVACY_URL must be a valid uri with a scheme matching the https/],
    [
      { TERMS_URL: `https://hoshi-soft.example/${"p".repeat(224)}` },
      /^TERMS_URL .* less than or equal to 250 characters/,
    ],
  ])("a page that HubSpot's listing would not take: %j", (setting, problem) => {
    expect(problemsOf({ ...HTTPS, ...setting })).toEqual([expect.stringMatching(problem)]);
  });

  test.each(["/privacy", "/privacy/", "/Privacy?lang=ja", "/help", "/help/setup", "/terms#top"])(
    "an address of the operator's that would lead to itself: %s",
    (path) => {
      expect(problemsOf({ ...HTTPS, PRIVACY_URL: `https://line.example.com${path}` })).toEqual([
        "PRIVACY_URL is the service's own page: leave it unset to show that page",
      ]);
    },
  );

  test("a shared database without kept keys", () => {
    const database = { DATABASE_URL: "postgresql://db/line" };
    expect(problemsOf(database)).toEqual([expect.stringMatching(/^ENCRYPTION_KEYS is required/)]);
    expect(problemsOf({ ...database, ENCRYPTION_KEYS: key(1) })).toEqual([]);
  });

  test("a database's address that pg cannot read is named, one with a socket's folder is taken", () => {
    const problemsWith = (url: string) => problemsOf({ DATABASE_URL: url, ENCRYPTION_KEYS: key(1) });
    expect(problemsWith("postgres://u:hidden@db:99999/line")).toEqual([
      expect.stringMatching(/^DATABASE_URL: it cannot be read: host and port must be valid/),
    ]);
    expect(problemsWith("postgres://u:p@%2Frun%2Fpostgresql/line")).toEqual([]);
  });

  test.each([
    ["too short", Buffer.alloc(16, 1).toString("base64")],
    ["no base64", "certainly not a key"],
    ["one good, one bad", `${key(1)},abc`],
    ["a comma too many", `${key(1)},`],
  ])("encryption keys: %s", (_why, text) => {
    expect(problemsOf({ ENCRYPTION_KEYS: text })).toEqual([expect.stringMatching(/^ENCRYPTION_KEYS.*32 bytes/)]);
  });

  test.each([
    { COLLECT_CEILING_SECONDS: String(6 * 24 * 3600 + 1) },
    { COLLECT_QUIET_SECONDS: "1.5" },
    { PORT: "65536" },
    { HUBSPOT_API_VERSION: "lists=v4" },
    { HUBSPOT_API_URL: "ftp://api.hubapi.com" },
    { DATABASE_URL: "mysql://db/line", ENCRYPTION_KEYS: key(1) },
  ])("out of bounds: %j", (environment) => expect(problemsOf(environment)).toHaveLength(1));
});

test("no secret is in what is printed", () => {
  const secrets = {
    DATABASE_URL: "mysql://user:pass-word@db/line",
    ENCRYPTION_KEYS: "c2hvcnQtc2VjcmV0",
    HUBSPOT_CLIENT_SECRET: "s3cr3t",
  };
  const printed = new ConfigError(problemsOf({ ...secrets, PORT: "x" })).message;
  for (const secret of ["pass-word", "c2hvcnQtc2VjcmV0", "s3cr3t"]) expect(printed).not.toContain(secret);
  expect(printed).toContain("DATABASE_URL");
});
