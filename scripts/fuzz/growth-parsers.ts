/** Growing input for each function that is given what comes from outside: none may cost more than in proportion. */
import { CLASSIC_PUMPS, grown, growings, type Growing } from "./growing-input.ts";
import { growthOf } from "./growth.ts";
import { parser, type Parser, type Verdict } from "./parser.ts";
import type { TextFunction } from "./text-function.ts";
import { TEXT_FUNCTIONS } from "./text-functions.ts";
import { VALUE_FUNCTIONS } from "./value-functions.ts";

export const ABOVE_LINEAR = "above linear";

export const MEASURED: readonly TextFunction[] = [...TEXT_FUNCTIONS, ...VALUE_FUNCTIONS];

export const growthParsers = (functions: readonly TextFunction[] = MEASURED): readonly Parser[] =>
  functions.map((one) => ({
    ...parser(`growth: ${one.name}`, growings(one.examples, one.shapes), (input) => judge(one, input)),
    first: CLASSIC_PUMPS.map((pump): Growing => ({ pump, shape: "texts", example: 0, path: [] })),
    // The CPU time of another would count.
    alone: true,
  }));

async function judge({ examples, call }: TextFunction, growing: Growing): Promise<Verdict> {
  const example = examples[growing.example];
  const growth = await growthOf((size) => {
    const input = grown(growing, example, size);
    return () => call(input);
  });
  return { answer: growth === null ? "linear" : ABOVE_LINEAR, fault: growth };
}
