/**
 * HubSpot's execution request → which execution, and what the builder asked for.
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/guide
 */
import Joi from "joi";
import type { Finding } from "../delivery/codes.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { Inputs } from "../delivery/inputs.ts";
import { enrolledId } from "../delivery/targeting/line-user-ids.ts";
import { readInputs } from "./action-inputs.ts";
import type { InputsResult, RawInputs } from "./action-inputs.ts";

export type ExecutionReading =
  /** Not HubSpot's payload: the caller is told which field (HTTP 400). */
  | { readonly kind: "malformed"; readonly field: string; readonly problem: string }
  /** A builder's mistake: the record moves on and the workflow's history says why. */
  | { readonly kind: "wrong_inputs"; readonly execution: ExecutionRef; readonly finding: Finding }
  | {
      readonly kind: "execution";
      readonly execution: ExecutionRef;
      readonly inputs: Inputs;
      /** Names of inputs that no version of the action has. */
      readonly ignoredInputs: readonly string[];
      /** Not by a workflow: nothing may come of it. */
      readonly isTest: boolean;
    };

interface Envelope {
  readonly callbackId: string;
  readonly origin: { readonly portalId: number; readonly actionDefinitionVersion?: number | null };
  readonly context?: {
    readonly source?: unknown;
    readonly workflowId?: string | number | null;
    readonly actionId?: string | number | null;
    readonly actionExecutionIndexIdentifier?: {
      readonly enrollmentId?: string | number | null;
      readonly actionExecutionIndex?: number | null;
    } | null;
  } | null;
  readonly object: { readonly objectId: string | number; readonly objectType?: string | null };
  readonly inputFields?: object | null;
  readonly fields?: object | null;
}

/** Ids become parts of texts and of database rows: control characters have no place in them. */
const PLAIN = /^\P{Cc}+$/u;
const id = Joi.alternatives(Joi.number().integer().unsafe(), Joi.string().max(100).pattern(PLAIN, "plain text"));

/**
 * What an execution cannot do without. HubSpot adds keys over time and sends ids now as numbers, now as text; `context`
 * is read leniently where it is used, because no execution should fail for it.
 */
export const ENVELOPE = Joi.object<Envelope>({
  callbackId: Joi.string().max(500).pattern(PLAIN, "plain text").required(),
  origin: Joi.object({ portalId: Joi.number().integer().positive().required() }).required(),
  object: Joi.object({ objectId: id.required() }).required(),
  inputFields: Joi.object().allow(null),
  fields: Joi.object().allow(null),
})
  .required()
  .prefs({ allowUnknown: true, errors: { wrap: { label: false } } });

/** Reads one execution request of HubSpot. Never throws. */
export function readExecution(body: unknown): ExecutionReading {
  if (isOrdinary(body)) return readEnvelope(body);
  const { value, error } = ENVELOPE.validate(body);
  return error ? malformed(error) : readEnvelope(value);
}

