/**
 * The whole main job over real HTTP: install, connect, enroll, one narrowcast, release, delivery record, readings.
 * The counts come from the simulated platforms, never from our own database.
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID, startWorld, type World } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/clock.ts";
import { connectDatabase, type Database } from "../../src/store/database.ts";
import { runningEmbeddedUrl } from "../../src/store/embedded-postgres.ts";
import { freePort } from "./free-port.ts";
import type { Expected, Scenario } from "./scenarios.ts";
import { ServiceProcess } from "./service-process.ts";

export interface DemoOptions {
  readonly enrollments: number;
  readonly seed: number;
  readonly kills: number;
  readonly scenario: Scenario;
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
  readonly reading: { readonly delivered: number; readonly opens: number; readonly clicks: number } | null;
  readonly kills: number;
  readonly elapsedMs: number;
  readonly expected: Expected;
  /** What was promised and not kept; empty when all is well. */
  readonly broken: readonly string[];
}

const RECORD = "line_audience_delivery";
const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const startedAt = Date.now();
  const folder = await mkdtemp(join(tmpdir(), "line-audience-demo-"));
  // The embedded database runs as a user of its own when we are root.
  await chmod(folder, 0o755);
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const clock = new SandboxClock();
  const world = await startWorld(clock, publicUrl, { seed: options.seed });
  const service = new ServiceProcess(
    publicUrl,
    serviceEnvironment(publicUrl, folder, world),
    join(folder, "service.log"),
  );
  try {
    await service.start();
    const result = await play(options, { publicUrl, clock, world, service, dataDir: folder });
    const finished = { ...result, elapsedMs: Date.now() - startedAt };
    await service.stop();
    if (finished.broken.length === 0) await rm(folder, { recursive: true, force: true });
    else options.say(`The service's log is kept in ${folder}`);
    return finished;
  } finally {
    await service.stop();
    await world.stop();
  }
}

export function serviceEnvironment(publicUrl: string, dataDir: string, { urls }: World): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    PORT: new URL(publicUrl).port,
    PUBLIC_URL: publicUrl,
    DATA_DIR: dataDir,
    HUBSPOT_APP_ID: APP.appId,
    HUBSPOT_CLIENT_ID: APP.clientId,
    HUBSPOT_CLIENT_SECRET: APP.clientSecret,
    HUBSPOT_API_URL: urls.hubspotApiUrl,
    HUBSPOT_APP_URL: urls.hubspotAppUrl,
    LINE_API_URL: urls.lineApiUrl,
    LINE_DATA_API_URL: urls.lineDataApiUrl,
  };
}

interface Stage {
  readonly publicUrl: string;
  readonly clock: SandboxClock;
  readonly world: World;
  readonly service: ServiceProcess;
  readonly dataDir: string;
}

