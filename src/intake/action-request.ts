/**
 * HubSpot's execution request → which execution, and what the builder asked for.
 * https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/guide
 */
import Joi from "joi";
import type { Finding } from "../delivery/codes.ts";
import type { ExecutionRef } from "../delivery/execution.ts";
import type { Inputs } from "../delivery/inputs.ts";
import { enrolledId } from "../delivery/targeting/line-user-ids.ts";
import type { RawInputs } from "./input-fields.ts";
import { isPlainText, matchesFastPath } from "./fast-path/common-envelope.ts";
import { createInputsReader, type InputsReader } from "./fast-path/shared-inputs.ts";

export type ExecutionReading =
  /** Not HubSpot's payload: the answer names the field (HTTP 400). */
  | { readonly kind: "malformed"; readonly field: string; readonly problem: string }
  /** A builder's mistake: the record moves on and the workflow's history says why. */
  | {
      readonly kind: "wrong_inputs";
      readonly execution: ExecutionRef;
      readonly finding: Finding;
      readonly isTest: boolean;
    }
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

export type ReadExecution = (body: unknown) => ExecutionReading;

/** Reads one execution request of HubSpot. Never throws. */
export function createExecutionReader(): ReadExecution {
  const readInputs = createInputsReader();
  return (body) => {
    if (matchesFastPath(body)) return readEnvelope(body as Envelope, readInputs);
    const { value, error } = ENVELOPE.validate(body);
    return error ? malformed(error) : readEnvelope(value, readInputs);
  };
}

function readEnvelope(value: Envelope, readInputs: InputsReader): ExecutionReading {
  const raw = rawInputs(value);
  if ("malformed" in raw) {
    return { kind: "malformed", field: raw.malformed, problem: "is neither text nor a value HubSpot documents" };
  }
  const execution = executionOf(value, raw.lineUserId);
  const result = readInputs(raw.inputs);
  const test = isTest(value);
  if (result.kind === "wrong") return { kind: "wrong_inputs", execution, finding: result.finding, isTest: test };
  return { kind: "execution", execution, inputs: result.inputs, ignoredInputs: result.ignored, isTest: test };
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
