/** Words of the console in English. `page-ja.ts` has the same keys. */
import type { TimelineEvent } from "../delivery/change.ts";
import type { SealReason } from "../delivery/delivery.ts";
import type { NumberState } from "../delivery/reading.ts";

export const PAGE_EN = {
  product: "LINE Audience for HubSpot",
  sandbox: "Sandbox: HubSpot and LINE are simulated",
  nav: { deliveries: "Deliveries", channels: "Channels", messages: "Messages", signOut: "Sign out" },
  signedInAs: "{email}, HubSpot account {portal}",
  otherLanguage: "日本語",

  welcome: {
    title: "One list, one LINE message",
    what: "A step for HubSpot workflows: contacts of a list enroll one by one, LINE gets one narrowcast for all of them, and every waiting contact learns how it ended.",
    points: [
      "One message for the whole list instead of one per contact",
      "What is too small, used up or refused is said before anything is sent",
      "Delivered, opened and clicked: here and as a record in HubSpot",
    ],
    signIn: "Sign in with HubSpot",
    signInHint: "Signing in also installs the app in the HubSpot account you choose.",
  },

  signIn: {
    failed: "Signing in did not work",
    declined:
      "HubSpot says that access was not granted, so nothing was installed. Sign in again and choose “Connect app” to go on.",
    stale:
      "This sign-in was started in another browser or too long ago. Start it again here; nothing was installed or changed.",
    again: "Sign in again",
  },

  deliveries: {
    title: "Deliveries",
    none: "Nothing was sent yet",
    noneHint:
      "Connect a LINE Official Account under Channels, then add the step “Send LINE Audience message” to a HubSpot workflow and run it over a list.",
    columns: {
      outcome: "Outcome",
      list: "List",
      channel: "Channel",
      opened: "Opened",
      enrolled: "Enrolled",
      target: "Target",
      reach: "Reach",
      opens: "Opens",
      clicks: "Clicks",
    },
    older: "Older deliveries",
  },

  delivery: {
    numbers: "Numbers",
    enrolled: "Enrolled",
    covered: "Covered",
    target: "Target",
    success: "Delivered by LINE",
    failure: "Failed at LINE",
    reach: "Reach",
    opens: "Opens",
    clicks: "Clicks",
    soFar: "so far",
    closed: "fixed when collecting ended",
    coveredHint: "came later, told the same result",
    afterSend: "known after the send",
    atLine: "as counted by LINE",
    notSent: "nothing was sent",
    nextReading: "Next look {time}",
    states: {
      exact: "as of the last look",
      hidden: "hidden by LINE: fewer than 20",
      pending: "waiting for LINE",
      final: "final",
    } satisfies Record<NumberState, string>,
    message: "Message",
    targeting: "Who receives it",
    exactRequest: "Exact request to LINE",
    plannedTargeting: "Planned targeting as LINE gets it",
    facts: "Details",
    list: "List",
    listSize: "{name} ({size} contacts)",
    channel: "LINE Official Account",
    opened: "Opened",
    sealed: "Collecting ended",
    sent: "Accepted by LINE",
    concluded: "Outcome known",
    released: "Contacts released in HubSpot",
    lastReading: "Last look at the numbers",
    requestId: "LINE request ID",
    workflows: "HubSpot workflows",
    held: "Contacts still waiting in HubSpot",
    holdsLost: "Waits HubSpot had ended before",
    id: "Delivery ID",
    timeline: "What happened",
    seal: "Stop collecting and send now",
    cancel: "Cancel, send nothing",
    tooLate: "Too late: this delivery has moved on, so nothing was changed. Below is where it stands now.",
    back: "All deliveries",
  },

  sealReasons: {
    quiet: "nobody came for a while",
    list_complete: "the whole list has enrolled",
    ceiling: "the longest time to collect is over",
    person: "a person asked for it",
  } satisfies Record<SealReason, string>,

  events: {
    opened: "The first contact enrolled",
    list_looked_up: "The list was looked up in HubSpot",
    seal_requested: "A person ended the collecting",
    sealed: "Collecting ended",
    waiting: "Waiting",
    prepared: "The request to LINE was stored",
    attempted: "LINE was asked to send",
    accepted: "LINE accepted the send",
    not_accepted: "LINE did not accept the send",
    answer_lost: "LINE's answer got lost; the same request is repeated",
    conflict: "LINE knows this send already; the earlier request is followed",
    progressed: "LINE is sending",
    concluded: "The outcome is known",
    released: "The waiting contacts were released",
    read: "The numbers were read",
    record_failed: "The record in HubSpot could not be written",
  } satisfies Record<TimelineEvent, string>,
  eventDetails: {
    list: "{name}, {size} contacts",
    sealed: "{reason}; {enrolled} contacts",
    by: "{by}",
    attempt: "attempt {attempt}",
    request: "request {requestId}",
    progress: "{success} of {target} people",
    reading: "reach {reach}, opens {opens}, clicks {clicks}",
  },
  hidden: "{value} (hidden)",

  channels: {
    title: "Channels",
    none: "No LINE Official Account is connected yet.",
    connect: "Connect a LINE Official Account",
    connectHint:
      "Both values are in the LINE Developers Console under the Messaging API channel, “Basic settings”. The secret is stored encrypted and never shown again. Connecting the same channel again replaces its secret.",
    name: "Name in HubSpot",
    channelId: "Channel ID",
    channelSecret: "Channel secret",
    submit: "Connect",
    audiences: "Audiences",
    noAudiences: "This account has no audiences yet. Make one in LINE Official Account Manager.",
    audience: "Audience",
    size: "Size",
    status: "Status",
    exempt: "LINE's minimum of 50 does not apply",
    connectedAt: "connected {time}",
  },

  messages: {
    title: "Messages",
    none: "No messages are saved yet.",
    create: "New text message",
    change: "Change text message",
    name: "Name",
    text: "Text",
    textHint: "Everybody receives the same text: names and other personal tokens cannot be filled in.",
    submit: "Save",
    edit: "Change",
    remove: "Delete",
    objects: "Message objects",
    viaApi: "This message has more than one text; change it through the API.",
    stopEditing: "New message instead",
  },

  problems: {
    notFoundTitle: "Not found",
    notFound: "There is no such page in this HubSpot account.",
    signInFirst: "Sign in with HubSpot first",
    crossSite: "The request came from another site and was not carried out",
    notJson: "Send the body as application/json",
    fieldInvalid: "A value is missing or not allowed",
    tooLate: "The delivery has moved on so far that this changes nothing any more",
    nothingToApprove: "This delivery does not wait for an approval",
    fields: {
      required: "Fill in “{field}”.",
      invalid: "“{field}” is not as expected: {detail}",
      digits: "The channel ID is a number, for example 1234567890.",
    },
  },
} as const;

/** The same keys with any text. */
export type PageWords<T = typeof PAGE_EN> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends readonly string[]
      ? readonly string[]
      : PageWords<T[K]>;
};
