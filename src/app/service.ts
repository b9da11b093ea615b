/** Wires ports to adapters (`platforms.ts`), HTTP, what HubSpot calls (`incoming.ts`) and jobs: the only file that knows all. */
import type { Logger } from "pino";
import { apiRoutes } from "../console/api/routes.ts";
import { liveRoutes } from "../console/live/stream.ts";
import { pageRoutes } from "../console/pages.ts";
import type { ConsolePorts } from "../console/request/ports.ts";
import { problemAnswer } from "../console/web/problem-page.ts";
import { seenSession } from "../console/request/session.ts";
import { signInRoutes } from "../console/sign-in/sign-in.ts";
import type { Change } from "../delivery/lifecycle/change.ts";
import { OUTCOME_KINDS, type Delivery } from "../delivery/delivery.ts";
import { createApp } from "../server/app.ts";
import type { HttpServer } from "../server/listener.ts";
import { watchForwardedFor } from "../server/load/forwarded-for.ts";
import { guardUnverified } from "../server/load/unverified.ts";
import { openMetricsPort } from "../server/metrics-access.ts";
import { createMetrics } from "../observability/metrics.ts";
import { limitPer } from "../server/protection.ts";
import { startTraces } from "../observability/traces.ts";
import { registerWorkMetrics } from "../observability/work-metrics.ts";
import { createIncoming } from "./compose-intake.ts";
import { watchBody } from "../intake/fast-path/read-body.ts";
import { ACTION_PATH } from "../intake/routes.ts";
import { startHousekeeping } from "../worker/chores.ts";
import { createOutageTracker } from "../worker/outage-tracker.ts";
import type { Jobs } from "../worker/task-list.ts";
import { startWorker, type Worker } from "../worker/worker.ts";
import { logChange, logDisconnected, warnOfDrafts } from "../observability/log-lines.ts";
import { createPlatforms, type ServiceConfig } from "./compose-platforms.ts";
import type { Answer } from "../ports/answer.ts";
import type { JobName, JobSubject } from "../ports/jobs.ts";
import { advanceDelivery } from "../steps/advance-delivery.ts";
import { checkRecords } from "../steps/check-records.ts";
import { estimateRecipients } from "../steps/preflight/estimate-recipients.ts";
import { leaveToNewer } from "../steps/leave-to-newer.ts";
import { lookAfterAccess } from "../steps/look-after-access.ts";
import { releaseEnrollments } from "../steps/release-enrollments.ts";
import { takeReading } from "../steps/take-reading.ts";
import { tidyUp } from "../steps/tidy-up.ts";
import { writeDeliveryRecord } from "../steps/write-delivery-record.ts";
import { setClock, type ServiceClock } from "../store/postgres/clock.ts";
import { requireWritable } from "../store/postgres/connection/session.ts";
import { isOutage, type Database } from "../store/postgres/database.ts";
import {
  keepWindowsOpen,
  removeExpiredSessions,
  shortenWaits,
  wakeRecordChecks,
  wakeStragglers,
} from "../store/jobs/housekeeping.ts";
import { joinInstances } from "../store/jobs/instances.ts";
import { addAgain } from "../store/jobs/jobs.ts";
import { removeExpired } from "../store/jobs/retention.ts";
import type { Secrets } from "../store/postgres/secrets.ts";
import { readWorkload } from "../store/jobs/workload.ts";
import { createFactStore } from "../store/postgres/deployment-facts.ts";
import { createStore } from "../store/store-adapter.ts";
import { prepareWeeks } from "../store/postgres/weeks.ts";

