/** Labels of the workflow action and small words in English. `npm run generate` copies them into `workflow-action.json`. */
import { NOT_SET } from "../../delivery/inputs.ts";
import { PRODUCT } from "../../app/product.ts";
import { FAULTS_EN, PLACES_EN } from "./faults.ts";

export interface InputText {
  readonly label: string;
  readonly description: string;
  readonly options?: Readonly<Record<string, string>>;
}

export const AGES = ["15", "20", "25", "30", "35", "40", "45", "50", "55", "60", "65", "70"];
export const DAYS = ["7", "30", "90", "180", "365"];

/** `none`: the first choice, which is to set no bound. */
export const each = (
  none: string,
  values: readonly string[],
  word: (value: string) => string,
): Readonly<Record<string, string>> => ({
  [NOT_SET]: none,
  ...Object.fromEntries(values.map((value) => [value, word(value)])),
});

export const ACTION_EN = {
  action: {
    actionName: "Send LINE Audience message",
    actionDescription:
      "Sends one LINE message when the contacts of a list have enrolled. You choose who receives it: everyone in a LINE audience who matches, or only the enrolled contacts. Every contact waits for the real result.",
    actionCardContent: "Send one LINE message when list {{deliveryList}} has enrolled",
    appDisplayName: PRODUCT,
  },
  inputs: {
    channel: {
      label: "LINE Official Account",
      description: "The connected account that sends the message.",
    },
    deliveryList: {
      label: "Who · list that starts the send",
      description: "Its contacts start the send, 50 or more. They receive it only if you choose so below.",
    },
    targetingMode: {
      label: "Who · receives the message",
      description: "Nothing is sent until you choose. The exclusions below apply to both.",
      options: {
        [NOT_SET]: "Choose who receives the message",
        line_conditions: "Everyone in the LINE audience who matches (the enrolled contacts only start the send)",
        narrow_to_enrolled: "Only the enrolled contacts who match (needs their LINE user IDs)",
      },
    },
    lineUserId: {
      label: "Who · LINE user ID",
      description: "Property with the LINE user ID (U and 32 characters). Contacts without one are left out.",
    },
    audienceId: {
      label: "Who · LINE audience",
      description: "Optional if you set a condition below, or if only enrolled contacts receive it.",
    },
    includeAudienceIds: {
      label: "Who · more LINE audiences",
      description: "People in any of these receive it too. LINE takes at most 10 audiences in all.",
    },
    gender: {
      label: "Who · gender",
      description: "Estimated by LINE. People whose gender is not known are left out. Default: everyone.",
      options: { male: "Male", female: "Female" },
    },
    ageFrom: {
      label: "Who · age from",
      description: "This age is included. Estimated by LINE; people of unknown age are left out.",
      options: each("No lower limit", AGES, (age) => `${age} or older`),
    },
    ageTo: {
      label: "Who · age under",
      description: "This age is not included: “under 30” means up to 29.",
      options: each("No upper limit", AGES, (age) => `under ${age}`),
    },
    os: {
      label: "Who · device",
      description: "Operating system of the phone. Default: every phone.",
      options: { ios: "iPhone (iOS)", android: "Android" },
    },
    areas: {
      label: "Who · areas",
      description: "Estimated by LINE. People whose area is not known are left out. Default: everywhere.",
    },
    friendDaysFrom: {
      label: "Who · friend for at least",
      description: "Days since they added the account. This number of days is included.",
      options: each("No lower limit", DAYS, (days) => `${days} days or longer`),
    },
    friendDaysTo: {
      label: "Who · friend for less than",
      description: "This number of days is not included: “less than 30 days” means up to 29.",
      options: each("No upper limit", DAYS, (days) => `less than ${days} days`),
    },
    excludeAudienceIds: {
      label: "Exclude audiences",
      description: "No one in these LINE audiences receives it. LINE takes at most 10 audiences in all.",
    },
    suppressionList: {
      label: "Exclude a list",
      description: "Members of this HubSpot list receive nothing. Needs the property with their LINE user IDs.",
    },
    suppressionProperty: {
      label: "Exclude a list: property with the LINE user ID",
      description: "Members of the excluded list without a LINE user ID cannot be excluded.",
    },
    excludeReachedDays: {
      label: "Exclude recently messaged people",
      description: "Skips people who got another message from this account in that period. Default: no one.",
      options: {
        [NOT_SET]: "Exclude no one",
        "1": "Reached in the last 24 hours",
        "3": "Reached in the last 3 days",
        "7": "Reached in the last 7 days",
        "13": "Reached in the last 13 days",
      },
    },
    message: {
      label: "Message · saved message",
      description: "Saved in the console. Or write a text below: use one of the two.",
    },
    messageText: {
      label: "Message · text",
      description: "Without a saved message: up to 5,000 characters, the same for everyone, without names.",
    },
    deliveryName: {
      label: "Message · name of this send",
      description: "Shown in lists, results and HubSpot. Default: the message's name or first words.",
    },
    quotaPolicy: {
      label: "Safety · if there aren't enough messages",
      description: "When more people match than your messages or the maximum allow. Default: all or nothing.",
      options: {
        all_or_nothing: "All or nothing: send only if everyone can receive it",
        up_to_quota: "As many as the monthly messages allow (chosen at random)",
        at_most_n: "At most N recipients (chosen at random)",
      },
    },
    maxRecipients: {
      label: "Safety · maximum recipients",
      description: "50 or more; required with “At most N”. With “All or nothing”, no send if more match.",
    },
    collectFor: {
      label: "When · wait for contacts at most",
      description: "Sends earlier once the whole list is in or no one else comes. Default: 45 minutes.",
      options: {
        [NOT_SET]: "As in the settings (45 minutes unless changed)",
        "900": "15 minutes",
        "2700": "45 minutes",
        "7200": "2 hours",
        "21600": "6 hours",
        "43200": "12 hours",
        "86400": "1 day",
        "172800": "2 days",
        "259200": "3 days",
        "518400": "6 days",
      },
    },
    sendAt: {
      label: "When · earliest send time",
      description:
        "“next 09:00”, “next Mon–Fri 12:00” or “2026-12-01 09:00”, in the account's time zone. “next” counts from the first contact of each run. Waits at most 6 days. Default: at once.",
    },
    quietHours: {
      label: "When · quiet hours",
      description: "Nothing goes out in this time; it follows afterwards. Default: as in the settings.",
      options: {
        [NOT_SET]: "As in the settings",
        none: "No quiet hours",
        "20:00-08:00": "20:00 to 8:00",
        "21:00-08:00": "21:00 to 8:00",
        "21:00-09:00": "21:00 to 9:00",
        "22:00-07:00": "22:00 to 7:00",
        "22:00-08:00": "22:00 to 8:00",
        "23:00-07:00": "23:00 to 7:00",
      },
    },
    resendAfter: {
      label: "When · same message again after",
      description: "Until then, further contacts get the earlier result and no message. Default: 24 hours.",
      options: {
        [NOT_SET]: "24 hours (default)",
        none: "At once",
        "1h": "1 hour",
        "24h": "24 hours",
        "7d": "7 days",
        "30d": "30 days",
        forever: "Never",
      },
    },
    silent: {
      label: "Safety · send silently",
      description: "The message arrives without a notification. Default: no.",
      options: { off: "No", on: "Yes" },
    },
    requireApproval: {
      label: "Safety · require approval",
      description: "Someone must approve on the delivery page within 2 days, or nothing is sent. Default: no.",
      options: { off: "No", on: "Yes" },
    },
    rehearsal: {
      label: "Safety · test run (no send)",
      description: "Runs every check and says what would happen. Uses no messages. Default: no.",
      options: { off: "No", on: "Yes" },
    },
  },
  outputs: {
    outcome: "Outcome",
    outcomeCode: "Outcome code",
    outcomeMessage: "Outcome message",
    deliveryId: "Delivery ID",
    deliveryUrl: "Delivery page",
    enrolledCount: "Enrolled contacts",
    targetCount: "Targeted people",
    successCount: "Delivered to",
    failureCount: "Not delivered to",
    lineRequestId: "LINE request ID",
    sentAt: "Sent at",
    covered: "Covered by an earlier send",
  },
  covered: { true: "Yes", false: "No" },
  /** What a contact that came after collecting had ended reads. */
  coveredBy: {
    sent: "Covered by an earlier send ({time}), so no second message goes out. {sentence}",
    unsent: "Covered by an earlier run ({time}) that ended without a send. {sentence}",
  },
  /** The first choice of optional dropdowns whose other choices depend on the account. */
  none: {
    audienceId: "No audience",
    suppressionList: "No list",
    suppressionProperty: "No property",
    message: "No saved message",
  },
  outcomes: {
    delivered: "Delivered",
    failed: "Failed",
    cancelled: "Cancelled",
    rehearsed: "Rehearsed",
    uncertain: "Uncertain",
  },
  phases: {
    collecting: "Collecting",
    sealed: "Checking",
    preparing: "Preparing audience",
    sending: "Sending",
    measuring: "Measuring",
    final: "Finished",
  },
  audienceStatus: {
    IN_PROGRESS: "being prepared",
    READY: "ready",
    FAILED: "could not be created",
    EXPIRED: "expired",
    INACTIVE: "inactive",
    ACTIVATING: "being activated",
    UNKNOWN: "unknown status",
    other: "other ({value})",
  },
  audienceTypes: {
    UPLOAD: "Uploaded user IDs",
    CLICK: "Clicked a message",
    IMP: "Saw a message",
    CHAT_TAG: "Chat tag",
    FRIEND_PATH: "How they became friends",
    RESERVATION: "Reservation",
    APP_EVENT: "App event",
    VIDEO_VIEW: "Watched a video",
    IMAGE_CLICK: "Clicked an image",
    WEBTRAFFIC: "Website (LINE Tag)",
    TRACKINGTAG_WEBTRAFFIC: "Website (Tracking Tag)",
    RICHMENU_IMP: "Saw the rich menu",
    RICHMENU_CLICK: "Tapped the rich menu",
    POP_AD_IMP: "Saw a LINE Beacon Network ad",
    UNKNOWN: "unknown kind",
    other: "other ({value})",
  },
  audienceRoutes: {
    OA_MANAGER: "LINE Official Account Manager",
    MESSAGING_API: "Messaging API",
    POINT_AD: "LINE Points Ads",
    AD_MANAGER: "LINE Ads",
    BUSINESS_MANAGER: "Business Manager",
    YAHOO_DISPLAY_ADS: "Yahoo! JAPAN Display Ads",
    other: "other ({value})",
  },
  audiencePermissions: {
    READ: "use only",
    READ_WRITE: "use and change",
    other: "other ({value})",
  },
  countries: { jp: "Japan", tw: "Taiwan", th: "Thailand", id: "Indonesia" },
  faults: FAULTS_EN,
  places: PLACES_EN,
  hints: {
    list: "The list has only {size, plural, one {# member} other {# members}}. Use a larger list.",
    collect:
      "At this pace, collecting for {duration} would have been enough: set “When · wait for contacts at most” to that or longer.",
    none: "At this pace even 6 days of collecting would not have been enough. Use a list that enrolls more contacts at a time.",
  },
  /** Why MAY_BE_BELOW_MINIMUM asks a person. */
  mayBeBelow: {
    overlap: "No one can know before how many of the enrolled contacts are in the LINE audience.",
    left_out: "The people who are left out may be almost all of those who would receive it.",
    earlier_send:
      "It differs from a send of the last 14 days only by who is left out, and these are fewer than {needed} people.",
  },
  words: {
    empty: "(empty)",
    everyFriend: "Every friend",
    audience: "Audience {names}",
    audiences: "Audiences {names}",
    quoted: "“{name}”",
    next: "next {when}",
    separator: "; ",
    comma: ", ",
    gender: "gender: {values}",
    ages: "age: {range}",
    device: "device: {values}",
    area: "area: {values}",
    areaIn: "{country} – {area}",
    friend: "friend: {range}",
    narrowed: "only enrolled contacts",
    withoutAudiences: "without audiences: {values}",
    withoutList: "without the members of list {list}",
    withoutReached: "without people reached in the last {days, plural, one {# day} other {# days}}",
    both: "{from}, {below}",
    audienceSize: "{size, plural, one {# person} other {# people}}",
    audienceHidden: "fewer than 20 people",
    fewer: "fewer than {below}",
    belowMinimum: "below LINE's minimum of 50",
    expires: "until {date}",
    listSize: "{size, plural, one {# contact} other {# contacts}}",
    gone: "{value} (deleted)",
    notConfirmed: "{value} (could not be looked up)",
  },
} as const satisfies { inputs: Record<string, InputText>; [part: string]: unknown };
