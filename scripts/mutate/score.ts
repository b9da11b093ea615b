/** What a run of Stryker says about the tests, without the mutants that no test can notice. */
import type { MutantResult } from "@stryker-mutator/api/core";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Equivalent } from "./equivalent.ts";

interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly from: string;
  readonly to: string;
  /** False where no test runs the line. */
  readonly covered: boolean;
}

export interface Judged {
  readonly killed: number;
  readonly survivors: readonly Survivor[];
  readonly equivalent: number;
  /** Mutants of these files that are called equivalent, and that a test has killed, or that are gone. */
  readonly noLonger: readonly Equivalent[];
  /** Killed ones in % of those that are not equivalent. */
  readonly score: number;
}

export function judge(results: readonly MutantResult[], equivalents: readonly Equivalent[]): Judged {
  const killed = results.filter(({ status }) => status === "Killed" || status === "Timeout").length;
  const alive = results.filter(({ status }) => status === "Survived" || status === "NoCoverage").map(survivorOf);
  const known = (one: Survivor) => equivalents.some((other) => same(one, other));
  const survivors = alive.filter((one) => !known(one));
  const files = new Set(results.map(({ fileName }) => relative(".", fileName)));
  const noLonger = equivalents.filter((one) => files.has(one.file) && !alive.some((other) => same(other, one)));
  const relevant = killed + survivors.length;
  const score = relevant === 0 ? 100 : (100 * killed) / relevant;
  return { killed, survivors, equivalent: alive.length - survivors.length, noLonger, score };
}

export function inWords({ killed, survivors, equivalent, noLonger, score }: Judged): string {
  const lines = [
    ...survivors.map(
      ({ file, line, column, from, to, covered }) =>
        `${file}:${line}:${column}  ${from}  →  ${to}${covered ? "" : "  (no test runs it)"}`,
    ),
    ...noLonger.map(
      ({ file, from, to }) => `no survivor any more, take it out of equivalent.ts: ${file}  ${from}  →  ${to}`,
    ),
    `killed ${killed}, survived ${survivors.length}, equivalent ${equivalent}: score ${score.toFixed(1)} %`,
  ];
  return `${lines.join("\n")}\n`;
}

const same = (one: Omit<Equivalent, "because">, other: Omit<Equivalent, "because">): boolean =>
  one.file === other.file && one.from === other.from && one.to === other.to;

function survivorOf({ fileName, location: { start, end }, replacement, status }: MutantResult): Survivor {
  const file = relative(".", fileName);
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const code = lines.map((line, at) =>
    line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined),
  );
  return {
    file,
    line: start.line,
    column: start.column,
    from: inOneLine(code.join("\n")),
    to: inOneLine(replacement),
    covered: status === "Survived",
  };
}

const inOneLine = (code: string): string => code.replaceAll(/\s+/g, " ");
