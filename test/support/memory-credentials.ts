/** Credentials and rate limiter in memory, for tests of adapters: the same promises as the store's, and what was asked of them. */
import type { Credentials, StoredTokens } from "../../src/ports/credentials.ts";
import type { PortalTokens } from "../../src/ports/hubspot.ts";
import type { ChannelRef, LineCredentials } from "../../src/ports/line.ts";
import type { RateLimiter } from "../../src/ports/rate-limiter.ts";

interface StoredPortal {
  tokens: PortalTokens;
  expiresAt: number;
  claimed: boolean;
  refusal: StoredTokens["refusal"];
}

export interface MemoryCredentials extends Credentials {
  connect(channel: ChannelRef, credentials: LineCredentials): void;
  /** As if these tokens had been issued now. */
  keep(portalId: number, tokens: PortalTokens): void;
  /** Every token pair that was saved through the port, oldest first. */
  readonly saved: readonly PortalTokens[];
}

export function createMemoryCredentials(now: () => number = Date.now): MemoryCredentials {
  const channels = new Map<string, LineCredentials>();
  const portals = new Map<number, StoredPortal>();
  const saved: PortalTokens[] = [];
  const keyOf = ({ portalId, channelId }: ChannelRef) => `${portalId} ${channelId}`;
  const keep = (portalId: number, tokens: PortalTokens) =>
    void portals.set(portalId, {
      tokens,
      expiresAt: now() + tokens.expiresInSeconds * 1000,
      claimed: false,
      refusal: null,
    });
  return {
    saved,
    keep,
    connect: (channel, credentials) => void channels.set(keyOf(channel), credentials),
    channelCredentials: async (channel) => channels.get(keyOf(channel)) ?? null,
    async portalTokens(portalId) {
      const stored = portals.get(portalId);
      if (stored === undefined) return null;
      const { accessToken, refreshToken } = stored.tokens;
      const { refusal, expiresAt } = stored;
      return { accessToken, refreshToken, expiresInSeconds: (expiresAt - now()) / 1000, refusal };
    },
    async claimTokenRefresh(portalId, staleAccessToken) {
      const stored = portals.get(portalId);
      if (stored === undefined || stored.claimed || stored.tokens.accessToken !== staleAccessToken) return false;
      stored.claimed = true;
      return true;
    },
    async saveTokens(portalId, tokens) {
      saved.push(tokens);
      keep(portalId, tokens);
    },
    async releaseTokenRefresh(portalId) {
      const stored = portals.get(portalId);
      if (stored !== undefined) stored.claimed = false;
    },
    async refreshRefused(portalId, { finding }) {
      const stored = portals.get(portalId);
      if (stored === undefined) return { kind: "outdated" };
      Object.assign(stored, { claimed: false, refusal: { finding, dueInSeconds: 0 } });
      return { kind: "noted", refusals: 1, since: now() };
    },
  };
}

export interface MemoryRateLimiter extends RateLimiter {
  /** Buckets asked, in order. */
  readonly asked: string[];
  /** Buckets that were paused, and for how long. */
  readonly pauses: { readonly bucket: string; readonly seconds: number; readonly code: string }[];
  /** The bucket of each refused request. */
  readonly refusals: string[];
  /** The next requests of buckets that contain `part` have to wait, once for each number of milliseconds. */
  makeWait(part: string, ...waitsMs: number[]): void;
}

/** Lets everything pass unless `makeWait` was called. */
export function createMemoryRateLimiter(): MemoryRateLimiter {
  const asked: string[] = [];
  const pauses: MemoryRateLimiter["pauses"] = [];
  const refusals: string[] = [];
  const waits: { part: string; waitsMs: number[] }[] = [];
  const tryAcquire = async (bucket: string) => {
    asked.push(bucket);
    const due = waits.find(({ part, waitsMs }) => bucket.includes(part) && waitsMs.length > 0);
    return due?.waitsMs.shift() ?? 0;
  };
  return {
    asked,
    pauses,
    refusals,
    makeWait: (part, ...waitsMs) => void waits.push({ part, waitsMs }),
    tryAcquire,
    async reserve(bucket) {
      const waitMs = await tryAcquire(bucket);
      return waitMs > 0 ? { kind: "later", waitMs, code: null } : { kind: "reserved", inMs: 0 };
    },
    async pause(bucket, _limit, { seconds, code }) {
      pauses.push({ bucket, seconds, code });
      return seconds;
    },
    async recordRefusal(bucket) {
      refusals.push(bucket);
    },
    affordsRefusal: async () => true,
  };
}
