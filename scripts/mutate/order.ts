/** Which test files are asked about a mutant, the one that most likely notices it first. */
import type { MutantCoverage } from "@stryker-mutator/api/core";
import type { MutantRunOptions, SuccessTestResult } from "@stryker-mutator/api/test-runner";
import { readFileSync, writeFileSync } from "node:fs";
import { pathOf } from "./test-file.ts";

export interface KnownFile {
  readonly path: string;
  readonly ms: number;
  /** Ids of the mutants that its tests run. */
  readonly reached: readonly string[];
}

/** In the sandbox, where this process runs: the first run is made by one process, the mutants are tested by several. */
const KEPT = "known-tests.json";

export function keepKnown(tests: readonly SuccessTestResult[], { perTest }: MutantCoverage): void {
  const known = [...Map.groupBy(tests, ({ fileName = "" }) => fileName)].map(([path, own]): KnownFile => ({
    path,
    ms: own.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0),
    reached: [...new Set(own.flatMap(({ id }) => Object.keys(perTest[id] ?? {})))],
  }));
  writeFileSync(KEPT, JSON.stringify(known));
}

export const readKnown = (): readonly KnownFile[] => JSON.parse(readFileSync(KEPT, "utf8")) as readonly KnownFile[];

/** Mutants are numbered as they stand in a file: what a function that is itself one consists of comes next. */
const NEAR = 3;

/** @param killers test files that have killed a mutant of the same file, the last one first */
export function inOrder(
  files: readonly KnownFile[],
  { testFilter, activeMutant, sandboxFileName }: MutantRunOptions,
  killers: readonly string[],
): readonly string[] {
  const quickest = files.toSorted((one, other) => one.ms - other.ms);
  if (testFilter !== undefined) {
    const paths = new Set(testFilter.map(pathOf));
    return sorted(
      quickest.filter(({ path }) => paths.has(path)),
      killers,
    );
  }
  const inFile = mutantsIn(sandboxFileName);
  const reaching = quickest.filter(({ reached }) => reached.some((id) => inFile.has(id)));
  const near = reaching.filter(({ reached }) =>
    reached.some((id) => Math.abs(Number(id) - Number(activeMutant.id)) <= NEAR),
  );
  // Of a file without anything to run, such as one of constants, no one knows which tests it concerns.
  return reaching.length === 0
    ? sorted(quickest, killers)
    : [...new Set([...sorted(near, killers), ...sorted(reaching, killers)])];
}

function sorted(files: readonly KnownFile[], killers: readonly string[]): readonly string[] {
  const paths = files.map(({ path }) => path);
  return [...killers.filter((path) => paths.includes(path)), ...paths.filter((path) => !killers.includes(path))];
}

/** Stryker's marks in the instrumented file: `stryMutAct_9fa48("12")`. */
const mutantsIn = (file: string): ReadonlySet<string> =>
  new Set([...readFileSync(file, "utf8").matchAll(/stryMutAct_\w+\("(\d+)"\)/g)].map(([, id = ""]) => id));
