/** People who are signed in. */
import type { Role } from "./members.ts";

/** A user of a portal, as HubSpot says who it is. */
export interface SignedInUser {
  readonly portalId: number;
  readonly userId: number;
  readonly userEmail: string;
}

export interface Session extends SignedInUser {
  /** Of the API key that acts; left out where a person does. `userId` is then that of who made it. */
  readonly keyId?: string;
  /** As they are now: a role that was taken is gone with the next request. */
  readonly roles: readonly Role[];
  /** The portal's; dates are shown in it. */
  readonly timeZone: string;
}

export interface FoundSession extends Session {
  /** So many workflows were refused within the last seven days before there was a delivery. */
  readonly workflowsNotStarted: number;
  /** HubSpot was not asked for an hour whether the person is still in the account. */
  readonly checkDue: boolean;
}

export interface Sessions {
  /** Answers the secret for the cookie. */
  startSession(user: SignedInUser): Promise<string>;
  session(secret: string): Promise<FoundSession | null>;
  endSession(secret: string): Promise<void>;
  /** Signs the person out of every browser. */
  endSessionsOfPerson(portalId: number, userId: number): Promise<void>;
}
