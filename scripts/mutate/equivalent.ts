/** Mutants that no test can notice, each with its reason. `npm run mutate` names those that a test does notice. */

export interface Equivalent {
  readonly file: string;
  /** The code, and what it became. */
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
