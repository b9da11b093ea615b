/** What a step found out or did: what decides how a delivery goes on. */
import type { Finding } from "../codes.ts";
import type { Narrowcast, Preview } from "../delivery.ts";
import type { Forecast } from "../targeting/forecast.ts";
import type { PolicyFacts } from "./policies.ts";
import type { InsightNumbers } from "../numbers/reading.ts";

/** `later` answers of either platform. */
export interface Later {
  readonly kind: "later";
  readonly finding: Finding;
  readonly retryAfterSeconds?: number;
}

export type ListResult =
  | { readonly kind: "found"; readonly name: string; readonly size: number | null }
  | { readonly kind: "missing" }
  | Later;

/** How many people a delivery that collects would reach; `enrolled`: the contacts it was made for. */
export type EstimateResult =
  | { readonly kind: "known"; readonly forecast: Forecast; readonly enrolled: number }
  | { readonly kind: "unknown"; readonly retryAfterSeconds?: number };

export type PreflightResult =
  ({ readonly kind: "go" } & Cleared) | { readonly kind: "refused"; readonly finding: Finding } | Later;

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
  | { readonly kind: "already_accepted"; readonly requestId: string | null }
  | { readonly kind: "refused"; readonly finding: Finding }
  | { readonly kind: "unknown"; readonly finding: Finding }
  | Later;

export type FollowResult =
  | {
      readonly kind: "progress";
      readonly phase: "waiting" | "sending" | "succeeded" | "failed";
      readonly counts: { readonly target: number; readonly success: number; readonly failure: number } | null;
      readonly errorCode: number | null;
      readonly failedDescription: string | null;
    }
  | Later;

export type ReadingResult = { readonly kind: "numbers"; readonly numbers: InsightNumbers } | Later;
