/** One seed, lived through: which turn is next, when time passes, who dies, and when everything has come to rest. */
import { createHash, type Hash } from "node:crypto";
import { settled } from "../demo/stage.ts";
import type { Chance } from "./chance.ts";
import type { FailOverPlan, Plan, PlannedEvent } from "./plan/plan.ts";
import type { Turn, Turns } from "./scheduler/turns.ts";
import { real, type VirtualTime } from "./scheduler/virtual-time.ts";
import type { Stage } from "./stage/stage.ts";
import type { Network } from "./system/network.ts";
import type { SimulatedDatabase } from "./system/simulated-database.ts";

/** So many turns lead nowhere. */
const MAX_TURNS = 60_000;

/** Of each round in which a turn is waited for: that something else happens first. */
const WORK_BETWEEN = 0.1;
const TIME_BETWEEN = 0.02;
const CHORE_NOW = 0.15;

const MAX_FAIL_OVERS = 2;

/** LINE has answered a request to send. */
const HEARD = "hear POST /v2/bot/message/narrowcast";

/** Longer than any chore waits for what stands still to move by itself. */
const LONG_MS = 6 * 60_000;

/** How often a process looks for jobs of crashed ones. */
const CHORES_MS = 5000;

interface Surroundings {
  readonly plan: Plan;
  /** Milliseconds since 1970. */
  readonly begin: number;
  readonly time: VirtualTime;
  readonly database: SimulatedDatabase;
  readonly network: Network;
  readonly turns: Turns;
  readonly chance: Chance;
  readonly stage: Stage;
  readonly trace: ((line: string) => void) | null;
}

interface Life extends Surroundings {
  /** Of everything that happened, in its order. */
  readonly hash: Hash;
  /** Still to come. */
  readonly events: PlannedEvent[];
  /** Turns. */
  taken: number;
  deaths: number;
  choresRan: boolean;
  /** Since the standby stopped following. */
  lagging: { readonly since: number; turns: number } | null;
}

export const createLife = (surroundings: Surroundings): Life => ({
  ...surroundings,
  hash: createHash("sha256"),
  events: [...surroundings.plan.events],
  taken: 0,
  deaths: 0,
  choresRan: false,
  lagging: null,
});

/** Null when everything came to rest, or why it did not. */
export async function live(life: Life): Promise<string | null> {
  const { turns, network, plan, events } = life;
  await prepare(life);
  network.rates = plan.rates;
  for (;;) {
    await turns.settle();
    if (life.taken > MAX_TURNS) return `no rest after ${life.taken} turns`;
    const disturbed = events.some((event) => event.do === "calm");
    if (await takeTurn(life, disturbed)) continue;
    if (await work(life)) continue;
    if (await happenNext(life)) continue;
    return null;
  }
}

