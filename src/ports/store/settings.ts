/** What a portal sets for all its deliveries. */
import type { QuietHours } from "../../delivery/inputs.ts";
import type { WindowDefaults } from "../../delivery/lifecycle/open-delivery.ts";
import type { Policies } from "../../delivery/lifecycle/policies.ts";
import type { NewMemberRole } from "./members.ts";

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

/** The settings with what `null` means. */
export interface KnownSettings extends PortalSettings {
  readonly serviceDefaults: WindowDefaults;
}

/** Every operation is about one portal. */
export interface Settings {
  /** Null when the portal has not installed the app. */
  settings(portalId: number): Promise<KnownSettings | null>;
  /** What the portal requires before every send, as it is now. */
  policies(portalId: number): Promise<Policies>;
  /** What is left out stays. Answers what was before and what is now; null when there is no such portal. */
  changeSettings(
    portalId: number,
    change: Partial<PortalSettings>,
  ): Promise<{ readonly before: PortalSettings; readonly after: PortalSettings } | null>;
}
