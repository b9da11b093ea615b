/** What a portal sets for all its deliveries, who may do what in it, and who did what. */
import type { QuietHours } from "../delivery/inputs.ts";
import type { WindowDefaults } from "../delivery/open-delivery.ts";

/** Each may do what the one before may. */
export type Role = "viewer" | "editor" | "sender";

export interface PortalSettings {
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
  /** Of whoever signs in for the first time. */
  readonly newMemberRole: Role;
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
  readonly role: Role;
  readonly signedInAt: number;
}

export type RoleChange =
  | { readonly kind: "ok"; readonly member: Member; readonly before: Role }
  | { readonly kind: "missing" }
  /** Nobody could give roles any more. */
  | { readonly kind: "last_sender" };

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
  /** What is left out stays. Answers what was before and what is now; null when there is no such portal. */
  changeSettings(
    portalId: number,
    change: Partial<PortalSettings>,
  ): Promise<{ readonly before: PortalSettings; readonly after: PortalSettings } | null>;
  /** By e-mail address. */
  members(portalId: number): Promise<readonly Member[]>;
  /** What somebody may do who is known by HubSpot's user id alone. */
  roleOf(portalId: number, userId: number): Promise<Role>;
  changeRole(portalId: number, memberId: string, role: Role): Promise<RoleChange>;
  noteDeed(note: AuditNote): Promise<void>;
  /** Newest first; `before` pages by number. */
  auditTrail(portalId: number, page: { limit: number; before: number | null }): Promise<readonly AuditEntry[]>;
}
