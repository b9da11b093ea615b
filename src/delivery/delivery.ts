/**
 * The aggregate: one run of a workflow step over a list, leading to at most one narrowcast.
 * All instants are milliseconds since 1970 by the database's clock.
 */
import type { Code, Finding } from "./codes.ts";
import type { Forecast } from "./targeting/forecast.ts";
import type { Inputs } from "./inputs.ts";
import type { Reading } from "./numbers/reading.ts";
import type { LeftOut } from "./targeting/may-be-below.ts";
import type { Upload } from "./upload.ts";

export type SealReason = "quiet" | "list_complete" | "ceiling" | "person";
export const OUTCOME_KINDS = ["delivered", "failed", "cancelled", "rehearsed", "uncertain"] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** The HubSpot list as last looked up; `missing` when HubSpot says that it does not exist. */
export type DeliveryList =
  | { readonly known: "no"; readonly askAt: number; readonly asked: number }
  | { readonly known: "yes"; readonly name: string; readonly size: number | null }
  | { readonly known: "missing" };

/** While it collects: when LINE is asked how many people would receive the message. */
export interface Estimating {
  readonly askAt: number;
  /** Answers that failed in a row. */
  readonly tries: number;
  /** Records enrolled when the forecast was made; null before there is one. */
  readonly enrolled: number | null;
}

interface Seal {
  readonly at: number;
  readonly reason: SealReason;
  /** Distinct records enrolled when the window closed. */
  readonly enrolled: number;
}

export interface Wait {
  readonly finding: Finding;
  readonly since: number;
  readonly retryAt: number;
  readonly tries: number;
  /** What a person has to allow, gravest first (`finding` is the first); absent while it waits for something else. */
  readonly asks?: readonly Finding[];
}

/** The one LINE request of a delivery; retry key and body never change once stored. */
export interface Narrowcast {
  /** UUID sent as X-Line-Retry-Key. */
  readonly retryKey: string;
  /** Exact JSON text of the request. */
  readonly body: string;
  readonly preparedAt: number;
  /** LINE's name of the audience when the request was prepared. */
  readonly audienceName: string | null;
  /** Messages LINE sets aside for it at most (`limit.max`); null when only the quota bounds it. */
  readonly reserved: number | null;
  /** To compare other sends with it: who it is meant for, and what it leaves out. */
  readonly meantFor: string;
  readonly leftOut: LeftOut;
  /** When the sends were read whose people it leaves out; absent where it leaves out none for that. */
  readonly sendsReadAt?: number;
}

/** What a person looks at before the send: names and texts as preflight found them last. */
export interface Preview {
  /** LINE's names of the chosen and excluded audiences, by their ids. */
  readonly audiences: Readonly<Record<string, string>>;
  /** The beginning of each message. */
  readonly bubbles: readonly string[];
  /** Changes with any part of the messages. */
  readonly digest: string;
}

/** A signed-in person's yes, to the preview as it was then. */
export interface Approval {
  readonly by: string;
  /** HubSpot's. */
  readonly userId?: number;
  readonly at: number;
  /** The reasons that were shown. */
  readonly for: readonly Code[];
}

export interface Attempts {
  readonly count: number;
  readonly firstAt: number | null;
  /** When the last one began. */
  readonly lastAt: number | null;
  /** `firstAt` by the own clock of the process that began it. */
  readonly firstWallAt: number | null;
  readonly nextAt: number;
  /** True from just before a request goes out until its answer is stored: after a crash the answer counts as lost. */
  readonly open: boolean;
  /** True once an answer got lost: from then on LINE may have accepted. */
  readonly answerLost: boolean;
  /** What LINE last said instead of accepting. */
  readonly lastFinding: Finding | null;
  /** Request ids that lost against an accepted one (progress errorCode 3). */
  readonly conflicted: readonly string[];
  /** When the first of them was noticed. */
  readonly conflictAt: number | null;
}

/** How far an accepted narrowcast is. */
export interface Following {
  readonly requestId: string;
  readonly acceptedAt: number;
  readonly nextPollAt: number;
  readonly polls: number;
}

/** As LINE counts them: only `numbers.ts` says what of it may be shown. */
export interface Counts {
  readonly target: number;
  readonly success: number;
  readonly failure: number;
}

export interface Outcome {
  readonly kind: OutcomeKind;
  readonly finding: Finding;
  readonly at: number;
}

