/** A new delivery for a key, with its first jobs. */
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
import { deliveryRow, writeTimeline } from "../deliveries/deliveries.ts";
import { keepWhatIsSent } from "../deliveries/known-names.ts";
import { serviceNow } from "../postgres/clock.ts";
import { addJob } from "../jobs/jobs.ts";
import { POLICIES } from "../accounts/settings.ts";
import type { Trx } from "../postgres/database.ts";
import { changingColumns, editedColumns, instant } from "../postgres/rows.ts";
import type { Row } from "../postgres/tables.ts";

/** What the portal and the channel add to an action's inputs. */
export const settingsOfAccount = (trx: Trx, portalId: number, channelId: string) =>
  trx
    .selectFrom("channels")
    .innerJoin("portals", "portals.portalId", "channels.portalId")
    .select(["channels.timeZone", "portals.minimumEnrolled as minimum", "portals.quietHours"])
    .where("channels.id", "=", channelId)
    .where("channels.portalId", "=", portalId);

interface Opens {
  /** A person will be asked, whatever the action says. */
  readonly mayAsk: boolean;
  /** Executions of this window move here: it goes on where that one is, with the same holds. */
  readonly window?: Delivery;
}

/** Null when the window was opened by another process at the same moment; a finding when it cannot be opened. */
export async function openForKey(
  trx: Trx,
  { execution, inputs: asked, key }: Arrival,
  serviceDefaults: WindowDefaults,
  { mayAsk, window }: Opens,
): Promise<Row<"deliveries"> | Finding | null> {
  const { portalId } = execution;
  const account = await settingsOfAccount(trx, portalId, asked.channelId)
    .select(["channels.lineChannelId", "portals.quietSeconds", "portals.ceilingSeconds"])
    .select(["portals.stoppedBy", "portals.uninstalledAt", ...POLICIES])
    // A removal or a stop that is requested now waits for this delivery, and cancels it with the others.
    .forShare("portals")
    .executeTakeFirstOrThrow();
  if (account.uninstalledAt !== null) return finding("PORTAL_NOT_INSTALLED");
  if (account.stoppedBy !== null) return sendingStopped(account.stoppedBy);
  const now = await serviceNow(trx);
  const { lineChannelId, minimum, timeZone } = account;
  const inputs = withQuietHours(asked, account.quietHours);
  const defaults = {
    quietSeconds: account.quietSeconds ?? serviceDefaults.quietSeconds,
    ceilingSeconds: account.ceilingSeconds ?? serviceDefaults.ceilingSeconds,
  };
  const refused = openingRefusal(inputs, { defaults, timeZone }, now);
  if (refused !== null) return refused;
  const id = await nextIdOf(trx, { portalId, listId: inputs.listId, key });
  const asks = mayAsk || policiesMayAsk(account);
  const opened = openDelivery({ id, portalId, key, inputs, minimum, defaults, timeZone, mayAsk: asks }, now);
  const delivery = { ...opened, ...(window !== undefined && asWindow(window)) };
  const stored = await trx
    .insertInto("deliveries")
    .values({ ...firstColumns(delivery), ...changingColumns(delivery, now), lineChannelId })
    // Of the key's one open window, or of the id: whatever opens at the same moment finds the same one.
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (stored === undefined) return null;
  await writeTimeline(trx, delivery, [{ event: "opened" }], now);
  await keepWhatIsSent(trx, delivery);
  for (const job of ["advance", "estimate", "record"] as const) await addJob(trx, job, delivery, null);
  return stored;
}

function asWindow(delivery: Delivery) {
  const { openedAt, window, holdsUntil, list, lastEnrolledAt, outageEndedAt } = delivery;
  return { openedAt, window, holdsUntil, list, lastEnrolledAt, outageEndedAt };
}

/** After the newest of the key; by a clock that was set back another may be the last of the chain. */
async function nextIdOf(
  trx: Trx,
  { portalId, listId, key }: { readonly portalId: number; readonly listId: string; readonly key: string },
): Promise<string> {
  const newest = await trx
    .selectFrom("deliveries")
    .select("id")
    .where(({ and }) => and({ portalId, listId, key }))
    .orderBy("openedAt", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  for (let id = deliveryIdAfter(key, newest?.id ?? null); ; id = deliveryIdAfter(key, id)) {
    const taken = await deliveryRow(trx, { portalId, id }).select("id").executeTakeFirst();
    if (taken === undefined) return id;
  }
}

function firstColumns(delivery: Delivery) {
  const { id, portalId, key, inputs, window, timeZone } = delivery;
  const named = { id, portalId, lane: laneOfKey(key), timeZone };
  return {
    ...named,
    ...window,
    ...editedColumns(delivery),
    channelId: inputs.channelId,
    lastEnrolledAt: new Date(delivery.lastEnrolledAt),
    outageEndedAt: instant(delivery.outageEndedAt),
    requiresVersion: BEHAVIOUR_VERSION,
  };
}
