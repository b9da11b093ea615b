/** What this deployment has learned about itself; it outlives a restart, and all processes share it. */

import type { CardCheckResult, CardCheckRun, CardHole } from "./card-check.ts";

/** Each fact by its name, and what its value looks like. A value is plain JSON. */
export interface DeploymentFacts {
  /** HubSpot has signed a request for a dropdown's choices with a time (v3). */
  readonly optionsSignedWithTime: true;
  /** The run for which the operator made a code. */
  readonly cardCheckRun: CardCheckRun;
  /** How the last run ended. */
  readonly cardCheckResult: CardCheckResult;
  readonly cardHole: CardHole;
}

export interface NotedFact<Value> {
  readonly value: Value;
  /** Wall time in milliseconds since 1970, by the database's clock. */
  readonly notedAt: number;
}

export interface FactStore {
  /** Null while it has not been noted. */
  fact<Name extends keyof DeploymentFacts>(name: Name): Promise<NotedFact<DeploymentFacts[Name]> | null>;
  /** Replaces what was noted before. */
  noteFact<Name extends keyof DeploymentFacts>(name: Name, value: DeploymentFacts[Name]): Promise<void>;
  forgetFact(name: keyof DeploymentFacts): Promise<void>;
}
