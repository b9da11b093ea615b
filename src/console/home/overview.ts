/** What the first page shows, of the store and of LINE, which no page waits for. */
import { audienceWarnings } from "../../delivery/targeting/audience-warnings.ts";
import type { Finding } from "../../delivery/codes.ts";
import { followingOf } from "../../delivery/delivery.ts";
import { isKnown } from "../../delivery/numbers/hidden.ts";
import { reachedOf } from "../../delivery/numbers/numbers.ts";
import type { Audience } from "../../ports/line.ts";
import type { PortalFacts } from "../../ports/store/accounts.ts";
import type { ChannelFacts } from "../../ports/store/channels.ts";
import type { DeliverySummary, HomeDeliveries, SendFacts } from "../../ports/store/views.ts";
import type { OwedRecords } from "../../ports/store/records.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { FoundSession } from "../../ports/store/sessions.ts";
import { USED_DAYS } from "../audiences/audiences.ts";
import { quotaParts } from "../../delivery/numbers/quota.ts";
import { late, quotaWithDeadline } from "../channels/quota.ts";
import type { ConsolePorts } from "../request/ports.ts";

/** An audience that is in use and is gone soon, or has just gone. */
interface Ending {
  readonly channelId: string;
  readonly name: string;
  readonly expiresAt: number;
}

/** One LINE account in this month. */
export interface AccountMonth {
  readonly channel: Pick<ChannelFacts, "id" | "name">;
  readonly sends: number;
  /** Of sends to so many that it may be shown; the others are none. */
  readonly people: number;
  readonly someHidden: boolean;
  /** Null where LINE does not say it. */
  readonly quota: ReturnType<typeof quotaParts> | null;
  /** Why LINE refuses the account; null while it does not. */
  readonly refused: Finding | null;
}

export interface Overview extends HomeDeliveries {
  readonly accounts: readonly AccountMonth[];
  readonly ending: readonly Ending[];
  readonly stop: SendingStop | null;
  /** Null where the app is not installed any more. */
  readonly portal: PortalFacts | null;
  readonly owed: OwedRecords;
}

/** The page asks again whenever a delivery changes. */
const QUOTA_KEPT_MS = 60_000;

type Asked = Pick<ConsolePorts, "store" | "line" | "knownQuotas" | "log">;

export async function readOverview({ portalId }: Pick<FoundSession, "portalId">, ports: Asked): Promise<Overview> {
  const { store } = ports;
  const [deliveries, channels, stop, portal, owed] = await Promise.all([
    store.homeDeliveries(portalId),
    store.channels(portalId),
    store.sendingStop(portalId),
    store.portal(portalId),
    store.owedRecords(portalId),
  ]);
  const [accounts, ending] = await Promise.all([
    Promise.all(channels.map((channel) => monthOf(channel, deliveries.month[channel.id] ?? [], ports))),
    Promise.all(channels.map((channel) => endingOf(channel, deliveries.now, ports))),
  ]);
  const delivered = deliveries.delivered.toSorted((a, b) => acceptedAt(b) - acceptedAt(a));
  return { ...deliveries, delivered, accounts, ending: ending.flat(), stop, portal, owed };
}

/** A send may overtake one that was opened before it. */
const acceptedAt = ({ delivery }: DeliverySummary): number => followingOf(delivery)?.acceptedAt ?? 0;

async function monthOf(channel: ChannelFacts, sends: readonly SendFacts[], ports: Asked): Promise<AccountMonth> {
  const ref = { portalId: channel.portalId, channelId: channel.id };
  const { answer } = await quotaWithDeadline(ref, ports, late, QUOTA_KEPT_MS);
  const reached = sends.map(reachedOf);
  return {
    channel,
    sends: sends.length,
    people: reached.reduce((sum, { value }) => sum + value, 0),
    someHidden: !reached.every(isKnown),
    quota: answer.kind === "ok" ? quotaParts(answer.value, channel.quotaFloor) : null,
    refused: answer.kind === "refused" ? answer.finding : null,
  };
}

/** Nothing where LINE does not say its audiences in time. */
async function endingOf({ portalId, id: channelId }: ChannelFacts, now: number, { store, line }: Asked) {
  const answer = await Promise.race([line.audiences({ portalId, channelId }), late().then(() => null)]);
  if (answer?.kind !== "ok") return [];
  const gone = answer.value.filter((audience) => isEnding(audience, now));
  if (gone.length === 0) return [];
  const { uses } = await store.audienceUses(portalId, channelId, USED_DAYS);
  const used = new Set(uses.map(({ audienceId }) => audienceId));
  return gone
    .filter(({ id }) => used.has(id))
    .flatMap(({ name, expiresAt }) => (expiresAt === null ? [] : [{ channelId, name, expiresAt }]));
}

const isEnding = (audience: Audience, now: number): boolean =>
  audienceWarnings(audience, now).some((warning) => warning === "expired" || warning === "expires_soon");
