import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

// Many tests start the service or a command as a process: Node then finds its sources compiled.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "listcast-test-compiled");

export default {
  testEnvironment: "node",
  runner: ["jest-light-runner", { runtime: "child_process" }],
  setupFilesAfterEnv: ["<rootDir>/test/support/bare-node.mjs"],
  // Node strips the types of the global setup as well.
  transform: {},
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts", "**/*.test.tsx"],
  testSequencer: "<rootDir>/test/support/longest-first.mjs",
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/support/global-teardown.ts",
  // Most tests wait more than they compute: on two processors jest would run one file at a time.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  watchman: false,
};
