/** `npm run fuzz`: hostile input for every parser; exit code 1 on any fault. */
import { readCommandLine, runCommand, wholeNumber } from "./shared/command-line.ts";
import { answerParsers } from "./fuzz/answers/answer-parsers.ts";
import { startAnswering } from "./fuzz/answers/answering.ts";
import { ABOVE_LINEAR, growthParsers } from "./fuzz/growth-parsers.ts";
import { httpParsers } from "./fuzz/http-parsers.ts";
import { feed, type Tally } from "./fuzz/parser.ts";
import { startStage } from "./fuzz/stage.ts";

const { values } = readCommandLine(
  "npm run fuzz -- [--inputs 100000] [--seed N] [--parser NAME] [--json] [--verbose]",
  {
    options: {
      inputs: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      parser: { type: "string", default: "" },
      json: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  },
);

/** Samples of this size are made at once: a hundred thousand would be gigabytes. */
const AT_A_TIME = 2000;

async function main(): Promise<void> {
  const inputs = wholeNumber("inputs", values.inputs, 1);
  const seed = wholeNumber("seed", values.seed, 0);
  const stage = await startStage(values.verbose ? "error" : "silent");
  const answering = await startAnswering();
  try {
    const all = [...httpParsers(stage.target), ...answerParsers(answering), ...growthParsers()];
    const parsers = all.filter(({ name }) => name.includes(values.parser));
    if (parsers.length === 0) {
      throw new Error(`--parser takes a part of ${all.map(({ name }) => name).join(", ")}, not ${values.parser}`);
    }
    const share = Math.ceil(inputs / parsers.length);
    const tallies: Tally[] = [];
    for (const one of parsers) {
      let tally: Tally = { parser: one.name, inputs: 0, answers: {}, faults: [], faulty: 0 };
      for (let fed = 0; fed < share; fed += AT_A_TIME) {
        tally = joined(tally, await feed(one, Math.min(AT_A_TIME, share - fed), seed + fed));
      }
      tallies.push(tally);
      if (!values.json) process.stdout.write(inWords(tally));
    }
    report(tallies);
  } finally {
    await answering.stop();
    await stage.stop();
  }
}

function joined(one: Tally, other: Tally): Tally {
  const answers = { ...one.answers };
  for (const [answer, count] of Object.entries(other.answers)) answers[answer] = (answers[answer] ?? 0) + count;
  const faults = [...one.faults, ...other.faults].slice(0, 5);
  return { ...one, inputs: one.inputs + other.inputs, answers, faults, faulty: one.faulty + other.faulty };
}

function inWords({ parser, inputs, answers, faults, faulty }: Tally): string {
  const counts = Object.entries(answers).map(([answer, count]) => `${answer} ${count}`);
  const shown = faults.map(({ fault, input }) => `      ${fault}\n        ${input}\n`);
  return `  ${parser.padEnd(56)} ${String(inputs).padStart(7)}  faults ${faulty}  ${counts.join(", ")}\n${shown.join("")}`;
}

function report(tallies: readonly Tally[]): void {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
  const inputs = sum((tally) => tally.inputs);
  const faults = sum((tally) => tally.faulty);
  const growing = sum(({ answers }) => answers[ABOVE_LINEAR] ?? 0);
  if (values.json) process.stdout.write(`${JSON.stringify({ inputs, faults, growing, parsers: tallies })}\n`);
  else {
    const others = `${faults - growing} server errors and answers that name nothing`;
    process.stdout.write(`\n  ${inputs} inputs: ${others}, ${growing} above linear growth\n`);
  }
  if (faults > 0) process.exitCode = 1;
}

runCommand(main);
