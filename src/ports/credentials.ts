/** Secrets the adapters look up, kept encrypted by the store. */
import type { PortalTokens } from "./hubspot.ts";
import type { ChannelRef, LineCredentials } from "./line.ts";

export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** By the database's clock; negative once expired. */
  readonly expiresInSeconds: number;
}

export interface Credentials {
  /** Null when the channel is not connected (any more). */
  channelCredentials(channel: ChannelRef): Promise<LineCredentials | null>;
  /** Null when the portal has not installed the app or has removed it. */
  portalTokens(portalId: number): Promise<StoredTokens | null>;
  /**
   * True for exactly one caller across all processes, until it saves tokens or 30 s pass. False also when
   * the stored access token is no longer `staleAccessToken`: somebody else has refreshed it.
   */
  claimTokenRefresh(portalId: number, staleAccessToken: string): Promise<boolean>;
  /** Stores new tokens and ends the claim. What they may do now and could not before is tried at once. */
  saveTokens(portalId: number, tokens: PortalTokens): Promise<void>;
  /** Ends the claim without new tokens. */
  releaseTokenRefresh(portalId: number): Promise<void>;
}
