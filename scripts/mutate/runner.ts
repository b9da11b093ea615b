/**
 * How Stryker runs our tests: in a process that loads each test file once and runs it again for each mutant, only the tests that
 * reach the mutant, until one fails. What an earlier mutant may have left in memory decides nothing: a failure has to go away
 * with its mutant, and a survivor has to survive in modules that are loaded for it.
 * https://stryker-mutator.io/docs/stryker-js/guides/create-a-plugin/
 */
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type SuccessTestResult,
  type TestRunner,
} from "@stryker-mutator/api/test-runner";
import { configureGlobal } from "fast-check";
import { chosenTests } from "./areas.ts";
import { askTests, inWords, TIMED_OUT } from "./ask.ts";
import { watchCoverage } from "./instrumented.ts";
import { loadByGraph } from "./module-graph.ts";
import { keepKnown } from "./order.ts";
import { standstill } from "./standstill.ts";
import { runTests, type Group } from "./test-file.ts";

function createRunner(): TestRunner {
  const { load, ask, passesWithout } = askTests();
  let mutants = 0;
  /** Why Stryker has to go on with another process. */
  let unusable: string | null = null;

  async function answer(options: MutantRunOptions): Promise<MutantRunResult> {
    // A mutant that acts while files are loaded, such as one of a constant, is run by no test.
    if (options.testFilter === undefined) return ask(options, "loaded for it");
    const result = await ask(options, "as loaded");
    if (result.status === MutantRunStatus.Survived) return ask(options, "loaded for it");
    if (result.status !== MutantRunStatus.Killed || (await passesWithout(result))) return result;
    unusable = "a mutant has left something in memory";
    if (mutants > 1) throw new Error(unusable);
    return result;
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    init() {
      loadByGraph(process.cwd());
      // The same examples for every mutant.
      configureGlobal({ seed: 1 });
      return Promise.resolve();
    },
    dryRun: () => dryRun(load),
    async mutantRun(options) {
      // Stryker answers an error with a new process and the same mutant.
      if (unusable !== null) throw new Error(unusable);
      mutants += 1;
      const over = new AbortController();
      const result = await Promise.race([answer(options), standstill(over.signal)]);
      over.abort();
      if (result === undefined) unusable = "a test of the mutant before is still waiting";
      return result ?? TIMED_OUT;
    },
  };
}

async function dryRun(load: (path: string) => Promise<Group>): Promise<DryRunResult> {
  const coverage = watchCoverage();
  const tests: SuccessTestResult[] = [];
  for (const path of chosenTests()) {
    coverage.loading();
    const failure = await runTests(await load(path), {
      wanted: () => true,
      entering: coverage.entering,
      passed: (id, timeSpentMs) =>
        void tests.push({ id, name: id, fileName: path, timeSpentMs, status: TestStatus.Success }),
    });
    if (failure !== null) return { status: DryRunStatus.Error, errorMessage: inWords(failure) };
  }
  const mutantCoverage = coverage.result();
  keepKnown(tests, mutantCoverage);
  return { status: DryRunStatus.Complete, tests, mutantCoverage };
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "our-tests", createRunner)];
