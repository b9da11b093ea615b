/** The simulation itself: it finds what is built in wrong, finds nothing else, and lives through a seed twice the same way. */
import { expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BREAKS } from "../../scripts/simulate/breaks.ts";
import type { SeedResult } from "../../scripts/simulate/run-seed.ts";

const SEEDS = fileURLToPath(new URL("../../scripts/simulate/seeds.ts", import.meta.url));
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** In a process of its own: time stands still there. */
async function live(seeds: readonly number[], broken?: { by: string; until: string }): Promise<SeedResult[]> {
  const server = process.env["TEST_SUPERUSER_URL"] ?? "";
  const database = `simulation_${randomBytes(6).toString("hex")}`;
  const args = ["--server", server, "--database", database, "--seeds", seeds.join(",")];
  const extra = broken === undefined ? [] : ["--break", broken.by, "--until", broken.until, "--storm"];
  const { stdout } = await promisify(execFile)(process.execPath, [SEEDS, ...args, ...extra], {
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SeedResult);
}

const deaths: number[] = [];

/** At once, on one server, where each waits for the commits of the other: what is lived through must not show it. */
test.each([1, 2, 4, 28])("seed %d breaks no promise, and brings the same each time", async (seed) => {
  const [[once], [again]] = await Promise.all([live([seed]), live([seed])]);
  expect(once?.violations).toEqual([]);
  expect(again?.digest).toBe(once?.digest);
  deaths.push(once?.faults["death"] ?? 0);
});

test("something went wrong in them, or the promises are about nothing", () =>
  expect(Math.max(...deaths)).toBeGreaterThan(0));

/** In a storm each fault shows within a few of them. */
const MANY = Array.from({ length: 200 }, (_, index) => index + 1);

/** The seed that found it when it was last looked for comes first: the others only matter where the code has changed since. */
const FOUND_BY: Readonly<Record<string, number>> = {
  "retry-key": 13,
  "random-key": 16,
  "release-early": 5,
  "fifty-is-one": 8,
  "policies-ignored": 78,
  "edit-unguarded": 81,
  "seal-unlocked": 13,
};

test.each(Object.entries(BREAKS))("a build that is broken by %s breaks its promise", async (name, { invariant }) => {
  const seeds = [...new Set([FOUND_BY[name] ?? 1, ...MANY])];
  const broken = (await live(seeds, { by: name, until: invariant })).at(-1);
  expect(broken?.violations.map((violation) => violation.invariant)).toContain(invariant);
});
