/** Mutation testing: `npm run mutate -- AREA`, which chooses what is mutated by which tests (docs/testing.md). */
export default {
  plugins: ["@stryker-mutator/jest-runner", "./scripts/mutate/covering-tests.ts"],
  testRunner: "covering-tests",
  testRunnerNodeArgs: ["--experimental-vm-modules"],
  coverageAnalysis: "perTest",
  // Endless loops are found by counting; on a busy machine a long test is only long.
  timeoutMS: 1_800_000,
  // What is known of mutants and tests that have not changed is not asked again.
  incremental: true,
  concurrency: 2,
  tempDirName: ".data/stryker",
  ignorePatterns: ["/.data", "/docs/screenshots", "/hubspot-project"],
  // It would rewrite tsconfig.json with the programming interface of a TypeScript before 7.
  tsconfigFile: "none",
};
