/** `npm run doctor`: checks a deployment, a line each, with what to do. Exit code 1 on a fault; it changes nothing. */
import { readCommandLine, runCommand } from "./shared/command-line.ts";
import { examine } from "./doctor/examine.ts";
import { inLines } from "./doctor/finding.ts";

async function main(): Promise<void> {
  readCommandLine("npm run doctor", {});
  const findings = await examine(process.env);
  process.stdout.write(`${inLines(findings)}\n`);
  if (findings.some(({ state }) => state === "fault")) process.exitCode = 1;
}

runCommand(main);
