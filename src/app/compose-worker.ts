/** What runs beside the requests: jobs as steps, chores, and what other instances know of this one. */
import { logDisconnected } from "../observability/log-lines.ts";
import { registerWorkMetrics } from "../observability/work-metrics.ts";
import type { DeliverySubject, JobName, JobSubject, PortalJobName, PortalSubject } from "../ports/jobs.ts";
import type { DeliveryRef } from "../ports/store/deliveries.ts";
import { advanceDelivery } from "../steps/advance-delivery.ts";
import { atOnce } from "../steps/notify/at-once.ts";
import { announceAlerts } from "../steps/notify/announce-alerts.ts";
import { sendMails } from "../steps/notify/send-mails.ts";
import { checkRecords } from "../steps/check-records.ts";
import { requireSupportedVersion } from "../steps/require-supported-version.ts";
import { lookAfterAccess } from "../steps/look-after-access.ts";
import { estimateRecipients } from "../steps/preflight/estimate-recipients.ts";
import { releaseEnrollments } from "../steps/release-enrollments.ts";
import { takeReading } from "../steps/take-reading.ts";
import { tidyUp } from "../steps/tidy-up.ts";
import { writeDeliveryRecord } from "../steps/write-delivery-record.ts";
import { keepWindowsOpen, removeExpiredSessions, shortenWaits, wakeStragglers } from "../store/jobs/housekeeping.ts";
import { joinInstances, type Instance } from "../store/jobs/instances.ts";
import { addAgain, portalOf, type EarlierSubject } from "../store/jobs/jobs.ts";
import { removeExpired } from "../store/jobs/retention.ts";
import { readWorkload } from "../store/jobs/workload.ts";
import { requireWritable } from "../store/postgres/connection/session.ts";
import type { Db } from "../store/postgres/database.ts";
import { prepareWeeks } from "../store/postgres/weeks.ts";
import { startTimers, type ClusterChores, type ProcessChores } from "../worker/chores.ts";
import { createOutageTracker, type OutageTracker } from "../worker/outage-tracker.ts";
import type { Jobs } from "../worker/task-list.ts";
import type { startWorker } from "../worker/worker.ts";
import type { Ports } from "./compose-platforms.ts";
import type { Parts } from "./parts.ts";

interface WorkerParts extends Parts, Ports {
  /** What runs the jobs; the simulation runs them in an order of its own. */
  readonly runJobs: typeof startWorker;
}

/** Readiness fails when the database gives no answer within this time. */
const READY_WITHIN_MS = 2000;

export async function startBackgroundWork(parts: WorkerParts) {
  const { database, metrics, log, runJobs } = parts;
  const { db, pool } = database;
  const instance = await joinInstances(database);
  await instance.unlockJobsOfCrashedInstances();
  await prepareWeeks(db);
  if (await instance.isAlone()) await keepWindowsOpen(db);
  const outage = createOutageTracker(() => keepWindowsOpen(db));
  const worker = await runJobs({
    pool,
    log,
    reschedule: (name, subject, when) => addAgain(db, name, subject, when),
    onWorkers: (ids) =>
      void instance.setWorkers(ids).catch((err: unknown) => log.error({ event: "worker.unnoted", err })),
    jobs: jobsOf(parts, outage),
    chores: clusterChores(db, parts),
  });
  registerWorkMetrics(metrics, () => readWorkload(db));
  const timers = startTimers(log, processChores(instance, outage));
  return {
    outage,
    /** What readiness asks. */
    checks: {
      database: () => requireWritable(pool, READY_WITHIN_MS),
      async worker(): Promise<void> {
        if (!worker.isRunning()) throw new Error("the worker has stopped; it is started again every second");
      },
    },
    /** Gives jobs back, once those that run have ended. */
    async stop(): Promise<void> {
      timers.stop();
      await worker.stop();
      // Without a database there is nothing to leave: others notice by our lock.
      await instance.leave().catch((err: unknown) => log.warn({ event: "instance.left_unnoted", err }));
    },
  };
}

/** Of the eight jobs that a process does at a time: a mail server that does not answer leaves the others to sends. */
const MAILERS = 2;

function jobsOf(parts: WorkerParts, outage: OutageTracker): Jobs {
  const { config, database, store, line, hubspot, mail, deliveryUrl, metrics, traces, log } = parts;
  const announce = (portalId: number) => announceAlerts(portalId, { store, mails: mail !== null });
  const post = atOnce(MAILERS, (portalId: number) =>
    mail === null ? Promise.resolve() : sendMails(portalId, { store, line, mail, publicUrl: config.publicUrl }),
  );
  const traced = (name: keyof Jobs, subject: JobSubject, step: () => Promise<void>) =>
    metrics.step(name, () => traces.span(`step ${name}`, { job: name, ...subject }, step));
  const job =
    (name: JobName, step: (of: DeliveryRef) => Promise<void>) => async (subject: DeliverySubject | EarlierSubject) => {
      const portalId = "portalId" in subject ? subject.portalId : await portalOf(database.db, subject);
      const of = { portalId, id: subject.deliveryId };
      await traced(name, { ...subject, portalId }, async () => {
        await requireSupportedVersion(of, { store });
        await step(of);
      });
    };
  const portalJob = (name: PortalJobName, step: (portalId: number) => Promise<void>) => (subject: PortalSubject) =>
    traced(name, subject, () => step(subject.portalId));
  const disconnected: Parameters<typeof lookAfterAccess>[1]["disconnected"] = (portalId, answer) =>
    logDisconnected(log, portalId, answer);
  return {
    advance: job("advance", async (of) => {
      await outage.flush();
      await advanceDelivery(of, { store, line, hubspot });
    }),
    estimate: job("estimate", (of) => estimateRecipients(of, { store, line })),
    release: job("release", (of) => releaseEnrollments(of, { store, hubspot, deliveryUrl, lost: metrics.holdsLost })),
    reading: job("reading", (of) => takeReading(of, { store, line })),
    tidy: job("tidy", (of) => tidyUp(of, { store, line })),
    record: job("record", (of) => writeDeliveryRecord(of, { store, hubspot, deliveryUrl })),
    notify: job("notify", ({ portalId }) => announce(portalId)),
    alerts: portalJob("alerts", announce),
    mails: portalJob("mails", post),
    records: portalJob("records", (portalId) => checkRecords(portalId, { store, hubspot, deliveryUrl })),
    access: portalJob("access", (portalId) => lookAfterAccess(portalId, { store, hubspot, disconnected })),
  };
}

const processChores = (instance: Instance, outage: OutageTracker): ProcessChores => ({
  unlockJobsOfCrashedInstances: async () => {
    await instance.renewLease().catch((err: unknown) => {
      outage.report();
      throw err;
    });
    await instance.unlockJobsOfCrashedInstances();
  },
  keepWindowsOpen: outage.flush,
});

const clusterChores = (db: Db, { config, log }: Pick<WorkerParts, "config" | "log">): ClusterChores => ({
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
