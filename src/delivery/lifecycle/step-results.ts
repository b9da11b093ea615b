/** What a step found out or did, where it is more than a platform's answer: it decides how a delivery goes on. */
import type { Failure, Later, Refused } from "../answer.ts";
import type { Finding } from "../codes.ts";
import type { Counts, Narrowcast, Preview } from "../delivery.ts";
import type { Forecast } from "../targeting/forecast.ts";
import type { PolicyFacts } from "./policies.ts";

/** How many people a delivery that collects would reach; `enrolled`: the contacts it was made for. */
export interface Estimate {
  readonly forecast: Forecast;
  readonly enrolled: number;
}

export type PreflightResult = ({ readonly kind: "go" } & Cleared) | Failure;

/** Nothing stands in the way of a send. */
export interface Cleared extends PolicyFacts {
  readonly forecast: Forecast;
  readonly preview: Preview;
  /** What the builder should know; does not stop the send. */
  readonly notes: readonly Finding[];
  /** Why a step of the delivery has sent already (CHANGED_AFTER_SEND); null where none has. */
  readonly earlierSend: Finding | null;
  /** Distinct valid LINE user IDs of the enrolled contacts; null where the mode needs none. */
  readonly enrolledIds: number | null;
  /** Why a person has to allow it although LINE would send it; absent where nothing speaks for that. */
  readonly mayBeBelow?: Finding | null;
  /** Null until every upload is ready. */
  readonly narrowcast: Omit<Narrowcast, "preparedAt"> | null;
}

export type SendResult =
  | { readonly kind: "accepted"; readonly requestId: string }
  /** The retry key was accepted before; the id is the accepted request's, null where LINE did not name it. */
  | { readonly kind: "already_accepted"; readonly requestId: string | null }
  | Refused
  /** Surely not accepted; may be tried again. */
  | Later
  /** The answer got lost: LINE may have accepted. */
  | { readonly kind: "unknown"; readonly finding: Finding };

/** Of an accepted request. */
export interface Progress {
  readonly phase: "waiting" | "sending" | "succeeded" | "failed";
  readonly counts: Counts | null;
  readonly errorCode: number | null;
  readonly failedDescription: string | null;
}
