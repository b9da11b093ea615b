/** Words of notifications in English. */
import type { AlertKind } from "../../delivery/alerts/alerts.ts";
import type { NotificationState } from "../../ports/notify/alerts.ts";

export const ALERTS_EN = {
  alerts: {
    title: "Notifications",
    lead: "What you hear about by e-mail. Every person chooses for themselves.",
    noMail: "This service sends no e-mail: its operator has not set SMTP_URL.",
    address: "E-mail goes to {email}.",
    about: "E-mail me when",
    language: "Language of e-mails",
    ofAccount: "As in Settings ({language})",
    save: "Save notifications",
    latest: "Latest e-mails",
    latestHint: "What this account's people were sent, newest first.",
    latestNone: "No e-mail was sent yet.",
    to: "To",
    person: "a person who has left",
    state: "Status",
    states: { waiting: "waiting", sent: "sent", failed: "failed", dropped: "no longer needed" } satisfies Record<
      NotificationState,
      string
    >,
    kinds: {
      connection_lost: {
        name: "HubSpot or a LINE Official Account is no longer connected",
        subject: "No longer connected: {name}",
        action: "Connect again",
      },
      approval_waiting: {
        name: "A send waits for approval",
        subject: "Waiting for approval: {name}",
        action: "Review and decide",
      },
      delivery_failed: {
        name: "A send failed, or its result is uncertain",
        subject: "Not delivered: {name}",
        action: "See what to do",
      },
      runs_refused: {
        name: "HubSpot runs a workflow whose action cannot start a send",
        subject: "Workflow refused: {name}",
        action: "See what to do",
      },
      delivery_finished: { name: "A send is delivered", subject: "Delivered: {name}", action: "Open the result" },
    } satisfies Record<AlertKind, object>,
    hubspot: "HubSpot account",
    refusedWhere: "Workflow: {id}",
    signInFirst: "Approving and rejecting need a sign-in; this e-mail alone allows neither.",
    footer: "{product} wrote this because of your notification settings in HubSpot account {portal}.",
    change: "Change what you get",
  },
} as const;
