/**
 * A small world around the pure decisions: arrivals, one LINE account and a clock, all in memory. It knows LINE's rules
 * for retry keys and nothing of how the store keeps things.
 */
import { afterListLookUp, afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterFollow } from "../../src/delivery/lifecycle/results/after-follow.ts";
import { afterPreflight, afterWait } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterSend, beginAttempt } from "../../src/delivery/lifecycle/results/after-send.ts";
import type { SendResult } from "../../src/delivery/lifecycle/step-results.ts";
import {
  afterCollect,
  afterUpload,
  afterUploadCheck,
  beginUpload,
} from "../../src/delivery/lifecycle/results/after-upload.ts";
import type { Change } from "../../src/delivery/lifecycle/change.ts";
import { finding } from "../../src/delivery/codes.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import { outcomeOf, sealOf, type Delivery, type DeliveryState } from "../../src/delivery/delivery.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { membership } from "../../src/delivery/lifecycle/membership.ts";
import { nextStep, type Step } from "../../src/delivery/lifecycle/next-step.ts";
import { openDelivery } from "../../src/delivery/lifecycle/open-delivery.ts";
import { NO_POLICIES } from "../../src/delivery/lifecycle/policies.ts";
import { uploadsWanted } from "../../src/delivery/upload.ts";
import { sealReason } from "../../src/delivery/lifecycle/window.ts";
import { PORTAL_ID, WINDOW } from "./builders.ts";

/** How LINE and the process behave at one step; `fine` is the ordinary case. */
export type Fault =
  | "fine"
  | "lost_before"
  | "lost_after"
  | "killed_before_call"
  | "killed_after_call"
  | "server_error"
  | "limited"
  | "refused"
  | "down";

export type Verdict = "waiting" | "sending" | "succeeded" | "too_few" | "conflict" | "down";

interface AcceptedSend {
  readonly retryKey: string;
  readonly requestId: string;
  readonly body: string;
  readonly firstAskedAt: number;
}

type In<P extends DeliveryState["phase"]> = Delivery & { readonly state: Extract<DeliveryState, { phase: P }> };

const DAY_MS = 24 * 3600_000;

export class ModelWorld {
  now = 1_800_000_000_000;
  readonly deliveries: Delivery[] = [];
  readonly sends: AcceptedSend[] = [];
  /** Callback → the delivery it belongs to, and the outcome it got in the end. */
  readonly executions = new Map<number, { deliveryId: string; outcome: string | null }>();
  readonly inputs: Inputs;
  #asked = new Map<string, number>();
  #retryKeys = 0;

  constructor(inputs: Inputs) {
    this.inputs = inputs;
  }

