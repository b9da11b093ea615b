/** `npm run simulate -- --seeds 1000 [--first 1] [--replay SEED] [--break NAME] [--json]` */
import { readCommandLine, runCommand, wholeNumber } from "./shared/command-line.ts";
import { BREAKS } from "./simulate/breaks.ts";
import type { SeedResult } from "./simulate/run-seed.ts";
import { runSeeds } from "./simulate/run-seeds.ts";

const { values } = readCommandLine(
  "npm run simulate -- [--seeds 100] [--first 1] [--replay SEED] [--break NAME] [--json]",
  {
    options: {
      seeds: { type: "string", default: "100" },
      first: { type: "string", default: "1" },
      replay: { type: "string" },
      break: { type: "string" },
      json: { type: "boolean", default: false },
    },
  },
);

interface Sum {
  seeds: number;
  turns: number;
  readonly faults: Map<string, number>;
  readonly checks: Map<string, number>;
  readonly outcomes: Map<string, number>;
  readonly violations: { readonly seed: number; readonly invariant: string; readonly what: string }[];
}

function add(sum: Sum, result: SeedResult): void {
  sum.seeds += 1;
  sum.turns += result.turns;
  const count = (into: Map<string, number>, name: string, by: number) => into.set(name, (into.get(name) ?? 0) + by);
  for (const [name, by] of Object.entries(result.faults)) count(sum.faults, name, by);
  for (const [name, by] of Object.entries(result.checks)) count(sum.checks, name, by);
  for (const code of result.outcomes) count(sum.outcomes, code, 1);
  for (const violation of result.violations) sum.violations.push({ seed: result.seed, ...violation });
}

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, by) => sum + by, 0);

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, by]) => `${name} ${by}`)
    .join(", ");

async function main(): Promise<void> {
  const broken = values.break ?? null;
  const fault = broken === null ? undefined : BREAKS[broken];
  if (broken !== null && fault === undefined)
    throw new Error(`--break takes one of ${Object.keys(BREAKS).join(", ")}, not ${broken}`);
  const sum: Sum = { seeds: 0, turns: 0, faults: new Map(), checks: new Map(), outcomes: new Map(), violations: [] };
  await runSeeds({
    first:
      values.replay === undefined ? wholeNumber("first", values.first, 1) : wholeNumber("replay", values.replay, 1),
    seeds: values.replay === undefined ? wholeNumber("seeds", values.seeds, 1) : 1,
    broken,
    trace: values.replay !== undefined,
    onResult(result) {
      add(sum, result);
      for (const { invariant, what } of firstOfEach(result.violations))
        process.stderr.write(`seed ${result.seed} breaks ${invariant}: ${what}\n`);
      // A fault that was built in has been found: that is all there is to know.
      return sum.violations.some(({ invariant }) => invariant === fault?.invariant);
    },
  });
  process.stdout.write(values.json ? `${JSON.stringify(inNumbers(sum))}\n` : inWords(sum));
  process.exitCode = sum.violations.length === 0 ? 0 : 1;
}

const firstOfEach = <T extends { readonly invariant: string }>(violations: readonly T[]): T[] => [
  ...new Map(violations.toReversed().map((violation) => [violation.invariant, violation])).values(),
];

const inNumbers = ({ seeds, faults, checks, violations }: Sum) => ({
  seeds,
  faults: total(faults),
  invariants: total(checks),
  violations: violations.map(({ seed, invariant }) => ({ seed, invariant })),
});

function inWords(sum: Sum): string {
  const { seeds, turns, faults, checks, outcomes, violations } = sum;
  const broken = [...new Set(violations.map(({ seed }) => seed))];
  const lines = [
    ``,
    `  Seeds               ${seeds}, ${turns} turns of statements and requests`,
    `  Faults injected     ${total(faults)}: ${listed(faults)}`,
    `  Outcomes reached    ${listed(outcomes)}`,
    `  Invariants checked  ${total(checks)} times: ${listed(checks)}`,
    `  Violations          ${violations.length}`,
    ...(broken.length === 0 ? [] : [`  To live through one again: npm run simulate -- --replay ${broken[0]}`]),
  ];
  return `${lines.join("\n")}\n\n`;
}

runCommand(main);