/** The phases of a delivery, in the order in which it passes through them. */
export const PHASES = ["collecting", "sealed", "preparing", "sending", "measuring", "final"] as const;
export type Phase = (typeof PHASES)[number];

interface BeforeRequest {
  readonly seal: Seal;
  readonly wait: Wait | null;
}

/** From when the request is stored. */
interface Requested {
  readonly seal: Seal;
  readonly narrowcast: Narrowcast;
  readonly following: Following | null;
  readonly counts: Counts | null;
}

/** `reading`: the newest, if one was taken. */
interface Concluded {
  readonly outcome: Outcome;
  readonly reading: Reading | null;
}

/** What is known in each phase. */
interface StateIn {
  collecting: { readonly sealRequestedBy: string | null; readonly estimate: Estimating };
  sealed: BeforeRequest;
  /** LINE user IDs are on their way to become audiences (`uploads`). */
  preparing: BeforeRequest;
  sending: Requested & { readonly attempts: Attempts };
  measuring: Requested & Concluded & { readonly following: Following; readonly nextReadingAt: number };
  final: { readonly [Name in keyof Requested]: Requested[Name] | null } & Concluded;
}

export type DeliveryState = { [P in Phase]: { readonly phase: P } & StateIn[P] }[Phase];

interface DeliveryFacts {
  readonly id: string;
  readonly portalId: number;
  readonly key: string;
  readonly inputs: Inputs;
  readonly version: number;
  readonly openedAt: number;
  readonly window: { readonly quietSeconds: number; readonly ceilingSeconds: number };
  /** Fewest distinct records that may lead to a send. */
  readonly minimum: number;
  /** The first instant at which HubSpot gives up a held execution of this delivery. */
  readonly holdsUntil: number;
  readonly list: DeliveryList;
  /** Distinct records enrolled; grows while collecting. */
  readonly enrolled: number;
  /** Executions held, covered ones included. */
  readonly executions: number;
  /** Executions that arrived after the seal. */
  readonly covered: number;
  readonly lastEnrolledAt: number;
  /** The end of the last time in which executions could not be stored; null when there was none. */
  readonly outageEndedAt: number | null;
  /** IANA name; quiet hours are meant in it. */
  readonly timeZone: string;
  readonly uploads: readonly Upload[];
  readonly approval: Approval | null;
  /**
   * When an execution came, while collecting, with a version of its step that an edit had replaced: either HubSpot was late with
   * it, or the edit was taken back. Only a person can decide. Null once a still newer version has arrived.
   */
  readonly changedBack: { readonly at: number } | null;
  /** As last computed: by preflight, or while it collects. `forecastNow` says it for the contacts there are by now. */
  readonly forecast: Forecast | null;
  /** As last seen by preflight. */
  readonly preview: Preview | null;
}

export type Delivery = DeliveryFacts & { readonly state: DeliveryState };

interface Known extends Requested, Concluded {}

/** Reads from the state what only some phases know; null in the others. */
const inState =
  <Name extends keyof Known>(name: Name) =>
  ({ state }: Pick<Delivery, "state">): Known[Name] | null =>
    (state as Partial<Known>)[name] ?? null;

export const outcomeOf = inState("outcome");
export const sealOf = inState("seal");
export const readingOf = inState("reading");
/** The accepted request at LINE. */
export const followingOf = inState("following");
export const narrowcastOf = inState("narrowcast");
export const countsOf = inState("counts");

/** The LINE Official Account that it is sent with. */
export const channelOf = ({ portalId, inputs }: Pick<Delivery, "portalId" | "inputs">) => ({
  portalId,
  channelId: inputs.channelId,
});

/** A delivery in this phase, or in one of these. */
export type In<P extends Phase> = Delivery & { readonly state: Extract<DeliveryState, { phase: P }> };

/** Sealed, and LINE has not been asked to send. */
export type Waiting = In<"sealed" | "preparing">;

/** The phases in which LINE has surely not been asked to send. */
export const BEFORE_SENDING = ["collecting", "sealed", "preparing"] as const satisfies readonly Phase[];

export const isIn = <P extends Phase>(delivery: Delivery, ...phases: readonly P[]): delivery is In<P> =>
  phases.some((phase) => phase === delivery.state.phase);

export const isWaiting = (delivery: Delivery): delivery is Waiting => isIn(delivery, "sealed", "preparing");
