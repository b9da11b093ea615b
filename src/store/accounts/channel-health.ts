/** What LINE last answered on behalf of a channel, noted as it answers. */
import type { Finding } from "../../delivery/codes.ts";
import type { ChannelRef } from "../../ports/line.ts";
import { beginAlert, endAlert } from "../alerts/change-alerts.ts";
import { serviceNow } from "../postgres/clock.ts";
import { SERVICE_NOW, type Db, type Trx } from "../postgres/database.ts";
/** The same answer again is written once a minute at most: a poll a second must not write a row a second. */
const SAME_AGAIN_MS = 60_000;

/** `finding`: null where LINE answered. */
export type Heard = (channel: ChannelRef, finding: Finding | null) => Promise<void>;

/** LINE refuses the credentials. */
const LOST: ReadonlySet<Finding["code"]> = new Set(["CHANNEL_UNAUTHORIZED", "CHANNEL_CREDENTIALS_REFUSED"]);

/** `now`: wall time in milliseconds. */
/** Only what the channel's administrator can cure: that LINE is away is no one's fault. */
async function noteConnection(trx: Trx, { portalId, channelId }: ChannelRef, finding: Finding | null): Promise<void> {
  const lost = { kind: "connection_lost", subject: channelId } as const;
  if (finding === null) return endAlert(trx, portalId, lost, new Date(await serviceNow(trx)));
  if (LOST.has(finding.code)) await beginAlert(trx, portalId, { ...lost, finding });
}

export function createHealthNotes(db: Db, now: () => number = Date.now): Heard {
  const noted = new Map<string, { readonly code: string | null; readonly at: number }>();
  return async ({ portalId, channelId }, finding) => {
    const key = `${portalId} ${channelId}`;
    const [known, code] = [noted.get(key), finding?.code ?? null];
    if (known !== undefined && known.code === code && now() - known.at < SAME_AGAIN_MS) return;
    noted.set(key, { code, at: now() });
    const heard = finding === null ? { lastOkAt: SERVICE_NOW } : { lastErrorAt: SERVICE_NOW, lastError: finding };
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable("channels")
        .set(heard)
        .where(({ and }) => and({ portalId, id: channelId }))
        .execute();
      await noteConnection(trx, { portalId, channelId }, finding);
    });
  };
}
