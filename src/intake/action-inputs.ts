/**
 * What the builder filled in → checked inputs, or the sentence about what is wrong.
 * Names, options and defaults are those of `workflow-action.json`; a contract test compares the two.
 */
import { finding } from "../delivery/codes.ts";
import type { Finding } from "../delivery/codes.ts";
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
import { measure, personalToken } from "../delivery/message/message.ts";
import { unstorableText } from "../delivery/message/storable.ts";
import { checkMaximum } from "../delivery/targeting/preflight.ts";
import { audienceLeaves, MAX_RECIPIENT_LEAVES } from "../delivery/targeting/targeting.ts";
import { MAX_COLLECTING_SECONDS } from "../delivery/lifecycle/window.ts";
import { AREA_CODES } from "../i18n/areas.ts";
import { readSendAt, SEND_AT_EXAMPLES } from "./send-at.ts";

/** Field name → text as HubSpot sends it; multi-selects are joined with `;`. */
export type RawInputs = Readonly<Record<string, string>>;

export type InputsResult =
  | { readonly kind: "inputs"; readonly inputs: Inputs; readonly ignored: readonly string[] }
  | { readonly kind: "wrong"; readonly finding: Finding };

// LINE's own steps: https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter
export const AGES = ["15", "20", "25", "30", "35", "40", "45", "50", "55", "60", "65", "70"] as const;
export const FRIEND_DAYS = ["7", "30", "90", "180", "365"] as const;
/** LINE excludes the targets of sends of the last 14 days; a day is kept in hand. */
export const REACHED_DAYS = ["1", "3", "7", "13"] as const;
/** The action offers `off` and `on`; its first revisions, and other clients, send what else is here. */
const YES_NO: ReadonlyMap<string, boolean> = new Map([
  ...["off", "false", "no"].map((word) => [word, false] as const),
  ...["on", "true", "yes"].map((word) => [word, true] as const),
]);

/** LINE's `limit.max` is an int32. */
const MAX_RECIPIENTS = 2 ** 31 - 1;

export const KNOWN_INPUTS: ReadonlySet<string> = new Set([
  "channel",
  "deliveryList",
  "targetingMode",
  "lineUserId",
  "audienceId",
  "includeAudienceIds",
  "excludeAudienceIds",
  "suppressionList",
  "suppressionProperty",
  "excludeReachedDays",
  "gender",
  "ageFrom",
  "ageTo",
  "os",
  "areas",
  "friendDaysFrom",
  "friendDaysTo",
  "message",
  "messageText",
  "maxRecipients",
  "quotaPolicy",
  "collectFor",
  "resendAfter",
  "sendAt",
  "quietHours",
  "silent",
  "requireApproval",
  "rehearsal",
]);

/** Thrown within this file only, so that each reader below can return a plain value. */
class Wrong extends Error {
  readonly finding: Finding;
  constructor(what: Finding) {
    super(what.code);
    this.finding = what;
  }
}

/** Checks everything that can be known from the inputs alone; the first fault found is the one reported. */
export function readInputs(raw: RawInputs): InputsResult {
  try {
    const inputs = checkedInputs(raw);
    return { kind: "inputs", inputs, ignored: Object.keys(raw).filter((name) => !KNOWN_INPUTS.has(name)) };
  } catch (error) {
    if (error instanceof Wrong) return { kind: "wrong", finding: error.finding };
    throw error;
  }
}

function checkedInputs(raw: RawInputs): Inputs {
  const targetingMode = targetingModeOf(raw);
  const attributes = attributesOf(raw);
  const inputs: Inputs = {
    channelId: reference(raw, "channel") ?? fail(finding("CHANNEL_MISSING")),
    listId: reference(raw, "deliveryList") ?? fail(finding("LIST_MISSING")),
    targetingMode,
    ...audiencesOf(raw),
    attributes,
    ...exclusionsOf(raw),
    message: messageOf(raw),
    ...recipientsOf(raw),
    silent: yes(raw, "silent"),
    collectForSeconds: wholeNumber(raw, "collectFor", MAX_COLLECTING_SECONDS),
    sendAt: sendAtOf(raw),
    quietHours: quietHoursOf(raw),
    resendAfter: choice(raw, "resendAfter", RESEND_AFTER) ?? "24h",
    requireApproval: yes(raw, "requireApproval"),
    rehearsal: yes(raw, "rehearsal"),
  };
  refuseNobodyOrEverybody(inputs);
  return inputs;
}

