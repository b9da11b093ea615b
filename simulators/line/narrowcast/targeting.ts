/**
 * Who a recipient tree and a demographic filter mean.
 * https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient
 * https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter
 */
import { areaNumber } from "../account/areas.ts";
import { allBits, and, noBits, or, setBit, without, type Bits } from "../bits.ts";
import type { Friends } from "../account/friends.ts";
import type { DemographicTree, Operator, RecipientTree } from "../world.ts";

export interface Leaves {
  readonly audiences: readonly number[];
  readonly redeliveries: readonly string[];
}

export function recipientLeaves(tree: RecipientTree | undefined, { underNot = true } = {}): Leaves {
  if (!tree) return { audiences: [], redeliveries: [] };
  if (tree.type === "audience") return { audiences: [tree.audienceGroupId], redeliveries: [] };
  if (tree.type === "redelivery") return { audiences: [], redeliveries: [tree.requestId] };
  if (tree.not && !underNot) return { audiences: [], redeliveries: [] };
  const below = branches(tree).map((branch) => recipientLeaves(branch, { underNot }));
  return {
    audiences: below.flatMap(({ audiences }) => audiences),
    redeliveries: below.flatMap(({ redeliveries }) => redeliveries),
  };
}

export function branches<Tree>({ and: all, or: any, not }: Operator<Tree>): readonly Tree[] {
  return all ?? any ?? (not === undefined ? [] : [not]);
}

export type Leaf = Exclude<RecipientTree, { type: "operator" }>;

/** Everybody, where there is no tree. */
export function recipientBits(tree: RecipientTree | undefined, size: number, leaf: (leaf: Leaf) => Bits): Bits {
  if (!tree) return allBits(size);
  if (tree.type !== "operator") return leaf(tree);
  const of = (branch: RecipientTree) => recipientBits(branch, size, leaf);
  if (tree.and) return tree.and.map(of).reduce(and);
  if (tree.or) return tree.or.map(of).reduce(or);
  return tree.not ? without(allBits(size), of(tree.not)) : allBits(size);
}

/** For sure, and for sure not; a person whose attribute is unknown is in neither. */
interface Verdict {
  readonly yes: Bits;
  readonly no: Bits;
}

export interface DemographicView {
  readonly friends: Friends;
  /** Whole days since the account was added to the simulator. */
  readonly daysPassed: number;
  readonly notIncludesUnknown: boolean;
}

/** Unknown attributes never match what a filter asks for. */
export function demographicBits(tree: DemographicTree, view: DemographicView): Bits {
  return verdict(tree, view).yes;
}

function verdict(tree: DemographicTree, view: DemographicView): Verdict {
  if (tree.type !== "operator") return leafVerdict(tree, view);
  const below = branches(tree).map((branch) => verdict(branch, view));
  if (tree.and) return below.reduce((left, right) => ({ yes: and(left.yes, right.yes), no: or(left.no, right.no) }));
  if (tree.or) return below.reduce((left, right) => ({ yes: or(left.yes, right.yes), no: and(left.no, right.no) }));
  const [{ yes, no } = { yes: noBits(0), no: noBits(0) }] = below;
  return { yes: view.notIncludesUnknown ? without(allBits(view.friends.count), yes) : no, no: yes };
}

function leafVerdict(leaf: Exclude<DemographicTree, { type: "operator" }>, view: DemographicView): Verdict {
  const { friends } = view;
  switch (leaf.type) {
    case "gender":
      return match(friends.gender, (value) => leaf.oneOf.includes(value === 1 ? "male" : "female"));
    case "appType":
      return match(friends.appType, (value) => leaf.oneOf.includes(value === 1 ? "ios" : "android"));
    case "area": {
      const wanted = leaf.oneOf.map((code) => areaNumber(code, friends.country));
      return match(friends.area, (value) => wanted.includes(value));
    }
    case "age": {
      const [from, below] = bounds(leaf, (years) => years / 5 - 1);
      return match(friends.age, (value) => value >= from && value < below);
    }
    case "subscriptionPeriod":
      return friendsFor(leaf, view);
  }
}

interface Range {
  readonly gte?: string;
  readonly lt?: string;
}

function friendsFor(range: Range, { friends, daysPassed }: DemographicView): Verdict {
  const [from, below] = bounds(range, (days) => days - daysPassed);
  const verdicts = { yes: noBits(friends.count), no: noBits(friends.count) };
  for (const [index, days] of friends.days.entries()) {
    setBit(days >= from && days < below ? verdicts.yes : verdicts.no, index);
  }
  return verdicts;
}

function bounds({ gte, lt }: Range, scale: (figure: number) => number): [number, number] {
  const figure = (bound: string) => scale(Number(bound.slice(bound.indexOf("_") + 1)));
  return [gte === undefined ? Number.NEGATIVE_INFINITY : figure(gte), lt === undefined ? Infinity : figure(lt)];
}

/** More than any attribute has values. */
const TABLE_SIZE = 64;

/** Decided once per value, then looked up per friend; 0 is unknown. */
function match(values: Uint8Array, wanted: (value: number) => boolean): Verdict {
  const table = Uint8Array.from({ length: TABLE_SIZE }, (_, value) => (value === 0 ? 0 : wanted(value) ? 1 : 2));
  const verdicts = { yes: noBits(values.length), no: noBits(values.length) };
  for (let index = 0; index < values.length; index += 1) {
    const decided = table[values[index] ?? 0];
    if (decided === 1) setBit(verdicts.yes, index);
    else if (decided === 2) setBit(verdicts.no, index);
  }
  return verdicts;
}
