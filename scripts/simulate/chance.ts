/** Decisions of the simulation: all from one seed. */
import { chance } from "../../simulators/chance.ts";

export interface Chance {
  /** True with this probability. */
  happens(probability: number): boolean;
  /** At least `from`, at most `to`. */
  between(from: number, to: number): number;
  oneOf<T>(choices: readonly T[]): T;
  uuid(): string;
}

export function createChance(seed: number): Chance {
  const random = chance(seed);
  // Neighbouring seeds begin alike; a few rounds part them.
  for (let round = 0; round < 8; round += 1) random.next();
  const between = (from: number, to: number) => from + random.integer(to - from + 1);
  return {
    happens: (probability) => random.next() < probability,
    between,
    oneOf<T>(choices: readonly T[]): T {
      const index = between(0, choices.length - 1);
      if (index >= choices.length) throw new Error("nothing to choose from");
      return choices[index] as T;
    },
    uuid: random.uuid,
  };
}
