/**
 * What the builder filled in → checked inputs, or the sentence about what is wrong.
 * Names, options and defaults are those of `workflow-action.json`; a contract test compares the two.
 */
import { finding } from "../delivery/codes.ts";
import type { Finding } from "../delivery/codes.ts";
import { hasAttributes } from "../delivery/inputs.ts";
import type { Attributes, Inputs, MessageChoice, QuotaPolicy } from "../delivery/inputs.ts";
import { measure, personalToken } from "../delivery/message.ts";
import { AREA_CODES } from "../wording/areas.ts";

/** Field name → text as HubSpot sends it; multi-selects are joined with `;`. */
export type RawInputs = Readonly<Record<string, string>>;

export type InputsResult =
  | { readonly kind: "inputs"; readonly inputs: Inputs; readonly ignored: readonly string[] }
  | { readonly kind: "wrong"; readonly finding: Finding };

// LINE's own steps: https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter
export const AGES = ["15", "20", "25", "30", "35", "40", "45", "50", "55", "60", "65", "70"] as const;
export const FRIEND_DAYS = ["7", "30", "90", "180", "365"] as const;
export const GENDERS = ["male", "female"] as const;
export const OPERATING_SYSTEMS = ["ios", "android"] as const;
export const QUOTA_POLICIES = ["all_or_nothing", "up_to_quota", "at_most_n"] as const;
export const RESEND_AFTER = ["none", "1h", "24h", "7d", "30d", "forever"] as const;
const TARGETING_MODES = ["line_conditions", "narrow_to_enrolled"] as const;
const YES_NO = ["true", "false"] as const;

/** HubSpot holds an execution for a week by default; the rest of it is for sending. */
const LONGEST_COLLECT_SECONDS = 6 * 24 * 3600;
/** LINE's `limit.max` is an int32. */
const MOST_RECIPIENTS = 2 ** 31 - 1;
/** https://developers.line.biz/en/reference/messaging-api/#text-message */
export const LONGEST_TEXT = 5000;

export const KNOWN_INPUTS: ReadonlySet<string> = new Set([
  "channel",
  "deliveryList",
  "targetingMode",
  "lineUserId",
  "audienceId",
  "excludeAudienceIds",
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

/** Promised names whose feature is not in this version, with the values that change nothing. */
const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  targetingMode: ["", "line_conditions"],
  lineUserId: [""],
  excludeAudienceIds: [""],
  sendAt: [""],
  quietHours: ["", "none"],
  requireApproval: ["", "false"],
  rehearsal: ["", "false"],
};

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
  refuseNotYetAvailable(raw);
  const attributes = attributesOf(raw);
  return {
    channelId: reference(raw, "channel") ?? fail(finding("CHANNEL_MISSING")),
    listId: reference(raw, "deliveryList") ?? fail(finding("LIST_MISSING")),
    targetingMode: "line_conditions",
    audienceId: audienceOf(raw, attributes),
    attributes,
    message: messageOf(raw),
    ...recipientsOf(raw),
    silent: choice(raw, "silent", YES_NO) === "true",
    collectForSeconds: wholeNumber(raw, "collectFor", LONGEST_COLLECT_SECONDS),
    resendAfter: choice(raw, "resendAfter", RESEND_AFTER) ?? "24h",
  };
}

function refuseNotYetAvailable(raw: RawInputs): void {
  choice(raw, "targetingMode", TARGETING_MODES);
  for (const [field, harmless] of Object.entries(NOT_YET)) {
    const value = text(raw, field);
    if (!harmless.includes(value)) fail(finding("INPUT_NOT_AVAILABLE", { field, value: shortened(value) }));
  }
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

/** Ids beyond 2^53 would change on their way through JSON; LINE's have 13 digits. */
function audienceOf(raw: RawInputs, attributes: Attributes): string | null {
  const value = text(raw, "audienceId");
  if (value === "") return hasAttributes(attributes) ? null : fail(finding("TARGETING_MISSING"));
  if (/^[1-9]\d{0,15}$/.test(value) && Number.isSafeInteger(Number(value))) return value;
  return invalid("audienceId", value, "1, 2, 3, …");
}

function messageOf(raw: RawInputs): MessageChoice {
  const saved = reference(raw, "message");
  const typed = raw["messageText"] ?? "";
  const hasText = typed.trim() !== "";
  if (saved !== null && hasText) return fail(finding("MESSAGE_AMBIGUOUS"));
  if (saved !== null) return { kind: "saved", messageId: saved };
  if (!hasText) return fail(finding("MESSAGE_MISSING"));
  const length = measure(typed);
  if (length > LONGEST_TEXT) return fail(finding("MESSAGE_TOO_LONG", { length, maximum: LONGEST_TEXT }));
  const token = personalToken(typed);
  if (token !== null) return fail(finding("PERSONAL_TOKEN_IN_MESSAGE", { token: shortened(token) }));
  return { kind: "text", text: typed };
}

function recipientsOf(raw: RawInputs): { quotaPolicy: QuotaPolicy; maxRecipients: number | null } {
  const quotaPolicy = choice(raw, "quotaPolicy", QUOTA_POLICIES) ?? "all_or_nothing";
  const maxRecipients = wholeNumber(raw, "maxRecipients", MOST_RECIPIENTS);
  if (quotaPolicy === "at_most_n" && maxRecipients === null) return fail(finding("MAX_RECIPIENTS_MISSING"));
  return { quotaPolicy, maxRecipients };
}

// Readers of one field.

const text = (raw: RawInputs, field: string): string => raw[field]?.trim() ?? "";

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
