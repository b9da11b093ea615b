/** Sessions and API keys that were good a while ago, by a hash: enough to say whose limit a request counts for, and no query. */
import { hash } from "node:crypto";

export interface RecentSessions {
  note(secret: string, isGood: boolean): void;
  /** The same key for each request of a session; null for one that was not noted as good within the last hour. */
  keyOf(secret: string): string | null;
}

const SEEN_MS = 3_600_000;
const MAX_SEEN = 10_000;

export function createRecentSessions(): RecentSessions {
  const seen = new Map<string, number>();
  return {
    note(secret, isGood) {
      const key = hash("sha256", secret);
      seen.delete(key);
      if (!isGood) return;
      seen.set(key, Date.now());
      const [oldest] = seen.keys();
      if (seen.size > MAX_SEEN && oldest !== undefined) seen.delete(oldest);
    },
    keyOf(secret) {
      const key = hash("sha256", secret);
      return (seen.get(key) ?? 0) > Date.now() - SEEN_MS ? key : null;
    },
  };
}
