/**
 * What LINE finds wrong with messages, as the figure `detail` of `LINE_REFUSED_MESSAGE` keeps it: entries such as
 * `messages[2] /hero/url: invalid uri scheme`, joined by `; `. LINE names a message in one of two ways: in the property
 * (`messages[0].text`), or in its sentence, with a property that begins inside the message (`template/columns/5/title`) or
 * inside the Flex container (`/hero/url`).
 * https://developers.line.biz/en/reference/messaging-api/#error-responses
 * https://github.com/line/line-bot-sdk-python/issues/314 https://github.com/line/line-bot-sdk-python/issues/646
 */
import type { Figures, Finding } from "../codes.ts";
import type { FaultName } from "./faults.ts";

export interface RefusedDetail {
  readonly property: string | null;
  readonly message: string | null;
}

/** What follows is left out: behind the bracket LINE has a no-break space. */
const IN_A_MESSAGE = /^A message \((messages\[\d{1,3}\])\)/;
const IN_A_PROPERTY = /^The property, '?(messages\[\d{1,3}\][^', ]{0,300})'?,/;

/** The entries that name their message, joined; empty where LINE says nothing more precise than its sentence. */
export function refusalDetail(sentence: string, details: readonly RefusedDetail[]): string {
  const named = IN_A_MESSAGE.exec(sentence)?.[1];
  const about = named ?? IN_A_PROPERTY.exec(sentence)?.[1];
  if (details.length === 0) return about === undefined ? "" : about === named ? about : `${about}: ${sentence}`;
  return details.map((detail) => entry(detail, named)).join(SEPARATOR);
}

const SEPARATOR = "; ";

function entry({ property, message }: RefusedDetail, named: string | undefined): string {
  const isNamed = property !== null && BEGINNING.test(property);
  const place = named === undefined || isNamed ? property : [named, property].filter((part) => part !== null).join(" ");
  return [place, message].filter((part) => part !== null).join(": ");
}

const BEGINNING = /^messages?\[(\d{1,3})\]/;

/** One entry; `bubble` counts from 0 and is null where the entry is about no single message. */
export interface LineFault {
  readonly bubble: number | null;
  /** As LINE wrote it behind the number: ` /hero/url`, `.text`; may be empty. */
  readonly place: string;
  readonly said: string;
}

export const lineFaults = (detail: string): readonly LineFault[] => entriesOf(detail).map(faultOf);

const entriesOf = (detail: string): readonly string[] => detail.split(/; (?=messages?\[)/);

function faultOf(text: string): LineFault {
  const [beginning, number] = BEGINNING.exec(text) ?? [];
  if (beginning === undefined) return { bubble: null, place: "", said: text };
  const rest = text.slice(beginning.length);
  const colon = rest.indexOf(": ");
  return {
    bubble: Number(number),
    place: colon < 0 ? rest : rest.slice(0, colon),
    said: colon < 0 ? "" : rest.slice(colon + 2),
  };
}

/** The names on the way to what is wrong, from the message object on: `["contents", "hero", "url"]`. */
export function pathOf({ place }: LineFault): readonly string[] {
  const inside = place.trim();
  const names = inside.split(/[/.[\]"]+/).filter((name) => name !== "");
  return inside.startsWith("/") ? ["contents", ...names] : names;
}

/** The first entry as fields of a request are named: `field` down to what LINE named itself, `place` down to what is wrong. */
export function refusedField(finding: Finding): { readonly field: string; readonly place: string } {
  const [fault] = lineFaults(String(finding.figures["detail"]));
  if (fault === undefined || fault.bubble === null) return { field: "messages", place: "messages" };
  const message = `messages[${fault.bubble}]`;
  const inside = pathOf(fault).map((name) => (/^\d+$/.test(name) ? `[${name}]` : `.${name}`));
  const property = /^[.[][\w.[\]]*/.exec(fault.place)?.[0] ?? "";
  return { field: `${message}${property}`, place: `${message}${inside.join("")}` };
}

/** A field of messages, such as `messages[0].text`, in another order of them. */
export const renumberedField = (field: string, numberOf: (bubble: number) => number | null): string =>
  field.replace(BEGINNING, (_, bubble: string) => `messages[${numberOf(Number(bubble)) ?? bubble}]`);

/** The same about messages in another order; what has no number there is about the mark of a test. */
export function renumbered(finding: Finding, numberOf: (bubble: number) => number | null): Finding {
  const { detail, property } = finding.figures;
  if (finding.code === "MESSAGE_INVALID") {
    return { ...finding, figures: { ...finding.figures, property: renumberedField(String(property), numberOf) } };
  }
  if (finding.code !== "LINE_REFUSED_MESSAGE" || typeof detail !== "string") return finding;
  const moved = entriesOf(detail).map((text) => {
    const { bubble, place, said } = faultOf(text);
    if (bubble === null) return text;
    const number = numberOf(bubble);
    return `${number === null ? "[Test]" : `messages[${number}]`}${place}${said === "" ? "" : `: ${said}`}`;
  });
  return { ...finding, figures: { ...finding.figures, detail: moved.join(SEPARATOR) } };
}

type Problem = readonly [problem: FaultName, figures?: Figures];

/** LINE's sentences as they are documented or have been seen; it may change them. */
const SENTENCES: readonly (readonly [RegExp, (...figures: readonly string[]) => Problem])[] = [
  [/^(?:May not be empty|must be specified|must be non-empty text)$/, () => ["empty"]],
  [
    /^(?:must not be longer than|(?:Length|size) must be between \d+ and) (\d+)(?: characters)?$/,
    atMost("fewer_characters"),
  ],
  [/^(?:must not be more than|Size must be between \d+ and) (\d+)(?: items)?$/, atMost("fewer_entries")],
  [/^Must be one of the following values: \[([^\]]*)\]$/, (allowed = "") => ["not_one_of", { allowed }]],
  [/^At least one block must be specified$/, () => ["no_block", { allowed: "header, hero, body, footer" }]],
  [/^Must be a valid HTTPS URL$/, () => ["no_address", { schemes: "https" }]],
  [/^Must be a positive value$/, () => ["too_small", { least: 1 }]],
  [/^unknown field$/, () => ["not_known"]],
  [/^invalid property$/, () => ["not_allowed"]],
  [/^invalid uri$/, () => ["no_uri"]],
  [/^invalid uri scheme$/, () => ["no_scheme"]],
];

function atMost(problem: FaultName): (most?: string) => Problem {
  return (most) => [problem, { most: Number(most) }];
}

/** Null where only LINE's own words can be shown. */
export function problemIn({ said }: LineFault): Problem | null {
  for (const [sentence, problem] of SENTENCES) {
    const found = sentence.exec(said);
    if (found !== null) return problem(...found.slice(1));
  }
  return null;
}
