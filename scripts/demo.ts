/** `npm run demo`: the main job from the command line, against both simulated platforms. */
import { readCommandLine, runCommand, wholeNumber } from "./shared/command-line.ts";
import { givenDatabaseUrl, nameOf } from "./shared/given-database.ts";
import { runDemo, type DemoResult } from "./demo/run-demo.ts";
import { SCENARIOS } from "./demo/scenarios/scenarios.ts";

const USAGE =
  "npm run demo -- [--enrollments 1000] [--scenario NAME] [--kill N] [--kill-database N] [--instances N] [--seed N] [--hubspot 2027|2026] [--json]\nDATABASE_URL=postgres://… npm run demo -- …: on that empty database";

const { values } = readCommandLine(USAGE, {
  options: {
    enrollments: { type: "string", default: "1000" },
    scenario: { type: "string", default: "plain" },
    kill: { type: "string", default: "0" },
    "kill-database": { type: "string", default: "0" },
    instances: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    hubspot: { type: "string", default: "2027" },
    json: { type: "boolean", default: false },
  },
});

const whole = (name: "enrollments" | "kill" | "kill-database" | "instances" | "seed", least: number): number =>
  wholeNumber(name, values[name], least);

async function main(): Promise<void> {
  const scenario = SCENARIOS[values.scenario];
  if (scenario === undefined) {
    throw new Error(`--scenario takes one of ${Object.keys(SCENARIOS).join(", ")}, not ${values.scenario}`);
  }
  const say = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const options = {
    enrollments: whole("enrollments", 1),
    kills: whole("kill", 0),
    databaseKills: whole("kill-database", 0),
    instances: whole("instances", 1),
    seed: whole("seed", 0),
    scenario,
    hubspot: year(values.hubspot),
    databaseUrl: givenDatabaseUrl(process.env),
    say,
  };
  if (options.databaseUrl !== null) {
    if (options.databaseKills > 0) throw new Error("--kill-database is for the embedded database: unset DATABASE_URL");
    say(`The service runs on ${nameOf(options.databaseUrl)}, which has to be empty and is emptied at the end`);
  }
  const result = await runDemo(options);
  process.stdout.write(values.json ? `${JSON.stringify({ scenario: values.scenario, ...result })}\n` : inWords(result));
  process.exitCode = result.broken.length === 0 ? 0 : 1;
}

function year(text: string): "2026" | "2027" {
  if (text === "2026" || text === "2027") return text;
  throw new Error(`--hubspot takes 2026 or 2027, not ${text}`);
}

function inWords(result: DemoResult): string {
  const { reading } = result;
  const lines = [
    ``,
    `  Enrolled            ${result.enrollments}`,
    `  Released            ${result.callbacksReleased}${result.covered > 0 ? ` (${result.covered} of them covered)` : ""}`,
    `  LINE narrowcasts    ${result.narrowcasts}`,
    `  Delivery records    ${result.deliveryRecords}`,
    `  Outcome             ${result.outcome} (${result.outcomeCode})`,
    `                      ${result.outcomeMessage}`,
    `  Delivered           ${result.successCount ?? "–"}`,
    `  Reach, opens, clicks  ${reading === null ? "–" : `${reading.delivered}, ${reading.opens}, ${reading.clicks}`}`,
    `  Took                ${(result.elapsedMs / 1000).toFixed(1)} s`,
    `  Memory of the service  ${result.peakMb ?? "–"} MB at most`,
    ...result.broken.map((problem) => `  BROKEN: ${problem}`),
  ];
  return `${lines.join("\n")}\n\n`;
}

runCommand(main);
