/** Completes the held executions with the outcome, in batches; a process that takes over goes on where the store says. */
import type { Finding } from "../delivery/codes.ts";
import { outcomeOf, type Delivery } from "../delivery/delivery.ts";
import { isThorough, lastHoldEnds, releasePauseSeconds } from "../delivery/hubspot/release-pause.ts";
import type { Completion, HubSpot } from "../ports/hubspot.ts";
import type { Accounts, PortalFacts } from "../ports/store/accounts.ts";
import type { Deliveries, DeliveryRef, Snapshot } from "../ports/store/deliveries.ts";
import type { Enrollments, HeldEnrollment } from "../ports/store/enrollments.ts";
import { outputFields } from "../i18n/output-fields.ts";
import { RetryLater } from "./retry-later.ts";
import { DAY_MS } from "../delivery/durations.ts";

/** HubSpot publishes no maximum for a batch of callbacks; 100 is what its other batch routes take. */
const BATCH_SIZE = 100;

/**
 * Batches under way at once. The pace lets about eleven go in a second: HubSpot may take three seconds for each before the
 * way becomes the limit.
 */
const PARALLEL_BATCHES = 32;

/** Read at once: held executions are found in the order of an index, so this costs the same wherever it begins. */
const PAGE_SIZE = 1000;

interface ReleasePorts {
  readonly store: Pick<Deliveries, "delivery"> &
    Pick<Enrollments, "held" | "markReleased" | "finishRelease" | "putOffRelease"> &
    Pick<Accounts, "portal">;
  readonly hubspot: Pick<HubSpot, "completeCallbacks" | "affordsRefusal">;
  readonly deliveryUrl: (deliveryId: string) => string;
  /** Called with the holds that ended at HubSpot without our outcome. */
  readonly lost: (holds: number) => void;
}

export async function releaseEnrollments(of: DeliveryRef, ports: ReleasePorts): Promise<void> {
  const snapshot = await ports.store.delivery(of);
  if (snapshot === null || outcomeOf(snapshot.delivery) === null) return;
  const portal = await ports.store.portal(snapshot.delivery.portalId);
  let progressed = false;
  for (;;) {
    const { released, stop } = await releasePass(snapshot, portal, ports);
    if (await ports.store.finishRelease(of)) return;
    progressed ||= released > 0;
    if (stop !== null) {
      const later = await putOff(snapshot, { stop, progressed }, ports);
      if (later === null) continue;
      throw later;
    }
    // The last ones are still on their way to being held. A batch that was cut short is the next pass's.
    if (released === 0) throw new RetryLater(`release of ${of.id}: some are still held`, 2, { progressed });
  }
}

/** Why no more is asked now. */
interface Stop {
  readonly finding: Finding;
  /** What HubSpot or our own pace asks for; null where they say nothing. */
  readonly seconds: number | null;
  /** HubSpot refuses them, and they stay held. */
  readonly refused: boolean;
}

/** Once through all that are held. */
interface ReleaseResult {
  /** How many were let go. */
  readonly released: number;
  readonly stop: Stop | null;
}

/** A pause worth showing: people see no seconds go by. */
const SHOWN_FROM_SECONDS = 60;

/** Null when refused executions were given up, because their holds end. */
async function putOff(
  { delivery, now }: Snapshot,
  { stop: { finding, seconds, refused }, progressed }: { readonly stop: Stop; readonly progressed: boolean },
  ports: ReleasePorts,
): Promise<RetryLater | null> {
  const { store, hubspot } = ports;
  const detail = finding.figures["detail"];
  const why = `release of ${delivery.id}: ${finding.code}${detail === undefined ? "" : ` ${detail}`}`;
  const pause = refused
    ? releasePauseSeconds(delivery, now, await hubspot.affordsRefusal(delivery.portalId))
    : (seconds ?? 0);
  if (pause === null) {
    ports.lost(await markLost(delivery, store));
    return null;
  }
  if (pause >= SHOWN_FROM_SECONDS) await store.putOffRelease(delivery, finding, pause);
  return new RetryLater(why, refused ? pause : seconds, {
    needsAttention: finding.code === "HUBSPOT_REFUSED",
    progressed,
  });
}

/** A day after the last hold ended HubSpot surely holds none of them. */
const holdsAreOver = ({ delivery, now }: Snapshot): boolean => now > lastHoldEnds(delivery, now) + DAY_MS;

type Batches = AsyncGenerator<readonly HeldEnrollment[], void>;

