/** What a workflow builder asked for, checked and with defaults filled in. All executions of a delivery share it. */

export const TARGETING_MODES = ["line_conditions", "narrow_to_enrolled"] as const;
export type TargetingMode = (typeof TARGETING_MODES)[number];
export const QUOTA_POLICIES = ["all_or_nothing", "up_to_quota", "at_most_n"] as const;
export type QuotaPolicy = (typeof QUOTA_POLICIES)[number];
export const RESEND_AFTER = ["none", "1h", "24h", "7d", "30d", "forever"] as const;
export type ResendAfter = (typeof RESEND_AFTER)[number];
export const GENDERS = ["male", "female"] as const;
export type Gender = (typeof GENDERS)[number];
export const OPERATING_SYSTEMS = ["ios", "android"] as const;
type Os = (typeof OPERATING_SYSTEMS)[number];

/** Attribute filters; an empty list or `null` means "anyone". Values are LINE's own (facts: narrowcast demographic filter). */
export interface Attributes {
  readonly genders: readonly Gender[];
  /** Lowest age in years, included: 15, 20, … 70. */
  readonly ageFrom: number | null;
  /** First age in years that is too old: 15, 20, … 70. */
  readonly ageBelow: number | null;
  readonly os: readonly Os[];
  /** LINE area codes such as `jp_13`. */
  readonly areas: readonly string[];
  /** Fewest days as a friend, included: 7, 30, 90, 180 or 365. */
  readonly friendDaysFrom: number | null;
  /** First number of days that is too many: 7, 30, 90, 180 or 365. */
  readonly friendDaysBelow: number | null;
}

export const NO_ATTRIBUTES: Attributes = {
  genders: [],
  ageFrom: null,
  ageBelow: null,
  os: [],
  areas: [],
  friendDaysFrom: null,
  friendDaysBelow: null,
};

export type MessageChoice =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "saved"; readonly messageId: string };

/** A HubSpot list whose members receive nothing, and the contact property that holds their LINE user IDs. */
export interface Suppression {
  readonly listId: string;
  readonly property: string;
}

/**
 * Minutes after midnight in the channel's time zone; `from` is quiet, `to` no longer is. May cross midnight; both the same
 * is no time at all.
 */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/**
 * A time on the clocks of the channel's zone: of that `date` (`2026-12-01`), or, where it is null, the next one on one of
 * these days of the week (1 is Monday, as in ISO 8601; none: any day). `minute`: after midnight. `from`: the instant from which
 * a delivery counts the next one; an action's inputs have none.
 */
export interface LocalSendAt {
  readonly date: string | null;
  readonly weekdays: readonly number[];
  readonly minute: number;
  readonly from?: number;
}

/**
 * The first choice of a select whose value may be left out, and the same as leaving it out. HubSpot's editor may preset the
 * first choice. It can be no list, property, audience or saved message.
 */
export const NOT_SET = "not-set";

/** What a builder chose who wants none, whatever the portal's setting is. */
export const NEVER_QUIET: QuietHours = { from: 0, to: 0 };

export interface Inputs {
  /** Our id of the connected LINE Official Account. */
  readonly channelId: string;
  /** HubSpot list id. */
  readonly listId: string;
  readonly targetingMode: TargetingMode;
  /** LINE audienceGroupId; kept as text because LINE's is an int64. Null: no audience. */
  readonly audienceId: string | null;
  /** Further audiences: people in any of them receive it too. Empty where `audienceId` is null. */
  readonly includeAudienceIds: readonly string[];
  readonly attributes: Attributes;
  readonly message: MessageChoice;
  /** What people call the send; nothing of it reaches LINE. Null: by its message or its list. */
  readonly deliveryName: string | null;
  readonly quotaPolicy: QuotaPolicy;
  readonly maxRecipients: number | null;
  /** True: delivered without a push notification. */
  readonly silent: boolean;
  /** Longest time the window stays open, in seconds; null takes the service's default. */
  readonly collectForSeconds: number | null;
  readonly resendAfter: ResendAfter;
  /** LINE audienceGroupIds of the audiences whose people receive nothing. */
  readonly excludeAudienceIds: readonly string[];
  readonly suppression: Suppression | null;
  /** People to whom this channel has sent within so many days receive nothing. */
  readonly excludeReachedDays: number | null;
  /** Not before this instant (milliseconds since 1970) or time; see `sendAtOf`. */
  readonly sendAt: number | LocalSendAt | null;
  /** Null: nothing was chosen. */
  readonly quietHours: QuietHours | null;
  readonly requireApproval: boolean;
  /** True: everything but the send. */
  readonly rehearsal: boolean;
}

/** Inputs as a delivery stored them, with what came later. */
export const completed = (stored: Omit<Inputs, "deliveryName"> & Partial<Inputs>): Inputs => ({
  deliveryName: null,
  ...stored,
  attributes: { ...NO_ATTRIBUTES, ...stored.attributes },
});

type Including = Pick<Inputs, "audienceId" | "includeAudienceIds">;

/** Every audience that the message goes to, each once. */
export const includedAudiences = ({ audienceId, includeAudienceIds }: Including): readonly string[] =>
  audienceId === null ? [] : [audienceId, ...includeAudienceIds];

/** The included audiences first, then those to leave out. */
export const namedAudiences = (inputs: Including & Pick<Inputs, "excludeAudienceIds">): readonly string[] => [
  ...includedAudiences(inputs),
  ...inputs.excludeAudienceIds,
];
