/** A new delivery for a key, with its first jobs. */
import type { Selectable, Transaction } from "kysely";
import { BEHAVIOUR_VERSION } from "../../delivery/behaviour.ts";
import { finding, type Finding } from "../../delivery/codes.ts";
import { sendingStopped } from "../../delivery/lifecycle/commands.ts";
import { deliveryIdAfter, laneOfKey } from "../../delivery/lifecycle/delivery-key.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import {
  openDelivery,
  openingRefusal,
  withQuietHours,
  type WindowDefaults,
} from "../../delivery/lifecycle/open-delivery.ts";
import { mayAsk as policiesMayAsk } from "../../delivery/lifecycle/policies.ts";
import type { Arrival } from "../../ports/store/enrollments.ts";
import { serviceNow } from "../deliveries/deliveries.ts";
import { addJob } from "../jobs/jobs.ts";
import { POLICY_COLUMNS, toPolicies } from "../accounts/policies.ts";
import { changingColumns } from "../postgres/rows.ts";
import type { DeliveryTable } from "../postgres/tables/deliveries.ts";
import type { Tables } from "../postgres/tables.ts";

/** What the portal and the channel add to an action's inputs. */
export async function settingsOfAccount(trx: Transaction<Tables>, portalId: number, channelId: string) {
  const row = await trx
    .selectFrom("channels")
    .innerJoin("portals", "portals.portal_id", "channels.portal_id")
    .select(["channels.time_zone", "portals.minimum_enrolled", "portals.quiet_hours"])
    .where("channels.id", "=", channelId)
    .where("channels.portal_id", "=", portalId)
    .executeTakeFirstOrThrow();
  return { timeZone: row.time_zone, minimum: row.minimum_enrolled, quietHours: row.quiet_hours };
}

interface Opens {
  /** A person will be asked, whatever the action says. */
  readonly mayAsk: boolean;
  /** Executions of this window come along: it goes on where that one is, with the same holds. */
  readonly window?: Delivery;
}

/** Null when the window was opened by another process at the same moment; a finding when it cannot be opened. */
export async function openForKey(
  trx: Transaction<Tables>,
  { execution, inputs: asked, key }: Arrival,
  serviceDefaults: WindowDefaults,
  { mayAsk, window }: Opens,
): Promise<Selectable<DeliveryTable> | Finding | null> {
  const { portalId } = execution;
  const account = await trx
    .selectFrom("channels")
    .innerJoin("portals", "portals.portal_id", "channels.portal_id")
    .select(["channels.line_channel_id", "channels.time_zone", "portals.minimum_enrolled", "portals.quiet_hours"])
    .select(["portals.quiet_seconds", "portals.ceiling_seconds", "portals.stopped_by", "portals.uninstalled_at"])
    .select(POLICY_COLUMNS)
    .where("channels.id", "=", asked.channelId)
    .where("channels.portal_id", "=", portalId)
    // A removal or a stop that comes now waits for this delivery, and cancels it with the others.
    .forShare("portals")
    .executeTakeFirstOrThrow();
  if (account.uninstalled_at !== null) return finding("PORTAL_NOT_INSTALLED");
  if (account.stopped_by !== null) return sendingStopped(account.stopped_by);
  const now = await serviceNow(trx);
  const { minimum_enrolled: minimum, time_zone: timeZone } = account;
  const inputs = withQuietHours(asked, account.quiet_hours);
  const defaults = {
    quietSeconds: account.quiet_seconds ?? serviceDefaults.quietSeconds,
    ceilingSeconds: account.ceiling_seconds ?? serviceDefaults.ceilingSeconds,
  };
  const refused = openingRefusal(inputs, { defaults, timeZone }, now);
  if (refused !== null) return refused;
  const id = await nextIdOf(trx, { portalId, listId: inputs.listId, key });
  const opening = {
    id,
    portalId,
    key,
    inputs,
    minimum,
    defaults,
    timeZone,
    mayAsk: mayAsk || policiesMayAsk(toPolicies(account)),
  };
  const delivery = { ...openDelivery(opening, now), ...(window !== undefined && asWindow(window)) };
  const stored = await trx
    .insertInto("deliveries")
    .values({ ...firstColumns(delivery), ...changingColumns(delivery, now), line_channel_id: account.line_channel_id })
    // Of the key's one open window, or of the id: who opens at the same moment finds the same one.
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (stored === undefined) return null;
  await trx
    .insertInto("timeline")
    .values({
      portal_id: portalId,
      delivery_id: delivery.id,
      number: 1,
      at: new Date(now),
      event: "opened",
      phase: "collecting",
      finding: null,
      details: "{}",
    })
    .execute();
  await addJob(trx, "advance", delivery.id, null);
  await addJob(trx, "estimate", delivery.id, null);
  await addJob(trx, "record", delivery.id, null);
  return stored;
}

const asWindow = ({ openedAt, window, holdsUntil, list, lastEnrolledAt, outageEndedAt }: Delivery) => ({
  openedAt,
  window,
  holdsUntil,
  list,
  lastEnrolledAt,
  outageEndedAt,
});

interface Keyed {
  readonly portalId: number;
  readonly listId: string;
  readonly key: string;
}

/** After the newest of the key; by a clock that was set back another may be the last of the chain. */
async function nextIdOf(trx: Transaction<Tables>, { portalId, listId, key }: Keyed): Promise<string> {
  const newest = await trx
    .selectFrom("deliveries")
    .select("id")
    .where("portal_id", "=", portalId)
    .where("list_id", "=", listId)
    .where("key", "=", key)
    .orderBy("opened_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  for (let id = deliveryIdAfter(key, newest?.id ?? null); ; id = deliveryIdAfter(key, id)) {
    const taken = await trx.selectFrom("deliveries").select("id").where("id", "=", id).executeTakeFirst();
    if (taken === undefined) return id;
  }
}

function firstColumns(delivery: Delivery) {
  return {
    id: delivery.id,
    portal_id: delivery.portalId,
    key: delivery.key,
    lane: laneOfKey(delivery.key),
    channel_id: delivery.inputs.channelId,
    inputs: JSON.stringify(delivery.inputs),
    opened_at: new Date(delivery.openedAt),
    quiet_seconds: delivery.window.quietSeconds,
    ceiling_seconds: delivery.window.ceilingSeconds,
    minimum: delivery.minimum,
    holds_until: new Date(delivery.holdsUntil),
    last_enrolled_at: new Date(delivery.lastEnrolledAt),
    outage_ended_at: delivery.outageEndedAt === null ? null : new Date(delivery.outageEndedAt),
    time_zone: delivery.timeZone,
    requires_version: BEHAVIOUR_VERSION,
  };
}
