/** `npm run bench [-- name] [--json]`: every figure beside what it is compared with, measured in the same run. */
import { readCommandLine, runCommand } from "../command-line.ts";
import { brokenPromises, type BenchResult } from "./bench-result.ts";
import { benchConsole } from "./console.ts";
import { benchGrowth } from "./growth.ts";
import { benchHostile } from "./hostile/hostile.ts";
import { benchIntake } from "./intake.ts";
import { benchOptions } from "./options.ts";
import { benchOverload } from "./overload.ts";
import { benchRelease } from "./release.ts";
import { benchScaling } from "./scaling.ts";
import { benchSeal } from "./seal.ts";
import { benchStartup } from "./startup.ts";
import { benchUpload } from "./upload.ts";

const BENCHES: Readonly<Record<string, (say: (line: string) => void) => Promise<BenchResult>>> = {
  console: benchConsole,
  growth: benchGrowth,
  hostile: benchHostile,
  intake: benchIntake,
  options: benchOptions,
  overload: benchOverload,
  release: benchRelease,
  scaling: benchScaling,
  seal: benchSeal,
  startup: benchStartup,
  upload: benchUpload,
};

const { values, positionals } = readCommandLine(`npm run bench -- [--json] [${Object.keys(BENCHES).join("|")} …]`, {
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});

async function main(): Promise<void> {
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  for (const name of names) {
    const bench = BENCHES[name];
    if (bench === undefined) throw new Error(`there is no bench ${name}; there are ${Object.keys(BENCHES).join(", ")}`);
    const result = await bench((line) => process.stderr.write(`${line}\n`));
    for (const broken of brokenPromises(result)) {
      process.stderr.write(`${broken}\n`);
      process.exitCode = 1;
    }
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : inWords(result));
  }
}

function inWords({ bench, figures, ratios }: BenchResult): string {
  const rows = [...Object.entries(figures), ...Object.entries(ratios)];
  return `\n  ${bench}\n${rows.map(([name, value]) => `    ${name.padEnd(24)} ${value}`).join("\n")}\n\n`;
}

runCommand(main);
