/** Completes the held executions with the outcome, in batches; whoever is killed goes on where the store says. */
import { setTimeout as pause } from "node:timers/promises";
import { outcomeOf, type Delivery } from "../delivery/delivery.ts";
import type { Completion, HubSpot } from "../ports/hubspot.ts";
import type { Accounts, DeliveryStore, HeldEnrollment } from "../ports/store.ts";
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
  let after: HeldEnrollment | null = null;
  for (;;) {
    const held: readonly HeldEnrollment[] = await ports.store.held(id, { limit: BATCH_SIZE * PARALLEL_BATCHES, after });
    after = held.at(-1) ?? null;
    if (after === null) break;
    // Without the app there are no tokens: HubSpot lets these executions go by itself.
    if (portal?.installed !== true) await ports.store.markReleased(id, [], held.map(callbackIdOf));
    else await releaseSome(delivery, held, portal.language, ports);
  }
  // Those who came in the last seconds are still being answered; a batch that was cut short has left some too.
  if (!(await ports.store.finishRelease(id))) throw new TryLater(`release of ${id}: some are still held`, 2);
}

async function releaseSome(
  delivery: Delivery,
  held: readonly HeldEnrollment[],
  language: string,
  ports: ReleasePorts,
): Promise<void> {
  const url = ports.deliveryUrl(delivery.id);
  const told = new Map([true, false].map((covered) => [covered, outputFields(delivery, { language, url, covered })]));
  const completions = held.map(({ callbackId, covered }) => ({ callbackId, outputFields: told.get(covered) ?? {} }));
  const batches = Array.from({ length: Math.ceil(completions.length / BATCH_SIZE) }, (_, index) =>
    completions.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
  );
  const results = await Promise.allSettled(batches.map((batch) => releaseBatch(delivery, batch, ports)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function releaseBatch(delivery: Delivery, batch: readonly Completion[], ports: ReleasePorts): Promise<void> {
  for (;;) {
    const answer = await ports.hubspot.completeCallbacks(delivery.portalId, batch);
    if (answer.kind === "ok") return ports.store.markReleased(delivery.id, answer.value.completed, answer.value.gone);
    const wait = answer.kind === "later" ? (answer.retryAfterSeconds ?? null) : null;
    if (wait === null || wait > WAIT_IN_PLACE_SECONDS) {
      throw new TryLater(`release of ${delivery.id}: ${answer.finding.code}`, wait);
    }
    await pause(wait * 1000);
  }
}

const callbackIdOf = ({ callbackId }: HeldEnrollment): string => callbackId;
