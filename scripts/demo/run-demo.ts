/**
 * The whole main job over real HTTP: install, connect, enroll, one narrowcast, release, delivery record, readings.
 * The counts come from the simulated platforms, never from our own database.
 */
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { PORTAL_ID as BENCH_PORTAL_ID } from "../bench/load/request.ts";
import { emptyDatabase, nameOf, takeDatabase } from "../shared/given-database.ts";
import { freePort } from "./free-port.ts";
import type { Expected, Scenario } from "./scenarios/scenario.ts";
import { createServiceGroup, type ServiceGroup } from "./service-group.ts";
import { enrollAll, HOUR_MS, narrowcasts, releaseAll, shareTime, type Play, type Stage } from "./stage.ts";

export interface DemoOptions {
  readonly enrollments: number;
  readonly seed: number;
  readonly kills: number;
  /** How often PostgreSQL itself is killed. */
  readonly databaseKills: number;
  /** One that may be emptied; null: embedded. */
  readonly databaseUrl: string | null;
  /** Processes of the service on one database. */
  readonly instances: number;
  readonly scenario: Scenario;
  /** 2027: HubSpot has dated versions of its API alone. 2026: v1, v3 and v4 are served too, and the service asks there. */
  readonly hubspot: "2026" | "2027";
  readonly say: (line: string) => void;
}

export interface DemoResult {
  readonly enrollments: number;
  readonly callbacksReleased: number;
  readonly narrowcasts: number;
  readonly deliveryRecords: number;
  readonly outcome: string;
  readonly outcomeCode: string;
  readonly outcomeMessage: string;
  readonly covered: number;
  readonly targetCount: number | null;
  readonly successCount: number | null;
  readonly reading: { readonly delivered: number; readonly opens: number; readonly clicks: number } | null;
  readonly kills: number;
  readonly elapsedMs: number;
  /** The most memory a process of the service had since it was started last. */
  readonly peakMb: number | null;
  readonly expected: Expected;
  /** What was promised and not kept; empty when all is well. */
  readonly broken: readonly string[];
}

const RECORD = "line_audience_delivery";

export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { seed, enrollments, instances, databaseUrl, say } = options;
  const startedAt = Date.now();
  if (databaseUrl !== null) await takeDatabase(databaseUrl, [PORTAL_ID, BENCH_PORTAL_ID]);
  const folder = await mkdtemp(join(tmpdir(), "line-audience-demo-"));
  // The embedded database runs as a user of its own when we are root.
  await chmod(folder, 0o755);
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const clock = new SandboxClock();
  const world = await startWorld(clock, publicUrl, { seed: options.seed });
  if (options.hubspot === "2026") world.hubspot.control.settings.formerVersions = "served";
  const kills = options.kills + options.databaseKills;
  const log = join(folder, "service.log");
  const service = await createServiceGroup({ instances, publicUrl, folder, log, world, databaseUrl });
  try {
    await service.start();
    const result = await play(options, {
      publicUrl,
      clock,
      world,
      service,
      dataDir: folder,
      databaseUrl,
      seed,
      enrollments,
      kills,
      say,
    });
    const finished = { ...result, elapsedMs: Date.now() - startedAt, peakMb: await service.peakMb() };
    await service.stop();
    if (finished.broken.length > 0) {
      say(`The service's log is kept in ${folder}`);
      if (databaseUrl !== null) say(`The data is kept in ${nameOf(databaseUrl)}; the next run empties it`);
      return finished;
    }
    await rm(folder, { recursive: true, force: true });
    if (databaseUrl !== null) await emptyDatabase(databaseUrl);
    return finished;
  } finally {
    await service.stop();
    await world.stop();
  }
}

async function play(options: DemoOptions, stage: Stage): Promise<Omit<DemoResult, "elapsedMs" | "peakMb">> {
  const { enrollments, scenario, say } = options;
  const { world } = stage;
  const setting = await installed(stage);
  await scenario.before?.(setting);
  const inputFields = {
    channel: setting.channel,
    targetingMode: "line_conditions",
    deliveryList: setting.listId,
    ...scenario.inputs(setting),
  };
  const { actionDefinitionId, listId, time } = setting;
  const { control } = world.hubspot;
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Autumn campaign", actionDefinitionId, inputFields });

  const killing = Promise.all([killNowAndThen(stage.service, options), killDatabaseNowAndThen(stage.dataDir, options)]);
  const { duplicateShare = 0 } = scenario;
  await (scenario.enroll?.(setting, workflow) ?? enrollAll(setting, workflow, { listId, duplicateShare }));
  say(`${enrollments} contacts are enrolled`);
  const later = (await scenario.later?.(setting, workflow)) ?? 0;
  await releaseAll(setting, workflow);
  await killing;
  say(`All ${enrollments + later} executions have ended`);
  if (scenario.recordsStay !== true) await time.passUntil(() => records(world).every(isFinal), 12 * HOUR_MS);
  await time.stop();
  return summary(options, setting, workflow, later);
}

async function installed(stage: Stage): Promise<Play> {
  const { world, publicUrl, enrollments } = stage;
  const time = await shareTime(stage);
  const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  stage.say("The app is installed in the portal, and the LINE Official Account is connected");
  const listId = world.hubspot.control.addList(PORTAL_ID, { name: "Newsletter subscribers", size: enrollments });
  const actionDefinitionId = await world.publishAction(publicUrl);
  return { ...stage, time, cookie, channel, actionDefinitionId, listId };
}