/** An action saved before the choice was required may say nothing; one that shows the choice has to be answered. */
function targetingModeOf(raw: RawInputs): TargetingMode {
  if (raw["targetingMode"]?.trim() === NOT_SET) fail(finding("TARGETING_MODE_MISSING"));
  return choice(raw, "targetingMode", TARGETING_MODES) ?? "line_conditions";
}

/** Every friend of the account is never meant by leaving something out. */
function refuseNobodyOrEverybody(inputs: Inputs): void {
  const { audienceId, attributes, targetingMode, excludeAudienceIds } = inputs;
  const narrowed = targetingMode === "narrow_to_enrolled" || hasAttributes(attributes);
  if (audienceId === null && !narrowed) fail(finding("TARGETING_MISSING"));
  const both = includedAudiences(inputs).filter((id) => excludeAudienceIds.includes(id));
  if (both.length > 0) fail(finding("AUDIENCE_EXCLUDES_ITSELF", { audience: both.join(", ") }));
  const count = audienceLeaves(inputs);
  if (count > MAX_RECIPIENT_LEAVES) fail(finding("CONDITIONS_TOO_MANY", { count, maximum: MAX_RECIPIENT_LEAVES }));
}

function exclusionsOf(raw: RawInputs): Pick<Inputs, "excludeAudienceIds" | "suppression" | "excludeReachedDays"> {
  const listId = reference(raw, "suppressionList");
  const property = reference(raw, "suppressionProperty");
  if (listId !== null && property === null) fail(finding("SUPPRESSION_PROPERTY_MISSING"));
  return {
    excludeAudienceIds: [...new Set(audienceIds(raw, "excludeAudienceIds"))],
    suppression: listId === null || property === null ? null : { listId, property },
    excludeReachedDays: numberAmong(raw, "excludeReachedDays", REACHED_DAYS),
  };
}

const QUIET_HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** `21:00-08:00`: quiet from the first time until the second, in the channel's time zone. */
function quietHoursOf(raw: RawInputs): QuietHours | null {
  const value = text(raw, "quietHours");
  if (value === "") return null;
  if (value === "none") return NEVER_QUIET;
  const [, ...times] = QUIET_HOURS.exec(value) ?? invalid("quietHours", value, "none, 21:00-08:00, …");
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = times.map(Number);
  const [from, to] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute];
  return from === to ? invalid("quietHours", value, "none, 21:00-08:00, …") : { from, to };
}

function attributesOf(raw: RawInputs): Attributes {
  const attributes: Attributes = {
    genders: choices(raw, "gender", GENDERS),
    ageFrom: numberAmong(raw, "ageFrom", AGES),
    ageBelow: numberAmong(raw, "ageTo", AGES),
    os: choices(raw, "os", OPERATING_SYSTEMS),
    areas: choices(raw, "areas", AREA_CODES),
    friendDaysFrom: numberAmong(raw, "friendDaysFrom", FRIEND_DAYS),
    friendDaysBelow: numberAmong(raw, "friendDaysTo", FRIEND_DAYS),
  };
  refuseReversed("AGE_RANGE_REVERSED", attributes.ageFrom, attributes.ageBelow);
  refuseReversed("FRIEND_DAYS_REVERSED", attributes.friendDaysFrom, attributes.friendDaysBelow);
  return attributes;
}

/** Equal bounds are reversed too: "from 30" and "under 30" leave nobody. */
function refuseReversed(code: "AGE_RANGE_REVERSED" | "FRIEND_DAYS_REVERSED", from: number | null, to: number | null) {
  if (from !== null && to !== null && from >= to) fail(finding(code, { from, to }));
}

/** Chosen in one field or in both, it is the same. */
function audiencesOf(raw: RawInputs): Pick<Inputs, "audienceId" | "includeAudienceIds"> {
  const value = text(raw, "audienceId");
  const one = value === "" ? [] : [audienceId(value, "audienceId")];
  const [first = null, ...more] = new Set([...one, ...audienceIds(raw, "includeAudienceIds")]);
  return { audienceId: first, includeAudienceIds: more };
}

const audienceIds = (raw: RawInputs, field: string): readonly string[] =>
  parts(text(raw, field)).map((id) => audienceId(id, field));

/** Ids beyond 2^53 would change on their way through JSON; LINE's have 13 digits. */
function audienceId(value: string, field: string): string {
  if (/^[1-9]\d{0,15}$/.test(value) && Number.isSafeInteger(Number(value))) return value;
  return invalid(field, value, "1, 2, 3, …");
}

