/**
 * The Deliveries page with 100,000 deliveries in the database against the same page with 100: as it is opened, searched,
 * filtered and paged. Two services on a database each take turns, round by round.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { BenchResult } from "./bench-result.ts";
import { median, twoDigits } from "./figures.ts";
import { PORTAL_ID } from "./request.ts";

const SIZES = { few: 100, many: 100_000 } as const;
type Size = keyof typeof SIZES;

/** What people do on it. `older` is where the fifth page begins, or the second one of a hundred. */
const VISITS = {
  open: "/",
  search: "/?search=campaign+1",
  list: "/?list=1",
  outcome: "/?outcome=failed",
  open_ones: "/?outcome=open",
  nothing: "/?search=nowhere",
} as const;
type Visit = keyof typeof VISITS | "older";
const NAMES: readonly Visit[] = [...(Object.keys(VISITS) as (keyof typeof VISITS)[]), "older"];

const WARM_UPS = 2;
const ROUNDS = 7;
const ASKED = 20;
const MOST_OF_A_LIST = 500;

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
      say(`${SIZES[size]} deliveries are there`);
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
  };
}

/** Milliseconds for one answer, the median of some. */
async function visit(service: Running, name: Visit): Promise<number> {
  const path = name === "older" ? await olderPage(service) : VISITS[name];
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
  let path = "/";
  for (let pages = 0; pages < 4; pages += 1) {
    const next = /href="(\/\?before=[^"]+)"/.exec(await page(service, path))?.[1];
    if (next === undefined) break;
    path = next;
  }
  return path;
}

async function startService(dataDir: string): Promise<Running> {
  const child = fork(new URL("./service-server.ts", import.meta.url), [dataDir], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [ready] = (await once(child, "message")) as [Omit<Running, "child">];
  return { child, ...ready };
}

/** A page of each list, and half of them failed, so that a filter fills its page in both; the newest are on their way. */
async function fill({ channel, databaseUrl }: Running, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const lists = Math.max(2, count / MOST_OF_A_LIST);
    await client.query(FILL_NAMES, [PORTAL_ID, lists]);
    await client.query(FILL_DELIVERIES, [
      PORTAL_ID,
      channel,
      count,
      JSON.stringify(INPUTS),
      JSON.stringify(STATE),
      lists,
    ]);
    await client.query("vacuum analyze deliveries");
    await client.query("vacuum analyze known_names");
  } finally {
    await client.end();
  }
}

const INPUTS = {
  targetingMode: "line_conditions",
  attributes: {
    genders: [],
    ageFrom: null,
    ageBelow: null,
    os: [],
    areas: [],
    friendDaysFrom: null,
    friendDaysBelow: null,
  },
  message: { kind: "text", text: "The autumn blend is here: https://shop.example/autumn" },
  quotaPolicy: "all_or_nothing",
  maxRecipients: null,
  silent: false,
  collectForSeconds: null,
  resendAfter: "24h",
};

const AT = Date.UTC(2026, 10, 1);
const STATE = {
  phase: "final",
  seal: { at: AT, reason: "quiet", enrolled: 500 },
  narrowcast: { retryKey: "key", body: "{}", preparedAt: AT, audienceName: "Readers", reserved: null },
  following: { requestId: "request", acceptedAt: AT, nextPollAt: AT, polls: 2 },
  counts: { target: 5000, success: 4990, failure: 10 },
  reading: {
    takenAt: AT,
    delivered: { value: 4990, state: "final" },
    opens: { value: 2000, state: "final" },
    clicks: { value: 0, state: "hidden" },
    final: true,
  },
};

const FILL_NAMES = `
  insert into known_names (portal_id, kind, id, name)
  select $1::bigint, 'list', n::text, 'Campaign ' || n from generate_series(0, $2::int - 1) n
  union all select $1::bigint, 'audience', n::text, 'Audience ' || n from generate_series(0, 49) n`;

const FILL_DELIVERIES = `
  with facts as (
    select n, now() - n * interval '1 minute' as at,
      case when n < 3 then null when n % 4 < 2 then 'failed' else 'delivered' end as outcome
    from generate_series(0, $3::int - 1) n)
  insert into deliveries (id, portal_id, key, channel_id, line_channel_id, inputs, version, opened_at, quiet_seconds,
    ceiling_seconds, minimum, holds_until, list, enrolled, executions, last_enrolled_at, phase, state, sealed_at, outcome,
    covers, released_at, time_zone)
  select gen_random_uuid(), $1::bigint, 'bench ' || n, $2::uuid, '1',
    $4::jsonb || jsonb_build_object('channelId', $2::uuid::text, 'listId', (n % $6::int)::text, 'audienceId', (n % 50)::text),
    5, at, 180, 2700, 50, at + interval '2 hours',
    jsonb_build_object('known', 'yes', 'name', 'Campaign ' || n % $6::int, 'size', 500), 500, 500, at,
    case when outcome is null then 'collecting' else 'final' end,
    case when outcome is null then '{"phase":"collecting","sealRequestedBy":null}'::jsonb
      else $5::jsonb || jsonb_build_object(
        'following', $5::jsonb -> 'following' || jsonb_build_object('requestId', 'request-' || n),
        'outcome', jsonb_build_object('kind', outcome, 'at', 0, 'finding', jsonb_build_object(
          'code', 'DELIVERED', 'figures', jsonb_build_object('success', 4990, 'target', 5000)))) end,
    at, outcome, true, case when outcome is not null then at end, 'Asia/Tokyo'
  from facts`;

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
