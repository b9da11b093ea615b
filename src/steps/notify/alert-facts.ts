/** What a notification says of an alert, read when it is sent: what has changed since then is in it. */
import { quotaParts } from "../../delivery/numbers/quota.ts";
import type { AlertFacts } from "../../i18n/alert-mail.ts";
import type { Line } from "../../ports/line.ts";
import type { Alert } from "../../ports/notify/alerts.ts";
import type { Accounts } from "../../ports/store/accounts.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { DeliveryView, Views } from "../../ports/store/views.ts";

export interface FactPorts {
  readonly store: Pick<Accounts, "portal"> & Pick<Channels, "channels"> & Pick<Views, "viewDelivery">;
  readonly line: Pick<Line, "quota">;
  readonly publicUrl: string;
}

/** Null where there is no such thing any more. */
export async function factsOf(portalId: number, alert: Alert, ports: FactPorts): Promise<AlertFacts | null> {
  const { store, publicUrl } = ports;
  const portal = await store.portal(portalId);
  if (portal === null || !portal.installed) return null;
  const { timeZone, language, now } = portal;
  const shared = { alert, publicUrl, portalId, timeZone, language, now };
  if (alert.kind === "connection_lost") {
    const channel = (await store.channels(portalId)).find(({ id }) => id === alert.subject);
    return { ...shared, view: null, quota: null, channelName: channel?.name ?? null };
  }
  if (alert.kind === "runs_refused") return { ...shared, view: null, quota: null, channelName: null };
  const view = await store.viewDelivery(portalId, alert.subject);
  if (view === null) return null;
  const quota = alert.kind === "approval_waiting" ? await quotaFor(view, ports) : null;
  return { ...shared, view, quota, channelName: view.channelName };
}

/** Null where LINE does not say it. */
async function quotaFor({ delivery }: DeliveryView, { store, line }: FactPorts): Promise<AlertFacts["quota"]> {
  const { portalId, inputs } = delivery;
  const channel = (await store.channels(portalId)).find(({ id }) => id === inputs.channelId);
  if (channel === undefined) return null;
  const answer = await line.quota({ portalId, channelId: channel.id });
  return answer.kind === "ok" ? quotaParts(answer.value, channel.quotaFloor) : null;
}
