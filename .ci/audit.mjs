// One line about known vulnerabilities of what production installs, from `npm audit --json` on standard input. It reports
// and never fails: whether a build is good does not depend on a registry's answer.
import { text } from "node:stream/consumers";

console.log(`Audit: ${said(await text(process.stdin))}`);

function said(report) {
  const found = counts(report);
  if (found === null) return "the registry did not answer";
  const { total = 0, ...bySeverity } = found;
  if (total === 0) return "no known vulnerability in what production installs";
  const kinds = Object.entries(bySeverity).filter(([, count]) => count > 0);
  return `${total} known: ${kinds.map(([severity, count]) => `${count} ${severity}`).join(", ")}; see npm audit --omit=dev`;
}

function counts(report) {
  try {
    return JSON.parse(report).metadata?.vulnerabilities ?? null;
  } catch {
    return null;
  }
}
