/**
 * How many people a send can reach, before it is sent: a range, and the rule that would bite. LINE estimates nothing; this
 * adds up what it tells of audiences, target reach and its friends' attributes.
 */
import type { Code } from "../codes.ts";
import { mostPeople, type Sized } from "../numbers/hidden.ts";
import type { Attributes, QuotaPolicy } from "../inputs.ts";
import { conditionsOf, type Band, type Condition, type Demographics } from "./attributes.ts";
import { MIN_RECIPIENTS, smallest } from "./minimums.ts";

export interface Forecast {
  /** Fewest people that may receive it. */
  readonly low: number;
  readonly likely: number;
  /** Most people that can receive it; null when nothing bounds it. */
  readonly high: number | null;
  /** The rule that would stop the send; null when none would. */
  readonly rule: Code | null;
}

/** What LINE says of an account's friends; null where it was not asked or cannot say. */
export interface Friends {
  /** Friends that LINE can reach and whose attributes it estimates. */
  readonly reach: number | null;
  readonly demographics: Demographics | null;
}

export interface ForecastFacts extends Friends {
  /** The included ones; people in any of them receive it. */
  readonly audiences: readonly Sized[];
  /** Distinct LINE user IDs of the enrolled contacts; null in a mode that needs none. */
  readonly enrolledIds: number | null;
  readonly attributes: Attributes;
  /** People in excluded audiences, as many as drop out at most. */
  readonly excludedAtMost: number;
  readonly max: number | null;
  /** Messages that may be used; null where the plan has no cap. */
  readonly available: number | null;
  /** The same as people may see it. */
  readonly availableShown: number | null;
  readonly quotaPolicy: QuotaPolicy;
}

export function forecast(facts: ForecastFacts): Forecast {
  const everyone = withAttributes(base(facts), facts);
  const low = Math.max(0, Math.floor(everyone.low - facts.excludedAtMost + ROUNDING));
  const high = everyone.high === null ? null : Math.max(0, Math.ceil(everyone.high - ROUNDING));
  const range = { low, likely: between(Math.round(everyone.likely - likelyExcluded(facts)), low, high), high };
  const rule = ruleFor(range, facts);
  return { ...cut(range, facts), rule };
}

/** Shares such as 0.1 are no binary fractions: 3,000 must not become 2,999. */
const ROUNDING = 1e-6;

interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number | null;
}

/** Without attributes. An audience counts blockers too, and an AND of two may leave no one: only one alone has a low end. */
function base({ audiences, enrolledIds, reach }: ForecastFacts): Range {
  const members = membersOf(audiences);
  if (members === null && enrolledIds === null) return { low: reach ?? 0, likely: reach ?? 0, high: reach };
  if (members !== null && enrolledIds !== null) {
    const high = Math.min(members.most, enrolledIds);
    return { low: 0, likely: high * USUAL_OVERLAP, high };
  }
  const { least, most } = members ?? { least: enrolledIds ?? 0, most: enrolledIds ?? 0 };
  return { low: least * FEW_REACHABLE, likely: ((least + most) / 2) * USUALLY_REACHABLE, high: most };
}

/** At least the largest audience's people, and at most all of them: no one may be in two. Null without an audience. */
function membersOf(audiences: ForecastFacts["audiences"]): { readonly least: number; readonly most: number } | null {
  if (audiences.length === 0) return null;
  const sizes = audiences.map(mostPeople);
  return { least: Math.max(...sizes), most: sizes.reduce((sum, size) => sum + size, 0) };
}

// No one can know which share of an audience blocks the account, or of enrolled contacts is in an audience.
const FEW_REACHABLE = 0.5;
const USUALLY_REACHABLE = 0.9;
const USUAL_OVERLAP = 0.5;

/**
 * The range is what to expect; a send is refused only where it cannot succeed. An old audience may be mostly blockers: of the
 * fewest expected, a fifth is taken for sure.
 */
const SURE_SHARE = 0.2;

export const surelyAtLeast = ({ low }: Pick<Forecast, "low">): number => Math.floor(low * SURE_SHARE);

/** LINE rounds its shares and lags by days: so much more may match than they say. */
const MARGIN_SHARE = 0.1;
const MARGIN_PEOPLE = 20;

