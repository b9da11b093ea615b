/** Input of any size that is unpleasant to read: something in front, the same again and again, something behind. */
import fc from "fast-check";
import { edited, pathsOf } from "./inputs.ts";

export interface Pump {
  readonly prefix: string;
  readonly unit: string;
  readonly suffix: string;
}

/** What the readers of texts look for, and what people and attackers put into them. */
const TOKENS = [
  ..."()[]{}<>\"'`.,;:!?@#$%&*+-=/\\|~^_ \n\t0aZé",
  "\r\n",
  "\u0000",
  "\u00a0",
  "\u200b",
  "\ufeff",
  "\u0301",
  "\u200d",
  "\ufe0f",
  "\u202e",
  "\ud800",
  "\udc00",
  "あ",
  "。",
  "🍵",
  "👨‍👩‍👧",
  "🇯🇵",
  "{{",
  "}}",
  "{%",
  "%}",
  "{{ a }}",
  "{a}",
  "{a, plural, other {",
  "https://",
  "https://a.b/",
  "http://[",
  "?utm_source=",
  "%2F",
  "%",
  "messages[0].",
  "messages[",
  ".contents[0]",
  "; line_audience_session=",
  "line_audience_session=",
  "/deliveries/",
  "/../",
  "0d9f6f7e-0000-4000-8000-000000000001",
  "U0123456789abcdef",
  "color-ffffff ",
  "w-12_5p ",
  "10px",
  "1:1",
  "#06c755",
  "2026-11-24T09:00:00",
  "=cmd|",
  "＝",
  '"a":',
  '{"a":',
  "true",
  "__proto__",
] as const;

const token = fc.constantFrom(...TOKENS);
const some = (maxLength: number, minLength = 0) =>
  fc.array(token, { minLength, maxLength }).map((tokens) => tokens.join(""));

export const pumps: fc.Arbitrary<Pump> = fc.record({ prefix: some(2), unit: some(3, 1), suffix: some(2) });

/** What readers of texts are known to stumble over, behind an address, where a text is looked at most closely. */
export const CLASSIC_PUMPS: readonly Pump[] = [
  ...")([]{}.,@$%/?&=;: a1",
  "{{",
  "{a}",
  "{{ a }}",
  "\ud800",
  "\u0301",
  "\u200d",
  "あ",
  "👨‍👩‍👧",
  "https://a.b/ ",
  "messages[0].",
].map((unit) => ({ prefix: "https://a.b/", unit, suffix: "" }));

export const pumped = ({ prefix, unit, suffix }: Pump, size: number): string =>
  prefix + unit.repeat(Math.ceil(size / unit.length)) + suffix;

/** How a value grows: by one text or all it has, by more of the same, by more names, or by depth. */
export const SHAPES = ["text", "texts", "list", "names", "depth"] as const;
export type Shape = (typeof SHAPES)[number];

/** Texts are where functions differ; objects of thousands of names are slow to make. */
const WEIGHTS = { text: 6, texts: 6, list: 4, names: 1, depth: 1 } as const;

/** An entry of a list, a name or a level counts for so many characters. */
const CHARACTERS = { list: 8, names: 2, depth: 8 } as const;
/** The engine keeps an object of more than 1,020 names in another way, at another cost for each: compared are only such. */
const MIN_NAMES = 1100;

export interface Growing {
  readonly pump: Pump;
  readonly shape: Shape;
  /** Where in which example. */
  readonly example: number;
  readonly path: readonly (string | number)[];
}

export function growings(examples: readonly unknown[], shapes: readonly Shape[]): fc.Arbitrary<Growing> {
  return fc.nat(examples.length - 1).chain((example) =>
    fc.record({
      pump: pumps,
      shape: fc.oneof(...shapes.map((shape) => ({ weight: WEIGHTS[shape], arbitrary: fc.constant(shape) }))),
      example: fc.constant(example),
      path: fc.constantFrom(...pathsOf(examples[example])),
    }),
  );
}

/** The example with what stands at the path grown to about so many characters. */
export function grown({ pump, shape, path }: Omit<Growing, "example">, example: unknown, size: number): unknown {
  if (shape === "texts") return withTexts(example, pumped(pump, size));
  return edited(example, path, (value) => [null, grownValue({ pump, shape }, value, size)]);
}

/** What says of which kind a thing is stays, so that it is still read as one. */
const KINDS: readonly string[] = ["type", "layout"];

function withTexts(value: unknown, text: string): unknown {
  if (typeof value === "string") return text;
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    KINDS.includes(name) ? each : withTexts(each, text),
  ]);
  return Object.fromEntries(entries);
}

function grownValue(
  { pump, shape }: { readonly pump: Pump; readonly shape: Exclude<Shape, "texts"> },
  value: unknown,
  size: number,
): unknown {
  if (shape === "text") return pumped(pump, size);
  const count = Math.ceil(size / CHARACTERS[shape]);
  const list = Array.isArray(value) && value.length > 0 ? (value as readonly unknown[]) : [value];
  if (shape === "list") return Array.from({ length: count }, (_, index) => list[index % list.length]);
  if (shape === "names") {
    const names = Array.from({ length: Math.max(count, MIN_NAMES) }, (_, index) => [`${pump.unit}${index}`, value]);
    return { ...(typeof value === "object" ? value : {}), ...(Object.fromEntries(names) as object) };
  }
  let deep = value;
  for (let level = 0; level < count; level += 1) deep = level % 2 === 0 ? { contents: deep } : [deep];
  return deep;
}
