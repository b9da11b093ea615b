/** A scenario: the builder's inputs, who enrolls, what else happens, and what has to come of it. */
import type { Play } from "../stage.ts";

export interface Scenario {
  /** Arranged before the workflow exists. */
  before?(play: Play): Promise<void> | void;
  /** Values of the action's inputs besides account and list. */
  inputs(play: Pick<Play, "clock" | "enrollments" | "world">): Record<string, string>;
  /** How the contacts enroll; the whole list at once unless given. */
  enroll?(play: Play, workflow: number): Promise<void>;
  /** Share of executions that HubSpot delivers twice. */
  readonly duplicateShare?: number;
  /** Happens once every contact is enrolled; answers how many more executions there are. */
  later?(play: Play, workflow: number): Promise<number>;
  /** Computed by the simulated platforms, apart from the service. */
  expected(play: Play): Expected;
  /** What became of the delivery, where the delivery record cannot say so. */
  outcome?(): Outcome | undefined;
  /** The app can no longer write the records to their end. */
  readonly recordsStay?: true;
  /** Further promises of this scenario that were not kept. */
  alsoBroken?(play: Play): string[];
}

export interface Outcome {
  readonly outcome: string;
  readonly outcomeCode: string;
  readonly outcomeMessage: string;
}

export interface Expected {
  readonly outcome: string;
  readonly outcomeCode: string;
  readonly narrowcasts: number;
  readonly deliveryRecords?: number;
  readonly successCount?: number;
  readonly covered?: number;
  /** Executions that get the outcome; all unless given. */
  readonly callbacksReleased?: number;
}
