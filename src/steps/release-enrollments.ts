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

/** HubSpot refuses so many batches to the last before anything went through: what it refuses altogether is not asked on. */
const MOST_REFUSED = 3;

interface ReleasePorts {
  readonly store: Pick<DeliveryStore, "delivery" | "held" | "markReleased" | "finishRelease"> &
    Pick<Accounts, "portal">;
  readonly hubspot: Pick<HubSpot, "completeCallbacks">;
  readonly deliveryUrl: (deliveryId: string) => string;
  /** Told of holds that ended at HubSpot without our outcome. */
  readonly lost: (holds: number) => void;
}

export async function releaseEnrollments(id: string, ports: ReleasePorts): Promise<void> {
  const snapshot = await ports.store.delivery(id);
  if (snapshot === null || outcomeOf(snapshot.delivery) === null) return;
  const { delivery } = snapshot;
  const portal = await ports.store.portal(delivery.portalId);
  for (;;) {
    const { released, refusal } = await releasePass(snapshot, portal, ports);
    if (await ports.store.finishRelease(id)) return;
    if (released > 0) continue;
    if (refusal !== null) throw new TryLater(`release of ${id}: ${refusal}`, null, { loud: true });
    // Those who came in the last seconds are still being answered. A batch that was cut short is the next pass's.
    throw new TryLater(`release of ${id}: some are still held`, 2);
  }
}

const DAY_MS = 24 * 3600_000;

/** The last execution came before the outcome and was held as long as the first: a day later HubSpot holds nobody any more. */
function holdsAreOver({ delivery, now }: Snapshot): boolean {
  const at = outcomeOf(delivery)?.at ?? now;
  return now > at + 1000 * holdOf(delivery) + DAY_MS;
}

type Batches = AsyncGenerator<readonly HeldEnrollment[], void>;

/** Once through all that are held. */
interface Pass {
  /** How many were let go. */
  readonly released: number;
  /** Why HubSpot took none of a batch; null when there was no such batch. */
  readonly refusal: string | null;
}

async function releasePass(snapshot: Snapshot, portal: PortalFacts | null, ports: ReleasePorts): Promise<Pass> {
  const { delivery } = snapshot;
  const batches = heldBatches(delivery.id, ports.store);
  // Without the app there are no tokens, and HubSpot lets these go by itself.
  if (portal?.installed !== true) return { released: await noteLost(delivery.id, batches, ports.store), refusal: null };
  if (holdsAreOver(snapshot)) {
    const released = await noteLost(delivery.id, batches, ports.store);
    ports.lost(released);
    return { released, refusal: null };
  }
  const told = whatToTell(delivery, portal, ports.deliveryUrl(delivery.id));
  return releaseAll(batches, (batch) => {
    const completions = batch.map(({ callbackId, covered }) => ({ callbackId, outputFields: told(covered) }));
    return releaseBatch(delivery, completions, ports);
  });
}

type ReleaseBatch = (batch: readonly HeldEnrollment[]) => Promise<Pass>;

/** One batch alone until HubSpot has taken one, then dozens at once. */
async function releaseAll(batches: Batches, release: ReleaseBatch): Promise<Pass> {
  let refusal: string | null = null;
  for (let refused = 0; refused < MOST_REFUSED; refused += 1) {
    const next = await batches.next();
    if (next.done === true) return { released: 0, refusal };
    const first = await release(next.value);
    if (first.refusal === null) return summed([first, { released: 0, refusal }, await releaseAtOnce(batches, release)]);
    refusal = first.refusal;
  }
  return { released: 0, refusal };
}

async function releaseAtOnce(batches: Batches, release: ReleaseBatch): Promise<Pass> {
  const lanes = Array.from({ length: PARALLEL_BATCHES }, () => releaseLane(batches, release));
  const results = await Promise.allSettled(lanes);
  return summed(
    results.map((result) => {
      if (result.status === "rejected") throw result.reason;
      return result.value;
    }),
  );
}

const summed = (passes: readonly Pass[]): Pass => ({
  released: passes.reduce((sum, { released }) => sum + released, 0),
  refusal: passes.find(({ refusal }) => refusal !== null)?.refusal ?? null,
});

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

/** What is told, by whether the record came too late to count. */
type Told = (covered: boolean) => Completion["outputFields"];

function whatToTell(delivery: Delivery, { language }: PortalFacts, url: string): Told {
  const [covered, member] = [true, false].map((each) => outputFields(delivery, { language, url, covered: each }));
  return (wasCovered) => (wasCovered ? covered : member) ?? {};
}

/** All lanes share the batches; one that fails ends the reading for the others, who finish what they have begun. */
async function releaseLane(batches: Batches, release: ReleaseBatch): Promise<Pass> {
  const done: Pass[] = [];
  for await (const batch of batches) done.push(await release(batch));
  return summed(done);
}

async function releaseBatch(delivery: Delivery, batch: readonly Completion[], ports: ReleasePorts): Promise<Pass> {
  for (;;) {
    const answer = await ports.hubspot.completeCallbacks(delivery.portalId, batch);
    if (answer.kind === "ok") {
      const { completed, gone } = answer.value;
      await ports.store.markReleased(delivery.id, completed, gone);
      ports.lost(gone.length);
      return { released: completed.length + gone.length, refusal: null };
    }
    const { code, figures } = answer.finding;
    // They stay held; the others are not to wait for them.
    if (code === "HUBSPOT_REFUSED") return { released: 0, refusal: `${code} ${figures["detail"] ?? ""}` };
    const wait = answer.kind === "later" ? (answer.retryAfterSeconds ?? null) : null;
    if (wait === null || wait > WAIT_IN_PLACE_SECONDS) throw new TryLater(`release of ${delivery.id}: ${code}`, wait);
    await pause(wait * 1000);
  }
}

const callbackIdOf = ({ callbackId }: HeldEnrollment): string => callbackId;
