/** A function that is given what comes from outside, as the fuzzer makes that grow. */
import { SHAPES, type Shape } from "./growing-input.ts";

export interface TextFunction {
  /** `file#function`, below `src/`; behind a space, with what. */
  readonly name: string;
  /** What is grown, at each place within. */
  readonly examples: readonly unknown[];
  readonly shapes: readonly Shape[];
  readonly call: (input: unknown) => unknown;
}

/** Given a text. */
export const text = (name: string, call: (text: string) => unknown): TextFunction => ({
  name,
  examples: [""],
  shapes: ["text"],
  call: (input) => call(typeof input === "string" ? input : ""),
});

/** Given JSON of a program, a form, or a platform's answer: anything may stand anywhere within. */
export const value = (name: string, examples: readonly unknown[], call: (value: unknown) => unknown): TextFunction => ({
  name,
  examples,
  shapes: SHAPES,
  call,
});

/** Given a text of JSON, which no one can write so deep. */
export const json = (name: string, example: unknown, call: (text: string) => unknown): TextFunction => ({
  name,
  examples: [example],
  shapes: ["text", "texts", "list"],
  call: (input) => call(JSON.stringify(input) ?? ""),
});

/** Given what was checked before: it may be long, but has no strange names and no depth. */
export const checked = (
  name: string,
  examples: readonly unknown[],
  call: (value: unknown) => unknown,
): TextFunction => ({ name, examples, shapes: ["text", "texts", "list"], call });
