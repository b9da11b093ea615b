/** What people are notified of, as it is stored: alerts, and for each the notifications of those who want to know. */
import type { AlertKind } from "../../delivery/alerts/alerts.ts";
import type { Chosen } from "../../delivery/alerts/recipients.ts";
import type { Finding } from "../../delivery/codes.ts";

export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly subject: string;
  /** Why, as it was when it began. */
  readonly finding: Finding;
  readonly openedAt: number;
  /** When the problem was over; null while it is not. A result is over from the start. */
  readonly closedAt: number | null;
}

/** `dropped`: it was no longer wanted when its turn came. */
export type NotificationState = "waiting" | "sent" | "failed" | "dropped";

export interface Notification {
  readonly id: string;
  readonly alert: Alert;
  /** HubSpot's. */
  readonly userId: number;
  readonly state: NotificationState;
  /** How often it was put off. */
  readonly tries: number;
  /** Why it was put off or failed. */
  readonly finding: Finding | null;
  /** Since when it is wanted. */
  readonly since: number;
}

/** What became of one that was due. */
export type Attempted =
  | { readonly kind: "sent" | "dropped" }
  | { readonly kind: "failed"; readonly finding: Finding }
  | { readonly kind: "later"; readonly finding: Finding; readonly seconds: number };

/** Every operation is about one portal. */
export interface Alerts {
  /** Those for which no one was chosen yet, oldest first. */
  newAlerts(portalId: number): Promise<readonly Alert[]>;
  /** Each person is notified once, however often this is repeated; adds the job that sends. */
  announce(portalId: number, alertId: string, userIds: readonly number[]): Promise<void>;
  /** Mails whose time has come, oldest first. */
  dueMails(portalId: number, limit: number): Promise<readonly Notification[]>;
  /** Adds the job that tries again, where there is to be one. */
  noteMail(portalId: number, id: string, attempted: Attempted): Promise<void>;
  /** What people have chosen, by HubSpot's user id. */
  alertChoices(portalId: number): Promise<ReadonlyMap<number, Chosen>>;
  /** What is left out stays as it is. `language`: of the person's mails, null for the account's. */
  chooseAlerts(
    portalId: number,
    userId: number,
    chosen: { readonly mail: Chosen; readonly language: string | null | undefined },
  ): Promise<void>;
  /** The latest first. */
  latestNotifications(portalId: number, limit: number): Promise<readonly Notification[]>;
}