async function releasePass(
  snapshot: Snapshot,
  portal: PortalFacts | null,
  ports: ReleasePorts,
): Promise<ReleaseResult> {
  const { delivery, now } = snapshot;
  // Without the app there are no tokens, and HubSpot lets these go by itself.
  const connected = portal?.installed === true || portal?.disconnecting === true;
  if (!connected || holdsAreOver(snapshot)) {
    const released = await markLost(delivery, ports.store);
    if (connected) ports.lost(released);
    return { released, stop: null };
  }
  const { language, timeZone } = portal;
  const outputsFor = (covered: boolean) =>
    outputFields(delivery, { language, timeZone, url: ports.deliveryUrl(delivery.id), covered });
  const [late, member] = [outputsFor(true), outputsFor(false)];
  const turn = Math.floor((now - (outcomeOf(delivery)?.at ?? now)) / 1000);
  const thorough = isThorough(delivery, now);
  const release: ReleaseBatch = (batch) => {
    const each = turned(batch, turn).map(({ callbackId, covered }) => ({
      callbackId,
      outputFields: covered ? late : member,
    }));
    return releaseBatch(delivery, each, { ...ports, thorough });
  };
  const batches = heldBatches(delivery, ports.store);
  // One batch after the other: where HubSpot takes none of the first, no more calls are refused for the others.
  return thorough ? releaseLane(batches, release) : releaseAll(batches, release, turn);
}

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Another one is first and last with each try: one of them may be the only one that HubSpot refuses. Tries are whole minutes
 * apart: multiples of the golden ratio spread them over the batch, a remainder would be the same each time.
 */
function turned<T>(batch: readonly T[], turn: number): T[] {
  const first = Math.floor(((turn * GOLDEN_RATIO) % 1) * batch.length);
  return [...batch.slice(first), ...batch.slice(0, first)];
}

type ReleaseBatch = (batch: readonly HeldEnrollment[]) => Promise<ReleaseResult>;

/** One execution alone until HubSpot has taken it, then dozens of batches at once: a refusal then costs one failed call. */
async function releaseAll(batches: Batches, release: ReleaseBatch, turn: number): Promise<ReleaseResult> {
  const next = await batches.next();
  if (next.done === true) return { released: 0, stop: null };
  const batch = turned(next.value, turn);
  const rest = batch.slice(1);
  const alone = await release(batch.slice(0, 1));
  if (alone.stop !== null) return alone;
  const begun = rest.length === 0 ? NOTHING : await release(rest);
  if (isForAll(begun)) return summed([alone, begun]);
  return summed([alone, begun, await releaseAtOnce(batches, release)]);
}

const NOTHING: ReleaseResult = { released: 0, stop: null };

async function releaseAtOnce(batches: Batches, release: ReleaseBatch): Promise<ReleaseResult> {
  const lanes = Array.from({ length: PARALLEL_BATCHES }, () => releaseLane(batches, release));
  const results = await Promise.allSettled(lanes);
  return summed(
    results.map((result) => {
      if (result.status === "rejected") throw result.reason;
      return result.value;
    }),
  );
}

/** All lanes share the batches; one that is stopped ends the reading for the others, who finish what they have begun. */
async function releaseLane(batches: Batches, release: ReleaseBatch): Promise<ReleaseResult> {
  const done: ReleaseResult[] = [];
  for await (const batch of batches) {
    const pass = await release(batch);
    done.push(pass);
    if (isForAll(pass)) break;
  }
  return summed(done);
}

/** Of a batch in which HubSpot took some it refused only the others. */
const isForAll = ({ released, stop }: ReleaseResult): boolean => stop !== null && (!stop.refused || released === 0);

/** What has to be waited for anyway comes before a refusal. */
function summed(passes: readonly ReleaseResult[]): ReleaseResult {
  const stops = passes.flatMap(({ stop }) => stop ?? []);
  return {
    released: passes.reduce((sum, { released }) => sum + released, 0),
    stop: stops.find(({ refused }) => !refused) ?? stops[0] ?? null,
  };
}

async function* heldBatches(of: DeliveryRef, store: ReleasePorts["store"]): Batches {
  let after: HeldEnrollment | null = null;
  for (;;) {
    const held: readonly HeldEnrollment[] = await store.held(of, { limit: PAGE_SIZE, after });
    after = held.at(-1) ?? null;
    if (after === null) return;
    for (let first = 0; first < held.length; first += BATCH_SIZE) yield held.slice(first, first + BATCH_SIZE);
  }
}

async function markLost(of: DeliveryRef, store: ReleasePorts["store"]): Promise<number> {
  let lost = 0;
  for await (const batch of heldBatches(of, store)) {
    const callbackIds = batch.map(({ callbackId }) => callbackId);
    await store.markReleased(of, [], callbackIds);
    lost += batch.length;
  }
  return lost;
}

async function releaseBatch(
  delivery: Delivery,
  batch: readonly Completion[],
  { thorough, ...ports }: ReleasePorts & { readonly thorough: boolean },
): Promise<ReleaseResult> {
  const answer = await ports.hubspot.completeCallbacks(delivery.portalId, batch, thorough);
  if (answer.kind === "ok") {
    const { completed, gone, refusal } = answer.value;
    await ports.store.markReleased(delivery, completed, gone);
    ports.lost(gone.length);
    const stop = refusal === null ? null : { finding: refusal, seconds: null, refused: true };
    return { released: completed.length + gone.length, stop };
  }
  const { finding, retryAfterSeconds: seconds = null } = answer;
  return { released: 0, stop: { finding, seconds, refused: REFUSALS.has(finding.code) } };
}

/** They may be valid and refused by a fault of HubSpot's or ours. */
const REFUSALS: ReadonlySet<Finding["code"]> = new Set(["HUBSPOT_REFUSED", "HUBSPOT_HOLDS_UNKNOWN"]);
