/** Tests of a mutant: file after file, only those that reach it, until one notices. */
import {
  MutantRunStatus,
  type KilledMutantRunResult,
  type MutantRunOptions,
  type MutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { activate, deactivate, ranEndlessly } from "./instrumented.ts";
import { loadInGraph } from "./module-graph.ts";
import { inOrder, readKnown, type KnownFile } from "./order.ts";
import { pathOf, runTests, type Failure, type Group } from "./test-file.ts";

export const TIMED_OUT: MutantRunResult = { status: MutantRunStatus.Timeout };

interface Asking {
  /** A test file without a mutant; all of these are in one graph. */
  readonly load: (path: string) => Promise<Group>;
  readonly ask: (options: MutantRunOptions, modules: "as loaded" | "loaded for it") => Promise<MutantRunResult>;
  /** Whether the test that failed passes without the mutant. */
  readonly passesWithout: (result: KilledMutantRunResult) => Promise<boolean>;
}

const runOnly = (file: Group, wanted: (id: string) => boolean): Promise<Failure | null> =>
  runTests(file, { wanted, entering: () => undefined, passed: () => undefined });

export function askTests(): Asking {
  const loaded = new Map<string, Group>();
  /** Mutated file → test files that have killed a mutant of it, the last one first. */
  const killers = new Map<string, readonly string[]>();
  let known: readonly KnownFile[] | null = null;
  let graphs = 0;

  async function load(path: string): Promise<Group> {
    const file = loaded.get(path) ?? (await loadInGraph(path, 0));
    loaded.set(path, file);
    return file;
  }

  return {
    load,
    async ask(options, modules) {
      const { activeMutant, hitLimit, testFilter } = options;
      const filter = testFilter === undefined ? null : new Set(testFilter);
      const before = killers.get(activeMutant.fileName) ?? [];
      graphs += 1;
      for (const path of inOrder((known ??= readKnown()), options, before)) {
        const file = modules === "as loaded" ? await load(path) : null;
        activate(activeMutant.id, hitLimit);
        try {
          const failure = await runOnly(file ?? (await loadInGraph(path, graphs)), (id) => filter?.has(id) ?? true);
          if (ranEndlessly()) return TIMED_OUT;
          if (failure === null) continue;
          killers.set(activeMutant.fileName, [path, ...before.filter((one) => one !== path)]);
          const failureMessage = inWords(failure);
          return { status: MutantRunStatus.Killed, killedBy: [failure.id], failureMessage, nrOfTests: 1 };
        } catch (error) {
          return { status: MutantRunStatus.Error, errorMessage: `${path} cannot be loaded: ${String(error)}` };
        } finally {
          deactivate();
        }
      }
      return { status: MutantRunStatus.Survived, nrOfTests: 1 };
    },
    async passesWithout({ killedBy }) {
      const ids = typeof killedBy === "string" ? [killedBy] : killedBy;
      return (await runOnly(await load(pathOf(ids[0] ?? "")), (id) => ids.includes(id))) === null;
    },
  };
}

export const inWords = ({ id, error }: Failure): string =>
  `${id}: ${error instanceof Error ? error.stack : String(error)}`;
