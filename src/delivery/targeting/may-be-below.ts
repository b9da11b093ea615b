/**
 * Whether a send may be about fewer people than the minimum although no one can know before: then a person has to allow it.
 * What is known to be too small is refused instead (`preflight.ts`). Pure.
 */
import { finding, type Finding } from "../codes.ts";
import { mostPeople, tooFew, type Sized } from "../numbers/hidden.ts";
import { includedAudiences, type Inputs } from "../inputs.ts";
import { allConditions, hasAttributes, keyedAlone, keyValues } from "./attributes.ts";
import { MIN_RECIPIENTS } from "./minimums.ts";

/** What a send leaves out, each with the people in it at most; null where no one knows how many. */
export type LeftOut = Readonly<Record<string, number | null>>;

interface LeftOutFacts {
  readonly excluded: readonly (Sized & { readonly id: string })[];
  /** On the suppression list; of them only the enrolled ones count where only the enrolled receive it. Null: not known. */
  readonly suppressed: number | null;
  /** Earlier sends whose targets are left out. */
  readonly reached: readonly { readonly requestId: string; readonly target: number | null }[];
}

/** Under names that stay the same from one send to the next. */
export function leftOutOf({ suppression }: Inputs, { excluded, suppressed, reached }: LeftOutFacts): LeftOut {
  return Object.fromEntries([
    ...excluded.map((audience) => [`audience:${audience.id}`, mostPeople(audience)] as const),
    ...(suppression === null ? [] : [[`list:${suppression.listId}/${suppression.property}`, suppressed] as const]),
    ...reached.map(({ requestId, target }) => [`send:${requestId}`, target] as const),
  ]);
}

/** Who a send is meant for before anyone is left out: the same text for sends that differ only by who is left out. */
export function meantFor(inputs: Inputs): string {
  const { targetingMode, attributes, listId } = inputs;
  const conditions = allConditions(attributes);
  const who = conditions.filter(({ keyed }) => keyed === "who");
  const lists = who.filter(({ kind }) => kind === "any_of");
  const ranges = who.filter(({ kind }) => kind === "range");
  const enrolled = targetingMode === "narrow_to_enrolled" ? listId : null;
  return JSON.stringify([
    includedAudiences(inputs).toSorted(),
    enrolled,
    ...lists.flatMap(keyValues),
    ...ranges.flatMap(keyValues),
    ...keyedAlone(conditions),
  ]);
}

export interface DoubtFacts {
  readonly inputs: Inputs;
  /** The audiences that the message goes to; people in any of them receive it. */
  readonly included: readonly (Sized & { readonly exempt: boolean })[];
  /** Enrolled IDs, as far as LINE kept them; null in a mode that needs none. */
  readonly enrolledIds: number | null;
  readonly leftOut: LeftOut;
  /** What other sends of the last 14 days to the same people left out. */
  readonly others: readonly LeftOut[];
}

/** Null where the send cannot be about fewer, or LINE checks that itself. */
export function mayBeBelow(facts: DoubtFacts): Finding | null {
  const reasons = [
    ...(lineChecks(facts) ? [] : tooFewLeft(facts)),
    // LINE's minimum holds for each send alone and says nothing of the difference between two.
    ...(facts.others.some((other) => differsByFew(facts.leftOut, other)) ? ["earlier_send"] : []),
  ];
  return reasons.length === 0
    ? null
    : finding("MAY_BE_BELOW_MINIMUM", { why: reasons.join(";"), needed: MIN_RECIPIENTS });
}

/**
 * LINE counts the recipients itself where attributes or an audience that it does not exempt decide who receives it. Whether an
 * audience that is only left out has the same effect is not documented: it counts as if it had not.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
const lineChecks = ({ inputs, included }: DoubtFacts): boolean =>
  hasAttributes(inputs.attributes) || included.some(({ exempt }) => !exempt);

/** The smallest possible number: of several audiences everyone may be in the largest, and everyone left out may be in it. */
function tooFewLeft({ included, enrolledIds, leftOut }: DoubtFacts): readonly string[] {
  if (enrolledIds !== null && included.length > 0) return ["overlap"];
  const meant = enrolledIds ?? Math.max(0, ...included.map(({ size }) => size));
  return meant - peopleIn(Object.values(leftOut)) < MIN_RECIPIENTS ? ["left_out"] : [];
}

/** Two sends that differ by a few people tell by their numbers what these few did. Of a size that is hidden one is sure. */
function differsByFew(one: LeftOut, other: LeftOut): boolean {
  const keys = Object.keys({ ...one, ...other }).filter((key) => !(key in one && key in other));
  const sizes = keys.map((key) => one[key] ?? other[key] ?? null);
  const people = peopleIn(sizes.map((size) => (size !== null && tooFew(size) ? 1 : size)));
  return people > 0 && people < MIN_RECIPIENTS;
}

const peopleIn = (sizes: readonly (number | null)[]): number =>
  sizes.reduce<number>((sum, size) => sum + (size ?? Number.POSITIVE_INFINITY), 0);
