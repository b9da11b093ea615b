/**
 * Completing held executions.
 * https://developers.hubspot.com/docs/api-reference/latest/automation/workflow-actions/callbacks/batch-complete-callbacks
 *
 * A refusal proves little: HubSpot was seen to lose sight of valid callbacks for days (hubspotdev/devslackarchive, 2024-08-09).
 * So a refused batch is followed by one execution alone. Refused too: all stay held. Taken: those that HubSpot refuses are
 * found, by the ids that it names or by halves, and only they stay held. Given up are only those whose hold is over in
 * HubSpot's own words.
 */
import { finding, type Finding } from "../../delivery/codes.ts";
import type { Answer, Failure } from "../../delivery/answer.ts";
import type { Completion, CompletionResult } from "../../ports/hubspot.ts";
import { nothing, ok } from "../shared/failures.ts";
import { failureOf, type HubSpotError } from "./answers.ts";
import type { Api } from "./api.ts";
import type { Ask } from "./request.ts";

/** What HubSpot says of a batch that it does not take. */
export interface RefusedBatch {
  /** The hold is over: expired or completed before. */
  readonly over: boolean;
  /** Callbacks that the refusal names; none where it is about all of them. */
  readonly named: readonly string[];
  readonly why: Finding;
}

/** Null once HubSpot has taken all of them. */
export type CompleteBatch = (completions: readonly Completion[]) => Promise<Answer<RefusedBatch | null>>;

/** Each refusal counts against the app: what is not found by so many is left for the next try. */
const MAX_REFUSALS = 40;

/** Asked for alone before those in a refused batch are given up: where HubSpot knows none of them, so many more are refused. */
const LAST_PROBES = 4;

/** `thorough`: there may be no other try for some, so several are asked for alone, and more refusals are spent on each batch. */
export async function completeAll(
  completions: readonly Completion[],
  complete: CompleteBatch,
  thorough = false,
): Promise<Answer<CompletionResult>> {
  const sorted: Sorted = { completed: [], gone: [], refusals: 0, refusal: null, thorough };
  const stopped = completions.length === 0 ? null : await completeBatch(completions, complete, sorted);
  const { completed, gone, refusal } = sorted;
  // What is done is noted, whatever came after it.
  if (completed.length + gone.length > 0) return { kind: "ok", value: { completed, gone, refusal } };
  if (stopped !== null) return stopped;
  return refusal === null ? { kind: "ok", value: { completed, gone, refusal } } : { kind: "later", finding: refusal };
}

interface Sorted {
  readonly completed: string[];
  readonly gone: string[];
  refusals: number;
  refusal: Finding | null;
  readonly thorough: boolean;
}

/** Null, or the answer after which nothing more may be asked now. */
type Stopped = Failure | null;

async function completeBatch(batch: readonly Completion[], complete: CompleteBatch, sorted: Sorted): Promise<Stopped> {
  const answer = await complete(batch);
  if (answer.kind !== "ok") return answer;
  const { value } = answer;
  if (value === null) return note(batch, sorted.completed);
  sorted.refusals += 1;
  const isNamed = ({ callbackId }: Completion) => value.named.includes(callbackId);
  const { named = [], others = [] } = Object.groupBy(batch, (one) => (isNamed(one) ? "named" : "others"));
  if (value.over && named.length > 0) note(named, sorted.gone);
  else sorted.refusal = value.why;
  const rest = named.length > 0 ? others : batch;
  if (rest.length === 0 || batch.length === 1) return null;
  if (sorted.refusals >= MAX_REFUSALS) {
    sorted.refusal ??= value.why;
    return null;
  }
  // Where there is no time to come back, single ones that the refusals name would use up all refusals.
  const partsOf = (left: readonly Completion[]) => (named.length > 0 && !sorted.thorough ? [left] : halves(left));
  if (isProven(sorted)) return completeParts(partsOf(rest), complete, sorted);
  const probes = spread(rest, sorted.thorough ? LAST_PROBES : 1);
  for (const [index, probe] of probes.entries()) {
    const stopped = await completeBatch([probe], complete, sorted);
    if (stopped !== null) return stopped;
    if (isProven(sorted))
      return completeParts(partsOf(rest.filter((one) => !probes.slice(0, index + 1).includes(one))), complete, sorted);
  }
  return null;
}

/** The last one, and others at equal distances before it. */
const spread = (batch: readonly Completion[], count: number): readonly Completion[] =>
  batch.filter(
    (_, index) => Math.floor(((index + 1) * count) / batch.length) > Math.floor((index * count) / batch.length),
  );

async function completeParts(
  parts: readonly (readonly Completion[])[],
  complete: CompleteBatch,
  sorted: Sorted,
): Promise<Stopped> {
  for (const part of parts.filter(({ length }) => length > 0)) {
    if (sorted.refusals >= MAX_REFUSALS) return null;
    const stopped = await completeBatch(part, complete, sorted);
    if (stopped !== null) return stopped;
  }
  return null;
}

/** HubSpot has shown that it knows what it holds. */
const isProven = ({ completed, gone }: Sorted): boolean => completed.length + gone.length > 0;

function note(batch: readonly Completion[], list: string[]): null {
  list.push(...idsOf(batch));
  return null;
}

const halves = (batch: readonly Completion[]): (readonly Completion[])[] => {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
};

export function completeCallbacks(
  ask: Ask,
  completions: readonly Completion[],
  thorough: boolean,
): Promise<Answer<CompletionResult>> {
  const complete: CompleteBatch = (batch) => {
    // The dated versions require `typedOutputs`.
    const inputs = batch.map(({ callbackId, outputFields }) => ({ callbackId, outputFields, typedOutputs: {} }));
    const send = (api: Api) => api.post("completions", ["complete"], { inputs }).then(nothing);
    return ask<RefusedBatch | null>(send, (error) => refusedCompletion(error, batch), "release");
  };
  return completeAll(completions, complete, thorough);
}

/** What a refusal says about these callbacks. */
export function refusedCompletion(error: HubSpotError, completions: readonly Completion[]): Answer<RefusedBatch> {
  const failure = failureOf(error);
  if (failure.kind === "later" || failure.finding.code !== "HUBSPOT_REFUSED") return failure;
  // A page of some proxy: it knows nothing of callbacks.
  if (!error.inItsWords) return { kind: "later", finding: failure.finding };
  const named = idsIn(error.said, completions);
  const isAboutThem = (named.length > 0 || CALLBACK.test(error.said)) && !ABOUT_THE_REQUEST.test(error.said);
  const over = isAboutThem && OVER.test(error.said);
  const unknown = isAboutThem && NOT_KNOWN.test(error.said);
  const why = unknown && !over ? finding("HUBSPOT_HOLDS_UNKNOWN") : failure.finding;
  return ok({ over, named: completions.length === 1 ? idsOf(completions) : named, why });
}

const idsOf = (completions: readonly Completion[]): string[] => completions.map(({ callbackId }) => callbackId);

/** One id may begin like another. */
const idsIn = (said: string, completions: readonly Completion[]): string[] =>
  idsOf(completions).filter((callbackId) =>
    said
      .split(callbackId)
      .slice(1)
      .some((rest) => !/^[\w-]/.test(rest)),
  );

const CALLBACK = /call ?back|execution/i;
const OVER = /already|expired|no longer/i;
const NOT_KNOWN = /not (?:be )?found|not exist|unknown|no (?:such|pending|open)|not (?:pending|waiting|blocked)|gone/i;
const ABOUT_THE_REQUEST = /field|output|propert|json|schema/i;
