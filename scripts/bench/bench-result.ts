export interface BenchResult {
  readonly bench: string;
  /** Medians, with the unit in the name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Ours divided by theirs: more is better. */
  readonly ratios: Readonly<Record<string, number>>;
}
