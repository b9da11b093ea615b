/** Completes the held executions with the outcome, in batches; whoever is killed goes on where the store says. */
import { setTimeout as pause } from "node:timers/promises";
import { outcomeOf, type Delivery } from "../delivery/delivery.ts";
import { holdOf } from "../delivery/window.ts";
import type { Completion, HubSpot } from "../ports/hubspot.ts";
import type { Accounts, DeliveryStore, HeldEnrollment, PortalFacts, Snapshot } from "../ports/store.ts";
import { outputFields } from "../wording/output-fields.ts";
import { TryLater } from "./try-later.ts";

/** HubSpot publishes no maximum for a batch of callbacks; 100 is what its other batch routes take. */
const BATCH_SIZE = 100;

/**
 * Batches under way at once. The pace lets about eleven go in a second: HubSpot may take three seconds for each before the
 * way becomes the limit.
 */
const PARALLEL_BATCHES = 32;

/** Read at once: whoever is held is found in the order of an index, so this costs the same wherever it begins. */
const PAGE_SIZE = 1000;

/** HubSpot's rate limit turns over every ten seconds: shorter waits are not worth giving the job back. */
const WAIT_IN_PLACE_SECONDS = 10;

interface ReleasePorts {
  readonly store: Pick<DeliveryStore, "delivery" | "held" | "markReleased" | "finishRelease"> &
    Pick<Accounts, "portal">;
  readonly hubspot: Pick<HubSpot, "completeCallbacks">;
  readonly deliveryUrl: (deliveryId: string) => string;
}

export async function releaseEnrollments(id: string, ports: ReleasePorts): Promise<void> {
  const snapshot = await ports.store.delivery(id);
  if (snapshot === null || outcomeOf(snapshot.delivery) === null) return;
  const { delivery } = snapshot;
  const portal = await ports.store.portal(delivery.portalId);
  const nobodyToTell = portal?.installed !== true || holdsAreOver(snapshot);
  for (;;) {
    const released = await releasePass(delivery, nobodyToTell ? null : portal, ports);
    if (await ports.store.finishRelease(id)) return;
    // Those who came in the last seconds are still being answered. A batch that was cut short is the next pass's.
    if (released === 0) throw new TryLater(`release of ${id}: some are still held`, 2);
  }
}

const DAY_MS = 24 * 3600_000;

/** The last execution came before the outcome and was held as long as the first: a day later HubSpot holds nobody any more. */
function holdsAreOver({ delivery, now }: Snapshot): boolean {
  const at = outcomeOf(delivery)?.at ?? now;
  return now > at + 1000 * holdOf(delivery) + DAY_MS;
}

type Batches = AsyncGenerator<readonly HeldEnrollment[], void>;

/** What is told, by whether the record came too late to count. */
type Told = (covered: boolean) => Completion["outputFields"];

/** Once through all that are held; answers how many were let go. `portal`: null when nobody can be told any more. */
async function releasePass(delivery: Delivery, portal: PortalFacts | null, ports: ReleasePorts): Promise<number> {
  const batches = heldBatches(delivery.id, ports.store);
  // Without the app there are no tokens, and a hold that has run out is none: HubSpot lets these go by itself.
  if (portal === null) return noteLost(delivery.id, batches, ports.store);
  const told = whatToTell(delivery, portal, ports.deliveryUrl(delivery.id));
  const lanes = Array.from({ length: PARALLEL_BATCHES }, () => releaseLane(delivery, batches, told, ports));
  const results = await Promise.allSettled(lanes);
  return results.reduce((sum, result) => {
    if (result.status === "rejected") throw result.reason;
    return sum + result.value;
  }, 0);
}

async function* heldBatches(deliveryId: string, store: ReleasePorts["store"]): Batches {
  let after: HeldEnrollment | null = null;
  for (;;) {
    const held: readonly HeldEnrollment[] = await store.held(deliveryId, { limit: PAGE_SIZE, after });
    after = held.at(-1) ?? null;
    if (after === null) return;
    for (let first = 0; first < held.length; first += BATCH_SIZE) yield held.slice(first, first + BATCH_SIZE);
  }
}

async function noteLost(deliveryId: string, batches: Batches, store: ReleasePorts["store"]): Promise<number> {
  let lost = 0;
  for await (const batch of batches) {
    await store.markReleased(deliveryId, [], batch.map(callbackIdOf));
    lost += batch.length;
  }
  return lost;
}

function whatToTell(delivery: Delivery, { language }: PortalFacts, url: string): Told {
  const [covered, member] = [true, false].map((each) => outputFields(delivery, { language, url, covered: each }));
  return (wasCovered) => (wasCovered ? covered : member) ?? {};
}

/** All lanes share the batches; one that fails ends the reading for the others, who finish what they have begun. */
async function releaseLane(delivery: Delivery, batches: Batches, told: Told, ports: ReleasePorts): Promise<number> {
  let released = 0;
  for await (const batch of batches) {
    const completions = batch.map(({ callbackId, covered }) => ({ callbackId, outputFields: told(covered) }));
    released += await releaseBatch(delivery, completions, ports);
  }
  return released;
}

async function releaseBatch(delivery: Delivery, batch: readonly Completion[], ports: ReleasePorts): Promise<number> {
  for (;;) {
    const answer = await ports.hubspot.completeCallbacks(delivery.portalId, batch);
    if (answer.kind === "ok") {
      const { completed, gone } = answer.value;
      await ports.store.markReleased(delivery.id, completed, gone);
      return completed.length + gone.length;
    }
    const wait = answer.kind === "later" ? (answer.retryAfterSeconds ?? null) : null;
    if (wait === null || wait > WAIT_IN_PLACE_SECONDS) {
      throw new TryLater(`release of ${delivery.id}: ${answer.finding.code}`, wait);
    }
    await pause(wait * 1000);
  }
}

const callbackIdOf = ({ callbackId }: HeldEnrollment): string => callbackId;
