/** Secrets the adapters look up, kept encrypted by the store. */
import type { Finding } from "../delivery/codes.ts";
import type { PortalTokens } from "./hubspot.ts";
import type { ChannelRef, LineCredentials } from "./line.ts";

export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** By the database's clock; negative once expired. */
  readonly expiresInSeconds: number;
  /** Why HubSpot gave no new tokens when it was asked last, and in how many seconds it is asked again; null when it did. */
  readonly refusal: { readonly finding: Finding; readonly dueInSeconds: number } | null;
}

/** HubSpot's refusal of new tokens, as it was noted. */
export type NotedRefusal =
  /** They are no longer the portal's tokens: nothing was noted. */
  | { readonly kind: "outdated" }
  | {
      /**
       * `gone`: refused for so long that the app counts as removed; the tokens are erased. `all_refused`: it would, but so
       * would every other portal.
       */
      readonly kind: "noted" | "gone" | "all_refused";
      /** How often HubSpot has refused in the same way. */
      readonly refusals: number;
      /** Of the first of them, in milliseconds since 1970, by service time. */
      readonly since: number;
    };

export interface Credentials {
  /** Null when the channel is not connected (any more). */
  channelCredentials(channel: ChannelRef): Promise<LineCredentials | null>;
  /** Null when the portal has not installed the app or has removed it. */
  portalTokens(portalId: number): Promise<StoredTokens | null>;
  /**
   * True for exactly one caller across all processes, until it saves tokens or 30 s pass. False also when
   * the stored access token is no longer `staleAccessToken` (another process has refreshed it), and while HubSpot is not
   * to be asked because it has just refused.
   */
  claimTokenRefresh(portalId: number, staleAccessToken: string): Promise<boolean>;
  /** Stores new tokens and ends the claim. What they may do now and could not before is tried at once. */
  saveTokens(portalId: number, tokens: PortalTokens): Promise<void>;
  /** Ends the claim without new tokens. */
  releaseTokenRefresh(portalId: number): Promise<void>;
  /**
   * HubSpot refused new tokens for the portal that has `accessToken`. Ends the claim. `spent`: HubSpot no longer accepts
   * the access token either.
   */
  refreshRefused(
    portalId: number,
    refusal: { readonly accessToken: string; readonly finding: Finding; readonly spent: boolean },
  ): Promise<NotedRefusal>;
}
