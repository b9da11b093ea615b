/** What a person may do to a delivery, and when it is too late. */
import { afterSeal } from "./results/after-collecting.ts";
import { afterConclusion } from "./results/after-conclusion.ts";
import { afterWait } from "./results/after-preflight.ts";
import { approvalBy, earlierSendOf, waitsForPerson } from "./approval.ts";
import { changed, preceded, type Change } from "./change.ts";
import { finding, type Finding } from "../codes.ts";
import {
  BEFORE_SENDING,
  followingOf,
  isIn,
  isWaiting,
  outcomeOf,
  sealOf,
  type Delivery,
  type In,
} from "../delivery.ts";
import { mayBeAtLine } from "./next-step.ts";
import { WAIT_IN_DOUBT } from "../hubspot/portal-access.ts";
import { approveBy } from "./window.ts";

export interface Command {
  readonly do: "seal" | "cancel" | "approve";
  readonly by: string;
  /** HubSpot's id of the person, who may have more than one address. */
  readonly userId?: number;
}

/** The most wanted first. */
const COMMANDS = { approve, seal: sealNow, cancel } as const satisfies Record<Command["do"], unknown>;

/** Null when the delivery has moved on so far that the command means nothing any more. */
export const afterCommand = (delivery: Delivery, command: Command, now: number): Change | null =>
  COMMANDS[command.do](delivery, command, now);

/** What a person could ask for right now, the most wanted first. */
export const possibleCommands = (delivery: Delivery, now: number): readonly Command["do"][] =>
  (Object.keys(COMMANDS) as Command["do"][]).filter((name) => afterCommand(delivery, { do: name, by: "" }, now));

/** True where this command is what has become of the delivery already; a seal does not keep its author. */
export function isDoneBy(delivery: Delivery, { do: name, by }: Command): boolean {
  if (name === "approve") return delivery.approval?.by === by;
  if (name === "seal") return sealOf(delivery)?.reason === "person";
  const why = outcomeOf(delivery)?.finding;
  return why?.code === "CANCELLED_BY_PERSON" && why.figures["person"] === by;
}

function sealNow(delivery: Delivery, { by }: Command): Change | null {
  if (!isIn(delivery, "collecting")) return null;
  return changed(
    { ...delivery, state: { ...delivery.state, sealRequestedBy: by } },
    { event: "seal_requested", details: { by } },
  );
}

/**
 * Possible until the request to LINE is stored; from then on it may be on its way. Where a person is asked because the step
 * has sent already, this is the no: the executions get the outcome of that send.
 */
function cancel(delivery: Delivery, { by }: Command, now: number): Change | null {
  if (!isBeforeSending(delivery)) return null;
  const why = { kind: "cancelled", finding: finding("CANCELLED_BY_PERSON", { person: by }) } as const;
  const change = afterConclusion(delivery, why, now);
  const earlier = earlierSendOf(delivery);
  return earlier === null ? change : { ...change, coveredBy: earlier };
}

/** Only what waits for it. Afterwards everything is checked once more. */
function approve(delivery: Delivery, { by, userId }: Command, now: number): Change | null {
  if (!isWaiting(delivery) || !waitsForPerson(delivery) || now >= approveBy(delivery)) return null;
  return changed(
    { ...delivery, approval: approvalBy(delivery, { by, userId, at: now }), state: { ...delivery.state, wait: null } },
    { event: "approved", details: { by } },
  );
}

const isBeforeSending = (delivery: Delivery): boolean => isIn(delivery, ...BEFORE_SENDING);

/** Whether a change stores the request to LINE: it may go out from then on. */
export const startsSending = (before: Delivery, after: Delivery): boolean =>
  isBeforeSending(before) && !isBeforeSending(after) && outcomeOf(after) === null;

/** The request is stored, and LINE has surely not accepted it. */
const isSurelyUnsent = (delivery: Delivery): delivery is In<"sending"> =>
  isIn(delivery, "sending") && delivery.state.following === null && !mayBeAtLine(delivery.state.attempts);

/** Whether a change lets a request go out that LINE may be the first to accept: to be asked under the delivery's lock. */
export const letsOut = (before: Delivery, after: Delivery): boolean =>
  startsSending(before, after) || (isSurelyUnsent(before) && isIn(after, "sending") && after.state.attempts.open);

/** It is in doubt whether the portal still has the app: what is due waits. */
export function afterDoubt(delivery: Delivery, now: number): Change | null {
  if (isWaiting(delivery)) return afterWait(delivery, { kind: "later", ...WAIT_IN_DOUBT }, now);
  if (!isSurelyUnsent(delivery)) return null;
  const { attempts } = delivery.state;
  const { finding: why, retryAfterSeconds } = WAIT_IN_DOUBT;
  const known = attempts.lastFinding?.code === why.code;
  const waiting = { ...attempts, lastFinding: why, nextAt: now + 1000 * retryAfterSeconds };
  const events = known ? [] : [{ event: "waiting", finding: why } as const];
  return changed({ ...delivery, state: { ...delivery.state, attempts: waiting } }, ...events);
}

/** Who stopped all sends, where it was no person but a restore from a backup. Never an e-mail address. */
export const RESTORE = "restore";

/** What is said about whatever the stop of all sends refuses or ends. */
export const sendingStopped = (by: string): Finding =>
  by === RESTORE ? finding("STOPPED_AFTER_RESTORE") : finding("SENDING_STOPPED", { person: by });

/** All sends of the portal are stopped. */
export function afterStop(delivery: Delivery, by: string, now: number): Change | null {
  if (!isBeforeSending(delivery)) return null;
  return afterConclusion(delivery, { kind: "cancelled", finding: sendingStopped(by) }, now);
}

/**
 * The database was put back from a backup: what was open in it may have been sent since. `cancelled` could be untrue and
 * would cover no one; a repeat of the request could be a first send. A request that LINE had accepted is followed as ever.
 */
export function afterRestore(delivery: Delivery, now: number): Change | null {
  if (outcomeOf(delivery) !== null || followingOf(delivery) !== null) return null;
  // It covers from its seal on.
  const closed = isIn(delivery, "collecting") ? afterSeal(delivery, "person", now) : changed(delivery);
  const verdict = { kind: "uncertain", finding: finding("RESTORED_FROM_BACKUP") } as const;
  const ended = afterConclusion(closed.delivery, verdict, now);
  return preceded(ended, ...closed.events);
}

/** The portal removed the app before the send; also where LINE has answered that it did not take the request. */
export function afterUninstall(delivery: Delivery, now: number): Change | null {
  if (!isBeforeSending(delivery) && !isSurelyUnsent(delivery)) return null;
  return afterConclusion(delivery, { kind: "cancelled", finding: finding("PORTAL_UNINSTALLED") }, now);
}
