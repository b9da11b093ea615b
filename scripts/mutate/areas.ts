/** What `npm run mutate` mutates, and the tests that are to find it. */
import { globSync } from "node:fs";

export interface Area {
  readonly folder: string;
  /** Test files; `*` stands for any part of a name. */
  readonly tests: readonly string[];
}

/**
 * Tests that take long and look at one thing: time that grows, random histories. They would kill by chance, or by waiting. One
 * more replaces `Date.now` with jest's own means.
 */
const LEFT_OUT = [
  "test/unit/growth.test.ts",
  "test/unit/intake-model.test.ts",
  "test/unit/rate-limit.test.ts",
  "test/unit/readme.test.ts",
  "test/unit/life-cycle.property.test.ts",
];

const UNIT = "test/unit/*";
const integration = (...names: readonly string[]): readonly string[] => names.map((name) => `test/integration/${name}`);

export const AREAS: Readonly<Record<string, Area>> = {
  decisions: { folder: "src/delivery", tests: [UNIT] },
  intake: { folder: "src/intake", tests: [UNIT, ...integration("intake-http", "mixed-batch", "test-runs", "routes")] },
  platforms: {
    folder: "src/platforms",
    tests: [
      UNIT,
      ...integration("hubspot-adapter*", "hubspot-members", "line-adapter*", "line-people", "line-upload*"),
    ],
  },
  steps: { folder: "src/steps", tests: [UNIT, ...integration("upload-recipients", "records", "release*", "worker")] },
  store: {
    folder: "src/store",
    tests: [
      UNIT,
      ...integration("enrollments", "recipients", "weeks", "turn", "instances", "by-portal", "key-rotation", "session"),
      ...integration("settings", "tenant-isolation", "accounts", "connections", "rate-limiter", "read-only", "dump"),
    ],
  },
};

/** Handed from the command to the processes that run the tests. */
const CHOSEN = "MUTATE_AREA";

export const chooseArea = (name: string): void => void (process.env[CHOSEN] = name);

/** Paths of the test files of the chosen area. */
export const chosenTests = (): readonly string[] =>
  (AREAS[process.env[CHOSEN] ?? ""]?.tests ?? []).flatMap((test) => globSync(`${test}.test.ts`, { exclude: LEFT_OUT }));