function messageOf(raw: RawInputs): MessageChoice {
  const saved = reference(raw, "message");
  const typed = raw["messageText"] ?? "";
  const hasText = typed.trim() !== "";
  if (saved !== null && hasText) return fail(finding("MESSAGE_AMBIGUOUS"));
  if (saved !== null) return { kind: "saved", messageId: saved };
  if (!hasText) return fail(finding("MESSAGE_MISSING"));
  if (isCode(typed)) return fail(finding("MESSAGE_IS_CODE"));
  const length = measure(typed);
  if (length > MAX_TEXT_LENGTH) return fail(finding("MESSAGE_TOO_LONG", { length, maximum: MAX_TEXT_LENGTH }));
  if (unstorableText(typed) !== null) return invalid("messageText", typed.toWellFormed(), "A–Z, あ–ん, … (≠ U+0000)");
  const token = personalToken(typed);
  if (token !== null) return fail(finding("PERSONAL_TOKEN_IN_MESSAGE", { token: shortened(token) }));
  return { kind: "text", text: typed };
}

function recipientsOf(raw: RawInputs): { quotaPolicy: QuotaPolicy; maxRecipients: number | null } {
  const quotaPolicy = choice(raw, "quotaPolicy", QUOTA_POLICIES) ?? "all_or_nothing";
  const maxRecipients = wholeNumber(raw, "maxRecipients", MAX_RECIPIENTS);
  if (quotaPolicy === "at_most_n" && maxRecipients === null) return fail(finding("MAX_RECIPIENTS_MISSING"));
  const tooLow = checkMaximum({ maxRecipients });
  if (tooLow !== null) return fail(tooLow);
  return { quotaPolicy, maxRecipients };
}

// Readers of one field.

/** Fields in which something is typed; everywhere else `NOT_SET` is the choice of nothing. */
const TYPED: ReadonlySet<string> = new Set(["messageText", "maxRecipients", "sendAt"]);

function text(raw: RawInputs, field: string): string {
  const value = raw[field]?.trim() ?? "";
  return value === NOT_SET && !TYPED.has(field) ? "" : value;
}

/** The id of something that is looked up later; longer than any real one is a mistake and would not fit a key. */
function reference(raw: RawInputs, field: string): string | null {
  const value = text(raw, field);
  if (value === "") return null;
  return /^[\w.-]{1,100}$/.test(value) ? value : invalid(field, value, "A–Z, a–z, 0–9, -, _, .");
}

function choice<T extends string>(raw: RawInputs, field: string, allowed: readonly T[]): T | null {
  const value = text(raw, field);
  if (value === "") return null;
  return allowed.find((one) => one === value) ?? invalid(field, value, listed(allowed));
}

function choices<T extends string>(raw: RawInputs, field: string, allowed: readonly T[]): readonly T[] {
  const wanted = new Set(parts(text(raw, field)));
  for (const value of wanted) {
    if (!allowed.some((one) => one === value)) invalid(field, value, listed(allowed));
  }
  return allowed.filter((one) => wanted.has(one));
}

function parts(joined: string): readonly string[] {
  return joined
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function numberAmong(raw: RawInputs, field: string, allowed: readonly string[]): number | null {
  const value = choice(raw, field, allowed);
  return value === null ? null : Number(value);
}

function wholeNumber(raw: RawInputs, field: string, most: number): number | null {
  const value = text(raw, field);
  if (value === "") return null;
  const number = /^\d{1,12}(\.0+)?$/.test(value) ? Number(value) : 0;
  return number >= 1 && number <= most ? number : invalid(field, value, `1–${most}`);
}

function yes(raw: RawInputs, field: string): boolean {
  const value = text(raw, field);
  if (value === "") return false;
  return YES_NO.get(value.toLowerCase()) ?? invalid(field, value, "off, on");
}

function sendAtOf(raw: RawInputs): Inputs["sendAt"] {
  const value = text(raw, "sendAt");
  return value === "" ? null : (readSendAt(value) ?? invalid("sendAt", value, SEND_AT_EXAMPLES));
}

const SHOWN_CHOICES = 12;

function listed(allowed: readonly string[]): string {
  const more = allowed.length > SHOWN_CHOICES ? ", …" : "";
  return allowed.slice(0, SHOWN_CHOICES).join(", ") + more;
}

const SHOWN_CHARACTERS = 60;

function shortened(value: string): string {
  return value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value;
}

function invalid(field: string, value: string, allowed: string): never {
  return fail(finding("INPUT_INVALID", { field, value: shortened(value), allowed }));
}

function fail(what: Finding): never {
  throw new Wrong(what);
}
