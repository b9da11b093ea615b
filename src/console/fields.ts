/** What people may send us, the same in a form and through the API. */
import Joi from "joi";
import type { PageWords } from "../wording/page-en.ts";
import { fill } from "../wording/wording.ts";
import type { ChannelRequest, MessageRequest } from "./operations.ts";

const NAME = Joi.string().trim().min(1).max(100).required();

export const CHANNEL_FIELDS = Joi.object<ChannelRequest>({
  name: NAME,
  channelId: Joi.string()
    .trim()
    .pattern(/^\d{1,20}$/, "digits")
    .required(),
  channelSecret: Joi.string().trim().min(1).max(200).required(),
});

/** LINE's longest text, in UTF-16 code units. https://developers.line.biz/en/reference/messaging-api/#text-message */
const LONGEST_TEXT = 5000;

/** Known here is only what every message has; LINE checks the rest. */
const LINE_MESSAGE = Joi.object({ type: Joi.string().required() })
  .unknown()
  .when(Joi.object({ type: Joi.valid("text").required() }).unknown(), {
    then: Joi.object({ text: Joi.string().min(1).max(LONGEST_TEXT).required() }),
  });

export const MESSAGE_FIELDS = Joi.object<MessageRequest>({
  name: NAME,
  messages: Joi.array().items(LINE_MESSAGE).min(1).max(5).required(),
});

export interface TextForm {
  readonly name: string;
  readonly text: string;
}

export const TEXT_FORM_FIELDS = Joi.object<TextForm>({
  name: NAME,
  text: Joi.string().min(1).max(LONGEST_TEXT).required(),
});

/** `before` and `limit` of a list of deliveries. */
export const PAGE_FIELDS = Joi.object<{ limit: number; before: Date | null }>({
  limit: Joi.number().integer().min(1).max(100).default(50),
  before: Joi.date().iso().default(null),
}).unknown();

export type Checked<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "invalid"; readonly field: string; readonly sentence: string };

/** The first fault only: a person corrects one thing at a time. */
export function checkFields<T>(schema: Joi.ObjectSchema<T>, body: unknown, words: PageWords): Checked<T> {
  const { value, error } = schema.validate(body ?? {}, { convert: true });
  const fault = error?.details[0];
  if (fault === undefined) return { kind: "ok", value: value as T };
  const field = fieldPath(fault.path);
  return { kind: "invalid", field, sentence: faultSentence(fault, field, words) };
}

/** `messages[0].text`, as LINE writes it. */
function fieldPath(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

function faultSentence({ type, message }: Joi.ValidationErrorItem, field: string, words: PageWords): string {
  const { fields } = words.problems;
  const name = field === "" ? "body" : (labelOf(field, words) ?? field);
  if (type === "any.required" || type === "string.empty") return fill(fields.required, { field: name });
  if (type === "string.pattern.name") return fields.digits;
  return fill(fields.invalid, { field: name, detail: message });
}

function labelOf(field: string, { channels, messages }: PageWords): string | null {
  const labels: Readonly<Record<string, string>> = {
    name: channels.name,
    channelId: channels.channelId,
    channelSecret: channels.channelSecret,
    text: messages.text,
  };
  return labels[field] ?? null;
}
