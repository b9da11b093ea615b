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
    channel: { label: "LINE Official Account", description: "The connected account that sends the message." },
    deliveryList: {
      label: "Delivery list",
      description:
        "The HubSpot list this workflow runs over. The send starts when all its contacts have enrolled or no more come; at least 50 are needed. Who receives the message is chosen below.",
    },
    targetingMode: {
      label: "Who receives the message",
      description:
        "Nothing is sent until you choose. “Everyone”: your contacts are not the recipients. “Only”: no one but your contacts. The exclusions below apply to both.",
      options: {
        [NOT_SET]: "Choose who receives the message",
        line_conditions: "Everyone in the LINE audience who matches (the enrolled contacts only start the send)",
        narrow_to_enrolled: "Only the enrolled contacts who match (needs their LINE user IDs)",
      },
    },
    lineUserId: {
      label: "LINE user ID",
      description:
        "The contact property that holds the LINE user ID (“U” and 32 digits or letters a–f). Contacts without one are left out and named on the delivery page. The IDs are deleted as soon as LINE has them.",
    },
    audienceId: {
      label: "LINE audience",
      description:
        "Who receives the message. Can be left out when at least one condition below is set, or when only enrolled contacts receive it.",
    },
    includeAudienceIds: {
      label: "More LINE audiences",
      description:
        "People in any of these audiences receive the message too. LINE takes at most 10 audiences in all, those left out and enrolled contacts included.",
    },
    gender: {
      label: "Gender",
      description: "As estimated by LINE. People whose gender LINE cannot estimate are left out.",
      options: { male: "Male", female: "Female" },
    },
    ageFrom: {
      label: "Age from",
      description: "This age is included. As estimated by LINE; people of unknown age are left out.",
      options: each("No lower limit", AGES, (age) => `${age} or older`),
    },
    ageTo: {
      label: "Age under",
      description: "This age is not included: “under 30” means up to 29.",
      options: each("No upper limit", AGES, (age) => `under ${age}`),
    },
    os: {
      label: "Device",
      description: "Operating system of the phone.",
      options: { ios: "iPhone (iOS)", android: "Android" },
    },
    areas: {
      label: "Areas",
      description: "As estimated by LINE. People whose area LINE cannot estimate are left out.",
    },
    friendDaysFrom: {
      label: "Friend for at least",
      description: "This number of days is included.",
      options: each("No lower limit", DAYS, (days) => `${days} days or longer`),
    },
    friendDaysTo: {
      label: "Friend for less than",
      description: "This number of days is not included: “less than 30 days” means up to 29.",
      options: each("No upper limit", DAYS, (days) => `less than ${days} days`),
    },
    excludeAudienceIds: {
      label: "Not to these audiences",
      description: "No one in these LINE audiences receives the message. LINE takes at most 10 audiences in all.",
    },
    suppressionList: {
      label: "Not to the members of this list",
      description:
        "A HubSpot list whose members receive nothing, whatever audience they are in. Needs the property with their LINE user IDs.",
    },
    suppressionProperty: {
      label: "LINE user ID of that list's members",
      description: "The contact property that holds their LINE user IDs. Members without one cannot be left out.",
    },
    excludeReachedDays: {
      label: "Not to people reached lately",
      description: "No one that another delivery of this account reached within that time receives the message.",
      options: {
        [NOT_SET]: "Exclude no one",
        "1": "Reached in the last 24 hours",
        "3": "Reached in the last 3 days",
        "7": "Reached in the last 7 days",
        "13": "Reached in the last 13 days",
      },
    },
    message: {
      label: "Saved message",
      description: "A message saved in the console. Without one, write a text below.",
    },
    messageText: {
      label: "Message text",
      description:
        "Up to 5,000 characters, the same for everybody. Personal tokens such as a first name cannot be used.",
    },
    quotaPolicy: {
      label: "If not everybody can be reached",
      description: "What to do when more people match than this month's messages or the maximum below allow.",
      options: {
        all_or_nothing: "All or nothing: send only if everybody can receive it",
        up_to_quota: "As many as the monthly messages allow (chosen at random)",
        at_most_n: "At most N recipients (chosen at random)",
      },
    },
    maxRecipients: {
      label: "Maximum number of recipients",
      description:
        "Required with “At most N recipients”; 50 or more. With “All or nothing” nothing is sent when more people match.",
    },
    collectFor: {
      label: "Collect contacts for at most",
      description:
        "The message goes out earlier when all contacts of the list have enrolled or no more come. Default: 45 minutes, unless the console's settings say otherwise.",
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
      label: "Send not before",
      description:
        "For example “next 09:00”, “next Mon–Fri 12:00” or “2026-12-01 09:00”, in the account's time zone. “next” is counted from the first contact of each run: use it in workflows that run again and again. A date is over for good once it has passed. The message waits at most 6 days. Leave empty to send as soon as collecting has ended.",
    },
    quietHours: {
      label: "Quiet hours",
      description: "No message goes out in this time; it follows when the time is over. In the account's time zone.",
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
      label: "Send the same again after",
      description:
        "Contacts who enroll after a send get its result without a second message until this time has passed. Default: 24 hours.",
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
      label: "Send silently",
      description: "The message arrives without a notification.",
      options: { off: "No", on: "Yes" },
    },
    requireApproval: {
      label: "Ask for approval",
      description:
        "A person has to approve the message on the delivery page within about two days, with the forecast in view. Without approval nothing is sent.",
      options: { off: "No", on: "Yes" },
    },
    rehearsal: {
      label: "Rehearsal",
      description: "Does everything but the send and says what would have happened. Costs nothing.",
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
  faults: FAULTS_EN,
  places: PLACES_EN,
  hints: {
    list: "The list has only {size, plural, one {# member} other {# members}}. Use a larger list.",
    collect:
      "At this pace, collecting for {duration} would have been enough: set “Collect contacts for at most” to that or longer.",
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
    friend: "friend: {range}",
    narrowed: "only enrolled contacts",
    withoutAudiences: "without audiences: {values}",
    withoutList: "without the members of list {list}",
    withoutReached: "without people reached in the last {days, plural, one {# day} other {# days}}",
    both: "{from}, {below}",
    audienceSize: "{size, plural, one {# person} other {# people}}",
    audienceHidden: "fewer than 20 people",
    fewer: "fewer than {below}",
    belowMinimum: "below the minimum of 50",
    expires: "until {date}",
    listSize: "{size, plural, one {# contact} other {# contacts}}",
    gone: "{value} (deleted)",
    notConfirmed: "{value} (could not be looked up)",
  },
} as const satisfies { inputs: Record<string, InputText>; [part: string]: unknown };
