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
import { channelOf, isIn, type Delivery, type In } from "../delivery/delivery.ts";
import { nextStep, type Step } from "../delivery/lifecycle/next-step.ts";
import { sealReason } from "../delivery/lifecycle/window.ts";
import type { Deliveries, DeliveryRef } from "../ports/store/deliveries.ts";
import type { HubSpot } from "../ports/hubspot.ts";
import type { Line } from "../ports/line.ts";
import { asItIs, unmoved, whileIn, type Conclude } from "./conclude.ts";
import { runPreflight, type PreflightPorts } from "./preflight/run-preflight.ts";
import { sendNarrowcast } from "./send-narrowcast.ts";
import { checkUpload, collectIds, uploadRecipients, type UploadPorts } from "./upload-recipients.ts";

export interface AdvancePorts {
  readonly store: Pick<Deliveries, "delivery" | "record"> & PreflightPorts["store"] & UploadPorts["store"];
  readonly line: Line;
  readonly hubspot: Pick<HubSpot, "list" | "memberValues" | "checkAccess">;
}

/** Each stored change brings its own job, so that one call does one step. */
export async function advanceDelivery(of: DeliveryRef, ports: AdvancePorts): Promise<void> {
  const snapshot = await ports.store.delivery(of);
  if (snapshot === null) return;
  const { delivery, now } = snapshot;
  const step = nextStep(delivery, now);
  const conclude = await perform(step, delivery, now, ports);
  if (conclude === null) return;
  const recorded = await ports.store.record(of, conclude);
  if (recorded.kind === "turn_taken") await ports.store.record(of, waitForTurn);
  // "moved": another process took the step; what it stored brought its own job.
}

/** Does what the step asks of the outside, and says what its result makes of the delivery as it is by then. */
async function perform(step: Step, delivery: Delivery, now: number, ports: AdvancePorts): Promise<Conclude | null> {
  switch (step.do) {
    case "rest":
      return step.until === null ? null : asItIs;
    case "seal":
      return sealIfStillDue;
    case "conclude":
      return unmoved(delivery, (fresh, at) => afterConclusion(fresh, step.outcome, at));
    case "look_up_list": {
      const answer = await ports.hubspot.list(delivery.portalId, delivery.inputs.listId);
      return whileIn(["collecting"], (fresh, at) => afterListLookUp(fresh, answer, at));
    }
    case "preflight": {
      const result = await runPreflight(delivery, now, ports);
      const conclude = whileIn(["sealed", "preparing"], (fresh, at) => afterPreflight(fresh, result, at));
      return unmoved(delivery, conclude);
    }
    case "collect_ids":
    case "upload":
    case "check_upload":
      return prepare(step, delivery, ports);
    case "send": {
      const sent = await sendNarrowcast(delivery, step, ports);
      if (sent === null) return null;
      return whileIn(["sending"], (fresh, at) => (fresh.state.following === null ? afterSend(fresh, sent, at) : null));
    }
    case "follow": {
      const answer = await ports.line.progress(channelOf(delivery), step.requestId);
      const conclude = whileIn(["sending"], (fresh, at) => afterFollow(fresh, answer, at));
      return unmoved(delivery, conclude);
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
  const whilePreparing = (conclude: (fresh: In<"preparing">, at: number) => Change) =>
    unmoved(delivery, whileIn(["preparing"], conclude));
  switch (step.do) {
    case "collect_ids": {
      const result = await collectIds(delivery, step.upload, ports);
      return whilePreparing((fresh, at) => afterCollect(fresh, purpose, result, at));
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
      return whilePreparing((fresh, at) => afterUploadCheck(fresh, purpose, result, at));
    }
    default:
      return step.do satisfies never;
  }
}

/** Members may arrive between the decision and this moment: under the lock, the window is looked at once more. */
const sealIfStillDue = whileIn(["collecting"], (fresh, now) => {
  const reason = sealReason(fresh, now);
  return reason === null ? changed({ ...fresh }) : afterSeal(fresh, reason, now);
});

const waitForTurn = whileIn(["sealed", "preparing"], (fresh, now) =>
  afterWait(fresh, { kind: "later", finding: finding("WAITING_FOR_TURN") }, now),
);
