/**
 * Test files run in bare Node, as the service does: its modules and its packages are loaded once for a worker, not once for each
 * file, which took most of the time. Only what is in `test` is loaded for each file. What a file changes and others see, such as a
 * prototype, it puts back.
 */
import { transformSync } from "@swc/core";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const NAMES = ["afterAll", "afterEach", "beforeAll", "beforeEach", "describe", "expect", "it", "jest", "test"];

/** The package itself throws outside of jest's own loader; the runner has made what it exports. */
const GLOBALS = NAMES.map((name) => `export const ${name} = globalThis.${name};`).join("\n");

/** HubSpot's card has JSX, which Node does not know. */
const JSX = {
  jsc: {
    parser: { syntax: "typescript", tsx: true },
    transform: { react: { runtime: "automatic" } },
    target: "es2024",
  },
  module: { type: "es6" },
  sourceMaps: "inline",
};

const TESTS = new URL("../", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "@jest/globals")
      return { url: `data:text/javascript,${encodeURIComponent(GLOBALS)}`, shortCircuit: true };
    const resolved = next(specifier, context);
    // The runner gives each test file a query of its own.
    const { search } = new URL(context.parentURL ?? resolved.url);
    return search !== "" && resolved.url.startsWith(TESTS)
      ? { ...resolved, url: `${resolved.url}${search}` }
      : resolved;
  },
  load(url, context, next) {
    if (!/\.tsx($|\?)/.test(url)) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, "utf8"), { filename, ...JSX });
    return { format: "module", source: code, shortCircuit: true };
  },
});

const { expect } = globalThis;
const { setState, getState } = expect;

/** What nothing catches fails the test that runs meanwhile, or the next one, instead of ending all of them with the process. */
const uncaught = [];
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error) => {
    process.stderr.write(`${error?.stack ?? error}\n`);
    uncaught.push(error instanceof Error ? error : new Error(String(error)));
  });

/** A test that hangs ends the run, and measures nothing: on a shared machine a long test takes many times as long. */
const HANGING_MS = 1_800_000;
let running = { name: "", since: Infinity };
setInterval(() => {
  if (performance.now() - running.since < HANGING_MS) return;
  process.stderr.write(`${getState().testPath}: this test hangs: ${running.name}\n`);
  process.exit(1);
}, 10_000).unref();

/** The runner begins a test with its name, and looks at its errors before it ends it. */
expect.setState = (state) => {
  if (state.currentTestName !== undefined) running = { name: state.currentTestName, since: performance.now() };
  else if (state.suppressedErrors !== undefined) running = { name: "", since: Infinity };
  setState(state);
};
expect.getState = () => {
  const state = getState();
  return uncaught.length === 0
    ? state
    : { ...state, suppressedErrors: [...state.suppressedErrors, ...uncaught.splice(0)] };
};
