/** Words of the console in English. */
import type { TimelineEvent } from "../../delivery/lifecycle/change.ts";
import type { SealReason } from "../../delivery/delivery.ts";
import type { NumberState } from "../../delivery/numbers/hidden.ts";
import type { UploadPurpose, UploadState } from "../../delivery/upload.ts";
import { PRODUCT } from "../../app/product.ts";
import { ACCOUNTS_EN } from "./accounts.ts";
import { NEXT_EN } from "./next.ts";
import { CARD_EN } from "./card.ts";
import { GUIDE_EN } from "./guide.ts";
import { LEGAL_EN } from "./legal.ts";
import { HUBSPOT_EN } from "./hubspot.ts";
import { PREVIEW_EN } from "./preview.ts";
import { SETTINGS_EN } from "./settings.ts";
import { WHO_EN } from "./who.ts";

export const PAGE_EN = {
  product: PRODUCT,
  sandbox: {
    label: "Sandbox",
    what: "Sandbox: HubSpot and LINE are simulated.",
    hubspot: "Open simulated HubSpot",
    examples: "Add example deliveries",
    examplesHint: "Runs five workflows and moves the clock three days ahead",
    examplesComing: "Adding examples…",
    skipMinutes: "Skip 5 min",
    skipDay: "Skip a day",
  },
  nav: {
    deliveries: "Deliveries",
    notStarted: "Not started",
    channels: "Channels",
    audiences: "Audiences",
    messages: "Messages",
    settings: "Settings",
    signOut: "Sign out",
    menu: "Menu",
    account: "Account: {email}",
    portal: "HubSpot account {portal}",
    skip: "Skip to content",
    filters: "Filters",
  },

  welcome: {
    title: "One list, one LINE message",
    what: "A step for HubSpot workflows: contacts of a list enroll one by one, LINE gets one narrowcast for all of them, and every waiting contact learns how it ended.",
    points: [
      "One message for the whole list instead of one per contact",
      "You hear about too small audiences, used-up quotas and refusals before anything is sent",
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
    over: "You are no longer signed in",
    nothingDone: "Nothing was changed. Sign in again, and you come back to the page you were on.",
    kept: "What you wrote is not saved yet and still stands below. Sign in again in the new tab that the button opens, then come back to this one and save.",
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
      opened: "Started",
      enrolled: "Enrolled",
      success: "Delivered",
      reach: "Reach",
      opens: "Opens",
      clicks: "Clicks",
    },
    older: "Older deliveries",
    search: "Search",
    searchHint: "Name of a list or audience, or an ID",
    any: "All",
    open: "On their way",
    from: "Started from",
    to: "until",
    find: "Show",
    showAll: "Show all",
    noneFit: "No delivery fits all of this",
    moreNames: "Lists and audiences of the latest deliveries can be chosen; find the others by name under Search.",
    download: "Download what is shown here, all pages",
  },

  notStarted: {
    title: "Not started",
    lead: "These runs stopped before a delivery began: the workflow step or the account needs a correction. Nothing was sent, and the contacts moved on in their workflow. Test runs are not counted.",
    none: "Nothing was refused",
    noneHint:
      "If a workflow step cannot start a send, for example because it names no message, you see it here with the reason.",
    reason: "Reason",
    workflow: "Workflow",
    unnamed: "not named by HubSpot",
    first: "First",
    last: "Last",
    contacts: "Contacts",
    newest: "Newest",
    older: "Older",
    lately: "Workflows that were refused in the last 7 days",
    kept: "One row is one workflow, one reason and one day. Rows go {days, plural, one {# day} other {# days}} after their last contact and name no contact; the history of the workflow in HubSpot does.",
  },

  disconnect: {
    title: "Disconnect this HubSpot account",
    hint: "Removes the app from your HubSpot account and deletes what it knows about you.",
    ask: "Disconnect…",
    what: [
      "At once: everyone is signed out; testers and e-mail addresses are deleted; deliveries that LINE was not asked to send are cancelled.",
      "Within minutes: contacts that wait are released, the app is uninstalled in HubSpot and its access is revoked and deleted. HubSpot tells your super admins by e-mail. If HubSpot can't be reached, this is tried for 24 hours; then the access is deleted here, and you remove the app in HubSpot under Connected apps.",
      "After {days} days: LINE Official Accounts with their secrets, saved messages, deliveries, results and the audit trail are deleted. If you install the app again before, everything is there.",
      "Messages that LINE has accepted are delivered. Records that the app wrote in HubSpot stay there.",
    ],
    now: "Disconnect and delete",
    done: "Your HubSpot account is being disconnected",
    doneWhat: "You are signed out. Waiting contacts are released, then the app is uninstalled in HubSpot.",
    doneLater: "Everything else is deleted in {days} days. If you install the app again before, it is all there.",
  },

  access: {
    since: "Since",
    doubt:
      "The app may have been removed from this HubSpot account. Nothing is sent meanwhile, and contacts keep waiting. If HubSpot still refuses in a few hours, the app counts as removed: deliveries that were not sent are cancelled and access data is deleted.",
    install: "Install the app again",
  },

  sending: {
    stopAll: "Stop all sends…",
    stopHint:
      "For an emergency: every delivery that LINE was not asked to send yet is cancelled, and none is opened until a person allows sends again. Waiting contacts are released as cancelled. What LINE has accepted cannot be called back.",
    stopNow: "Stop all sends now",
    stopped: "{person} stopped all sends of this HubSpot account.",
    stoppedByRestore:
      "All sends of this HubSpot account are stopped, because the service was restored from a backup. Check in LINE Official Account Manager what was sent lately before you allow them again.",
    since: "Since",
    stoppedHint: "Nothing is sent; contacts that enroll read that. Cancelled deliveries stay cancelled.",
    resume: "Allow sends again",
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
    starters: "started the send",
    coveredHint: "came later, same result",
    afterSend: "known after the send",
    atLine: "as counted by LINE",
    notSent: "nothing was sent",
    nextReading: "Next reading {time}",
    states: {
      exact: "as of the last reading",
      hidden: "hidden for privacy",
      pending: "waiting for LINE",
      final: "final",
      none: "not given by LINE",
    } satisfies Record<NumberState, string>,
    hiddenHint:
      "Numbers of fewer than {below} people are shown as 0 and “hidden for privacy”, and so is a number from which one of them could be worked out.",
    noLinks: "the message has no links",
    picture: "From contacts to clicks",
    pictureOfPeople: "From people to clicks",
    rateOf: "{rate} of {of}",
    pcNote: "LINE does not count opens and clicks in LINE for PC.",
    curve: "How the numbers grew",
    curveLater: "The first numbers come some hours after LINE has accepted the send.",
    day: "day {day}",
    readings: "All readings",
    links: "Clicks by link",
    link: "Link",
    clickers: "People",
    download: "Download this delivery",
    message: "Message",
    messageLater: "A saved message; shown here when collecting has ended.",
    targeting: "Who receives it",
    exactRequest: "Exact request to LINE",
    plannedTargeting: "Planned targeting as LINE gets it",
    facts: "Details",
    list: "List",
    listSize: "{name} ({size, plural, one {# contact} other {# contacts}})",
    channel: "LINE Official Account",
    audience: "Audience",
    reason: "Reason",
    numberState: "state",
    opened: "Started",
    sealed: "Collecting ended",
    sent: "Accepted by LINE",
    concluded: "Outcome known",
    released: "Contacts released in HubSpot",
    lastReading: "Numbers last read",
    requestId: "LINE request ID",
    workflows: "HubSpot workflows",
    nextTry: "Next try",
    sendTime: "Send time",
    sendTimeOnce:
      "The send time of this delivery is a single moment, {time}. Contacts who enroll from now on start no other send. If the workflow runs again and again, write “next 09:00” or “next Mon–Fri 12:00” into “When · earliest send time”.",
    forecast: "Forecast",
    forecastRange: "Between {low} and {high} people, likely {likely}",
    about: "about {count}",
    forecastPending: "not known yet",
    forecastUnknown: "LINE cannot say yet how many people this is",
    reserved: "Messages reserved at most",
    used: "Messages used",
    approval: "Approval",
    approvedBy: "{by}, {time}",
    notApproved: "needed; no one has approved yet",
    uploads: "Uploaded LINE user IDs",
    upload: "{purpose}: {ids}, {state}",
    purposes: { enrolled: "Enrolled contacts", suppressed: "Suppression list" } satisfies Record<UploadPurpose, string>,
    uploadStates: {
      collecting: "being read from HubSpot",
      pending: "to be uploaded",
      sent: "LINE builds the audience",
      ready: "ready",
      deleted: "deleted at LINE again",
    } satisfies Record<UploadState, string>,
    held: "Contacts still waiting in HubSpot",
    holdsLost: "Contacts HubSpot let go too early",
    releaseAsked:
      "HubSpot is asking us to wait until {time}. {held, plural, one {# contact is} other {# contacts are}} still waiting in HubSpot and will get this outcome after that.",
    releaseRefused:
      "{held, plural, one {# contact is} other {# contacts are}} still waiting in HubSpot. We ask again at {time}.",
    calledAgain:
      "HubSpot called again for {count, plural, one {# contact} other {# contacts}} after it had taken their outcome. They may have waited longer than they should: look at the workflow's history in HubSpot.",
    id: "Delivery ID",
    timeline: "What happened",
    seal: "Stop collecting now",
    cancel: "Cancel, send nothing",
    approve: "Approve the send",
    sendAnyway: "Send anyway",
    notSet: "not set",
    tooLate: "Too late: this delivery has moved on, so nothing was changed. Below is where it stands now.",
    back: "All deliveries",
  },

  sealReasons: {
    quiet: "no one came for a while",
    list_complete: "the whole list has enrolled",
    ceiling: "the longest collecting time has passed",
    person: "a person asked for it",
  } satisfies Record<SealReason, string>,

  events: {
    opened: "The first contact enrolled",
    edited: "The action was changed while contacts were enrolling",
    changed_back: "A contact came with a former version of the action",
    left_by_step: "A changed workflow step left this delivery",
    joined_by_step: "A changed workflow step joined this delivery",
    changed_since: "The action is not as it was in its earlier delivery",
    edited_later: "The action was changed after collecting had ended",
    approval_withdrawn: "The approval no longer counts, because the action was changed",
    handed_over: "The waiting contacts get the outcome of the earlier send",
    list_looked_up: "The list was looked up in HubSpot",
    seal_requested: "A person stopped collecting",
    sealed: "Collecting ended",
    waiting: "Waiting",
    noted: "Note before the send",
    forecast: "The reach was forecast",
    approved: "A person approved the send",
    uploading: "LINE user IDs are uploaded",
    uploaded: "LINE has the user IDs and builds the audience",
    upload_ready: "LINE has built the audience",
    upload_deleted: "The uploaded audience was deleted at LINE",
    prepared: "The request to LINE was stored",
    attempted: "LINE was asked to send",
    accepted: "LINE accepted the send",
    not_accepted: "LINE did not accept the send",
    answer_lost: "LINE's answer got lost; the same request is repeated",
    conflict: "LINE knows this send already; the earlier request is followed",
    progressed: "LINE is sending",
    concluded: "The outcome is known",
    released: "The waiting contacts were released",
    refused_later: "Contacts enrolled again and were refused",
    read: "The numbers were read",
  } satisfies Record<TimelineEvent, string>,
  eventDetails: {
    list: "{name}, {size, plural, one {# contact} other {# contacts}}",
    sealed: "{reason}; {enrolled, plural, one {# contact} other {# contacts}}",
    by: "{by}",
    quoted: "“{text}”",
    changed: "{input}: {from} → {to}",
    moved: "{executions, plural, one {# execution} other {# executions}}, delivery {delivery}",
    forecast: "between {low} and {high} people, likely {likely}",
    uploading: "{purpose}, {ids} IDs",
    upload: "{purpose}",
    attempt: "attempt {attempt}",
    request: "request {requestId}",
    progress: "people so far: {success}",
    reading: "reach {reach}, opens {opens}, clicks {clicks}",
  },
  hidden: "{value} (hidden)",

  channels: {
    title: "Channels",
    none: "No LINE Official Account is connected yet.",
    connect: "Connect a LINE Official Account",
    connectHint:
      "Both values are in the {console} under your Messaging API channel, “Basic settings”, and in {manager} under “Settings”, “Messaging API”. The secret is stored encrypted and never shown again. To renew a secret, connect the same channel again.",
    products: { console: "LINE Developers Console", manager: "LINE Official Account Manager" },
    name: "Name in HubSpot",
    channelId: "Channel ID",
    channelSecret: "Channel secret",
    submit: "Connect",
    audiences: "Audiences",
    noAudiences: "This account has no audiences yet. Make one in LINE Official Account Manager.",
    audience: "Audience",
    size: "Size",
    status: "Status",
    connectedAt: "connected {time}",
    settings: "Settings",
    timeZone: "Time zone (for quiet hours)",
    quotaFloor: "Messages a month kept for chat",
    quotaFloorHint: "Sends never use this part of the month's messages; it is kept for chat.",
    save: "Save settings",
    testers: "Testers",
    testersHint: "People who receive test sends. The LINE user ID begins with U; LINE Developers Console shows yours.",
    noTesters: "No testers yet.",
    testerName: "Name",
    lineUserId: "LINE user ID",
    addTester: "Add tester",
    removeTester: "Remove",
  },

  messages: {
    title: "Messages",
    none: "No messages are saved yet.",
    create: "New message",
    change: "Change message",
    all: "All messages",
    saved: "The message is saved; LINE accepts it.",
    savedUnchecked:
      "The message is saved. LINE could not be asked whether it accepts it; that is done again before every send.",
    kinds: {
      text: "Text",
      textV2: "Text",
      sticker: "Sticker",
      image: "Image",
      video: "Video",
      audio: "Audio",
      location: "Location",
      coupon: "Coupon",
      imagemap: "Image with areas to tap",
      template: "Buttons or cards",
      flex: "Flex Message",
    },
    bubble: "Bubble {number}",
    bubbleHint:
      "A text as people will read it, or code of LINE (JSON): a message, a list of messages, a whole request, or a bubble from the Flex Message Simulator. Code becomes the bubbles that it describes. Empty bubbles are left out.",
    notification: "Notification text",
    notificationHint:
      "What people read in the notification and in their list of chats instead of the Flex Message, the buttons or the picture. Up to 1,500 characters; phones show the beginning.",
    noBubble: "Write at least one bubble.",
    utm: "UTM parameters for links",
    utmHint: "Added to every link when the message goes out. Leave all empty to add none.",
    utmNames: { source: "Source", medium: "Medium", campaign: "Campaign", content: "Content", term: "Term" },
    test: "Test send",
    testHint:
      "Sends the saved message to the testers you choose, marked as a test. It is part of no delivery and of no number here; LINE counts one message per tester.",
    noTesters: "This needs testers of a LINE Official Account.",
    channels: "Add testers under Channels",
    chooseTesters: "Choose at least one tester.",
    sendTest: "Send test",
    testSent: "The test was sent.",
    name: "Name",
    textHint: "Everybody receives the same text: names and other personal tokens cannot be filled in.",
    submit: "Save",
    edit: "Change",
    remove: "Delete",
  },

  /** What cannot be read or sent as it was written into a bubble. */
  bubbleFaults: {
    notJson:
      "Bubble {number} is code, but not valid JSON. Paste all of it, from its first brace to its last, and look at its quotation marks, commas and brackets.",
    notJsonAt: "Bubble {number} is code, but not valid JSON: look at line {line}, column {column}.",
    notJsonEnd: "Bubble {number} is code that ends too early: a bracket or a quotation mark is not closed.",
    curlyQuotes:
      'Bubble {number} is code with typographic quotation marks (“ ”). JSON needs straight ones ("). Copy it again from where it was made, not from a document or a chat.',
    noMessage:
      "Bubble {number} is code, but no message of LINE. Paste a message with its “type”, a list of messages, a request with “messages”, or a bubble from the Flex Message Simulator.",
    tooMany:
      "Together these are {count} bubbles. LINE takes at most {most} in one message: leave some out, or save the others as a second message.",
    noNotification:
      "Bubble {number} needs a notification text: without it, people do not see in the notification what the message is about.",
    twoNotifications:
      "Bubble {number} has two notification texts: “{text}” in this field, and “{code}” in the code. Empty this field to take the one in the code, or delete “altText” in the code.",
  },

  ...ACCOUNTS_EN,
  ...NEXT_EN,
  ...WHO_EN,
  ...PREVIEW_EN,
  ...SETTINGS_EN,
  ...HUBSPOT_EN,
  ...CARD_EN,
  ...GUIDE_EN,
  ...LEGAL_EN,

  otherPortal: {
    title: "You are signed in to another HubSpot account",
    page: "The page you used belongs to HubSpot account {page}. In this browser you are now signed in to account {portal} as {email}, so nothing was changed.",
    unnamed:
      "The page you used does not say which HubSpot account it belongs to; it may be from before an update. In this browser you are signed in to account {portal} as {email}. Nothing was changed. Open the page again.",
    kept: "What you wrote is not saved yet and is still below. To save it in account {page}, sign in to that account in the new tab that the button opens, then come back to this tab and save.",
    signIn: "Sign in to account {page}",
    goOn: "Go to account {portal}",
    program:
      "The request is for another account than the one you are signed in to, {portal} as {email}. Nothing was changed.",
  },

  live: {
    away: "Not live since {time}: the service does not answer.",
    over: "Not live since {time}: you are no longer signed in.",
    other: "Not live since {time}: you are now signed in to another HubSpot account.",
    reload: "Load the page again",
    goOn: "Go to that account",
    signIn: "Sign in again",
  },

  problems: {
    notFoundTitle: "Not found",
    notFound: "There is no such page in this HubSpot account.",
    signInFirst: "Sign in with HubSpot first",
    crossSite: "The request came from another site and was not carried out",
    crossSiteHint: "Open the page here and press the button again.",
    tooMany: "Too many requests",
    comeAgain: "Try again in {seconds} seconds. Nothing was changed.",
    ourFault: "Something went wrong on our side",
    ourFaultHint: "It was logged. Go back and try again; what was done before is kept.",
    tooLarge: "What was sent is too large",
    unreadable: "What was sent could not be read",
    goBack: "Nothing was changed. Go back: what you wrote should still be there.",
    notJson: "Send the body as application/json",
    fieldInvalid: "A value is missing or not allowed",
    tooLate: "The delivery has moved on so far that this changes nothing any more",
    nothingToApprove: "This delivery does not wait for an approval",
    fields: {
      required: "Fill in “{field}”.",
      invalid: "“{field}” is not as expected: {detail}",
      idempotencyKey: "“Idempotency-Key” is a UUID, for example 3f0f7a0e-5c1d-4d3b-9a52-0c5a1e6f7b21.",
      userId: "A LINE user ID is “U” followed by 32 digits or letters a–f.",
      day: "“{field}” is a day of the calendar, written YYYY-MM-DD.",
      place: "“{field}” is the “nextBefore” of an earlier page, as it was. Leave it out to begin with the newest.",
      digits: "The channel ID is a number, for example 1234567890.",
      secret:
        "The channel secret has 32 characters: digits and the letters a to f. Copy it from the LINE Developers Console or LINE Official Account Manager.",
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
