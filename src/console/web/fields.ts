/** What people may send us, the same in a form and through the API. */
import Joi from "joi";
import { faultText, fill, placeName, type PageWords } from "../../i18n/wording.ts";
import { unstorable } from "../../delivery/message/storable.ts";
import { problemOf } from "./field-faults.ts";
import type { Localized } from "../request/view-context.ts";

/** A number that is written as a text is none: forms turn theirs into numbers first. */
export const WHOLE_NUMBER = Joi.number().strict().integer();

/** What a form or an address says, as it is; empty where it says it more than once. */
export const WRITTEN = Joi.string().allow("").failover("");

/** What a form's field means where a number is asked for; what is no number stays as it is, for the check to say so. */
export const numberIn = (written: unknown): unknown =>
  typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written)) ? Number(written) : written;

/** One line: names are shown in headings, dropdowns, files and other people's spreadsheets. */
export const MAX_NAME = 100;
export const NAME = Joi.string()
  .trim()
  .min(1)
  .max(MAX_NAME)
  // oxlint-disable-next-line no-control-regex -- a name must not have them, and every JSON Schema tool reads this form
  .pattern(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, "one line");

export const TIME_ZONE = Joi.string().trim().min(1).max(100);

export type Checked<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "invalid"; readonly field: string; readonly sentence: string };

/** The first fault only: a person corrects one thing at a time. A form without fields has no body; null is no form. */
export function checkFields<T>(schema: Joi.ObjectSchema<T>, body: unknown, { language, words }: Localized): Checked<T> {
  const unkept = unstorable(body);
  if (unkept !== null) {
    const { property: field, problem, figures } = unkept;
    const detail = faultText(problem, figures, language);
    return {
      kind: "invalid",
      field,
      sentence: fill(words.problems.fields.invalid, { field: placeName(field, language), detail }),
    };
  }
  const { value, error } = schema.validate(body === undefined ? {} : body, { convert: true });
  const fault = error?.details[0];
  if (fault === undefined) return { kind: "ok", value: value as T };
  const field = fieldPath(fault.path);
  return {
    kind: "invalid",
    field: field === "" ? "body" : field,
    sentence: faultSentence(fault, field, { language, words }),
  };
}

/** `messages[0].text`, as LINE writes it. */
function fieldPath(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

function faultSentence(item: Joi.ValidationErrorItem, field: string, { language, words }: Localized): string {
  const { type, context } = item;
  const { fields } = words.problems;
  const name = field === "" ? "body" : (labelOf(field, words) ?? placeName(field, language));
  if (type === "any.required" || type === "string.empty") return fill(fields.required, { field: name });
  const pattern: unknown = type === "string.pattern.name" ? context?.["name"] : null;
  if (pattern === "user id") return fields.userId;
  if (pattern === "any id") return fields.idempotencyKey;
  if (pattern === "digits" || pattern === "secret") return fields[pattern];
  if (pattern === "day" || type === "date.format") return fill(fields.day, { field: name });
  if (pattern === "place") return fill(fields.place, { field: name });
  const [problem, figures = {}] = problemOf(item);
  return fill(fields.invalid, { field: name, detail: faultText(problem, figures, language) });
}

function labelOf(field: string, { channels, keys, messages, settings }: PageWords): string | null {
  const labels: Readonly<Record<string, string>> = {
    name: messages.name,
    channelId: channels.channelId,
    channelSecret: channels.channelSecret,
    lineUserId: channels.lineUserId,
    timeZone: channels.timeZone,
    quotaFloor: channels.quotaFloor,
    messages: messages.title,
    quietSeconds: settings.quietSeconds,
    ceilingSeconds: settings.ceilingSeconds,
    minimumEnrolled: settings.minimumEnrolled,
    "quietHours.from": settings.quietFrom,
    "quietHours.to": settings.quietTo,
    newMemberRole: settings.newMemberRole,
    approveAbove: settings.approveAbove,
    approveAboveFactor: settings.approveAboveFactor,
    oneSendInDays: settings.oneSendInDays,
    roles: settings.roles,
    expiresInDays: keys.expiresIn,
    graceHours: keys.grace,
  };
  return labels[field] ?? null;
}
