/** Lives through one seed: one thing at a time, in an order, with faults and at instants that the seed decides. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createChance, type Chance } from "./chance.ts";
import { checkInvariants, type Violation } from "./promises/invariants.ts";
import { createNetwork, type Network } from "./system/network.ts";
import { makePlan } from "./plan/make-plan.ts";
import type { FailOverPlan, Plan, PlannedEvent } from "./plan/plan.ts";
import type { SimulatedDatabase } from "./system/simulated-database.ts";
import { settled } from "../demo/stage.ts";
import { createStage, type Stage } from "./stage.ts";
import { createTurns, type Turn, type Turns } from "./scheduler/turns.ts";
import { real, type VirtualTime } from "./scheduler/virtual-time.ts";

export interface SeedResult {
  readonly seed: number;
  readonly faults: Readonly<Record<string, number>>;
  /** How often each invariant was checked. */
  readonly checks: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  readonly turns: number;
  readonly outcomes: readonly string[];
  /** The same for the same seed: of everything that happened, in its order. */
  readonly digest: string;
}

export interface SeedOptions {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly database: SimulatedDatabase;
  /** Only with as much trouble as there can be. */
  readonly storm: boolean;
  /** Told every turn and log line, where somebody looks. */
  readonly trace: ((line: string) => void) | null;
}

const BEGINNING = Date.parse("2031-03-01T00:30:00Z");
const DAY = 86_400_000;

/** Processes keep what they know by time: seeds lived through one after the other must not meet. */
const beginningOf = (seed: number): number => BEGINNING + (seed % 5000) * 40 * DAY;

/** So many turns lead nowhere. */
const MOST_TURNS = 60_000;

/** Of each round in which somebody waits for his turn, that something else happens first. */
const WORK_BETWEEN = 0.1;
const TIME_BETWEEN = 0.02;
const CHORE_NOW = 0.15;

const MOST_FAIL_OVERS = 2;

/** LINE has answered a request to send. */
const HEARD = "hear POST /v2/bot/message/narrowcast";

/** Longer than any chore waits for what stands still to move by itself. */
const LONG_MS = 6 * 60_000;

/** How often a process looks for jobs of the dead. */
const CHORES_MS = 5000;

const native = { randomUUID };

/** Apart from all seeds. */
const EDITS = 1_000_000_000;

export async function runSeed({ seed, time, database, storm, trace }: SeedOptions): Promise<SeedResult> {
  const chance = createChance(seed);
  const plan = makePlan(chance, createChance(seed + EDITS), storm ? { storm } : {});
  crypto.randomUUID = (() => chance.uuid()) as typeof randomUUID;
  syncBuiltinESMExports();
  const begin = beginningOf(seed);
  time.restart(begin);
  await database.clear();
  await database.setClock(begin);
  const turns = createTurns(database.blocked);
  const network = await createNetwork(turns, chance);
  const secrets = createSecrets([randomBytes(32)]);
  const log = trace === null ? null : (line: string) => trace(`  log ${line.trimEnd()}`);
  const stage = await createStage({ seed, plan, database, network, turns, chance, secrets, log });
  const life = createLife({ plan, begin, time, database, network, turns, chance, stage, trace });
  try {
    const standstill = await life.live();
    const { checks, violations } = await checkInvariants({ stage, plan, database, standstill });
    const rows = await database.query<{ code: string }>(
      "select coalesce(state #>> '{outcome,finding,code}', phase) as code from deliveries order by opened_at, id",
    );
    return {
      seed,
      faults: Object.fromEntries(network.faults),
      checks,
      violations,
      turns: life.turns(),
      outcomes: rows.map(({ code }) => code),
      digest: life.digest(),
    };
  } finally {
    await stage.stop();
    turns.clear();
    await network.stop();
    crypto.randomUUID = native.randomUUID;
    syncBuiltinESMExports();
  }
}

interface Living {
  readonly plan: Plan;
  readonly begin: number;
  readonly time: VirtualTime;
  readonly database: SimulatedDatabase;
  readonly network: Network;
  readonly turns: Turns;
  readonly chance: Chance;
  readonly stage: Stage;
  readonly trace: ((line: string) => void) | null;
}

interface Life {
  /** Null when everything came to rest, or why it did not. */
  live(): Promise<string | null>;
  turns(): number;
  digest(): string;
}

