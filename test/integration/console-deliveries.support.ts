/** A delivery on its way, as the steps would change it. */
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterFollow } from "../../src/delivery/lifecycle/results/after-follow.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { afterReading } from "../../src/delivery/lifecycle/results/after-reading.ts";
import { afterSend, beginAttempt } from "../../src/delivery/lifecycle/results/after-send.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { CLEARED, PORTAL_ID } from "../support/builders.ts";
import type { TestConsole } from "./console.support.ts";

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

/** Sealed, sent to 130 people of whom 10 did not get it, and read once: 120 reached, 60 opens, clicks hidden. Answers its id. */
export async function measured(tested: TestConsole, change: Partial<Inputs> = {}): Promise<string> {
  const id = await tested.openDelivery(60, PORTAL_ID, change);
  const body = JSON.stringify({ messages: [{ type: "text", text: "Good morning https://shop.example/spring" }] });
  const narrowcast = {
    retryKey: "retry-key",
    body,
    audienceName: "Readers",
    reserved: null,
    meantFor: "everyone",
    leftOut: {},
  };
  const counts = { target: 130, success: 120, failure: 10 };
  const value = { phase: "succeeded", counts, errorCode: null, failedDescription: null } as const;
  const numbers = {
    delivered: 120,
    uniqueImpression: 60,
    uniqueClick: null,
    links: [{ url: "https://shop.example/spring", click: 25, uniqueClick: null }],
  };
  await tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));
  await tested.change(id, (one, now) => afterPreflight(one as In<"sealed">, { ...CLEARED, narrowcast }, now));
  await tested.change(id, (one, now) => beginAttempt(one as In<"sending">, now));
  const accepted = { kind: "accepted", requestId: "request-1" } as const;
  await tested.change(id, (one, now) => afterSend(one as In<"sending">, accepted, now));
  await tested.change(id, (one, now) => afterFollow(one as In<"sending">, { kind: "ok", value }, now));
  await tested.change(id, (one, now) => afterReading(one as In<"measuring">, { kind: "ok", value: numbers }, now));
  return id;
}
