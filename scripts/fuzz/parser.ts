/** A parser of outside input as the fuzzer sees it, and the count of what it answered. */
import fc from "fast-check";

/** What an input was answered with: a status or a word, and what is wrong with that answer. */
export interface Verdict {
  readonly answer: string;
  /** Null when this is how the input should be answered. */
  readonly fault: string | null;
}

export interface Parser {
  readonly name: string;
  readonly inputs: fc.Arbitrary<unknown>;
  /** Fed before all others, whatever the seed. */
  readonly first?: readonly unknown[];
  judge(input: unknown): Promise<Verdict>;
  /** True where inputs must come one after the other. */
  readonly alone?: boolean;
}

/** So that the table of parsers needs no type for each. */
export function parser<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  judge: (input: Input) => Promise<Verdict>,
): Parser {
  return { name, inputs, judge: (input) => judge(input as Input) };
}

export interface Tally {
  readonly parser: string;
  readonly inputs: number;
  readonly answers: Readonly<Record<string, number>>;
  /** The first ones, with what was sent. */
  readonly faults: readonly { readonly fault: string; readonly input: string }[];
  readonly faulty: number;
}

const SHOWN_FAULTS = 5;
const AT_ONCE = 8;

/** Feeds the parser; the same seed makes the same inputs. */
export async function feed(
  { name, inputs, judge, first = [], alone = false }: Parser,
  count: number,
  seed: number,
): Promise<Tally> {
  const answers: Record<string, number> = {};
  const faults: { fault: string; input: string }[] = [];
  let faulty = 0;
  const sampled = fc.sample(inputs, { numRuns: count, seed });
  const source = [...first, ...sampled].slice(0, count).values();
  const eat = async () => {
    for (const input of source) {
      const { answer, fault } = await judge(input).catch((error: unknown) => ({
        answer: "thrown",
        fault: said(error),
      }));
      answers[answer] = (answers[answer] ?? 0) + 1;
      if (fault === null) continue;
      faulty += 1;
      if (faults.length < SHOWN_FAULTS) faults.push({ fault, input: JSON.stringify(input).slice(0, 2000) });
    }
  };
  await Promise.all(Array.from({ length: alone ? 1 : AT_ONCE }, eat));
  return { parser: name, inputs: count, answers, faults, faulty };
}

const said = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
