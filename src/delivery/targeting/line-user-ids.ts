/**
 * LINE user IDs as people, forms and spreadsheets leave them in a HubSpot property. What is meant beyond doubt is read;
 * the rest is kept as it is and shown so that a person sees what is wrong with it.
 * https://developers.line.biz/en/docs/messaging-api/getting-user-ids/
 */
import { LINE_USER_ID } from "../upload.ts";

interface ReadIds {
  /** Distinct, as LINE writes them, in the order of the value. */
  readonly ids: readonly string[];
  /** True where the value holds anything that is no LINE user ID. */
  readonly damaged: boolean;
}

/** One ID or several without anything between: a U is no hexadecimal digit. */
const IDS_END_TO_END = /^(?:U[0-9a-f]{32})+$/i;

/** Zero-width characters, byte order marks, directions, soft hyphens, variation selectors: nothing that a reader sees. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** Full-width letters, digits and signs stand this far behind those of ASCII. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/** White space, quotes, brackets, separators: whatever is no letter, no digit and no accent. */
const BETWEEN = /[^\p{L}\p{N}\p{M}]+/u;

/** Nothing but white space, quotes and brackets is no value. */
const EMPTY = /^[\s\p{Z}\p{Cc}\p{Pi}\p{Pf}\p{Ps}\p{Pe}"'`\u00b4]*$/u;

const NO_VALUE: ReadIds = { ids: [], damaged: false };

/** The IDs in a property's value. Never throws; its time is in proportion to the value's length. */
export function readLineUserIds(value: string): ReadIds {
  if (LINE_USER_ID.test(value)) return { ids: [value], damaged: false };
  const text = value
    .replace(INVISIBLE, "")
    .replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_OFFSET));
  if (EMPTY.test(text)) return NO_VALUE;
  const pieces = text.split(BETWEEN).filter((piece) => piece !== "");
  // An ID that was broken in two has no other meaning either.
  const whole = pieces.join("");
  if (IDS_END_TO_END.test(whole)) return { ids: idsOf([whole]), damaged: false };
  return { ids: idsOf(pieces.filter((piece) => IDS_END_TO_END.test(piece))), damaged: true };
}

function idsOf(texts: readonly string[]): readonly string[] {
  const ids = texts.flatMap((text) => text.match(/.{33}/g) ?? []);
  return [...new Set(ids.map((id) => `U${id.slice(1).toLowerCase()}`))];
}

/**
 * What is kept of an enrolled contact's value: the one ID in it, `""` where there is none, or the value itself, which no
 * one takes for an ID. Two different IDs are kept as they are: the message would reach a second person, and no one could
 * take it back. The contact is named instead.
 */
export function enrolledId(value: string): string {
  const { ids, damaged } = readLineUserIds(value);
  const [id] = ids;
  if (id === undefined && !damaged) return "";
  return id !== undefined && ids.length === 1 && !damaged ? id : kept(value);
}

/**
 * What is kept of a member of a suppression list: each ID in its value, because each is to be left out, and the value itself
 * where something else is in it.
 */
export function suppressedIds(value: string): readonly string[] {
  const { ids, damaged } = readLineUserIds(value);
  return damaged ? [...ids, kept(value)] : ids;
}

/** Longer than any LINE user ID; more of a wrong value helps no one. */
const KEPT_CHARACTERS = 200;

/** Control characters become the signs that show them: the database takes no U+0000, and a batch is joined by U+001F. */
const CONTROLS = /\p{Cc}/gu;

const kept = (value: string): string =>
  value
    .toWellFormed()
    .replace(CONTROLS, (control) => String.fromCharCode(pictureOf(control.charCodeAt(0))))
    .slice(0, KEPT_CHARACTERS)
    .toWellFormed();

const DELETE = 0x7f;

/** https://www.unicode.org/charts/PDF/U2400.pdf; those above U+007F have none. */
const pictureOf = (code: number): number => (code < 0x20 ? 0x2400 + code : code === DELETE ? 0x2421 : 0xfffd);

/** What the eye neither sees nor distinguishes: other white space than the plain one, and look-alikes of Latin letters. */
const TO_SPELL_OUT = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\p{M}\p{Script=Cyrillic}\p{Script=Greek}\ufffd]/gu;

/** Digits that say nothing by themselves. Three at each end are enough to find the value in HubSpot. */
const LONG_DIGITS = /([0-9a-f]{3})[0-9a-f]{4,}([0-9a-f]{3})/gi;

const SHOWN_CHARACTERS = 60;

/**
 * A wrong value for a person's eyes: invisible characters by their numbers, a space as `␣`, most digits as `…`, and, where
 * anything is left out, the number of characters in parentheses. Never a whole LINE user ID. `–` where there is no value.
 */
export function shownId(value: string): string {
  if (value === "") return "–";
  const characters = [...value].length;
  const spelled = value.replace(TO_SPELL_OUT, (one) => (one === " " ? "␣" : `[U+${hexOf(one)}]`));
  const shorter = spelled.replace(LONG_DIGITS, "$1…$2");
  const cut = shorter.length > SHOWN_CHARACTERS ? `${shorter.slice(0, SHOWN_CHARACTERS).toWellFormed()}…` : shorter;
  return cut === spelled ? cut : `${cut} (${characters})`;
}

const hexOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
