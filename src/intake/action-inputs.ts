/**
 * What the builder filled in → checked inputs, or the sentence about what is wrong.
 * Names, options and defaults are those of `workflow-action.json`; a contract test compares the two.
 */
import { finding, type Finding } from "../delivery/codes.ts";
import {
  GENDERS,
  includedAudiences,
  NEVER_QUIET,
  NOT_SET,
  OPERATING_SYSTEMS,
  QUOTA_POLICIES,
  RESEND_AFTER,
  TARGETING_MODES,
} from "../delivery/inputs.ts";
import { hasAttributes } from "../delivery/targeting/attributes.ts";
import type { Attributes, Inputs, MessageChoice, QuietHours, QuotaPolicy, TargetingMode } from "../delivery/inputs.ts";
import { MAX_TEXT_LENGTH } from "../delivery/message/message-check.ts";
import { isCode } from "../delivery/message/pasted.ts";
import { asRead, measure, personalToken } from "../delivery/message/message.ts";
import { unstorableText } from "../delivery/message/storable.ts";
import { checkMaximum } from "../delivery/targeting/preflight.ts";
import { audienceLeaves, MAX_RECIPIENT_LEAVES } from "../delivery/targeting/targeting.ts";
import { MAX_COLLECTING_SECONDS } from "../delivery/lifecycle/window.ts";
import { AREA_CODES } from "../i18n/areas.ts";
import { fail, fieldsOf, invalid, shortened, WrongInput, type Fields, type RawInputs } from "./input-fields.ts";
import { readSendAt, SEND_AT_EXAMPLES } from "./send-at.ts";

export type InputsResult =
  | { readonly kind: "inputs"; readonly inputs: Inputs; readonly ignored: readonly string[] }
  | { readonly kind: "wrong"; readonly finding: Finding };

// LINE's own steps: https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter
export const AGES = ["15", "20", "25", "30", "35", "40", "45", "50", "55", "60", "65", "70"] as const;
const FRIEND_DAYS = ["7", "30", "90", "180", "365"] as const;
/** LINE excludes the targets of sends of the last 14 days; a day is kept in hand. */
const REACHED_DAYS = ["1", "3", "7", "13"] as const;
/** LINE's `limit.max` is an int32. */
const MAX_RECIPIENTS = 2 ** 31 - 1;

/** Checks everything that can be known from the inputs alone; the first fault found is the one reported. */
export function readInputs(raw: RawInputs): InputsResult {
  try {
    const fields = fieldsOf(raw);
    return { kind: "inputs", inputs: checkedInputs(fields), ignored: fields.unread() };
  } catch (error) {
    if (error instanceof WrongInput) return { kind: "wrong", finding: error.finding };
    throw error;
  }
}

function checkedInputs(fields: Fields): Inputs {
  const targetingMode = targetingModeOf(fields);
  const attributes = attributesOf(fields);
  const inputs: Inputs = {
    channelId: fields.reference("channel") ?? fail(finding("CHANNEL_MISSING")),
    listId: fields.reference("deliveryList") ?? fail(finding("LIST_MISSING")),
    targetingMode,
    ...audiencesOf(fields),
    attributes,
    ...exclusionsOf(fields),
    message: messageOf(fields),
    deliveryName: deliveryNameOf(fields),
    ...recipientsOf(fields),
    silent: fields.yes("silent"),
    collectForSeconds: fields.wholeNumber("collectFor", MAX_COLLECTING_SECONDS),
    sendAt: fields.value("sendAt", readSendAt, SEND_AT_EXAMPLES),
    quietHours: fields.value("quietHours", readQuietHours, "none, 21:00-08:00, …"),
    resendAfter: fields.choice("resendAfter", RESEND_AFTER) ?? "24h",
    requireApproval: fields.yes("requireApproval"),
    rehearsal: fields.yes("rehearsal"),
  };
  refuseNoneOrEveryFriend(inputs);
  return inputs;
}

/** An action saved before the choice was required may say nothing; one that shows the choice has to be answered. */
function targetingModeOf(fields: Fields): TargetingMode {
  if (fields.written("targetingMode").trim() === NOT_SET) fail(finding("TARGETING_MODE_MISSING"));
  return fields.choice("targetingMode", TARGETING_MODES) ?? "line_conditions";
}

/** Every friend of the account is never meant by leaving something out. */
function refuseNoneOrEveryFriend(inputs: Inputs): void {
  const { audienceId, attributes, targetingMode, excludeAudienceIds } = inputs;
  const narrowed = targetingMode === "narrow_to_enrolled" || hasAttributes(attributes);
  if (audienceId === null && !narrowed) fail(finding("TARGETING_MISSING"));
  const both = includedAudiences(inputs).filter((id) => excludeAudienceIds.includes(id));
  if (both.length > 0) fail(finding("AUDIENCE_EXCLUDES_ITSELF", { audience: both.join(", ") }));
  const count = audienceLeaves(inputs);
  if (count > MAX_RECIPIENT_LEAVES) fail(finding("CONDITIONS_TOO_MANY", { count, maximum: MAX_RECIPIENT_LEAVES }));
}