async function killNowAndThen(service: ServiceGroup, { kills, seed, say }: DemoOptions): Promise<void> {
  const random = seededRandom(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(20 + random() * 480);
    await service.killAndRestart(random());
  }
  if (kills > 0) say(`The service was killed and restarted ${kills} times`);
}

/** SIGKILL, then the time it takes a person to notice and to bring it back. */
async function killDatabaseNowAndThen(dataDir: string, { databaseKills, seed, say }: DemoOptions): Promise<void> {
  const random = seededRandom(seed + 1);
  for (let kill = 0; kill < databaseKills; kill += 1) {
    await pause(200 + random() * 800);
    const [pid] = (await readFile(join(dataDir, "postgres", "postmaster.pid"), "utf8")).split("\n");
    process.kill(Number(pid), "SIGKILL");
    while ((await runningEmbeddedUrl(dataDir)) === null) await pause(50);
  }
  if (databaseKills > 0) say(`PostgreSQL was killed and came back ${databaseKills} times`);
}

const records = ({ hubspot }: World) => hubspot.control.records(PORTAL_ID, RECORD);

/** Nothing more will be written: an outcome without a send, or the last reading. */
function isFinal({ properties }: { properties: Readonly<Record<string, string>> }): boolean {
  const { outcome = "", reach_state: reach } = properties;
  if (outcome === "delivered") return reach === "final";
  return ["failed", "cancelled", "rehearsed", "uncertain"].includes(outcome);
}

function summary({ enrollments, scenario, kills }: DemoOptions, play: Play, workflow: number, later: number) {
  const { world } = play;
  const executions = world.hubspot.control.executions(PORTAL_ID, workflow);
  const deliveryId = executions.find(({ outputFields }) => outputFields["deliveryId"])?.outputFields["deliveryId"];
  const properties = records(world).find((one) => one.properties["delivery_id"] === deliveryId)?.properties ?? {};
  const expected = scenario.expected(play);
  const truth = scenario.outcome?.() ?? {
    outcome: properties["outcome"] ?? "none",
    outcomeCode: properties["outcome_code"] ?? "none",
    outcomeMessage: properties["outcome_message"] ?? "",
  };
  const released = executions.filter(
    ({ state, outputFields }) => isReleased(state) && outputFields["outcome"] === truth.outcome,
  );
  const counted = (name: string) => Number(properties[name] ?? 0);
  const known = (name: string) => (properties[name] ? counted(name) : null);
  const facts = {
    enrollments: enrollments + later,
    callbacksReleased: released.length,
    narrowcasts: narrowcasts(world).length,
    deliveryRecords: records(world).length,
    ...truth,
    covered: executions.filter(({ outputFields }) => outputFields["covered"] === "true").length,
    targetCount: properties["target_state"] === "hidden" ? null : known("target_count"),
    successCount: known("success_count"),
    reading:
      properties["reach_state"] === "final"
        ? { delivered: counted("reach"), opens: counted("opens"), clicks: counted("clicks") }
        : null,
    kills,
  };
  const former = world.hubspot.control
    .refusedFormerCalls()
    .map((call) => `HubSpot was asked at an address it no longer has: ${call}`);
  const broken = [...brokenPromises(facts, expected), ...new Set(former), ...(scenario.alsoBroken?.(play) ?? [])];
  return { ...facts, expected, broken };
}

const isReleased = (state: string): boolean => state === "SUCCESS" || state === "FAIL_CONTINUE";

type Facts = Omit<DemoResult, "elapsedMs" | "peakMb" | "expected" | "broken">;

function brokenPromises(facts: Facts, expected: Expected): string[] {
  const { enrollments, callbacksReleased, narrowcasts: sent, deliveryRecords } = facts;
  const { deliveryRecords: recordsExpected = 1, callbacksReleased: releasedExpected = enrollments } = expected;
  const promises: [boolean, string][] = [
    [callbacksReleased === releasedExpected, `${callbacksReleased} of ${enrollments} executions got the outcome`],
    [sent === expected.narrowcasts, `LINE accepted ${sent} narrowcasts, not ${expected.narrowcasts}`],
    [deliveryRecords === recordsExpected, `HubSpot has ${deliveryRecords} delivery records, not ${recordsExpected}`],
    [facts.outcome === expected.outcome, `the outcome is ${facts.outcome}, not ${expected.outcome}`],
    [facts.outcomeCode === expected.outcomeCode, `the code is ${facts.outcomeCode}, not ${expected.outcomeCode}`],
    [expected.outcome !== "delivered" || (facts.reading?.delivered ?? 0) > 0, "there is no reading with numbers"],
    ...figures(facts, expected),
  ];
  return promises.filter(([kept]) => !kept).map(([, problem]) => problem);
}

/** Those that the scenario foretells. */
function figures(facts: Facts, expected: Expected): [boolean, string][] {
  const names = ["successCount", "covered"] as const;
  return names.flatMap((name) => {
    const wanted = expected[name];
    return wanted === undefined ? [] : [[facts[name] === wanted, `${name} is ${facts[name]}, not ${wanted}`]];
  });
}

/** Small and repeatable (mulberry32): the moments of the kills. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
