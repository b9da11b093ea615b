/**
 * The service on a database with ten million executions of a thousand portals, with ten thousand deliveries being measured,
 * against the same on one that holds nothing but the fifty deliveries of the portal that is looked at: intake and console take turns, round by round.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { fillDatabase, type Fill } from "./data/fill.ts";
import { PORTAL_ID } from "./load/request.ts";
import { closedLoad, startProcess, stopProcess, type Running } from "./servers/running.ts";

const GROWN = {
  portals: 1000,
  portalId: PORTAL_ID,
  deliveries: 50_000,
  measuring: 10_000,
  enrollments: 10_000_000,
  days: 28,
};

/** What the grown one has of the portal that is looked at: its pages show the same. */
const OWN = { portals: 1, deliveries: GROWN.deliveries / GROWN.portals, measuring: GROWN.measuring / GROWN.portals };

const SIZES = ["empty", "grown"] as const;
type Size = (typeof SIZES)[number];

const WARM_UPS = 2;
const ROUNDS = 5;
const LOAD = { requests: 12_000, connections: 256 };
const PAGES = {
  deliveries: "/deliveries",
  search: "/deliveries?search=Campaign",
  metrics: "/metrics",
} as const;
type Page = keyof typeof PAGES;
const ASKED = 20;

type Measured = Record<Size, Record<"intake" | Page, number[]>>;

export async function benchGrowth(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const services = {} as Record<Size, Running>;
  try {
    for (const size of SIZES) services[size] = await startProcess("./service-server.ts", join(folder, size));
    const startedAt = performance.now();
    await fill(services.empty, { ...GROWN, ...OWN, enrollments: 0 });
    await fill(services.grown, GROWN);
    say(`${GROWN.enrollments} executions are there after ${Math.round((performance.now() - startedAt) / 1000)} s`);
    return summary(await takeTurns(services, say));
  } finally {
    for (const service of Object.values(services)) await stopProcess(service);
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill({ databaseUrl }: Running, content: Fill): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    await fillDatabase(pool, content);
    // What filling left to be written must not be written while others are measured.
    await pool.query("checkpoint");
  } finally {
    await pool.end();
  }
}

async function takeTurns(services: Record<Size, Running>, say: (line: string) => void): Promise<Measured> {
  const nothing = () => ({ intake: [], deliveries: [], search: [], metrics: [] });
  const measured: Measured = { empty: nothing(), grown: nothing() };
  for (let round = 1 - WARM_UPS; round <= ROUNDS; round += 1) {
    for (const size of SIZES) {
      const rate = await closedLoad(services[size], `${size}${round + WARM_UPS}`, LOAD);
      const times = await visitAll(services[size]);
      if (round <= 0) continue;
      measured[size].intake.push(rate);
      for (const page of Object.keys(PAGES) as Page[]) measured[size][page].push(times[page]);
    }
    const last = SIZES.map((size) => `${size} ${measured[size].intake.at(-1) ?? "warm"}/s`);
    say(`round ${Math.max(round, 0)} of ${ROUNDS}: ${last.join(", ")}`);
  }
  return measured;
}

async function visitAll(service: Running): Promise<Record<Page, number>> {
  const times = {} as Record<Page, number>;
  for (const [page, path] of Object.entries(PAGES)) times[page as Page] = await visit(service, path);
  return times;
}

/** Milliseconds for one answer, the median of some. */
async function visit({ url, cookie }: Running, path: string): Promise<number> {
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) {
    const startedAt = performance.now();
    const response = await fetch(url + path, { headers: { cookie, accept: "text/html" } });
    await response.text();
    if (!response.ok) throw new Error(`${path} answered HTTP ${response.status}`);
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

function summary({ empty, grown }: Measured): BenchResult {
  const pages = Object.keys(PAGES) as Page[];
  const times = pages.flatMap((page) => [
    [`${page}_empty_ms`, twoDigits(median(empty[page]))],
    [`${page}_grown_ms`, twoDigits(median(grown[page]))],
  ]);
  const slower = pages.map((page) => [`${page}_grown_vs_empty`, twoDigits(median(empty[page]) / median(grown[page]))]);
  const rates = grown.intake.map((rate, round) => rate / (empty.intake[round] ?? Number.NaN));
  return {
    bench: "growth",
    figures: {
      enrollments: GROWN.enrollments,
      portals: GROWN.portals,
      measuring: GROWN.measuring,
      intake_empty_per_second: median(empty.intake),
      intake_grown_per_second: median(grown.intake),
      ...Object.fromEntries(times),
      rounds: ROUNDS,
    },
    ratios: { intake_grown_vs_empty: twoDigits(median(rates)), ...Object.fromEntries(slower) },
  };
}