async function play(options: DemoOptions, stage: Stage): Promise<Omit<DemoResult, "elapsedMs">> {
  const { enrollments, scenario, say } = options;
  const { clock, world, publicUrl } = stage;
  const { control } = world.hubspot;
  const time = await shareTime(stage);
  const { channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  say("The app is installed in the portal, and the LINE Official Account is connected");
  const listId = control.addList(PORTAL_ID, { name: "Newsletter subscribers", size: enrollments });
  const inputFields = { channel, deliveryList: listId, ...scenario.inputs(world.line.control) };
  const actionDefinitionId = await world.publishAction(publicUrl);
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Autumn campaign", actionDefinitionId, inputFields });

  const killing = killNowAndThen(stage.service, options);
  const enrolling = control.enroll(PORTAL_ID, workflow, { listId, duplicateShare: scenario.duplicateShare });
  await time.passUntil(settled(enrolling.done), 15 * SECOND_MS);
  say(`${enrollments} contacts are enrolled`);
  const late = scenario.lateEnrollments(enrollments);
  if (late > 0) {
    await time.passUntil(() => narrowcasts(world).length > 0, 15 * SECOND_MS);
    const contactIds = Array.from({ length: late }, (_, index) => enrollments + index + 1);
    control.addList(PORTAL_ID, { name: "Latecomers", size: enrollments + late });
    await time.passUntil(settled(control.enroll(PORTAL_ID, workflow, { contactIds }).done), 15 * SECOND_MS);
    say(`${late} more came after the send began`);
  }
  const released = () =>
    control.executions(PORTAL_ID, workflow).every(({ state }) => state !== "BLOCKED" && state !== "PENDING");
  await time.passUntil(released, 15 * SECOND_MS);
  await killing;
  say(`All ${enrollments + late} executions are released`);
  await time.passUntil(() => records(world).every(isFinal), 12 * HOUR_MS);
  await time.stop();
  void clock;
  return summary(options, world, workflow, late);
}

/** Skips ahead on both sides together: the simulated platforms' clock and the service's. */
async function shareTime({ clock, dataDir }: Stage) {
  const url = await runningEmbeddedUrl(dataDir);
  if (url === null) throw new Error("the service's embedded database is not running");
  const database: Database = connectDatabase(url, () => undefined, { maxConnections: 2 });
  await setClock(database.db, clock.state);
  return {
    /** Real work gets a moment of wall time after each skip. */
    async passUntil(reached: () => boolean, stepMs: number): Promise<void> {
      while (!reached()) {
        await pause(100);
        if (reached()) return;
        clock.skip(stepMs);
        await setClock(database.db, clock.state);
      }
    },
    stop: () => database.pool.end(),
  };
}

function settled(work: Promise<void>): () => boolean {
  let done = false;
  let failed: Error | null = null;
  work.then(
    () => (done = true),
    (error: unknown) => (failed = error instanceof Error ? error : new Error(String(error))),
  );
  return () => {
    if (failed !== null) throw failed;
    return done;
  };
}

async function killNowAndThen(service: ServiceProcess, { kills, seed, say }: DemoOptions): Promise<void> {
  const random = seededRandom(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(20 + random() * 480);
    await service.killAndRestart();
  }
  if (kills > 0) say(`The service was killed and restarted ${kills} times`);
}

const narrowcasts = ({ line }: World) => line.control.narrowcasts(ACCOUNT.channelId);
const records = ({ hubspot }: World) => hubspot.control.records(PORTAL_ID, RECORD);

/** Nothing more will be written: an outcome without a send, or the last reading. */
function isFinal({ properties }: { properties: Readonly<Record<string, string>> }): boolean {
  const sent = properties["outcome"] === "delivered";
  return sent
    ? properties["reach_state"] === "final"
    : ["failed", "cancelled", "uncertain"].includes(properties["outcome"] ?? "");
}

function summary({ enrollments, scenario, kills }: DemoOptions, world: World, workflow: number, late: number) {
  const executions = world.hubspot.control.executions(PORTAL_ID, workflow);
  const [record] = records(world);
  const properties = record?.properties ?? {};
  const expected = scenario.expected(enrollments);
  const truth = { outcome: properties["outcome"] ?? "none", outcomeCode: properties["outcome_code"] ?? "none" };
  const told = executions.filter(
    ({ state, outputFields }) => isReleased(state) && outputFields["outcome"] === truth.outcome,
  );
  const counted = (name: string) => Number(properties[name] ?? 0);
  const facts = {
    enrollments: enrollments + late,
    callbacksReleased: told.length,
    narrowcasts: narrowcasts(world).length,
    deliveryRecords: records(world).length,
    ...truth,
    outcomeMessage: properties["outcome_message"] ?? "",
    covered: executions.filter(({ outputFields }) => outputFields["covered"] === "true").length,
    targetCount: properties["target_count"] ? counted("target_count") : null,
    reading:
      properties["reach_state"] === "final"
        ? { delivered: counted("reach"), opens: counted("opens"), clicks: counted("clicks") }
        : null,
    kills,
  };
  return { ...facts, expected, broken: brokenPromises(facts, expected, enrollments + late) };
}

const isReleased = (state: string): boolean => state === "SUCCESS" || state === "FAIL_CONTINUE";

function brokenPromises(
  facts: Pick<
    DemoResult,
    "callbacksReleased" | "narrowcasts" | "deliveryRecords" | "outcome" | "outcomeCode" | "reading"
  >,
  expected: Expected,
  enrollments: number,
): string[] {
  const promises: [boolean, string][] = [
    [
      facts.callbacksReleased === enrollments,
      `${facts.callbacksReleased} of ${enrollments} executions were told the outcome`,
    ],
    [
      facts.narrowcasts === expected.narrowcasts,
      `LINE accepted ${facts.narrowcasts} narrowcasts, not ${expected.narrowcasts}`,
    ],
    [facts.deliveryRecords === 1, `HubSpot has ${facts.deliveryRecords} delivery records, not 1`],
    [facts.outcome === expected.outcome, `the outcome is ${facts.outcome}, not ${expected.outcome}`],
    [facts.outcomeCode === expected.outcomeCode, `the code is ${facts.outcomeCode}, not ${expected.outcomeCode}`],
    [expected.outcome !== "delivered" || (facts.reading?.delivered ?? 0) > 0, "there is no reading with numbers"],
  ];
  return promises.filter(([kept]) => !kept).map(([, problem]) => problem);
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