function exclusionsOf(fields: Fields): Pick<Inputs, "excludeAudienceIds" | "suppression" | "excludeReachedDays"> {
  const listId = fields.reference("suppressionList");
  const property = fields.reference("suppressionProperty");
  if (listId !== null && property === null) fail(finding("SUPPRESSION_PROPERTY_MISSING"));
  return {
    excludeAudienceIds: [...new Set(audienceIds(fields, "excludeAudienceIds"))],
    suppression: listId === null || property === null ? null : { listId, property },
    excludeReachedDays: fields.numberAmong("excludeReachedDays", REACHED_DAYS),
  };
}

const QUIET_HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** `21:00-08:00`: quiet from the first time until the second, in the channel's time zone. Null for what is none. */
function readQuietHours(text: string): QuietHours | null {
  if (text === "none") return NEVER_QUIET;
  const [, ...times] = QUIET_HOURS.exec(text) ?? [];
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = times.map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return from === to ? null : { from, to };
}

function attributesOf(fields: Fields): Attributes {
  const attributes: Attributes = {
    genders: fields.choices("gender", GENDERS),
    ageFrom: fields.numberAmong("ageFrom", AGES),
    ageBelow: fields.numberAmong("ageTo", AGES),
    os: fields.choices("os", OPERATING_SYSTEMS),
    areas: fields.choices("areas", AREA_CODES),
    friendDaysFrom: fields.numberAmong("friendDaysFrom", FRIEND_DAYS),
    friendDaysBelow: fields.numberAmong("friendDaysTo", FRIEND_DAYS),
  };
  refuseReversed("AGE_RANGE_REVERSED", attributes.ageFrom, attributes.ageBelow);
  refuseReversed("FRIEND_DAYS_REVERSED", attributes.friendDaysFrom, attributes.friendDaysBelow);
  return attributes;
}

/** Equal bounds are reversed too: "from 30" and "under 30" leave no one. */
function refuseReversed(code: "AGE_RANGE_REVERSED" | "FRIEND_DAYS_REVERSED", from: number | null, to: number | null) {
  if (from !== null && to !== null && from >= to) fail(finding(code, { from, to }));
}

/** Chosen in one field or in both, it is the same. */
function audiencesOf(fields: Fields): Pick<Inputs, "audienceId" | "includeAudienceIds"> {
  const one = fields.value("audienceId", readAudienceId, AUDIENCE_IDS);
  const more = audienceIds(fields, "includeAudienceIds");
  const [first = null, ...others] = new Set(one === null ? more : [one, ...more]);
  return { audienceId: first, includeAudienceIds: others };
}

const AUDIENCE_IDS = "1, 2, 3, …";

const audienceIds = (fields: Fields, field: string): readonly string[] =>
  fields.several(field).map((id) => readAudienceId(id) ?? invalid(field, id, AUDIENCE_IDS));

/** Ids beyond 2^53 would change on their way through JSON; LINE's have 13 digits. Null for what is none. */
const readAudienceId = (text: string): string | null =>
  /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text)) ? text : null;

const STORABLE = "A–Z, あ–ん, … (≠ U+0000)";

function messageOf(fields: Fields): MessageChoice {
  const saved = fields.reference("message");
  const typed = fields.written("messageText");
  const hasText = typed.trim() !== "";
  if (saved !== null && hasText) return fail(finding("MESSAGE_AMBIGUOUS"));
  if (saved !== null) return { kind: "saved", messageId: saved };
  if (!hasText) return fail(finding("MESSAGE_MISSING"));
  if (isCode(typed)) return fail(finding("MESSAGE_IS_CODE"));
  const length = measure(typed);
  if (length > MAX_TEXT_LENGTH) return fail(finding("MESSAGE_TOO_LONG", { length, maximum: MAX_TEXT_LENGTH }));
  if (unstorableText(typed) !== null) return invalid("messageText", typed.toWellFormed(), STORABLE);
  const token = personalToken(typed);
  if (token !== null) return fail(finding("PERSONAL_TOKEN_IN_MESSAGE", { token: shortened(token) }));
  return { kind: "text", text: typed };
}

/** UTF-16 units. In lists and in HubSpot's record there is room for so much. */
const MAX_NAME_LENGTH = 100;

/** On one line, as it is read. */
function deliveryNameOf(fields: Fields): string | null {
  const typed = fields.written("deliveryName");
  if (unstorableText(typed) !== null) return invalid("deliveryName", typed.toWellFormed(), STORABLE);
  const name = asRead(typed).replace(/\s+/g, " ").trim();
  const length = measure(name);
  if (length > MAX_NAME_LENGTH) return fail(finding("DELIVERY_NAME_TOO_LONG", { length, maximum: MAX_NAME_LENGTH }));
  return name === "" ? null : name;
}

function recipientsOf(fields: Fields): { quotaPolicy: QuotaPolicy; maxRecipients: number | null } {
  const quotaPolicy = fields.choice("quotaPolicy", QUOTA_POLICIES) ?? "all_or_nothing";
  const maxRecipients = fields.wholeNumber("maxRecipients", MAX_RECIPIENTS);
  if (quotaPolicy === "at_most_n" && maxRecipients === null) return fail(finding("MAX_RECIPIENTS_MISSING"));
  const tooLow = checkMaximum({ maxRecipients });
  if (tooLow !== null) return fail(tooLow);
  return { quotaPolicy, maxRecipients };
}
