/**
 * Numbers of LINE's about people that are too small to be shown. LINE hides interactions of fewer than 20 people and sizes
 * of most audiences, but tells others to the person (delivered, target reach, sizes of uploaded audiences). We hide all.
 * https://developers.line.biz/en/reference/messaging-api/#get-message-event
 * https://developers.line.biz/en/reference/messaging-api/#get-audience-group
 */

/** The fewest people that a number of LINE's may be about. 0 tells of no one and is shown. */
export const SHOWN_FROM = 20;

/**
 * `pending`: LINE has no number yet; `hidden`: fewer than may be shown, or it would tell such a number; `exact`: LINE's
 * number as it was last; `final`: exact and never changes again; `none`: there will never be a number.
 */
export const NUMBER_STATES = ["exact", "hidden", "pending", "final", "none"] as const;
export type NumberState = (typeof NUMBER_STATES)[number];

/** `value` is 0 unless the state is `exact` or `final`. */
export interface Shown {
  readonly value: number;
  readonly state: NumberState;
}

export const HIDDEN: Shown = { value: 0, state: "hidden" };
export const PENDING: Shown = { value: 0, state: "pending" };
export const NONE: Shown = { value: 0, state: "none" };

export const tooFew = (people: number, from = SHOWN_FROM): boolean => people > 0 && people < from;

/** A number of LINE's about people as it may be shown. */
export const shown = (people: number, state: "exact" | "final", from = SHOWN_FROM): Shown =>
  tooFew(people, from) ? HIDDEN : { value: people, state };

export const isKnown = ({ state }: Shown): boolean => state === "exact" || state === "final";

/** The same as a figure of a finding; `i18n/` says "<20" as "fewer than 20". */
export const peopleFigure = (people: number, from = SHOWN_FROM): number | string =>
  tooFew(people, from) ? fewerThan(from) : people;

export const fewerThan = (people: number): string => `<${people}`;

/** An audience's size, rounded by LINE: 0 means fewer than 20 unless it is exact. */
export interface Sized {
  readonly size: number;
  readonly sizeIsExact: boolean;
}

export const sizeIsHidden = ({ size, sizeIsExact }: Sized): boolean => tooFew(size) || (size === 0 && !sizeIsExact);

/** A size that LINE tells although it is about too few people becomes one that it hides. */
export const withoutSmallSize = <T extends Sized>(audience: T): T =>
  tooFew(audience.size) ? { ...audience, size: 0, sizeIsExact: false } : audience;

export const sizeFigure = (audience: Sized): number | string =>
  sizeIsHidden(audience) ? fewerThan(SHOWN_FROM) : audience.size;

/** The most people who can be in it: a hidden size must not follow from what is counted with it. */
export const mostPeople = (audience: Sized): number => (sizeIsHidden(audience) ? SHOWN_FROM - 1 : audience.size);
