/** What counts in the score of `npm run mutate`. */
import { expect, test } from "@jest/globals";
import type { MutantResult } from "@stryker-mutator/api/core";
import { inWords, judge } from "../../scripts/mutate/score.ts";

const FILE = "scripts/mutate/score.ts";

/** A mutant of the word `interface` in that file's seventh line. */
const mutant = (status: string, replacement = "class"): MutantResult =>
  ({
    fileName: FILE,
    location: { start: { line: 7, column: 1 }, end: { line: 7, column: 10 } },
    replacement,
    status,
  }) as MutantResult;
const equivalent = (to: string) => ({ file: FILE, from: "interface", to, because: "both say the same" });

test("what a test noticed, or ran endlessly on, is killed; what it did not notice or never ran has survived", () => {
  const judged = judge(
    ["Killed", "Timeout", "Killed", "Survived", "NoCoverage"].map((one) => mutant(one)),
    [],
  );
  expect(judged).toMatchObject({ killed: 3, equivalent: 0, noLonger: [], score: 60 });
  expect(judged.survivors).toEqual([
    { file: FILE, line: 7, column: 1, from: "interface", to: "class", covered: true },
    { file: FILE, line: 7, column: 1, from: "interface", to: "class", covered: false },
  ]);
});

test("neither equivalents nor changes that cannot be loaded count", () => {
  const judged = judge([mutant("Killed"), mutant("Survived", "enum"), mutant("CompileError")], [equivalent("enum")]);
  expect(judged).toMatchObject({ killed: 1, survivors: [], equivalent: 1, noLonger: [], score: 100 });
});

test("an equivalent that a test has noticed is named, one of a file that was not run is not", () => {
  const elsewhere = { ...equivalent("enum"), file: "src/main.ts" };
  const judged = judge([mutant("Killed", "enum")], [equivalent("enum"), elsewhere]);
  expect(judged.noLonger).toEqual([equivalent("enum")]);
  expect(inWords(judged)).toBe(
    "no survivor any more, take it out of equivalent.ts: scripts/mutate/score.ts  interface  →  enum\nkilled 1, survived 0, equivalent 0: score 100.0 %\n",
  );
});

test("a survivor is one line: place, code, and what became of it", () => {
  expect(inWords(judge([mutant("Survived", "a\n  b")], []))).toBe(
    `${FILE}:7:1  interface  →  a b\nkilled 0, survived 1, equivalent 0: score 0.0 %\n`,
  );
});
