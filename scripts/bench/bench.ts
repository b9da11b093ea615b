/** `npm run bench [-- name] [--json]`: every figure beside what it is compared with, measured in the same run. */
import { givenDatabaseUrl } from "../shared/given-database.ts";
import { readCommandLine, runCommand } from "../shared/command-line.ts";
import { brokenPromises, type BenchResult } from "./bench-result.ts";
import { benchConsole } from "./console.ts";
import { benchGiven } from "./given.ts";
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

const USAGE = `npm run bench -- [--json] [${Object.keys(BENCHES).join("|")} …]
DATABASE_URL=postgres://… npm run bench -- [--json] [--jit] [intake]: an empty database against the embedded one`;

const { values, positionals } = readCommandLine(USAGE, {
  options: { json: { type: "boolean", default: false }, jit: { type: "boolean", default: false } },
  allowPositionals: true,
});

/** With a given database there is one: the others compare servers with a database for each. */
function benches(): typeof BENCHES {
  const url = givenDatabaseUrl(process.env);
  if (url !== null) return { intake: (say) => benchGiven(url, values.jit, say) };
  if (values.jit) throw new Error("--jit needs DATABASE_URL: the embedded PostgreSQL has no JIT");
  return BENCHES;
}

async function main(): Promise<void> {
  const all = benches();
  const names = positionals.length > 0 ? positionals : Object.keys(all);
  for (const name of names) {
    const bench = all[name];
    if (bench === undefined)
      throw new Error(`there is no bench ${name} here; there are ${Object.keys(all).join(", ")}`);
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
