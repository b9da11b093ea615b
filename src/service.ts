/** Wires ports to adapters (`platforms.ts`), HTTP and jobs: the only file that knows all. */
import type { Logger } from "pino";
import { apiRoutes } from "./console/api.ts";
import { cardRoutes } from "./console/card.ts";
import { noteUnsigned } from "./console/card/check.ts";
import { liveRoutes } from "./console/live.ts";
import { pageRoutes } from "./console/pages.ts";
import type { ConsolePorts } from "./console/ports.ts";
import { problemAnswer } from "./console/problem-page.ts";
import { seenSession } from "./console/session.ts";
import { signInRoutes } from "./console/sign-in.ts";
import type { Change } from "./delivery/change.ts";
import { OUTCOME_KINDS, type Delivery } from "./delivery/delivery.ts";
import { excerpt } from "./delivery/message.ts";
import { createApp } from "./http/app.ts";
import type { Door } from "./http/door.ts";
import { watchForwardedFor } from "./http/load/forwarded-for.ts";
import { guardUnverified } from "./http/load/unverified.ts";
import { openMetricsPort } from "./http/metrics-access.ts";
import { createMetrics } from "./http/metrics.ts";
import { limitPer } from "./http/protection.ts";
import { startTraces } from "./http/traces.ts";
import { registerWorkMetrics } from "./http/work-metrics.ts";
import { requireIdentity } from "./intake/card-identity.ts";
import { createGroupCommit, QueueFull } from "./intake/group-commit.ts";
import { watchBody } from "./intake/read-body.ts";
import { createRefusals } from "./intake/refusals.ts";
import { remembered } from "./intake/remembered.ts";
import { ACTION_PATH, createIntake } from "./intake/routes.ts";
import { requireTimedSignature } from "./intake/signed.ts";
import { startHousekeeping } from "./jobs/housekeeping.ts";
import { createOutageNote } from "./jobs/outage-note.ts";
import { startWorker, type Worker } from "./jobs/worker.ts";
import { tellChange, whoIsWhere } from "./log-lines.ts";
import { createPlatforms, type ServiceConfig } from "./platforms.ts";
import type { JobName } from "./ports/jobs.ts";
import type { Accounts, Arrival, Enrolled } from "./ports/store.ts";
import { advanceDelivery } from "./steps/advance-delivery.ts";
import { leaveToNewer } from "./steps/leave-to-newer.ts";
import { releaseEnrollments } from "./steps/release-enrollments.ts";
import { takeReading } from "./steps/take-reading.ts";
import { tidyUp } from "./steps/tidy-up.ts";
import { writeDeliveryRecord } from "./steps/write-delivery-record.ts";
import { setClock, type ServiceClock } from "./store/clock.ts";
import { answeredWithin, isOutage, type Database } from "./store/database.ts";
import { keepWindowsOpen, removeExpiredSessions, shortenWaits, wakeStragglers } from "./store/housekeeping.ts";
import { joinInstances } from "./store/instances.ts";
import { addAgain } from "./store/jobs.ts";
import { removeExpired } from "./store/retention.ts";
import type { Secrets } from "./store/secrets.ts";
import { readStanding } from "./store/standing.ts";
import { createFactStore } from "./store/deployment-facts.ts";
import { createStore } from "./store/store-adapter.ts";
import { prepareWeeks } from "./store/weeks.ts";

export interface ServiceOptions {
  readonly config: ServiceConfig;
  readonly door: Door;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** Shown on every page where the platforms are simulated. */
  readonly sandbox: boolean;
  /** What runs the jobs; the simulation runs them in an order of its own. */
  readonly runJobs?: typeof startWorker;
}

export interface Service {
  /** Sets service time; only the sandbox and tests do. */
  setClock(clock: ServiceClock): Promise<void>;
  /** Answers what is under way, gives jobs back, closes nothing that others use. */
  stop(): Promise<void>;
}

/** One multi-row statement of this size is a millisecond's work; the queue is less than a second of them: who would wait longer is better asked to come again. */
const LARGEST_BATCH = 500;
const LONGEST_QUEUE = 2000;

/** Whoever asks whether we are ready is not left waiting for a database that says nothing. */
const READY_WITHIN_MS = 2000;

/** Portals and channels change rarely; intake asks for them with every execution. */
const REMEMBER_MS = 2000;

