/**
 * Stryker's jest runner, with fewer tests a mutant: of the files whose tests reach it, one after the other, until one fails.
 * As it comes, the runner loads every test file that imports the mutated one, however indirectly, and runs on after a failure.
 * https://stryker-mutator.io/docs/stryker-js/jest-runner/
 */
import {
  declareFactoryPlugin,
  PluginKind,
  tokens,
  type Injector,
  type PluginContext,
} from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  MutantRunStatus,
  type CompleteDryRunResult,
  type TestRunner,
} from "@stryker-mutator/api/test-runner";
import { strykerPlugins as jestPlugins } from "@stryker-mutator/jest-runner";
import { readFileSync, writeFileSync } from "node:fs";

interface TestFile {
  readonly path: string;
  readonly ms: number;
  /** Ids of the mutants that its tests run. */
  readonly reached: readonly string[];
}

/** In the sandbox, where this process runs: the dry run is made by one process, the mutants are tested by several. */
const KEPT = "covering-tests.json";

/** Answers as the runner it is given does; keeps nothing but what the dry run has shown, and what killed last. */
function coveringTests(jest: TestRunner): TestRunner {
  let testFiles: readonly TestFile[] | null = null;
  /** Mutated file → test files that have killed a mutant of it, the last one first. */
  const killers = new Map<string, readonly string[]>();

  return {
    capabilities: () => jest.capabilities(),
    init: async () => jest.init?.(),
    dispose: async () => jest.dispose?.(),
    async dryRun(options) {
      const result = await jest.dryRun(options);
      if (result.status === DryRunStatus.Complete) {
        testFiles = testFilesOf(result);
        writeFileSync(KEPT, JSON.stringify(testFiles));
      }
      return result;
    },
    async mutantRun(options) {
      const { activeMutant, sandboxFileName, testFilter } = options;
      testFiles ??= JSON.parse(readFileSync(KEPT, "utf8")) as readonly TestFile[];
      // A mutant that acts while files are loaded, such as one of a constant, is run by no test: those that run something of
      // its file come first, then all that import it.
      const reached = testFilter === undefined ? mutantsIn(sandboxFileName) : new Set([activeMutant.id]);
      const known = killers.get(activeMutant.fileName) ?? [];
      let nrOfTests = 0;
      for (const path of inOrder(testFiles, reached, known)) {
        // Jest runs the tests that are related to a file: those of a test file are its own.
        const result = await jest.mutantRun({ ...options, sandboxFileName: path });
        if (result.status === MutantRunStatus.Survived) nrOfTests += result.nrOfTests;
        else {
          killers.set(activeMutant.fileName, [path, ...known.filter((one) => one !== path)]);
          return result;
        }
      }
      return testFilter === undefined ? jest.mutantRun(options) : { status: MutantRunStatus.Survived, nrOfTests };
    },
  };
}

function testFilesOf({ tests, mutantCoverage }: CompleteDryRunResult): readonly TestFile[] {
  return [...Map.groupBy(tests, ({ fileName = "" }) => fileName)].map(([path, own]) => ({
    path,
    ms: own.reduce((sum, { timeSpentMs }) => sum + timeSpentMs, 0),
    reached: [...new Set(own.flatMap(({ id }) => Object.keys(mutantCoverage?.perTest[id] ?? {})))],
  }));
}

/** Stryker's marks in the instrumented file: `stryMutAct_9fa48("12")`. */
const mutantsIn = (file: string): ReadonlySet<string> =>
  new Set([...readFileSync(file, "utf8").matchAll(/stryMutAct_\w+\("(\d+)"\)/g)].map(([, id = ""]) => id));

/** The files whose tests run one of these mutants: what has killed before comes first, then the quickest. */
function inOrder(
  testFiles: readonly TestFile[],
  mutants: ReadonlySet<string>,
  killers: readonly string[],
): readonly string[] {
  const reaching = testFiles.filter(({ reached }) => reached.some((id) => mutants.has(id)));
  const paths = reaching.toSorted((one, other) => one.ms - other.ms).map(({ path }) => path);
  return [...killers.filter((path) => paths.includes(path)), ...paths.filter((path) => !killers.includes(path))];
}

function create(injector: Injector<PluginContext>): TestRunner {
  const [jest] = jestPlugins;
  if (jest === undefined) throw new Error("@stryker-mutator/jest-runner declares no test runner");
  return coveringTests(injector.injectFunction(jest.factory));
}
create.inject = tokens("$injector");

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "covering-tests", create)];