/** What HubSpot ordinarily sends, and joi surely accepts: a tenth of a request's whole time is saved here. */
export function isOrdinary(body: unknown): body is Envelope {
  if (!isObject(body)) return false;
  const { callbackId, origin, object, inputFields, fields } = body;
  return (
    isPlainText(callbackId, 500) &&
    isObject(origin) &&
    Number.isSafeInteger(origin["portalId"]) &&
    Number(origin["portalId"]) > 0 &&
    isObject(object) &&
    (Number.isSafeInteger(object["objectId"]) || isPlainText(object["objectId"], 100)) &&
    isObject(inputFields) &&
    (fields === undefined || isObject(fields))
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPlainText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value.length <= longest && value !== "" && !hasControls(value);

/** The same as `PLAIN` says, without a regular expression for every id. */
function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

function readEnvelope(value: Envelope): ExecutionReading {
  if (last !== null && isAsBefore(value, last)) {
    const execution = executionOf(value, lineUserIdOf(value.inputFields));
    return { kind: "execution", execution, inputs: last.inputs, ignoredInputs: last.ignored, isTest: isTest(value) };
  }
  const raw = rawInputs(value);
  if ("malformed" in raw) {
    return { kind: "malformed", field: raw.malformed, problem: "is neither text nor a value HubSpot documents" };
  }
  const execution = executionOf(value, raw.lineUserId);
  const result = readInputsOnce(raw.inputs);
  if (result.kind === "wrong") return { kind: "wrong_inputs", execution, finding: result.finding };
  last = { raw: raw.inputs, names: Object.keys(raw.inputs).length, ...result };
  return { kind: "execution", execution, inputs: result.inputs, ignoredInputs: result.ignored, isTest: isTest(value) };
}

/**
 * HubSpot's workflows name themselves; so do other clients, as a test in the editor. Where nothing is named it is a workflow:
 * `context` is not promised for every execution.
 */
function isTest({ context }: Envelope): boolean {
  const source = context?.source;
  return source !== undefined && source !== null && source !== "" && source !== "WORKFLOWS";
}

function malformed(error: Joi.ValidationError): ExecutionReading {
  const detail = error.details[0];
  return { kind: "malformed", field: detail?.path.join(".") || "body", problem: detail?.message ?? error.message };
}

function executionOf({ callbackId, origin, context, object }: Envelope, lineUserId: string | null): ExecutionRef {
  const workflowId = plainId(context?.workflowId);
  const index = context?.actionExecutionIndexIdentifier;
  const [enrollmentId, step] = [plainId(index?.enrollmentId), plainId(index?.actionExecutionIndex)];
  const identified = workflowId !== null && enrollmentId !== null && step !== null;
  const { actionDefinitionVersion: version } = origin;
  return {
    portalId: origin.portalId,
    callbackId,
    workflowId,
    actionId: plainId(context?.actionId),
    executionId: identified ? `${workflowId}:${enrollmentId}:${step}` : null,
    objectId: String(object.objectId),
    lineUserId,
    objectType: typeof object.objectType === "string" ? object.objectType : "CONTACT",
    definitionVersion: Number.isSafeInteger(version) ? Number(version) : null,
  };
}

/** Null for what is no id, so that a strange context is the same as none. */
function plainId(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : null;
  return isPlainText(value, 100) ? value : null;
}

type Raw = { readonly inputs: RawInputs; readonly lineUserId: string | null };

/**
 * `inputFields` carries text; the older `fields` carries `{type, value}` or plain values. The LINE user ID is the one value
 * that differs between records: it is no part of the inputs that a run shares.
 */
function rawInputs({ inputFields, fields }: Envelope): Raw | { malformed: string } {
  const preferred = inputFields != null && Object.keys(inputFields).length > 0;
  const [source, name] = preferred ? [inputFields, "inputFields"] : [fields ?? {}, "fields"];
  const inputs: Record<string, string> = Object.create(null);
  let lineUserId: string | null = null;
  for (const [field, value] of Object.entries(source)) {
    const text = textOf(value);
    if (text === null) return { malformed: `${name}.${field}` };
    if (field === "lineUserId") lineUserId = enrolledId(text);
    else inputs[field] = text;
  }
  return { inputs, lineUserId };
}

/** Of plain fields: null where there is none. */
function lineUserIdOf(inputFields: object | null | undefined): string | null {
  const { lineUserId } = inputFields as { lineUserId?: string };
  return lineUserId === undefined ? null : enrolledId(lineUserId);
}

/** The text of a plain or typed value; null for what HubSpot never sends as one. */
export function textOf(value: unknown): string | null {
  const typed = typeof value === "object" && value !== null && "type" in value;
  if (typed) return "value" in value ? plainText(value.value) : "";
  return plainText(value);
}

function plainText(value: unknown): string | null {
  return Array.isArray(value) ? joined(value) : scalarText(value);
}

function joined(values: readonly unknown[]): string | null {
  const texts = values.map(scalarText);
  return texts.includes(null) ? null : texts.join(";");
}

function scalarText(value: unknown): string | null {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/**
 * All executions of a run carry the same inputs, thousands of times a minute: each distinct set is checked once.
 * The same inputs also come out as the same object, which lets `deliveryKey` remember its hash.
 */
const REMEMBERED_INPUTS = 200;
const remembered = new Map<string, InputsResult>();

function readInputsOnce(raw: RawInputs): InputsResult {
  const text = JSON.stringify(raw);
  const known = remembered.get(text);
  if (known) return known;
  const result = readInputs(raw);
  if (remembered.size >= REMEMBERED_INPUTS) remembered.clear();
  remembered.set(text, result);
  return result;
}

/** The last inputs that were right: comparing their texts costs less than reading them anew or writing them as a key. */
let last: (Extract<InputsResult, { kind: "inputs" }> & { readonly raw: RawInputs; readonly names: number }) | null =
  null;

/** True where an execution has the very same inputs, as plain texts; the LINE user ID is the record's own. */
function isAsBefore({ inputFields }: Envelope, known: { readonly raw: RawInputs; readonly names: number }): boolean {
  const given = (inputFields ?? {}) as Readonly<Record<string, unknown>>;
  let names = 0;
  for (const name in given) {
    const value = given[name];
    if (typeof value !== "string") return false;
    if (name === "lineUserId") continue;
    if (value !== known.raw[name]) return false;
    names += 1;
  }
  return names > 0 && names === known.names;
}
