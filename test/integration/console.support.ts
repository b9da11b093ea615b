/** The console over HTTP on a real database, with platforms that answer what a test tells them. */
import { Router, type Express } from "express";
import pino from "pino";
import supertest, { type Response, type Test } from "supertest";
import { seenCaller } from "../../src/console/request/api-key.ts";
import { apiRoutes } from "../../src/console/api/routes.ts";
import { liveRoutes } from "../../src/console/live/stream.ts";
import { pageRoutes } from "../../src/console/pages.ts";
import { hostOnly, isSecure } from "../../src/console/request/cookies.ts";
import type { ConsolePorts } from "../../src/console/request/ports.ts";
import { problemAnswer } from "../../src/console/web/problem-page.ts";
import { createRecentSessions } from "../../src/console/request/recent-sessions.ts";
import { signInRoutes } from "../../src/console/sign-in/sign-in.ts";
import type { Change } from "../../src/delivery/lifecycle/change.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { createApp } from "../../src/server/app.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import type { HubSpot, Installation } from "../../src/ports/hubspot.ts";
import type { Line } from "../../src/ports/line.ts";
import { anArrival, anInputs, CHANNEL_ID, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";
import { ApiDocument } from "./console-openapi.support.ts";

/** Has an account of its own. */
export const OTHER_PORTAL_ID = 4712;
/** Has installed the app and done nothing else. */
export const NEW_PORTAL_ID = 4713;
export const EMAIL = "mika@example.com";

/** What the platforms answer; a test may change it. */
export interface Platforms {
  verify: Line["verify"];
  account: Line["account"];
  quota: Line["quota"];
  audiences: Line["audiences"];
  validateMessages: Line["validateMessages"];
  sendTest: Line["sendTest"];
  install: HubSpot["install"];
  checkAccess: HubSpot["checkAccess"];
  person: HubSpot["person"];
}

export interface TestConsole extends TestStore {
  readonly platforms: Platforms;
  readonly http: ReturnType<typeof supertest>;
  readonly app: Express;
  /** Ends what would hold up a stop of the process. */
  readonly ending: AbortController;
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** A Cookie header of a person signed in to the portal. */
  signIn(portalId?: number): Promise<string>;
  /** Opens a delivery of a list of its own with so many contacts. */
  openDelivery(enrolled?: number, portalId?: number, change?: Partial<Inputs>): Promise<string>;
  /** What a step would do. */
  change(id: string, decide: (delivery: Delivery, now: number) => Change): Promise<void>;
}

export function anInstallation(change: Partial<Installation> = {}): Installation {
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
  const user = { userId: 1, userEmail: EMAIL };
  return { portalId: PORTAL_ID, hubDomain: "demo.example", scopes: ["oauth"], tokens, ...user, ...change };
}

export const ACCOUNT = { botUserId: `U${"1".repeat(32)}`, basicId: "@tea", displayName: "Tea house" };

const content = (): Platforms => ({
  verify: () => Promise.resolve({ kind: "ok", value: ACCOUNT }),
  account: () => Promise.resolve({ kind: "ok", value: ACCOUNT }),
  quota: () => Promise.resolve({ kind: "ok", value: { allowance: 30_000, used: 12_345 } }),
  audiences: () => Promise.resolve({ kind: "ok", value: [] }),
  validateMessages: () => Promise.resolve({ kind: "ok", value: null }),
  sendTest: () => Promise.resolve({ kind: "ok", value: null }),
  install: () => Promise.resolve({ kind: "ok", value: anInstallation() }),
  person: () => Promise.resolve({ kind: "ok", value: { superAdmin: false } }),
  checkAccess: () => Promise.resolve({ kind: "ok", value: { timeZone: null } }),
});

const api = new ApiDocument();

/**
 * Whatever a test asks of the API: what was taken has to be what `openapi.json` describes. Forms and streams say for which
 * portal they are, as those of a page do, unless the test says it itself.
 */
function asAsked(http: TestConsole["http"], portalOf: (cookie: string) => number | undefined): TestConsole["http"] {
  for (const method of ["get", "post", "put", "patch", "delete"] as const) {
    const plain = http[method].bind(http);
    http[method] = (path) => {
      const asked = plain(path);
      if (path.startsWith("/api/")) return asked.expect(takenAsDescribed);
      const saysPortal = method === "post" || path.startsWith("/live");
      return saysPortal && !path.includes("portal=") ? inPortalOf(asked, portalOf) : asked;
    };
  }
  return http;
}

function inPortalOf(asked: Test, portalOf: (cookie: string) => number | undefined): Test {
  const set = asked.set.bind(asked) as (name: string, value: string) => Test;
  asked.set = ((name: string, value: string) => {
    const portal = name === "Cookie" ? portalOf(value) : undefined;
    if (portal !== undefined) void asked.query({ portal });
    return set(name, value);
  }) as Test["set"];
  return asked;
}

function takenAsDescribed(response: Response): void {
  const faults = api.requestFaultsOf(response);
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

export async function createTestConsole(change: Partial<ConsolePorts> = {}): Promise<TestConsole> {
  const tested = await createTestStore();
  const portals = new Map<string, number>();
  const store: TestStore["store"] = {
    ...tested.store,
    async startSession(user) {
      const secret = await tested.store.startSession(user);
      portals.set(secret, user.portalId);
      return secret;
    },
  };
  for (const portalId of [OTHER_PORTAL_ID, NEW_PORTAL_ID]) await store.saveInstallation(anInstallation({ portalId }));
  const credentials = { lineChannelId: "999", channelSecret: "secret" };
  const theirs = await store.saveChannel({ portalId: OTHER_PORTAL_ID, name: "Theirs", credentials, account: ACCOUNT });
  const platforms = content();
  const lines: Record<string, unknown>[] = [];
  const ports: ConsolePorts = {
    store,
    line: {
      verify: (credentials) => platforms.verify(credentials),
      account: (channel) => platforms.account(channel),
      quota: (channel) => platforms.quota(channel),
      audiences: (channel) => platforms.audiences(channel),
      validateMessages: (channel, messages) => platforms.validateMessages(channel, messages),
      sendTest: (channel, test) => platforms.sendTest(channel, test),
    },
    hubspot: {
      authorizeUrl: (state) => `https://hubspot.example/authorize?state=${encodeURIComponent(state)}`,
      install: (code) => platforms.install(code),
      person: (portalId, userId) => platforms.person(portalId, userId),
      checkAccess: (portalId) => platforms.checkAccess(portalId),
    },
    publicUrl: "http://console.example",
    publicPages: { supportEmail: null, docsUrl: null, privacyUrl: null, termsUrl: null },
    mails: true,
    retentionDays: 30,
    deliveryUrl: (id) => `http://console.example/deliveries/${id}`,
    sandbox: null,
    workflowUrl: (portalId, id) => `https://hubspot.example/${portalId}/workflows/${id}`,
    workflowsUrl: (portalId) => `https://hubspot.example/${portalId}/workflows`,
    recentSessions: createRecentSessions(),
    knownQuotas: new Map(),
    limitPer: () => (_request, _response, next) => next(),
    watchBody: (_request, _response, next) => next(),
    log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) }),
    ...change,
  };
  const ending = new AbortController();
  const routes = {
    signIn: signInRoutes(ports),
    api: apiRoutes(ports),
    live: liveRoutes(ports, ending.signal),
    pages: pageRoutes(ports),
    callerOf: seenCaller(ports),
    answerProblem: problemAnswer(ports),
  };
  const limits = { perAddress: 0, perSession: 0, perPortal: 0 };
  const metrics = { token: null, port: null, open: true };
  const app = createApp({
    log: ports.log,
    metrics: createMetrics(),
    settings: { limits, trustedProxies: 0, publicUrl: ports.publicUrl, cardsUrl: null, metrics },
    checks: {},
    unverified: {
      forwardedFor: { look: () => undefined, mismatch: null },
      watchAnswers: (_request, _response, next) => next(),
    },
    intake: {
      actionPath: "/none",
      action: async (_request, _response, next) => next(),
      router: Router(),
      cards: Router(),
    },
    console: routes,
  });
  let lists = 0;
  return {
    ...tested,
    store,
    platforms,
    http: asAsked(supertest(app), (cookie) => portals.get(cookie.split("=").at(-1) ?? "")),
    app,
    ending,
    log: lines,
    async signIn(portalId = PORTAL_ID) {
      const secret = await store.startSession({ portalId, userId: 1, userEmail: EMAIL });
      return `${hostOnly("line_audience_session", isSecure(ports.publicUrl))}=${secret}`;
    },
    async openDelivery(enrolled = 1, portalId = PORTAL_ID, change = {}) {
      lists += 1;
      const channelId = portalId === PORTAL_ID ? CHANNEL_ID : theirs.id;
      const inputs = anInputs({ listId: String(lists), channelId, ...change });
      const arrivals = Array.from({ length: enrolled }, (_, index) =>
        anArrival(
          lists * 1000 + index,
          { portalId, callbackId: `ap-${portalId}-${lists}-${index}`, actionId: String(lists) },
          inputs,
        ),
      );
      const [first] = await store.enroll(arrivals);
      if (first?.kind !== "held") throw new Error("the arrival was not held");
      return first.deliveryId;
    },
    async change(id, decide) {
      const recorded = await store.record(refTo(id), decide);
      if (recorded.kind !== "recorded") throw new Error(`the change was not recorded: ${recorded.kind}`);
    },
  };
}
