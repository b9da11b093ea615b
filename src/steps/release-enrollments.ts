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

/** Batches under way at once: hides the round trip; the rate limit is the pace's business. */
const PARALLEL_BATCHES = 4;

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

/** Once through all that are held; answers how many were let go. `portal`: null when nobody can be told any more. */
async function releasePass(delivery: Delivery, portal: PortalFacts | null, ports: ReleasePorts): Promise<number> {
  let after: HeldEnrollment | null = null;
  let released = 0;
  for (;;) {
    const limit = BATCH_SIZE * PARALLEL_BATCHES;
    const held: readonly HeldEnrollment[] = await ports.store.held(delivery.id, { limit, after });
    after = held.at(-1) ?? null;
    if (after === null) return released;
    released += await releaseSome(delivery, held, portal, ports);
  }
}

async function releaseSome(
  delivery: Delivery,
  held: readonly HeldEnrollment[],
  portal: PortalFacts | null,
  ports: ReleasePorts,
): Promise<number> {
  if (portal === null) {
    // Without the app there are no tokens, and a hold that has run out is none: HubSpot lets these go by itself.
    await ports.store.markReleased(delivery.id, [], held.map(callbackIdOf));
    return held.length;
  }
  const { language } = portal;
  const url = ports.deliveryUrl(delivery.id);
  const told = new Map([true, false].map((covered) => [covered, outputFields(delivery, { language, url, covered })]));
  const completions = held.map(({ callbackId, covered }) => ({ callbackId, outputFields: told.get(covered) ?? {} }));
  const batches = Array.from({ length: Math.ceil(completions.length / BATCH_SIZE) }, (_, index) =>
    completions.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  const results = await Promise.allSettled(batches.map((batch) => releaseBatch(delivery, batch, ports)));
  return results.reduce((sum, result) => {
    if (result.status === "rejected") throw result.reason;
    return sum + result.value;
  }, 0);
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
