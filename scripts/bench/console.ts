/**
 * Home and the Deliveries page with 100,000 deliveries in the database, and 100,000 refusals, against the same pages with 100 of
 * each: as they are opened, searched, filtered and paged. Two services on a database each take turns, round by round.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { fillDeliveries, fillRefusals } from "./data/fill-deliveries.ts";
import { PORTAL_ID } from "./load/request.ts";

const SIZES = { few: 100, many: 100_000 } as const;
type Size = keyof typeof SIZES;

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const UNKNOWN_ID = "0d9f6f7e-0000-4000-8000-000000000001";

/** What people do on it. `older` is where the fifth page begins, or the second one of a hundred. */
const VISITS = {
  home: () => "/",
  open: () => "/deliveries",
  search: () => "/deliveries?search=campaign+1",
  list: () => "/deliveries?list=1",
  audience: () => "/deliveries?audience=1",
  account: ({ channel }: Running) => `/deliveries?channel=${channel}`,
  other_account: () => `/deliveries?channel=${UNKNOWN_ID}`,
  days: () => `/deliveries?from=${daysAgo(1)}&to=${daysAgo(-1)}`,
  other_days: () => `/deliveries?from=${daysAgo(3000)}&to=${daysAgo(2999)}`,
  outcome: () => "/deliveries?outcome=failed",
  open_ones: () => "/deliveries?outcome=open",
  all_together: ({ channel }: Running) => `/deliveries?list=1&audience=1&channel=${channel}&from=${daysAgo(3000)}`,
  nothing: () => "/deliveries?search=nowhere",
  older: olderPage,
  not_started: () => "/not-started",
} satisfies Record<string, (service: Running) => string | Promise<string>>;
type Visit = keyof typeof VISITS;
const NAMES = Object.keys(VISITS) as Visit[];

/** With a thousand times as many, at most twice as long. */
const SLOWEST = 0.5;

const WARM_UPS = 2;
const ROUNDS = 7;
const ASKED = 20;
const MAX_PER_LIST = 500;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly channel: string;
  readonly cookie: string;
  readonly databaseUrl: string;
}

export async function benchConsole(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const services = {} as Record<Size, Running>;
  try {
    for (const size of Object.keys(SIZES) as Size[]) {
      services[size] = await startService(join(folder, size));
      await fill(services[size], SIZES[size]);
      say(`${SIZES[size]} deliveries and refusals are there`);
    }
    const times: Record<Size, Record<string, number[]>> = { few: {}, many: {} };
    for (let round = 1 - WARM_UPS; round <= ROUNDS; round += 1) {
      for (const name of NAMES) {
        for (const size of ["few", "many"] as const) {
          const ms = await visit(services[size], name);
          if (round > 0) (times[size][name] ??= []).push(ms);
        }
      }
    }
    return summary(times);
  } finally {
    for (const { child } of Object.values(services)) await stop(child);
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(times: Record<Size, Record<string, number[]>>): BenchResult {
  const of = (size: Size, name: string) => median(times[size][name] ?? []);
  const figures = NAMES.flatMap((name) =>
    (["few", "many"] as const).map((size) => [`${name}_${size}_ms`, twoDigits(of(size, name))] as const),
  );
  const ratios = NAMES.map((name) => [`${name}_many_vs_few`, twoDigits(of("few", name) / of("many", name))] as const);
  return {
    bench: "console",
    figures: { ...Object.fromEntries(figures), few: SIZES.few, many: SIZES.many, rounds: ROUNDS },
    ratios: Object.fromEntries(ratios),
    floors: Object.fromEntries(ratios.map(([name]) => [name, SLOWEST])),
  };
}

/** Milliseconds for one answer, the median of some. */
async function visit(service: Running, name: Visit): Promise<number> {
  const path = await VISITS[name](service);
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) {
    const startedAt = performance.now();
    await page(service, path);
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

async function page({ url, cookie }: Running, path: string): Promise<string> {
  const response = await fetch(url + path, { headers: { cookie, accept: "text/html" } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered HTTP ${response.status}`);
  return text;
}

async function olderPage(service: Running): Promise<string> {
  let path = "/deliveries";
  for (let pages = 0; pages < 4; pages += 1) {
    const next = /href="(\/deliveries\?before=[^"]+)"/.exec(await page(service, path))?.[1];
    if (next === undefined) break;
    path = next;
  }
  return path;
}

async function startService(dataDir: string): Promise<Running> {
  const child = fork(new URL("./servers/service-server.ts", import.meta.url), [dataDir], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [ready] = (await once(child, "message")) as [Omit<Running, "child">];
  return { child, ...ready };
}

async function fill({ channel, databaseUrl }: Running, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const lists = Math.max(2, count / MAX_PER_LIST);
    await fillDeliveries(client, { portalId: PORTAL_ID, channel, deliveries: count, lists });
    await fillRefusals(client, { portalId: PORTAL_ID, refusals: count });
  } finally {
    await client.end();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
