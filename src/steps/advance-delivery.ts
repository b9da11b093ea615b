/** The heart: takes a delivery one step further. May be killed at any line and run again. */
import {
  afterConclusion,
  afterFollow,
  afterListLookUp,
  afterPreflight,
  afterSeal,
  afterSend,
  afterWait,
} from "../delivery/after-step.ts";
import { changed, type Change } from "../delivery/change.ts";
import { finding } from "../delivery/codes.ts";
import type { Delivery, DeliveryState } from "../delivery/delivery.ts";
import { nextStep, type Step } from "../delivery/next-step.ts";
import { sealReason } from "../delivery/window.ts";
import type { Accounts, DeliveryStore } from "../ports/store.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { Line } from "../ports/line.ts";
import { followProgress } from "./follow-progress.ts";
import { lookUpList } from "./look-up-list.ts";
import { runPreflight } from "./run-preflight.ts";
import { sendNarrowcast } from "./send-narrowcast.ts";

export interface AdvancePorts {
  readonly store: Pick<DeliveryStore, "delivery" | "record"> & Pick<Accounts, "savedMessage">;
  readonly line: Line;
  readonly hubspot: Pick<HubSpot, "list">;
}

/** Each stored change brings its own job, so that one call does one step. */
export async function advanceDelivery(id: string, ports: AdvancePorts): Promise<void> {
  const snapshot = await ports.store.delivery(id);
  if (snapshot === null) return;
  const { delivery, now } = snapshot;
  const step = nextStep(delivery, now);
  const conclude = await perform(step, delivery, now, ports);
  if (conclude === null) return;
  const recorded = await ports.store.record(id, conclude);
  if (recorded.kind === "turn_taken") await ports.store.record(id, waitForTurn);
  // "moved": somebody else took the step; whatever they stored brought its own job.
}

type Conclude = (fresh: Delivery, now: number) => Change | null;

/** Does what the step asks of the outside, and says what its result makes of the delivery as it is by then. */
async function perform(step: Step, delivery: Delivery, now: number, ports: AdvancePorts): Promise<Conclude | null> {
  switch (step.do) {
    case "rest":
      return step.until === null ? null : (fresh) => changed({ ...fresh });
    case "seal":
      return sealIfStillDue;
    case "conclude":
      return unmoved(delivery, (fresh, at) => afterConclusion(fresh, step.outcome, at));
    case "look_up_list": {
      const result = await lookUpList(delivery, ports);
      return (fresh, at) => (inPhase(fresh, "collecting") ? afterListLookUp(fresh, result, at) : null);
    }
    case "preflight": {
      const result = await runPreflight(delivery, now, ports);
      return unmoved(delivery, (fresh, at) => (inPhase(fresh, "sealed") ? afterPreflight(fresh, result, at) : null));
    }
    case "send": {
      const sent = await sendNarrowcast(delivery, step, ports);
      if (sent === null) return null;
      return (fresh, at) => (stillUnaccepted(fresh) ? afterSend(fresh, sent, at) : null);
    }
    case "follow": {
      const result = await followProgress(delivery, step.requestId, ports);
      return unmoved(delivery, (fresh, at) => (inPhase(fresh, "sending") ? afterFollow(fresh, result, at) : null));
    }
    default:
      return step satisfies never;
  }
}

/** Members may arrive between the decision and this moment: under the lock, the window is looked at once more. */
const sealIfStillDue: Conclude = (fresh, now) => {
  if (!inPhase(fresh, "collecting")) return null;
  const reason = sealReason(fresh, now);
  return reason === null ? changed({ ...fresh }) : afterSeal(fresh, reason, now);
};

const waitForTurn: Conclude = (fresh, now) =>
  inPhase(fresh, "sealed") ? afterWait(fresh, { kind: "later", finding: finding("WAITING_FOR_TURN") }, now) : null;

/** Decided on facts that must not have changed meanwhile. */
function unmoved(seen: Delivery, conclude: Conclude): Conclude {
  return (fresh, now) => (fresh.version === seen.version ? conclude(fresh, now) : null);
}

function stillUnaccepted(delivery: Delivery): delivery is InPhase<"sending"> {
  return inPhase(delivery, "sending") && delivery.state.following === null;
}

type InPhase<P extends DeliveryState["phase"]> = Delivery & { readonly state: Extract<DeliveryState, { phase: P }> };

function inPhase<P extends DeliveryState["phase"]>(delivery: Delivery, phase: P): delivery is InPhase<P> {
  return delivery.state.phase === phase;
}