function createLife({ plan, begin, time, database, network, turns, chance, stage, trace }: Living): Life {
  const hash = createHash("sha256");
  const events: PlannedEvent[] = [...plan.events];
  let taken = 0;
  let deaths = 0;
  let choresRan = false;
  /** Since the standby stopped following. */
  let lagging: { readonly since: number; turns: number } | null = null;

  const note = (line: string) => {
    hash.update(line);
    trace?.(`${new Date(time.now()).toISOString()} ${line}`);
  };

  /** Chores are many and mostly find nothing: they are left out at random, unless they are waited for. */
  async function moveTo(at: number, choresWanted = false): Promise<void> {
    note(`time ${at - begin}`);
    await database.setClock(at + stage.skewMs);
    time.moveTo(at);
    for (const chore of time.dueChores()) if (choresWanted || chance.happens(CHORE_NOW)) chore.run();
  }

  /** One round: whoever's turn it is. */
  async function takeTurn(disturbed: boolean): Promise<boolean> {
    const waiting = turns.waiting();
    if (waiting.length === 0) return false;
    if (disturbed && deaths < plan.mostDeaths && chance.happens(deathRate(waiting))) return die();
    if (disturbed && plan.failOver !== null && (await standBy(plan.failOver))) return true;
    if (chance.happens(WORK_BETWEEN)) await work();
    if (disturbed && chance.happens(TIME_BETWEEN)) await moveTo(time.now() + chance.between(1, 3000));
    const turn = chance.oneOf(turns.waiting());
    taken += 1;
    // With LINE's answer it is soon: what is lost then costs most.
    if (lagging !== null && turn.label === HEARD) lagging.turns = Math.min(lagging.turns, chance.between(1, 20));
    note(`${turn.owner?.name ?? "-"} ${turn.label}`);
    turns.take(turn);
    return true;
  }

  /** The standby stops following, catches up again, or takes over; true where it took over. */
  async function standBy({ rate, turns: most, lagMs }: FailOverPlan): Promise<boolean> {
    if (lagging === null) {
      if (stage.failOvers >= MOST_FAIL_OVERS || !chance.happens(rate)) return false;
      note("the standby stops following");
      await database.standby.stopFollowing();
      lagging = { since: time.now(), turns: chance.between(1, most) };
    } else if (time.now() - lagging.since > lagMs) {
      note("the standby catches up");
      lagging = null;
    } else if ((lagging.turns -= 1) <= 0) {
      note("the standby takes over");
      lagging = null;
      await stage.failOver();
      return true;
    }
    return false;
  }

  /** With a narrowcast on its way, death comes ten times as often. */
  const deathRate = (waiting: readonly Turn[]): number =>
    plan.deathRate * (waiting.some(({ label }) => label.endsWith("POST /v2/bot/message/narrowcast")) ? 10 : 1);

  async function die(): Promise<boolean> {
    const living = [...stage.instances];
    if (living.length === 0) return false;
    const victim = chance.oneOf(living);
    note(`death of ${victim.name}`);
    deaths += 1;
    await stage.kill(victim);
    return true;
  }

  /** Somebody idle looks for jobs, if some are due. */
  async function work(): Promise<boolean> {
    const idle = [...stage.instances].filter((instance) => instance.idle());
    if (idle.length === 0) return false;
    const at = await database.nextJobAt();
    if (at === null || at > time.now() + stage.skewMs) return false;
    const worker = chance.oneOf(idle);
    note(`work of ${worker.name}`);
    worker.work();
    return true;
  }

  /** Null also while a job is due and nobody has time for it. */
  async function nextJobAt(): Promise<number | null> {
    const at = await database.nextJobAt();
    if (at === null) return null;
    const due = at - stage.skewMs;
    return due > time.now() || [...stage.instances].some((instance) => instance.idle()) ? due : null;
  }

  async function happenNext(): Promise<boolean> {
    const timer = time.nextAt();
    const job = await nextJobAt();
    const event = events[0];
    const candidates = [timer, job, event === undefined ? null : begin + event.at];
    const next = Math.min(...candidates.map((at) => at ?? Number.POSITIVE_INFINITY));
    // Jobs of somebody who died are freed by those who are left.
    const resting = stage.instances.size > 0 && ![...stage.instances].some((instance) => instance.busy());
    if (resting && next > time.now() + CHORES_MS && (await database.jobsTaken())) {
      await moveTo(time.now() + CHORES_MS, true);
      return true;
    }
    // What stands still is woken by chores: before a long time passes, they have run.
    if (next > time.now() + LONG_MS && !choresRan && stage.instances.size > 0) {
      choresRan = true;
      await moveTo(time.now() + LONG_MS, true);
      return true;
    }
    choresRan = false;
    if (next - begin > plan.horizon) return false;
    await moveTo(Math.max(next, time.now()));
    while (events[0] !== undefined && begin + events[0].at <= time.now()) {
      const due = events.shift() as PlannedEvent;
      note(`event ${JSON.stringify(due)}`);
      if (due.do === "kill") await die();
      else stage.happen(due);
      // The database's clock jumps without anything else happening.
      if (due.do === "jump") await database.setClock(time.now() + stage.skewMs);
    }
    return true;
  }

  async function prepare(): Promise<void> {
    for (let count = 0; count < plan.instances; count += 1) stage.start();
    const listening = Promise.all([...stage.instances].map(({ started }) => started));
    const prepared = settled(listening.then(() => stage.prepare()));
    while (!prepared()) {
      await turns.settle();
      const [first] = turns.waiting();
      if (first !== undefined) turns.take(first);
      // Files are being read: that takes real time, and none of the simulation's.
      else await new Promise<void>((resolve) => void real.setTimeout(resolve, 1));
    }
  }

  return {
    turns: () => taken,
    digest: () => hash.digest("hex").slice(0, 16),
    async live() {
      await prepare();
      network.rates = plan.rates;
      for (;;) {
        await turns.settle();
        if (taken > MOST_TURNS) return `no rest after ${taken} turns`;
        const disturbed = events.some((event) => event.do === "calm");
        if (await takeTurn(disturbed)) continue;
        if (await work()) continue;
        if (await happenNext()) continue;
        return null;
      }
    },
  };
}