function withAttributes({ low, likely, high }: Range, facts: ForecastFacts): Range {
  const { attributes, demographics, reach, audiences, enrolledIds } = facts;
  const conditions = sharesOf(attributes, demographics);
  if (conditions === null) return { low: 0, likely, high };
  if (conditions.length === 0) return { low, likely, high };
  const product = conditions.reduce((all, { share }) => all * share, 1);
  // At least so many share all attributes if those who lack one are different people each (Bonferroni).
  const least = Math.max(0, 1 - conditions.reduce((missing, { least: share }) => missing + (1 - share), 0));
  const most = Math.min(...conditions.map(({ most: share }) => share));
  const matching = reach === null ? null : reach * most * (1 + MARGIN_SHARE) + MARGIN_PEOPLE;
  const bound = smallest(high, matching);
  // Who is in the audience need not be like the rest of the friends: only for all friends the least holds.
  const everyFriend = audiences.length === 0 && enrolledIds === null;
  return { low: everyFriend ? low * least : 0, likely: between(likely * product, 0, bound), high: bound };
}

interface Share {
  /** Surely at least, expected, and at most this share of the friends. */
  readonly least: number;
  readonly share: number;
  readonly most: number;
}

/** One entry per condition; null when LINE gives no shares for what is asked. */
function sharesOf(attributes: Attributes, demographics: Demographics | null): readonly Share[] | null {
  const conditions = conditionsOf(attributes);
  if (conditions.length === 0) return [];
  if (demographics === null) return null;
  return conditions.map((condition) =>
    condition.kind === "any_of"
      ? listed(condition.values, demographics[condition.shares])
      : ranging(condition, demographics[condition.shares]),
  );
}

/** What LINE does not list may be anyone of those that it does not list. */
function listed(values: readonly string[], shares: Readonly<Record<string, number>>): Share {
  const share = sharesIn(values.map((value) => shares[value] ?? 0));
  const unlisted = values.some((value) => shares[value] === undefined) ? 1 - sharesIn(Object.values(shares)) : 0;
  return { least: share, share, most: sharesIn([share, unlisted]) };
}

type Bounds = Pick<Extract<Condition, { kind: "range" }>, "from" | "below">;

const sharesIn = (shares: readonly number[]): number =>
  Math.min(
    1,
    shares.reduce((total, one) => total + one, 0),
  );

/** A band that lies only partly inside counts whole for the most, not at all for the least, and half in between. */
function ranging({ from, below }: Bounds, bands: readonly Band[]): Share {
  const [lowest, end] = [from ?? 0, below ?? Number.POSITIVE_INFINITY];
  const sum = (some: readonly Band[]) => sharesIn(some.map(({ share }) => share));
  const upTo = (band: Band) => band.below ?? Number.POSITIVE_INFINITY;
  if (bands.length === 0) return { least: 0, share: 1, most: 1 };
  const touching = sum(bands.filter((band) => band.from < end && upTo(band) > lowest));
  const inside = sum(bands.filter((band) => band.from >= lowest && upTo(band) <= end));
  return { least: inside, share: (inside + touching) / 2, most: touching };
}

/** Excluded people are spread like everyone else, for want of anything better. */
function likelyExcluded({ excludedAtMost, audiences, reach }: ForecastFacts): number {
  if (!Number.isFinite(excludedAtMost)) return 0;
  const members = membersOf(audiences);
  if (members === null || reach === null || reach === 0) return excludedAtMost / 2;
  return Math.min(excludedAtMost, (excludedAtMost * members.most) / reach);
}

function ruleFor({ low, high }: Range, facts: ForecastFacts): Code | null {
  if (high !== null && high < MIN_RECIPIENTS) return "FORECAST_BELOW_MINIMUM";
  if (facts.quotaPolicy !== "all_or_nothing") return null;
  const surely = surelyAtLeast({ low });
  if (facts.available !== null && surely > facts.available) return "QUOTA_TOO_SMALL";
  return facts.max !== null && surely > facts.max ? "PARTIAL_DELIVERY_FORBIDDEN" : null;
}

/** Where a partial send is allowed no more go out than that. */
function cut(range: Range, { quotaPolicy, availableShown, max }: ForecastFacts): Range {
  const ceiling = quotaPolicy === "all_or_nothing" ? null : smallest(availableShown, max);
  if (ceiling === null) return range;
  const { low, likely, high } = range;
  return { low: Math.min(low, ceiling), likely: Math.min(likely, ceiling), high: smallest(high, ceiling) };
}

const between = (value: number, least: number, most: number | null): number =>
  Math.max(least, most === null ? value : Math.min(value, most));
