import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

// Many tests start the service or a command as a process: Node then finds its sources compiled.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "listcast-test-compiled");

// ES modules and TypeScript as Node runs them: swc strips the types and leaves the modules alone. HubSpot's card has JSX.
const compiled = (parser, transform = {}) => [
  "@swc/jest",
  { jsc: { parser: { syntax: "typescript", ...parser }, transform, target: "es2024" }, module: { type: "es6" } },
];

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts", "**/*.test.tsx"],
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: {
    "\\.ts$": compiled({}),
    "\\.tsx$": compiled({ tsx: true }, { react: { runtime: "automatic" } }),
  },
  testSequencer: "<rootDir>/test/support/longest-first.mjs",
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/support/global-teardown.ts",
  // Most tests wait more than they compute: on two processors jest would run one file at a time.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  // Ends a test that hangs, and measures nothing: on a shared machine a long test takes many times as long.
  testTimeout: 1_800_000,
  watchman: false,
};
