/** What an edit changed in an action's inputs, for a person to read. Pure. */
import type { Inputs } from "../../inputs.ts";
import { allConditions, type Condition } from "../../targeting/attributes.ts";
import { asRead, measure } from "../../message/message.ts";

/** Values as the action writes them (`en` and `ja` have their words); several are joined with `, `. Null: not set. */
interface InputChange {
  /** Its name in the action. */
  readonly input: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** In the order of the action's form; nothing where readers and recipients cannot notice the difference. */
export function inputChanges(before: Inputs, after: Inputs): readonly InputChange[] {
  const [was, is] = [valuesOf(before), valuesOf(after)];
  return Object.keys(is)
    .map((input) => ({ input, from: was[input] ?? null, to: is[input] ?? null }))
    .filter(({ from, to }) => from !== to)
    .map((change) => (change.input === "messageText" ? shortened(change) : change));
}

type Values = Readonly<Record<string, string | null>>;

function valuesOf(inputs: Inputs): Values {
  const { attributes, message, suppression } = inputs;
  return {
    targetingMode: inputs.targetingMode,
    audienceId: inputs.audienceId,
    includeAudienceIds: listed(inputs.includeAudienceIds),
    excludeAudienceIds: listed(inputs.excludeAudienceIds),
    suppressionList: suppression?.listId ?? null,
    suppressionProperty: suppression?.property ?? null,
    excludeReachedDays: number(inputs.excludeReachedDays),
    ...Object.fromEntries(allConditions(attributes).flatMap(valuesIn)),
    message: message.kind === "saved" ? message.messageId : null,
    messageText: message.kind === "text" ? asRead(message.text) : null,
    deliveryName: inputs.deliveryName,
    maxRecipients: number(inputs.maxRecipients),
    quotaPolicy: inputs.quotaPolicy,
    collectFor: number(inputs.collectForSeconds),
    resendAfter: inputs.resendAfter,
    sendAt: written(inputs.sendAt),
    quietHours: inputs.quietHours === null ? null : `${clock(inputs.quietHours.from)}-${clock(inputs.quietHours.to)}`,
    silent: onOff(inputs.silent),
    requireApproval: onOff(inputs.requireApproval),
  };
}

function valuesIn(condition: Condition): readonly (readonly [input: string, value: string | null])[] {
  if (condition.kind === "any_of") return [[condition.input, listed(condition.values)]];
  const { name, from, below } = condition;
  return [
    [`${name}From`, number(from)],
    [`${name}To`, number(below)],
  ];
}

/** An instant in ISO 8601, or a time on the account's clocks as JSON. */
function written(sendAt: Inputs["sendAt"]): string | null {
  if (sendAt === null) return null;
  if (typeof sendAt === "number") return new Date(sendAt).toISOString();
  const { date, weekdays, minute } = sendAt;
  return JSON.stringify({ date, weekdays, minute });
}

const listed = (values: readonly string[]): string | null =>
  values.length === 0 ? null : [...new Set(values)].sort().join(", ");
const number = (value: number | null): string | null => (value === null ? null : String(value));
const onOff = (value: boolean): string => (value ? "on" : "off");
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** So much of a text stands before and after the first difference. */
const BEFORE = 20;
const SHOWN = 120;

/** A typo at the end of 5,000 characters has to be seen: both texts are cut around the first difference. */
function shortened({ input, from, to }: InputChange): InputChange {
  if (from === null || to === null) return { input, from: cut(from, 0), to: cut(to, 0) };
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  const start = Math.max(0, same - BEFORE);
  return { input, from: cut(from, start), to: cut(to, start) };
}

function cut(text: string | null, start: number): string | null {
  if (text === null) return null;
  const end = start + SHOWN;
  // Half of an emoji cannot be stored.
  const middle = text.slice(start, end).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
  return `${start > 0 ? "…" : ""}${middle}${measure(text) > end ? "…" : ""}`;
}
