/** The heart: takes a delivery one step further. May be killed at any line and run again. */
import { afterListLookUp, afterSeal } from "../delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../delivery/lifecycle/results/after-conclusion.ts";
import { afterFollow } from "../delivery/lifecycle/results/after-follow.ts";
import { afterPreflight, afterWait } from "../delivery/lifecycle/results/after-preflight.ts";
import { afterSend } from "../delivery/lifecycle/results/after-send.ts";
import {
  afterCollect,
  afterLateUpload,
  afterUpload,
  afterUploadCheck,
} from "../delivery/lifecycle/results/after-upload.ts";
import { changed, type Change } from "../delivery/lifecycle/change.ts";
import { finding } from "../delivery/codes.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { isIn, isWaiting, type In } from "../delivery/phases.ts";
import { nextStep, type Step } from "../delivery/lifecycle/next-step.ts";
import { sealReason } from "../delivery/lifecycle/window.ts";
import type { Deliveries } from "../ports/store/deliveries.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { Line } from "../ports/line.ts";
import { followProgress } from "./follow-progress.ts";
import { lookUpList } from "./look-up-list.ts";
import { runPreflight, type PreflightPorts } from "./preflight/run-preflight.ts";
import { sendNarrowcast } from "./send-narrowcast.ts";
import { checkUpload, collectIds, uploadRecipients, type UploadPorts } from "./upload-recipients.ts";

export interface AdvancePorts {
  readonly store: Pick<Deliveries, "delivery" | "record"> & PreflightPorts["store"] & UploadPorts["store"];
  readonly line: Line;
  readonly hubspot: Pick<HubSpot, "list" | "memberValues" | "checkAccess">;
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
  // "moved": another process took the step; what it stored brought its own job.
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
      return (fresh, at) => (isIn(fresh, "collecting") ? afterListLookUp(fresh, result, at) : null);
    }
    case "preflight": {
      const result = await runPreflight(delivery, now, ports);
      return unmoved(delivery, (fresh, at) => (isWaiting(fresh) ? afterPreflight(fresh, result, at) : null));
    }
    case "collect_ids":
    case "upload":
    case "check_upload":
      return prepare(step, delivery, ports);
    case "send": {
      const sent = await sendNarrowcast(delivery, step, ports);
      if (sent === null) return null;
      return (fresh, at) => (stillUnaccepted(fresh) ? afterSend(fresh, sent, at) : null);
    }
    case "follow": {
      const result = await followProgress(delivery, step.requestId, ports);
      return unmoved(delivery, (fresh, at) => (isIn(fresh, "sending") ? afterFollow(fresh, result, at) : null));
    }
    default:
      return step satisfies never;
  }
}

async function prepare(
  step: Extract<Step, { upload: unknown }>,
  delivery: Delivery,
  ports: AdvancePorts,
): Promise<Conclude | null> {
  const { purpose } = step.upload;
  switch (step.do) {
    case "collect_ids": {
      const result = await collectIds(delivery, step.upload, ports);
      return unmoved(
        delivery,
        whilePreparing((fresh, at) => afterCollect(fresh, purpose, result, at)),
      );
    }
    case "upload": {
      const result = await uploadRecipients(delivery, step.upload, ports);
      if (result === null) return null;
      return (fresh, at) => {
        if (isIn(fresh, "preparing")) return afterUpload(fresh, purpose, result, at);
        return result.kind === "sent" ? afterLateUpload(fresh, purpose, result.audienceId) : null;
      };
    }
    case "check_upload": {
      const result = await checkUpload(delivery, step.upload, ports);
      return unmoved(
        delivery,
        whilePreparing((fresh, at) => afterUploadCheck(fresh, purpose, result, at)),
      );
    }
    default:
      return step satisfies never;
  }
}

const whilePreparing =
  (conclude: (fresh: In<"preparing">, now: number) => Change): Conclude =>
  (fresh, now) =>
    isIn(fresh, "preparing") ? conclude(fresh, now) : null;

/** Members may arrive between the decision and this moment: under the lock, the window is looked at once more. */
const sealIfStillDue: Conclude = (fresh, now) => {
  if (!isIn(fresh, "collecting")) return null;
  const reason = sealReason(fresh, now);
  return reason === null ? changed({ ...fresh }) : afterSeal(fresh, reason, now);
};

const waitForTurn: Conclude = (fresh, now) =>
  isWaiting(fresh) ? afterWait(fresh, { kind: "later", finding: finding("WAITING_FOR_TURN") }, now) : null;

/** Decided on facts that must not have changed meanwhile. */
function unmoved(seen: Delivery, conclude: Conclude): Conclude {
  return (fresh, now) => (fresh.version === seen.version ? conclude(fresh, now) : null);
}

function stillUnaccepted(delivery: Delivery): delivery is In<"sending"> {
  return isIn(delivery, "sending") && delivery.state.following === null;
}
