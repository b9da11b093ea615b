/** What the console asks of the rest. */
import type { Request, RequestHandler } from "express";
import type { Logger } from "pino";
import type { ChannelWatch } from "../../ports/channel-health.ts";
import type { HubSpot } from "../../ports/hubspot.ts";
import type { Line } from "../../ports/line.ts";
import type { Privacy } from "../../ports/privacy.ts";
import type { PublicPages } from "../../ports/public-pages.ts";
import type { SendingSwitch } from "../../ports/sending-stop.ts";
import type { SettingsStore } from "../../ports/settings.ts";
import type { Accounts, DeliveryStore, Views } from "../../ports/store.ts";

export interface ConsolePorts {
  readonly store: Pick<
    Accounts,
    | "saveInstallation"
    | "disconnect"
    | "portal"
    | "owedRecords"
    | "saveChannel"
    | "channels"
    | "changeChannel"
    | "testers"
    | "saveTester"
    | "deleteTester"
    | "savedMessages"
    | "savedMessage"
    | "savedMessagesSize"
    | "createSavedMessage"
    | "changeSavedMessage"
    | "deleteSavedMessage"
    | "startSession"
    | "session"
    | "endSession"
  > &
    SettingsStore &
    SendingSwitch &
    ChannelWatch &
    Views &
    Pick<DeliveryStore, "recordFor"> &
    Pick<Privacy, "contactData">;
  readonly line: Pick<Line, "verify" | "account" | "quota" | "audiences" | "validateMessages" | "sendTest">;
  readonly hubspot: Pick<HubSpot, "authorizeUrl" | "install" | "checkAccess" | "person">;
  /** Where people and HubSpot reach the service; decides whether cookies are `Secure`. */
  readonly publicUrl: string;
  readonly publicPages: PublicPages;
  /** How long data is kept, as the privacy page says it. */
  readonly retentionDays: number;
  readonly deliveryUrl: (id: string) => string;
  /** Where the simulated HubSpot has its pages, to which every page links; null where HubSpot and LINE are real. */
  readonly sandbox: string | null;
  /** Where HubSpot shows a workflow. */
  readonly workflowUrl: (portalId: number, workflowId: string) => string;
  readonly log: Logger;
  /** Refuses those who ask too often; `keyOf` says for whom a request counts. */
  readonly limitPer: (keyOf: (request: Request) => string) => RequestHandler;
  /** Directly before what reads a body: cuts callers off whose bodies take up too much while they arrive. */
  readonly watchBody: RequestHandler;
}
