/** Users of a HubSpot account who have signed in, and what they may do. */

/** A person may have several; everyone is a viewer. */
export type Role = "viewer" | "editor" | "approver" | "sender" | "administrator";

/** What new people may be given. */
export type NewMemberRole = Exclude<Role, "administrator">;

/** A user of the HubSpot account who has signed in. */
export interface Member {
  readonly id: string;
  readonly userId: number;
  readonly userEmail: string;
  /** Never empty: `viewer` alone, or all others in the order of `Role`. */
  readonly roles: readonly Role[];
  readonly signedInAt: number;
  /** Of the mails that the person gets; null for the account's. */
  readonly mailLanguage: string | null;
}

export type RoleChange =
  | { readonly kind: "ok"; readonly member: Member; readonly before: readonly Role[] }
  | { readonly kind: "missing" }
  /** No one could give roles any more. */
  | { readonly kind: "last_administrator" };

/** Every operation is about one portal. */
export interface Members {
  /** By e-mail address; those of an earlier installation are there once they have signed in again. */
  members(portalId: number): Promise<readonly Member[]>;
  /** What a person may do who is known by HubSpot's user id alone. */
  rolesOf(portalId: number, userId: number): Promise<readonly Role[]>;
  changeRoles(portalId: number, memberId: string, roles: readonly Role[]): Promise<RoleChange>;
  /** Forgets the roles and ends all sessions of the person, who is new at the next sign-in. */
  removeMember(portalId: number, memberId: string): Promise<RoleChange>;
  /** True for one caller an hour: who then asks HubSpot whether the person is still in the account. */
  claimMembershipCheck(portalId: number, userId: number): Promise<boolean>;
  /** The person is no longer in the account: ends all sessions, forgets the address, keeps the roles for a return. */
  personLeft(portalId: number, userId: number): Promise<void>;
}
