/** Hostile input: documented examples with something wrong in them, and things that are documented nowhere. */
import fc from "fast-check";

/** Written in place of what JSON.stringify could not nest so deep. */
const DEEP = { array: "(deep array)", object: "(deep object)" } as const;
const DEPTH = 20_000;

const NASTY: readonly unknown[] = [
  null,
  true,
  "",
  " ",
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  2 ** 31,
  "9".repeat(400),
  "\u0000",
  "a\u0000b",
  "\u001f",
  "\ud800",
  "a\udc00",
  "\u2028\u202e",
  "__proto__",
  "constructor",
  "toString",
  "'; drop table deliveries; --",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "=HYPERLINK(1)",
  "a\r\nSet-Cookie: stolen=1",
  "../../etc/passwd",
  "%00%ff",
  "${7*7} {{ contact.firstname }}",
  "http://169.254.169.254/latest/meta-data/",
  "javascript:alert(1)",
  "0000-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.000Z",
  "00000000-0000-4000-8000-000000000000",
  "あ".repeat(2000),
  [],
  {},
  [[[[]]]],
  { type: "TEXT" },
  { type: "TEXT", value: { type: "TEXT" } },
  { toString: null, valueOf: null, length: -1 },
  // Own properties of these names, as JSON.parse makes them.
  Object.fromEntries([["__proto__", { isAdmin: true }]]),
  { constructor: { prototype: { isAdmin: true } } },
  DEEP.array,
  DEEP.object,
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY.filter((one) => typeof one === "string")),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

type Path = readonly (string | number)[];

export function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...inner.flatMap((key) => pathsOf((value as Record<string, unknown>)[key], [...path, key]))];
}

export type Edit = (value: unknown) => readonly [key: string | null, value: unknown] | null;

/** The value with `edit` done at the end of the path; null removes it, a key renames it. */
export function edited(value: unknown, path: Path, edit: Edit): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return edit(value)?.[1];
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.flatMap((each: unknown, index) => {
      if (index !== key) return [each];
      if (rest.length > 0) return [edited(each, rest, edit)];
      const done = edit(each);
      return done === null ? [] : [done[1]];
    });
  }
  // Not by assignment: `__proto__` has to become a property like any other.
  const entries = Object.entries(value).flatMap(([name, each]) => {
    if (name !== key) return [[name, each] as const];
    if (rest.length > 0) return [[name, edited(each, rest, edit)] as const];
    const done = edit(each);
    return done === null ? [] : [[done[0] ?? name, done[1]] as const];
  });
  return Object.fromEntries(entries);
}

/** One of the examples with one to three things wrong in it. */
export function mutated(examples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.constantFrom(...examples).chain((example) => {
    const path = fc.constantFrom(...pathsOf(example));
    const edit: fc.Arbitrary<Edit> = fc.oneof(
      { weight: 6, arbitrary: hostileValue.map((nasty) => () => [null, nasty] as const) },
      { weight: 2, arbitrary: fc.constant(() => null) },
      { weight: 1, arbitrary: hostileText.map((name) => (value: unknown) => [name, value] as const) },
      { weight: 1, arbitrary: fc.constant((value: unknown) => [null, [value, value]] as const) },
      { weight: 1, arbitrary: fc.constant((value: unknown) => [null, { type: "TEXT", value }] as const) },
    );
    return fc
      .array(fc.tuple(path, edit), { minLength: 1, maxLength: 3 })
      .map((edits) => edits.reduce((value, [at, edit]) => edited(value, at, edit), example));
  });
}

/** As bytes of a request: mostly JSON, sometimes with characters lost or added. */
export function jsonText(values: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const text = values.map((value) => deepened(JSON.stringify(value) ?? "undefined"));
  const broken = fc
    .tuple(text, fc.nat(), fc.nat({ max: 3 }), fc.string({ maxLength: 3 }))
    .map(([whole, at, removed, added]) => {
      const place = whole.length === 0 ? 0 : at % whole.length;
      return whole.slice(0, place) + added + whole.slice(place + removed);
    });
  return fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: broken });
}

function deepened(text: string): string {
  return text
    .replaceAll(`"${DEEP.array}"`, () => "[".repeat(DEPTH) + "]".repeat(DEPTH))
    .replaceAll(`"${DEEP.object}"`, () => '{"a":'.repeat(DEPTH) + "1" + "}".repeat(DEPTH));
}

/** A form as a browser sends it, from a flat example. */
export function formText(examples: readonly Readonly<Record<string, string>>[]): fc.Arbitrary<string> {
  const form = mutated(examples).map((value) => {
    if (typeof value !== "object" || value === null) return String(value);
    const pairs = Object.entries(value).flatMap(([name, one]) =>
      [one]
        .flat()
        .map((each): [string, string] => [name, typeof each === "string" ? each : (JSON.stringify(each) ?? "")]),
    );
    return new URLSearchParams(pairs.map(([name, text]) => [name.toWellFormed(), text.toWellFormed()])).toString();
  });
  return fc.oneof({ weight: 9, arbitrary: form }, { weight: 1, arbitrary: fc.string({ maxLength: 60 }) });
}

/** Part of a path: encoded well, badly or not at all. */
export const pathPart: fc.Arbitrary<string> = fc.oneof(
  hostileText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    "%",
    "%ff",
    "%00",
    "%2e%2e",
    "%2F",
    "..",
    ".",
    "//",
    "%c0%ae",
    "a%0d%0ab",
    "*",
    ":id",
    "?",
    "&&&=",
    "[]",
  ),
);
