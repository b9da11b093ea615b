/** Mutation testing: `npm run mutate -- AREA`, which chooses what is mutated by which tests (docs/testing.md). */
export default {
  plugins: ["./scripts/mutate/runner.ts"],
  testRunner: "our-tests",
  coverageAnalysis: "perTest",
  // Endless loops are found by counting, and what waits by standstill.ts; on a busy machine a long test is only long.
  timeoutMS: 1_800_000,
  // What is known of mutants and tests that have not changed is not asked again.
  incremental: true,
  concurrency: 2,
  // Modules that were loaded for one mutant stay in memory.
  maxTestRunnerReuse: 100,
  tempDirName: ".data/stryker",
  ignorePatterns: ["/.data", "/docs/screenshots", "/hubspot-project"],
  // Nothing checks types there.
  disableTypeChecks: false,
  // It would rewrite tsconfig.json with the programming interface of a TypeScript before 7.
  tsconfigFile: "none",
};