  arrive(callback: number): void {
    const known = this.executions.get(callback);
    if (known !== undefined) return;
    const delivery = this.#joined() ?? this.#covering() ?? this.#opened();
    this.executions.set(callback, { deliveryId: delivery.id, outcome: outcomeOf(delivery)?.kind ?? null });
    const joins = delivery.state.phase === "collecting";
    this.#replace({
      ...delivery,
      executions: delivery.executions + 1,
      covered: delivery.covered + (joins ? 0 : 1),
      enrolled: delivery.enrolled + (joins ? 1 : 0),
      lastEnrolledAt: joins ? this.now : delivery.lastEnrolledAt,
    });
  }

  command(command: "seal" | "cancel" | "approve"): void {
    const delivery = this.deliveries.at(-1);
    if (delivery === undefined) return;
    const change = afterCommand(delivery, { do: command, by: "mika@example.com" }, this.now);
    if (change !== null) this.#replace(change.delivery);
  }

  /** Every delivery goes on until it rests; each effect meets the next fault and verdict of the script. */
  advance(faults: () => Fault, verdicts: () => Verdict): void {
    for (const { id } of this.deliveries) {
      for (let steps = 0; steps < 200; steps += 1) {
        const delivery = this.#delivery(id);
        const change = this.#perform(delivery, faults, verdicts);
        if (change === null) break;
        this.#replace(change.delivery);
      }
      this.#release(id);
    }
  }

  unfinished(): Delivery[] {
    return this.deliveries.filter((delivery) => outcomeOf(delivery) === null);
  }

  sendsOf(delivery: Delivery): AcceptedSend[] {
    const key = "narrowcast" in delivery.state ? delivery.state.narrowcast?.retryKey : undefined;
    return this.sends.filter(({ retryKey }) => retryKey === key);
  }

  #perform(delivery: Delivery, faults: () => Fault, verdicts: () => Verdict): Change | null {
    const step = nextStep(delivery, this.now);
    switch (step.do) {
      case "rest":
        return null;
      case "seal": {
        const reason = sealReason(delivery, this.now);
        return reason && afterSeal(delivery as In<"collecting">, reason, this.now);
      }
      case "conclude":
        return afterConclusion(delivery, step.outcome, this.now);
      case "look_up_list":
        return afterListLookUp(
          delivery as In<"collecting">,
          { kind: "ok", value: { name: "List", size: 90 } },
          this.now,
        );
      case "preflight":
        return this.#preflight(delivery as In<"sealed"> | In<"preparing">, faults());
      case "collect_ids":
      case "upload":
      case "check_upload":
        return this.#prepare(delivery as In<"preparing">, step, faults());
      case "send":
        return this.#send(delivery as In<"sending">, step, faults());
      case "follow":
        return this.#follow(delivery as In<"sending">, verdicts());
      default:
        return step satisfies never;
    }
  }

  #preflight(delivery: In<"sealed"> | In<"preparing">, fault: Fault): Change {
    if (fault === "refused") {
      return afterPreflight(delivery, { kind: "refused", finding: finding("AUDIENCE_EXPIRED") }, this.now);
    }
    if (fault === "down" || fault === "limited") {
      return afterPreflight(delivery, { kind: "later", finding: finding("LINE_UNAVAILABLE") }, this.now);
    }
    const busy = this.deliveries.some(({ id, state }) => state.phase === "sending" && id !== delivery.id);
    if (busy) return afterWait(delivery, { kind: "later", finding: finding("WAITING_FOR_TURN") }, this.now);
    const narrowcast = {
      retryKey: `key-${(this.#retryKeys += 1)}`,
      body: `{"of":"${delivery.id}"}`,
      audienceName: null,
      reserved: null,
      meantFor: "everyone",
      leftOut: {},
    };
    const forecast = { low: 0, likely: 60, high: 90, rule: null };
    const uploaded = delivery.uploads.every(({ state }) => state === "ready");
    const waitsForUpload = uploadsWanted(this.inputs).length > 0 && (delivery.uploads.length === 0 || !uploaded);
    const preview = { audiences: {}, bubbles: ["Hello"], digest: "one" };
    const cleared = {
      forecast,
      preview,
      notes: [],
      earlierSend: null,
      enrolledIds: 60,
      narrowcast: waitsForUpload ? null : narrowcast,
      policies: NO_POLICIES,
      author: null,
      notLeftOut: 0,
    };
    return afterPreflight(delivery, { kind: "go", ...cleared }, this.now);
  }

  /** Audiences at LINE and contacts at HubSpot, reduced to their faults. */
  #prepare(delivery: In<"preparing">, step: Extract<Step, { upload: unknown }>, fault: Fault): Change | null {
    const { purpose } = step.upload;
    const down = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;
    const trouble =
      fault === "refused" ? ({ kind: "refused", finding: finding("UPLOAD_FAILED", { detail: "-" }) } as const) : down;
    if (step.do === "collect_ids") {
      const result =
        fault === "fine" ? ({ kind: "collected", cursor: null, ids: 20, finding: null } as const) : trouble;
      return afterCollect(delivery, purpose, result, this.now);
    }
    if (step.do === "check_upload") {
      const building =
        fault === "limited"
          ? ({ kind: "building" } as const)
          : ({ kind: "ready", kept: 60, suppressedEnrolled: 0 } as const);
      const result = fault === "refused" || fault === "down" ? trouble : building;
      return afterUploadCheck(delivery, purpose, result, this.now);
    }
    const begun = beginUpload(delivery, purpose).delivery as In<"preparing">;
    this.#replace(begun);
    if (fault === "killed_before_call" || fault === "killed_after_call") return null;
    const sent = { kind: "sent", audienceId: `audience-${purpose}`, filesSent: 1, complete: true } as const;
    return afterUpload(begun, purpose, fault === "fine" ? sent : trouble, this.now);
  }

  #send(delivery: In<"sending">, request: { retryKey: string; body: string }, fault: Fault): Change | null {
    const begun = beginAttempt(delivery, this.now).delivery as In<"sending">;
    this.#replace(begun);
    if (fault === "killed_before_call") return null;
    if (fault === "down") return afterSend(begun, { kind: "later", finding: finding("LINE_UNAVAILABLE") }, this.now);
    if (fault === "lost_before")
      return afterSend(begun, { kind: "unknown", finding: finding("LINE_UNAVAILABLE") }, this.now);
    const answer = this.#line(request, fault);
    if (fault === "killed_after_call") return null;
    return afterSend(begun, answer, this.now);
  }

  /** LINE: a key is remembered for 24 h from its first request; a known key is answered before anything else is checked. */
  #line({ retryKey, body }: { retryKey: string; body: string }, fault: Fault): SendResult {
    const firstAskedAt = this.#asked.get(retryKey) ?? this.now;
    this.#asked.set(retryKey, firstAskedAt);
    const remembered = this.now - firstAskedAt < DAY_MS;
    const known = this.sends.find((send) => send.retryKey === retryKey && remembered);
    if (known === undefined) {
      if (fault === "server_error") return { kind: "unknown", finding: finding("LINE_UNAVAILABLE") };
      if (fault === "limited") return { kind: "later", finding: finding("LINE_RATE_LIMITED") };
      if (fault === "refused") return { kind: "refused", finding: finding("LINE_ACCESS_DENIED") };
      this.sends.push({ retryKey, requestId: `request-${this.sends.length}`, body, firstAskedAt: this.now });
    }
    if (fault === "lost_after") return { kind: "unknown", finding: finding("LINE_UNAVAILABLE") };
    if (known !== undefined) return { kind: "already_accepted", requestId: known.requestId };
    return { kind: "accepted", requestId: this.sends.at(-1)?.requestId ?? "" };
  }

  #follow(delivery: In<"sending">, verdict: Verdict): Change {
    if (verdict === "down") {
      return afterFollow(delivery, { kind: "later", finding: finding("LINE_UNAVAILABLE") }, this.now);
    }
    const failed = verdict === "too_few" || verdict === "conflict";
    const errorCode = verdict === "too_few" ? 2 : verdict === "conflict" ? 3 : null;
    const counts = verdict === "waiting" ? null : { target: 80, success: 79, failure: 1 };
    const phase = failed ? "failed" : verdict;
    const value = { phase, counts, errorCode, failedDescription: null } as const;
    return afterFollow(delivery, { kind: "ok", value }, this.now);
  }

  #joined(): Delivery | undefined {
    return this.deliveries.find(({ state }) => state.phase === "collecting");
  }

  #covering(): Delivery | null {
    const covers = (delivery: Delivery) =>
      !["failed", "cancelled", "rehearsed"].includes(outcomeOf(delivery)?.kind ?? "");
    const earlier = this.deliveries.findLast(covers) ?? null;
    if (earlier === null) return null;
    const facts = {
      phase: earlier.state.phase,
      outcome: outcomeOf(earlier)?.kind ?? null,
      sealedAt: sealOf(earlier)?.at ?? null,
    };
    return membership(facts, this.inputs.resendAfter, this.now) === "covered" ? earlier : null;
  }

  #opened(): Delivery {
    const id = `delivery-${this.deliveries.length}`;
    const { inputs } = this;
    const facts = {
      id,
      portalId: PORTAL_ID,
      key: "key",
      inputs,
      minimum: 50,
      defaults: WINDOW,
      timeZone: "Asia/Tokyo",
    };
    const opened = openDelivery(facts, this.now);
    this.deliveries.push(opened);
    return opened;
  }

  #release(id: string): void {
    const outcome = outcomeOf(this.#delivery(id));
    if (outcome === null) return;
    for (const execution of this.executions.values()) {
      if (execution.deliveryId === id) execution.outcome ??= outcome.kind;
    }
  }

  #delivery(id: string): Delivery {
    const delivery = this.deliveries.find((one) => one.id === id);
    if (delivery === undefined) throw new Error(`no delivery ${id}`);
    return delivery;
  }

  #replace(delivery: Delivery): void {
    const index = this.deliveries.findIndex(({ id }) => id === delivery.id);
    this.deliveries[index] = { ...delivery, version: delivery.version + 1 };
  }
}
