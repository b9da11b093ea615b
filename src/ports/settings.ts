/** What a portal sets for all its deliveries, who may do what in it, and who did what. */
import type { QuietHours } from "../delivery/inputs.ts";
import type { WindowDefaults } from "../delivery/lifecycle/open-delivery.ts";
import type { Policies } from "../delivery/lifecycle/policies.ts";

/** A person may have several; everyone is a viewer. */
export type Role = "viewer" | "editor" | "approver" | "sender" | "administrator";

/** What new people may be given. */
export type NewMemberRole = Exclude<Role, "administrator">;

export interface PortalSettings extends Policies {
  /** Null: the service's default. */
  readonly quietSeconds: number | null;
  /** Null: the service's default. */
  readonly ceilingSeconds: number | null;
  /** Fewest enrolled contacts that may lead to a send; 50 or less. */
  readonly minimumEnrolled: number;
  /** For actions that say nothing about quiet hours. */
  readonly quietHours: QuietHours | null;
  /** Of what HubSpot shows about a delivery. */
  readonly language: string;
  /** IANA name; of channels that are connected from now on, and of the console's dates. */
  readonly timeZone: string;
  /** Of people who sign in for the first time. */
  readonly newMemberRole: NewMemberRole;
}

/** The settings with what `null` stands for. */
export interface KnownSettings extends PortalSettings {
  readonly serviceDefaults: WindowDefaults;
}

/** A user of the HubSpot account who has signed in. */
export interface Member {
  readonly id: string;
  readonly userId: number;
  readonly userEmail: string;
  /** Never empty: `viewer` alone, or all others in the order of `Role`. */
  readonly roles: readonly Role[];
  readonly signedInAt: number;
}

export type RoleChange =
  | { readonly kind: "ok"; readonly member: Member; readonly before: readonly Role[] }
  | { readonly kind: "missing" }
  /** No one could give roles any more. */
  | { readonly kind: "last_administrator" };

export type Deed =
  | "sign_in"
  | "seal"
  | "cancel"
  | "approve"
  | "connect_channel"
  | "change_channel"
  | "verify_channel"
  | "add_tester"
  | "remove_tester"
  | "create_message"
  | "change_message"
  | "delete_message"
  | "test_send"
  | "change_settings"
  | "change_role"
  | "become_administrator"
  | "remove_member"
  | "sign_out_everywhere"
  | "leave_account"
  | "disconnect"
  | "uninstall"
  | "stop_sending"
  | "resume_sending";

export interface AuditNote {
  readonly portalId: number;
  readonly userId: number;
  readonly userEmail: string;
  readonly deed: Deed;
  /** What it was done to, as people call it. */
  readonly subject: string;
  /** Names of what was changed, with the values before and after. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends Omit<AuditNote, "portalId"> {
  /** Grows with time. */
  readonly number: number;
  readonly at: number;
}

/** Every operation is about one portal. */
export interface SettingsStore {
  /** Null when the portal has not installed the app. */
  settings(portalId: number): Promise<KnownSettings | null>;
  /** What the portal requires before every send, as it is now. */
  policies(portalId: number): Promise<Policies>;
  /** What is left out stays. Answers what was before and what is now; null when there is no such portal. */
  changeSettings(
    portalId: number,
    change: Partial<PortalSettings>,
  ): Promise<{ readonly before: PortalSettings; readonly after: PortalSettings } | null>;
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
  /** Signs the person out of every browser. */
  endSessionsOfPerson(portalId: number, userId: number): Promise<void>;
  noteDeed(note: AuditNote): Promise<void>;
  /** Newest first; `before` pages by number. */
  auditTrail(portalId: number, page: { limit: number; before: number | null }): Promise<readonly AuditEntry[]>;
}
