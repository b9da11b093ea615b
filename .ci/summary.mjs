// The last line of `.ci/run`, from jest's JSON report; the exit code says whether everything passed.
import { readFileSync } from "node:fs";

const [report, otherFailures] = process.argv.slice(2);
const { numPassedTests = 0, numFailedTests = 0, testResults = [], success = false } = read(report);
const unstarted = testResults.filter(
  ({ status, assertionResults }) => status === "failed" && !assertionResults.some((one) => one.status === "failed"),
);
const failed = numFailedTests + unstarted.length + (success || numFailedTests + unstarted.length > 0 ? 0 : 1);
console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || otherFailures !== "0" ? 1 : 0;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.error(`jest left no report: ${error.message}`);
    return {};
  }
}