export async function startService({
  config,
  door,
  database,
  secrets,
  log,
  sandbox,
  runJobs = startWorker,
}: ServiceOptions): Promise<Service> {
  const { db, pool } = database;
  const metrics = createMetrics({
    outcomes: OUTCOME_KINDS,
    platformErrors: [
      { platform: "line", operation: "sendNarrowcast", code: "LINE_UNAVAILABLE" },
      { platform: "hubspot", operation: "completeCallbacks", code: "HUBSPOT_UNAVAILABLE" },
      { platform: "hubspot", operation: "completeCallbacks", code: "HUBSPOT_REFUSED" },
    ],
  });
  const metricsDoor = await openMetricsPort(metrics, config.metrics, config.host);
  if (metricsDoor !== null) log.info({ event: "metrics.listening", port: metricsDoor.port });
  const traces = await startTraces(config.tracesUrl, log);
  const windowDefaults = { quietSeconds: config.collectQuietSeconds, ceilingSeconds: config.collectCeilingSeconds };
  const onChange = (before: Delivery, change: Change) => tellChange(log, metrics, before, change);
  const store = createStore({ database, secrets, windowDefaults, onChange });
  const { publicUrl, app } = config;
  const { line, hubspot } = createPlatforms({ config, db, secrets, metrics, traces, log });
  const deliveryUrl = (id: string) => `${publicUrl}/deliveries/${id}`;

  const instance = await joinInstances(database);
  await instance.freeJobsOfTheDead();
  await prepareWeeks(db);
  if (await instance.isAlone()) await keepWindowsOpen(db);
  const outage = createOutageNote(() => keepWindowsOpen(db));
  const job = (name: JobName, step: (id: string) => Promise<void>) => (id: string) =>
    metrics.step(name, () =>
      traces.span(`step ${name}`, { job: name, deliveryId: id }, async () => {
        await leaveToNewer(id, { store });
        await step(id);
      }),
    );
  const worker = await runJobs({
    pool,
    log,
    again: (name, id, when) => addAgain(db, name, id, when),
    onWorkers: (ids) =>
      void instance.setWorkers(ids).catch((err: unknown) => log.error({ event: "worker.unnoted", err })),
    jobs: {
      advance: job("advance", async (id) => {
        await outage.settle();
        await advanceDelivery(id, { store, line, hubspot });
      }),
      release: job("release", (id) => releaseEnrollments(id, { store, hubspot, deliveryUrl, lost: metrics.holdsLost })),
      reading: job("reading", (id) => takeReading(id, { store, line })),
      tidy: job("tidy", (id) => tidyUp(id, { store, line })),
      record: job("record", (id) => writeDeliveryRecord(id, { store, hubspot, deliveryUrl })),
    },
  });
  const housekeeping = startHousekeeping(log, {
    freeJobsOfTheDead: async () => {
      await instance.stayKnown().catch((err: unknown) => {
        outage.noticed();
        throw err;
      });
      await instance.freeJobsOfTheDead();
    },
    keepWindowsOpen: outage.settle,
    wakeStragglers: async () => {
      await shortenWaits(db);
      await wakeStragglers(db);
    },
    removeExpiredSessions: () => removeExpiredSessions(db),
    removeExpired: async () => {
      const removed = await removeExpired(db, config.retentionDays);
      log.info({ event: "retention.done", ...removed });
    },
    prepareWeeks: () => prepareWeeks(db),
  });

  const intake = createGroupCommit<Arrival, Enrolled>({
    commit: (arrivals) =>
      traces.span("intake batch", { arrivals: arrivals.length }, async () => {
        const enrolled = await store.enroll(arrivals);
        if (log.isLevelEnabled("debug")) log.debug({ event: "intake.stored", ...whoIsWhere(arrivals, enrolled) });
        return enrolled;
      }),
    isOutage,
    ownerOf: ({ execution }) => execution.portalId,
    largestBatch: LARGEST_BATCH,
    longestQueue: LONGEST_QUEUE,
  });
  const accounts = {
    portal: remembered(store.portal, { forMs: REMEMBER_MS }),
    channels: remembered(store.channels, { forMs: REMEMBER_MS }),
    savedMessage: store.savedMessage,
  };
  const simulated = sandbox ? config.hubspotAppUrl : null;
  const ending = new AbortController();
  const answerProblem = problemAnswer({ sandbox: simulated, publicUrl });
  const { limits, trustedProxies } = config;
  const portalLimit: ConsolePorts["limitPer"] = (keyOf) => limitPer(keyOf, limits.perPortal, answerProblem);
  const forwardedFor = watchForwardedFor(trustedProxies, log);
  const unverified = guardUnverified({
    connections: door.connections,
    metrics,
    forwardedFor,
    perAddress: limits.perAddress,
  });
  const console: ConsolePorts = {
    store,
    line,
    hubspot,
    publicUrl,
    deliveryUrl,
    sandbox: simulated,
    workflowUrl: (portalId, id) =>
      simulated === null ? workflowUrl(config.hubspotAppUrl, portalId, id) : `${simulated}/workflows/${id}`,
    log,
    limitPer: portalLimit,
    watchBody: (request, _response, next) => {
      watchBody(request, unverified);
      next();
    },
  };
  const facts = createFactStore(db);
  const cardPorts = {
    ...console,
    setting: config.cards,
    cardsUrl: config.cardsUrl ?? publicUrl,
    facts,
    appId: app.appId,
    now: Date.now,
  };
  const intakePorts = {
    ...unverified,
    refuse: createRefusals({ log, now: Date.now, countRefusal: unverified.countRefusal }),
    accounts,
    intake,
    deliveryUrl,
    options: {
      channels: store.channels,
      savedMessages: (portalId: number) => messageChoices(store, portalId),
      line,
      hubspot,
    },
    app: store,
    facts,
    optionsSignature: config.optionsSignature,
    segments: config.intakeSegments,
    allowQuery: config.intakeAllowQuery,
    strangeQuery: metrics.strangeQuery,
    clientSecret: app.clientSecret,
    appId: app.appId,
    publicUrl,
    log,
    now: Date.now,
    isOutage: (error: unknown) => {
      const away = error instanceof QueueFull || isOutage(error);
      if (!away) return false;
      metrics.shed();
      outage.noticed();
      return true;
    },
  };
  const engine = createIntake(intakePorts);
  const signedCard = requireTimedSignature({
    ...intakePorts,
    publicUrl: cardPorts.cardsUrl,
    beforeRefusal: (request) => noteUnsigned(request, cardPorts),
    route: "cards",
  });
  const http = createApp({
    log,
    metrics,
    metricsAccess: config.metrics,
    checks: {
      database: async () =>
        void (await pool.query(answeredWithin(READY_WITHIN_MS, { text: "select from deliveries limit 0" }))),
      worker: () => alive(worker),
    },
    limits,
    trustedProxies,
    forwardedFor,
    https: publicUrl.startsWith("https:"),
    action: { path: ACTION_PATH, handler: engine.action },
    intake: engine.router,
    cards: cardRoutes(cardPorts, signedCard, requireIdentity(app.appId)),
    cardHost: config.cardsUrl === null ? null : new URL(config.cardsUrl),
    signIn: signInRoutes(console),
    api: apiRoutes(console),
    live: liveRoutes(console, ending.signal),
    pages: pageRoutes(console),
    sessionOf: seenSession(publicUrl),
    answerProblem,
  });
  registerWorkMetrics(metrics, () => readStanding(db));
  metrics.gauge("line_audience_intake_queue", "Arrivals waiting to be stored", () => intake.queued);
  door.answerWith(http);
  return {
    setClock: (clock) => setClock(db, clock),
    async stop() {
      ending.abort();
      await door.close();
      housekeeping.stop();
      await worker.stop();
      // Without a database there is nothing to leave: others notice by our lock.
      await instance.leave().catch((err: unknown) => log.warn({ event: "instance.left_unnoted", err }));
      await traces.stop();
      await metricsDoor?.close();
    },
  };
}

/** Of HubSpot's editor. */
const workflowUrl = (appUrl: string, portalId: number, id: string): string =>
  `${appUrl}/workflows/${portalId}/platform/flow/${encodeURIComponent(id)}/edit`;

async function messageChoices(store: Pick<Accounts, "savedMessages">, portalId: number) {
  const messages = await store.savedMessages(portalId);
  return messages.map(({ id, name, messages: content }) => ({ id, name, excerpt: excerpt(content) }));
}

async function alive(worker: Worker): Promise<void> {
  if (!worker.isRunning()) throw new Error("the worker has stopped; it is begun again every second");
}
