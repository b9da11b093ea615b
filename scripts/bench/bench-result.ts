export interface BenchResult {
  readonly bench: string;
  /** Medians, with the unit in the name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Ours divided by theirs: more is better. */
  readonly ratios: Readonly<Record<string, number>>;
  /** What a ratio may not be below, where that is promised. */
  readonly floors?: Readonly<Record<string, number>>;
}

/** A sentence for each promise that was not kept; a ratio that could not be measured keeps none. */
export const brokenPromises = ({ bench, ratios, floors = {} }: BenchResult): readonly string[] =>
  Object.entries(floors)
    .filter(([name, floor]) => !((ratios[name] ?? Number.NaN) >= floor))
    .map(([name, floor]) => `${bench}: ${name} is ${ratios[name] ?? "missing"}, below ${floor}`);
