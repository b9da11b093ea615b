/** The check that decides in production whether HubSpot's card may be answered: what was tried, and what arrived. */

/** `checked`: on once the check has passed at the card's address. */
export type CardSetting = "on" | "off" | "checked";

/**
 * Of a request that HubSpot signed:
 * - `appended`: the four names that HubSpot adds, each exactly once
 * - `doubled`: a name is there twice; the card routes refuse that
 * - `missing`: a name is not there although the signature is valid: what HubSpot adds can be cut off
 * - `forged`: only the identity that the address named is there: HubSpot signs what a browser writes
 */
export type SignedIdentity = "appended" | "doubled" | "missing" | "forged";

/** `unsigned`: without a valid signature, which every route refuses. */
export type CardCheckSeen = SignedIdentity | "unsigned";

/** One run. It belongs to the holder of the code, which only the operator can make. */
export interface CardCheckRun {
  /** SHA-256 of the code, in hex. */
  readonly codeHash: string;
  /** Wall time in milliseconds since 1970. */
  readonly goodUntil: number;
  /** The card address that it was begun at; null before the settings page has begun. */
  readonly address: string | null;
  /** Name of the forging request → what arrived, in order; HubSpot may repeat a request. */
  readonly seen: Readonly<Record<string, readonly CardCheckSeen[]>>;
}

export interface CardCheckResult {
  readonly verdict: "passed" | "failed" | "unclear";
  /** It says nothing about another address. */
  readonly address: string;
  readonly forgeries: Readonly<
    Record<
      string,
      {
        readonly seen: readonly CardCheckSeen[];
        /** What the settings page heard instead of our answer; null where nothing was reported. */
        readonly notPassedOn: string | null;
      }
    >
  >;
}

/** A request that HubSpot signed and that shows how an identity can be forged. The card stays off until it is forgotten. */
export interface CardHole {
  readonly seen: Extract<SignedIdentity, "missing" | "forged">;
  /** Below `/hubspot/cards`, without the query. */
  readonly path: string;
}
