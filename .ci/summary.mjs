// The last line of `.ci/run`, from jest's JSON reports; the exit code says whether everything passed.
import { existsSync, readFileSync } from "node:fs";

const [otherFailures, first, ...more] = process.argv.slice(2);
const counts = [first, ...more.filter((path) => existsSync(path))].map((path) => count(read(path)));
const sum = (name) => counts.reduce((total, one) => total + one[name], 0);
const failed = sum("failed");
console.log(`${sum("passed")} passed, ${failed} failed`);
process.exitCode = failed > 0 || otherFailures !== "0" ? 1 : 0;

function count({ numPassedTests = 0, numFailedTests = 0, testResults = [], success = false }) {
  const unstarted = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((one) => one.status === "failed"),
  );
  const failed = numFailedTests + unstarted.length;
  return { passed: numPassedTests, failed: failed + (success || failed > 0 ? 0 : 1) };
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.error(`jest left no report: ${error.message}`);
    return {};
  }
}
