/** What the console asks of the rest. */
import type { Request, RequestHandler } from "express";
import type { Logger } from "pino";
import type { HubSpot } from "../../ports/hubspot.ts";
import type { Line, Quota } from "../../ports/line.ts";
import type { PublicPages } from "../../ports/public-pages.ts";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { ApiKeys } from "../../ports/store/access/api-keys.ts";
import type { Alerts } from "../../ports/notify/alerts.ts";
import type { Accounts } from "../../ports/store/accounts.ts";
import type { Audit } from "../../ports/store/audit.ts";
import type { Channels } from "../../ports/store/channels.ts";
import type { Deliveries } from "../../ports/store/deliveries.ts";
import type { Members } from "../../ports/store/members.ts";
import type { NotStartedRuns } from "../../ports/store/enrollments.ts";
import type { Privacy } from "../../ports/store/privacy.ts";
import type { Records } from "../../ports/store/records.ts";
import type { SavedMessages } from "../../ports/store/saved-messages.ts";
import type { SendingSwitch } from "../../ports/store/sending-stop.ts";
import type { Session, Sessions } from "../../ports/store/sessions.ts";
import type { Settings } from "../../ports/store/settings.ts";
import type { Views } from "../../ports/store/views.ts";
import type { RecentSessions } from "./recent-sessions.ts";

/** Who asks for something, what about, and what answers it. */
export interface Asking {
  readonly session: Session;
  /** Of the address; empty where it has none. */
  readonly id: string;
  readonly ports: ConsolePorts;
}

export interface ConsolePorts {
  readonly store: Pick<Accounts, "saveInstallation" | "disconnect" | "portal"> &
    ApiKeys &
    Pick<Alerts, "alertChoices" | "chooseAlerts" | "latestNotifications"> &
    Audit &
    Channels &
    Members &
    SavedMessages &
    SendingSwitch &
    Sessions &
    Settings &
    Views &
    Pick<Deliveries, "record"> &
    Pick<NotStartedRuns, "notStarted"> &
    Pick<Privacy, "contactData"> &
    Pick<Records, "owedRecords">;
  readonly line: Pick<Line, "verify" | "account" | "quota" | "audiences" | "validateMessages" | "sendTest">;
  readonly hubspot: Pick<HubSpot, "authorizeUrl" | "install" | "checkAccess" | "person">;
  /** Where people and HubSpot reach the service; decides whether cookies are `Secure`. */
  readonly publicUrl: string;
  readonly publicPages: PublicPages;
  /** How long data is kept, as the privacy page says it. */
  readonly retentionDays: number;
  /** Whether the service can send e-mail. */
  readonly mails: boolean;
  readonly deliveryUrl: (id: string) => string;
  /** Null where HubSpot and LINE are real. */
  readonly sandbox: Sandbox | null;
  /** Where HubSpot shows a workflow. */
  readonly workflowUrl: (portalId: number, workflowId: string) => string;
  /** Where it lists them all. */
  readonly workflowsUrl: (portalId: number) => string;
  readonly log: Logger;
  readonly recentSessions: RecentSessions;
  /** What LINE said last of this month's messages, by portal and channel, and when by the process's own clock. */
  readonly knownQuotas: Map<string, { readonly quota: Quota; readonly at: number }>;
  /** Refuses those who ask too often; `keyOf` says for whom a request counts. */
  readonly limitPer: (keyOf: (request: Request) => string) => RequestHandler;
  /** Directly before what reads a body: cuts callers off whose bodies take up too much while they arrive. */
  readonly watchBody: RequestHandler;
}