export interface ServiceOptions {
  readonly config: ServiceConfig;
  readonly server: HttpServer;
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

/** Whoever asks whether we are ready is not left waiting for a database that says nothing. */
const READY_WITHIN_MS = 2000;

export async function startService({
  config,
  server,
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
      { platform: "hubspot", operation: "completeCallbacks", code: "HUBSPOT_HOLDS_UNKNOWN" },
      { platform: "hubspot", operation: "install", code: "HUBSPOT_APP_REFUSED" },
    ],
  });
  const metricsServer = await openMetricsPort(metrics, config.metrics, config.host);
  if (metricsServer !== null) log.info({ event: "metrics.listening", port: metricsServer.port });
  const traces = await startTraces(config.tracesUrl, log);
  const windowDefaults = { quietSeconds: config.collectQuietSeconds, ceilingSeconds: config.collectCeilingSeconds };
  const onChange = (before: Delivery, change: Change) => logChange(log, metrics, before, change);
  const store = createStore({ database, secrets, windowDefaults, onChange });
  const { publicUrl } = config;
  if (config.production) warnOfDrafts(log, config.publicPages);
  const { line, hubspot } = createPlatforms({ config, db, secrets, metrics, traces, log });
  const deliveryUrl = (id: string) => `${publicUrl}/deliveries/${id}`;

  const instance = await joinInstances(database);
  await instance.unlockJobsOfCrashedInstances();
  await prepareWeeks(db);
  if (await instance.isAlone()) await keepWindowsOpen(db);
  const outage = createOutageTracker(() => keepWindowsOpen(db));
  const traced = (name: keyof Jobs, subject: JobSubject, step: () => Promise<void>) =>
    metrics.step(name, () => traces.span(`step ${name}`, { job: name, ...subject }, step));
  const job = (name: JobName, step: (id: string) => Promise<void>) => (id: string) =>
    traced(name, { deliveryId: id }, async () => {
      await leaveToNewer(id, { store });
      await step(id);
    });
  const disconnected = (portalId: number, answer: Answer<null>) => logDisconnected(log, portalId, answer);
  const worker = await runJobs({
    pool,
    log,
    reschedule: (name, subject, when) => addAgain(db, name, subject, when),
    onWorkers: (ids) =>
      void instance.setWorkers(ids).catch((err: unknown) => log.error({ event: "worker.unnoted", err })),
    jobs: {
      advance: job("advance", async (id) => {
        await outage.flush();
        await advanceDelivery(id, { store, line, hubspot });
      }),
      estimate: job("estimate", (id) => estimateRecipients(id, { store, line })),
      release: job("release", (id) => releaseEnrollments(id, { store, hubspot, deliveryUrl, lost: metrics.holdsLost })),
      reading: job("reading", (id) => takeReading(id, { store, line })),
      tidy: job("tidy", (id) => tidyUp(id, { store, line })),
      record: job("record", (id) => writeDeliveryRecord(id, { store, hubspot, deliveryUrl })),
      records: (id) => {
        const portalId = Number(id);
        return traced("records", { portalId }, () => checkRecords(portalId, { store, hubspot, deliveryUrl }));
      },
      access: (id) => {
        const portalId = Number(id);
        return traced("access", { portalId }, () => lookAfterAccess(portalId, { store, hubspot, disconnected }));
      },
    },
  });
  const housekeeping = startHousekeeping(log, {
    unlockJobsOfCrashedInstances: async () => {
      await instance.renewLease().catch((err: unknown) => {
        outage.report();
        throw err;
      });
      await instance.unlockJobsOfCrashedInstances();
    },
    keepWindowsOpen: outage.flush,
    wakeStragglers: async () => {
      await shortenWaits(db);
      await wakeStragglers(db);
      await wakeRecordChecks(db);
    },
    removeExpiredSessions: () => removeExpiredSessions(db),
    removeExpired: async () => {
      const removed = await removeExpired(db, config.retentionDays);
      log.info({ event: "retention.done", ...removed });
    },
    prepareWeeks: () => prepareWeeks(db),
  });

  const simulated = sandbox ? config.hubspotAppUrl : null;
  const ending = new AbortController();
  const answerProblem = problemAnswer({ sandbox: simulated, publicUrl });
  const { limits, trustedProxies } = config;
  const portalLimit: ConsolePorts["limitPer"] = (keyOf) => limitPer(keyOf, limits.perPortal, answerProblem);
  const forwardedFor = watchForwardedFor(trustedProxies, log);
  const unverified = guardUnverified({
    connections: server.connections,
    metrics,
    forwardedFor,
    perAddress: limits.perAddress,
  });
  const console: ConsolePorts = {
    store,
    line,
    hubspot,
    publicUrl,
    publicPages: config.publicPages,
    retentionDays: config.retentionDays,
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
  const incoming = createIncoming({
    config,
    store,
    facts: createFactStore(db),
    line,
    hubspot,
    console,
    unverified,
    metrics,
    traces,
    isOutage,
    turnedAway: outage.report,
  });
  const http = createApp({
    log,
    metrics,
    metricsAccess: config.metrics,
    watchAnswers: unverified.watchAnswers,
    checks: {
      database: () => requireWritable(pool, READY_WITHIN_MS),
      worker: () => alive(worker),
    },
    limits,
    trustedProxies,
    forwardedFor,
    https: publicUrl.startsWith("https:"),
    action: { path: ACTION_PATH, handler: incoming.action },
    intake: incoming.router,
    cards: incoming.cards,
    cardHost: config.cardsUrl === null ? null : new URL(config.cardsUrl),
    signIn: signInRoutes(console),
    api: apiRoutes(console),
    live: liveRoutes(console, ending.signal),
    pages: pageRoutes(console),
    sessionOf: seenSession(publicUrl),
    answerProblem,
  });
  registerWorkMetrics(metrics, () => readWorkload(db));
  server.setHandler(http);
  return {
    setClock: (clock) => setClock(db, clock),
    async stop() {
      ending.abort();
      await server.close();
      housekeeping.stop();
      await worker.stop();
      // Without a database there is nothing to leave: others notice by our lock.
      await instance.leave().catch((err: unknown) => log.warn({ event: "instance.left_unnoted", err }));
      await traces.stop();
      await metricsServer?.close();
    },
  };
}

/** Of HubSpot's editor. */
const workflowUrl = (appUrl: string, portalId: number, id: string): string =>
  `${appUrl}/workflows/${portalId}/platform/flow/${encodeURIComponent(id)}/edit`;

async function alive(worker: Worker): Promise<void> {
  if (!worker.isRunning()) throw new Error("the worker has stopped; it is begun again every second");
}