async function prepare({ plan, stage, turns }: Life): Promise<void> {
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

function note({ hash, trace, time }: Life, line: string): void {
  hash.update(line);
  trace?.(`${new Date(time.now()).toISOString()} ${line}`);
}

/** Chores are many and mostly find nothing: they are left out at random, unless they are waited for. */
async function moveTo(life: Life, at: number, choresWanted = false): Promise<void> {
  const { time, database, chance, stage, begin } = life;
  note(life, `time ${at - begin}`);
  await database.setClock(at + stage.past.skewMs);
  time.moveTo(at);
  for (const chore of time.dueChores()) if (choresWanted || chance.happens(CHORE_NOW)) chore.run();
}

/** One round; false where no turn is waited for. */
async function takeTurn(life: Life, disturbed: boolean): Promise<boolean> {
  const { turns, plan, chance, time } = life;
  const waiting = turns.waiting();
  if (waiting.length === 0) return false;
  if (disturbed && life.deaths < plan.maxDeaths && chance.happens(deathRate(plan, waiting))) return die(life);
  if (disturbed && plan.failOver !== null && (await standBy(life, plan.failOver))) return true;
  if (chance.happens(WORK_BETWEEN)) await work(life);
  if (disturbed && chance.happens(TIME_BETWEEN)) await moveTo(life, time.now() + chance.between(1, 3000));
  const turn = chance.oneOf(turns.waiting());
  life.taken += 1;
  // With LINE's answer it is soon: what is lost then costs most.
  if (life.lagging !== null && turn.label === HEARD)
    life.lagging.turns = Math.min(life.lagging.turns, chance.between(1, 20));
  note(life, `${turn.owner?.name ?? "-"} ${turn.label}`);
  turns.take(turn);
  return true;
}

/** The standby stops following, catches up again, or takes over; true where it took over. */
async function standBy(life: Life, { rate, turns: most, lagMs }: FailOverPlan): Promise<boolean> {
  const { stage, chance, database, time } = life;
  if (life.lagging === null) {
    if (stage.past.failOvers >= MAX_FAIL_OVERS || !chance.happens(rate)) return false;
    note(life, "the standby stops following");
    await database.standby.stopFollowing();
    life.lagging = { since: time.now(), turns: chance.between(1, most) };
  } else if (time.now() - life.lagging.since > lagMs) {
    note(life, "the standby catches up");
    life.lagging = null;
  } else if ((life.lagging.turns -= 1) <= 0) {
    note(life, "the standby takes over");
    life.lagging = null;
    await stage.failOver();
    return true;
  }
  return false;
}

/** With a narrowcast on its way, death comes ten times as often. */
const deathRate = (plan: Plan, waiting: readonly Turn[]): number =>
  plan.deathRate * (waiting.some(({ label }) => label.endsWith("POST /v2/bot/message/narrowcast")) ? 10 : 1);

async function die(life: Life): Promise<boolean> {
  const living = [...life.stage.instances];
  if (living.length === 0) return false;
  const victim = life.chance.oneOf(living);
  note(life, `death of ${victim.name}`);
  life.deaths += 1;
  await life.stage.kill(victim);
  return true;
}

/** An idle process looks for jobs, if some are due. */
async function work(life: Life): Promise<boolean> {
  const { stage, database, time, chance } = life;
  const idle = [...stage.instances].filter((instance) => instance.idle());
  if (idle.length === 0) return false;
  const at = await database.nextJobAt();
  if (at === null || at > time.now() + stage.past.skewMs) return false;
  const worker = chance.oneOf(idle);
  note(life, `work of ${worker.name}`);
  worker.work();
  return true;
}

/** Null also while a job is due and no process has time for it. */
async function nextJobAt({ database, stage, time }: Life): Promise<number | null> {
  const at = await database.nextJobAt();
  if (at === null) return null;
  const due = at - stage.past.skewMs;
  return due > time.now() || [...stage.instances].some((instance) => instance.idle()) ? due : null;
}

/** Time passes until the next timer, job or event; false where none is left before the horizon. */
async function happenNext(life: Life): Promise<boolean> {
  const { time, events, begin, stage, database, plan } = life;
  const [event] = events;
  const candidates = [time.nextAt(), await nextJobAt(life), event === undefined ? null : begin + event.at];
  const next = Math.min(...candidates.map((at) => at ?? Number.POSITIVE_INFINITY));
  // Jobs of crashed processes are unlocked by those that are left.
  const resting = stage.instances.size > 0 && ![...stage.instances].some((instance) => instance.busy());
  if (resting && next > time.now() + CHORES_MS && (await database.jobsTaken())) {
    await moveTo(life, time.now() + CHORES_MS, true);
    return true;
  }
  // What stands still is woken by chores: before a long time passes, they have run.
  if (next > time.now() + LONG_MS && !life.choresRan && stage.instances.size > 0) {
    life.choresRan = true;
    await moveTo(life, time.now() + LONG_MS, true);
    return true;
  }
  life.choresRan = false;
  if (next - begin > plan.horizon) return false;
  await moveTo(life, Math.max(next, time.now()));
  while (events[0] !== undefined && begin + events[0].at <= time.now()) await happen(life, events.shift());
  return true;
}

async function happen(life: Life, due: PlannedEvent | undefined): Promise<void> {
  if (due === undefined) return;
  const { stage, database, time } = life;
  note(life, `event ${JSON.stringify(due)}`);
  if (due.do === "kill") await die(life);
  else stage.happen(due);
  // The database's clock jumps without anything else happening.
  if (due.do === "jump") await database.setClock(time.now() + stage.past.skewMs);
}
