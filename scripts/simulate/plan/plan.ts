/** What happens in one seed: campaigns, latecomers, people's commands, faults, deaths and jumps of the clock. */
import type { Policies } from "../../../src/delivery/lifecycle/policies.ts";
import type { FaultRates } from "../faults.ts";

export interface CampaignPlan {
  /** Inputs of the action besides account, list and audience. */
  readonly inputs: Readonly<Record<string, string>>;
  /** LINE's description of the audience; null: conditions alone. */
  readonly audience: string | null;
  /** A further one. */
  readonly also: string | null;
  readonly excluded: string | null;
  readonly contacts: number;
  /** The same list and inputs as an earlier campaign: one key, two workflows. */
  readonly sameAs: number | null;
}

interface At {
  /** Milliseconds after the beginning. */
  readonly at: number;
}

export type PlannedEvent = At &
  (
    | {
        readonly do: "enroll";
        readonly campaign: number;
        /** Of the campaign's contacts, from the first on. */
        readonly from: number;
        readonly count: number;
        readonly concurrency: number;
        readonly ratePerSecond: number | null;
        readonly duplicateShare: number;
      }
    | { readonly do: "command"; readonly campaign: number; readonly command: "seal" | "cancel" | "approve" }
    /** A builder changes the action: what is sent, a setting, or back to what it was. */
    | { readonly do: "edit"; readonly campaign: number; readonly change: "text" | "setting" | "back" }
    | { readonly do: "kill" }
    /** The database's clock, seen from everybody else's. */
    | { readonly do: "jump"; readonly ms: number }
    | { readonly do: "drop_callbacks"; readonly campaign: number }
    | { readonly do: "fail_next_narrowcast"; readonly errorCode: number }
    | { readonly do: "uninstall" }
    | { readonly do: "calm" }
  );

/** A standby stops following, and soon takes over. */
export interface FailOverPlan {
  /** Of each turn: that the standby stops following. */
  readonly rate: number;
  /** At most so many turns later it takes over. */
  readonly turns: number;
  /** One that has stopped for longer catches up instead. */
  readonly lagMs: number;
}

export interface Plan {
  readonly instances: number;
  readonly rates: FaultRates;
  /** Of each turn: that a process dies instead. */
  readonly deathRate: number;
  readonly maxDeaths: number;
  /** Null: the database never fails over. */
  readonly failOver: FailOverPlan | null;
  readonly unknownCallbacks: "accepted" | "not-found";
  readonly quota: number;
  /** Of LINE: how long it takes, and how it behaves where its documents are silent. */
  readonly line: {
    readonly waitingMs: number;
    readonly sendingMs: number;
    readonly progressVisibleAfterMs: number;
    readonly retryConflict: "sync" | "async";
    readonly retryOtherBody: "conflict" | "refused";
    readonly unknownUserIds: "dropped" | "refused";
  };
  /** What the account requires before every send. */
  readonly policies: Policies;
  readonly campaigns: readonly CampaignPlan[];
  readonly events: readonly PlannedEvent[];
  /** Milliseconds after the beginning; readings are followed that far. */
  readonly horizon: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Less than the service waits between storing a request and sending it: the standby has every request that went out. */
export const SHORT_LAG_MS = 8000;
