/** Takes deliveries of one size through the store: arrivals in batches, the seal, the release. Reports, and ends. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterSeal } from "../../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../../src/delivery/lifecycle/results/after-conclusion.ts";
import { finding } from "../../../src/delivery/codes.ts";
import type { Completion } from "../../../src/ports/hubspot.ts";
import type { Arrival } from "../../../src/ports/store/enrollments.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { tuneGarbageCollector } from "../../../src/app/v8-flags.ts";
import { releaseEnrollments } from "../../../src/steps/release-enrollments.ts";
import { connectDatabase, migrate, type Database } from "../../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { createSecrets } from "../../../src/store/postgres/secrets.ts";
import { createStore } from "../../../src/store/store-adapter.ts";
import { benchArrivals, connectPortal } from "../load/arrivals.ts";
import { PORTAL_ID } from "../load/request.ts";
import { median } from "../figures.ts";
import { microsecondsOfPostgres } from "../machine/postgres-cpu.ts";

export interface SealOrder {
  readonly dataDir: string;
  /** Executions of a delivery. */
  readonly size: number;
  readonly deliveries: number;
}

export interface Sealed {
  /** The median of many times. */
  readonly sealMs: number;
  /** Processor time of all of PostgreSQL for one execution, from its arrival to its release. */
  readonly databaseMicroseconds: number;
  readonly enrolledPerSecond: number;
  readonly releasedPerSecond: number;
  /** The most memory that this process had. */
  readonly peakMb: number;
}

const BATCH = 250;
const SEALS = 30;
/** No execution is released before HubSpot surely has our answer. */
const ANSWERED_MS = 2500;

async function main({ dataDir, size, deliveries }: SealOrder): Promise<void> {
  tuneGarbageCollector();
  const postgres = await startEmbeddedPostgres(dataDir, () => undefined);
  const database = connectDatabase(postgres.url, () => undefined);
  await migrate(database);
  const store = createStore({
    database,
    secrets: createSecrets([randomBytes(32)]),
    windowDefaults: { quietSeconds: 180, ceilingSeconds: 2700 },
    onChange: () => undefined,
  });
  const channelId = await connectPortal(store);
  const before = await microsecondsOfPostgres(dataDir);
  const seals: number[] = [];
  let [enrollSeconds, releaseSeconds] = [0, 0];
  for (let number = 0; number < deliveries; number += 1) {
    const startedAt = performance.now();
    const id = await enrollAll(store, benchArrivals({ channelId, listId: String(number), count: size }));
    const enrolled = (await store.delivery({ portalId: PORTAL_ID, id: id }))?.delivery.enrolled;
    if (enrolled !== size) throw new Error(`${enrolled} of ${size} were enrolled`);
    enrollSeconds += (performance.now() - startedAt) / 1000;
    seals.push(...(await sealOften(store, database, id)));
    await store.record({ portalId: PORTAL_ID, id: id }, (fresh, now) =>
      afterConclusion(fresh, { kind: "failed", finding: finding("LINE_INTERNAL_ERROR") }, now),
    );
    await pause(ANSWERED_MS);
    const releasedAt = performance.now();
    await releaseEnrollments(
      { portalId: PORTAL_ID, id: id },
      {
        store,
        hubspot: { completeCallbacks, affordsRefusal: async () => true },
        deliveryUrl: (one) => `https://x/${one}`,
        lost: () => undefined,
      },
    );
    releaseSeconds += (performance.now() - releasedAt) / 1000;
  }
  const all = size * deliveries;
  const result: Sealed = {
    sealMs: median(seals),
    databaseMicroseconds: ((await microsecondsOfPostgres(dataDir)) - before) / all,
    enrolledPerSecond: all / enrollSeconds,
    releasedPerSecond: all / releaseSeconds,
    peakMb: await peakMb(),
  };
  await database.pool.end();
  await postgres.stop();
  process.send?.(result, () => process.exit());
}

async function enrollAll(store: Store, arrivals: Iterable<Arrival>): Promise<string> {
  let id = "";
  let batch: Arrival[] = [];
  const flush = async () => {
    const [first] = await store.enroll(batch);
    if (first?.kind !== "held") throw new Error(`the arrivals were not held but ${first?.kind}`);
    id = first.deliveryId;
    batch = [];
  };
  for (const arrival of arrivals) if (batch.push(arrival) === BATCH) await flush();
  if (batch.length > 0) await flush();
  return id;
}

/** Sealed and opened again, so that one hiccup of the disk is not the figure. */
async function sealOften(store: Store, { pool }: Database, id: string): Promise<number[]> {
  const times: number[] = [];
  const { rows } = await pool.query("select phase, state::text, version from deliveries where id = $1", [id]);
  const [open] = rows as [{ phase: string; state: string; version: number }];
  for (let seal = 0; seal < SEALS; seal += 1) {
    const again = "update deliveries set phase = $2, state = $3::jsonb, version = $4 where id = $1";
    if (seal > 0) await pool.query(again, [id, open.phase, open.state, open.version]);
    const startedAt = performance.now();
    await store.record({ portalId: PORTAL_ID, id: id }, (fresh, now) =>
      afterSeal(fresh as Parameters<typeof afterSeal>[0], "person", now),
    );
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** HubSpot knows everybody and needs no time. */
const completeCallbacks = async (_portalId: number, batch: readonly Completion[]) => ({
  kind: "ok" as const,
  value: { completed: batch.map(({ callbackId }) => callbackId), gone: [], refusal: null },
});

async function peakMb(): Promise<number> {
  const status = await readFile("/proc/self/status", "utf8");
  return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024);
}

await main(JSON.parse(process.argv[2] ?? "{}") as SealOrder);
