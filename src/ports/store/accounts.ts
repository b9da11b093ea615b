/** HubSpot accounts: the installation of the app, and its end. */
import type { Finding } from "../../delivery/codes.ts";
import type { RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import type { Installation } from "../hubspot.ts";
import type { SignedInUser } from "./sessions.ts";

export interface PortalFacts {
  readonly portalId: number;
  readonly hubDomain: string;
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly minimumEnrolled: number;
  readonly installed: boolean;
  /** What HubSpot granted. */
  readonly scopes: readonly string[];
  /** An administrator has disconnected the account here, and HubSpot was not notified yet. */
  readonly disconnecting: boolean;
  /** Why HubSpot gives no tokens for the portal, and since when; null while it does. */
  readonly access: RefusedAccess | null;
  readonly recordTypeId: string | null;
  /** Why the portal has no delivery records; null when it has, or when nothing is known yet. */
  readonly recordFinding: Finding | null;
  /** When HubSpot is asked again for what it refused; null while nothing is owed. */
  readonly recordsDueAt: number | null;
  /** That instant has come. */
  readonly recordsDue: boolean;
  /** Service time of these facts. */
  readonly now: number;
}

/** A disconnect that HubSpot was not notified of yet; by service time. */
export interface Disconnecting {
  readonly sinceSeconds: number;
  /** Until the tokens are erased although HubSpot was not notified; negative once it is over. */
  readonly secondsLeft: number;
  /** Executions may still be held. */
  readonly held: boolean;
}

/** Whether the portal now has these tokens, or kept those of an earlier time (milliseconds since 1970). */
export type SavedInstallation =
  /** `first`: nothing was known of the portal before. */
  { readonly kind: "stored"; readonly first: boolean } | { readonly kind: "kept"; readonly since: number };

/** Every operation is about one portal. */
export interface Accounts {
  /**
   * Stores the tokens, unless those that are stored may do more; the person is a member either way. `voidSince`: the
   * `since` of tokens that HubSpot no longer accepts, which give way to any.
   */
  saveInstallation(installation: Installation, voidSince?: number): Promise<SavedInstallation>;
  /**
   * An administrator disconnects the account: everything of the installation goes at once but the tokens, with which the
   * job `access` releases what is held and tells HubSpot. False where the app is not installed.
   */
  disconnect(by: SignedInUser): Promise<boolean>;
  /** Null where the portal is not being disconnected. */
  disconnecting(portalId: number): Promise<Disconnecting | null>;
  /** Erases the tokens of a portal that was disconnected. */
  endDisconnect(portalId: number): Promise<void>;
  /** Cancels what LINE has not been asked to send, of a portal that no longer has the app. */
  cancelUnsent(portalId: number): Promise<void>;
  portal(portalId: number): Promise<PortalFacts | null>;
}
