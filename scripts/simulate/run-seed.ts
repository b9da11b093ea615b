/** Lives through one seed: one thing at a time, in an order, with faults and at instants that the seed decides. */
import { randomBytes, randomUUID } from "node:crypto";
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createChance } from "./chance.ts";
import { checkInvariants, type Violation } from "./promises/invariants.ts";
import { createNetwork } from "./system/network.ts";
import { makePlan } from "./plan/make-plan.ts";
import type { SimulatedDatabase } from "./system/simulated-database.ts";
import { createLife, live } from "./life.ts";
import { createStage } from "./stage/stage.ts";
import { createTurns } from "./scheduler/turns.ts";
import type { VirtualTime } from "./scheduler/virtual-time.ts";

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
  /** Gets every turn and log line. */
  readonly trace: ((line: string) => void) | null;
}

const BEGINNING = Date.parse("2031-03-01T00:30:00Z");
const DAY = 86_400_000;

/** Processes keep what they know by time: seeds lived through one after the other must not meet. */
const beginningOf = (seed: number): number => BEGINNING + (seed % 5000) * 40 * DAY;

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
    const standstill = await live(life);
    const { checks, violations } = await checkInvariants({ stage, plan, database, standstill });
    const rows = await database.query<{ code: string }>(
      "select coalesce(state #>> '{outcome,finding,code}', phase) as code from deliveries order by opened_at, id",
    );
    return {
      seed,
      faults: Object.fromEntries(network.faults),
      checks,
      violations,
      turns: life.taken,
      outcomes: rows.map(({ code }) => code),
      digest: life.hash.digest("hex").slice(0, 16),
    };
  } finally {
    await stage.stop();
    turns.clear();
    await network.stop();
    crypto.randomUUID = native.randomUUID;
    syncBuiltinESMExports();
  }
}
