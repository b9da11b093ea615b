/** What LINE last answered on behalf of a channel, noted as it answers. */
import type { Finding } from "../../delivery/codes.ts";
import type { ChannelRef } from "../../ports/line.ts";
import { SERVICE_NOW, type Db } from "../postgres/database.ts";
/** The same answer again is written once a minute at most: a poll a second must not write a row a second. */
const SAME_AGAIN_MS = 60_000;

/** `finding`: null where LINE answered. */
export type Heard = (channel: ChannelRef, finding: Finding | null) => Promise<void>;

/** `now`: wall time in milliseconds. */
export function createHealthNotes(db: Db, now: () => number = Date.now): Heard {
  const noted = new Map<string, { readonly code: string | null; readonly at: number }>();
  return async ({ portalId, channelId }, finding) => {
    const key = `${portalId} ${channelId}`;
    const [known, code] = [noted.get(key), finding?.code ?? null];
    if (known !== undefined && known.code === code && now() - known.at < SAME_AGAIN_MS) return;
    noted.set(key, { code, at: now() });
    const heard = finding === null ? { lastOkAt: SERVICE_NOW } : { lastErrorAt: SERVICE_NOW, lastError: finding };
    await db.updateTable("channels").set(heard).where("portalId", "=", portalId).where("id", "=", channelId).execute();
  };
}
