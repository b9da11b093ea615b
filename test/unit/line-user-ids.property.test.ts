/** LINE user IDs out of values as people and imports leave them. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { enrolledId, readLineUserIds, shownId, suppressedIds } from "../../src/delivery/targeting/line-user-ids.ts";
import { LINE_USER_ID } from "../../src/delivery/upload.ts";

const ID = "U0123456789abcdef0123456789abcdef";
const OTHER = `U${"f".repeat(32)}`;

/** `line_user_id ~ '^U[0-9a-f]{32}$'` of the database: a value kept by these functions is an ID to both or to neither. */
const isId = (kept: string): boolean => LINE_USER_ID.test(kept);

describe("a value that can mean one ID only is read", () => {
  test.each([
    ["as LINE writes it", ID],
    ["between white space", ` ${ID}\r\n`],
    ["behind a byte order mark", `\ufeff${ID}`],
    ["behind an ideographic space", `\u3000${ID}`],
    ["in capitals", ID.toUpperCase()],
    ["with a small u", ID.toLowerCase()],
    ["before a zero-width space", `${ID}\u200b`],
    ["around a soft hyphen", `${ID.slice(0, 9)}\u00ad${ID.slice(9)}`],
    ["with a variation selector", `${ID}\ufe0f`],
    ["in quotes", `"${ID}"`],
    ["behind an apostrophe", `'${ID}`],
    ["in Japanese quotes", `「${ID}」`],
    ["in curly quotes", `“${ID}”`],
    ["between accents that pass for quotes", `\u00b4${ID}\``],
    ["as a spreadsheet forces a text", `="${ID}"`],
    ["as a list of one", `["${ID}"]`],
    ["before a line break within", `${ID.slice(0, 17)}\n${ID.slice(17)}`],
    ["in full-width letters", [...ID].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join("")],
    ["twice", `${ID}, ${ID.toUpperCase()}`],
  ])("%s", (_how, value) => {
    expect(readLineUserIds(value)).toEqual({ ids: [ID], damaged: false });
    expect(enrolledId(value)).toBe(ID);
    expect(suppressedIds(value)).toEqual([ID]);
  });
});

describe("several IDs in one value", () => {
  test.each([";", ", ", " ", "\n", "\t", "；", "、", "|", ""])("between %j", (between) => {
    const value = `${ID}${between}${OTHER}`;
    expect(suppressedIds(value)).toEqual([ID, OTHER]);
    // Which of them the enrolled contact is no one knows: neither gets the message.
    expect(isId(enrolledId(value))).toBe(false);
  });

  test("beside something else: the IDs are left out, and the value is named", () => {
    expect(suppressedIds(`${ID};@hoshi123`)).toEqual([ID, `${ID};@hoshi123`]);
    expect(enrolledId(`${ID};@hoshi123`)).toBe(`${ID};@hoshi123`);
  });
});

test.each(["", " ", "\u3000\t", "\u200b\ufeff", '""', "''", "「」"])(
  "%j holds nothing, and is not reported",
  (value) => {
    expect(readLineUserIds(value)).toEqual({ ids: [], damaged: false });
    expect(enrolledId(value)).toBe("");
    expect(suppressedIds(value)).toEqual([]);
  },
);

test.each([
  ["a name", "@hoshi123", "@hoshi123"],
  ["one character too many", `${ID}0`, "U012…ef0 (34)"],
  ["one too few", ID.slice(0, -1), "U012…cde (32)"],
  ["an O for a zero", ID.replace("0", "O"), "UO123…def (33)"],
  ["an O in the middle", `${ID.slice(0, 17)}O${ID.slice(18)}`, "U012…defO123…def (33)"],
  ["a Cyrillic letter", ID.replace("a", "а"), "U012…789[U+0430]bcd…def (33)"],
  ["no U", ID.slice(1), "012…def (32)"],
  ["a group", `C${ID.slice(1)}`, "C01…def (33)"],
  ["invisible characters in a name", "ho\u200bshi\u3000 x\ufeff", "ho[U+200B]shi[U+3000]␣x[U+FEFF]"],
  ["control characters", "a\u0000b\tc\u0085", "a␀b␉c[U+FFFD]"],
  ["two IDs", `${ID};${OTHER}`, "U012…def;Ufff…fff (67)"],
  ["words", "なし", "なし"],
  ["a question mark for each character", "?".repeat(33), "?".repeat(33)],
  ["a long text", "x".repeat(100), `${"x".repeat(60)}… (100)`],
])("%s is kept, and shown as what it is", (_what, value, shown) => {
  expect(suppressedIds(value).filter((kept) => !isId(kept))).toHaveLength(value.includes(OTHER) ? 0 : 1);
  expect(isId(enrolledId(value))).toBe(false);
  expect(shownId(enrolledId(value))).toBe(shown);
});

const hexDigit = fc.constantFrom(..."0123456789abcdef");
const lineId = fc.array(hexDigit, { minLength: 32, maxLength: 32 }).map((digits) => `U${digits.join("")}`);
const noise = fc.constantFrom(
  " ",
  "\t",
  "\r\n",
  "\u3000",
  "\u00a0",
  "\ufeff",
  "\u200b",
  "\u2060",
  '"',
  "'",
  "“",
  "」",
  ";",
);
const around = fc.array(noise, { maxLength: 4 }).map((parts) => parts.join(""));
const recased = fc.tuple(lineId, fc.infiniteStream(fc.boolean())).map(([id, up]) => ({
  id,
  text: [...id].map((one) => (up.next().value ? one.toUpperCase() : one.toLowerCase())).join(""),
}));

test("whatever stands around and between them, all IDs are read and nothing else is", () => {
  fc.assert(
    fc.property(around, fc.array(fc.tuple(recased, around), { minLength: 1, maxLength: 5 }), (before, parts) => {
      const value = before + parts.map(([{ text }, after]) => text + after).join("");
      const ids = [...new Set(parts.map(([{ id }]) => id))];
      expect(readLineUserIds(value)).toEqual({ ids, damaged: false });
      expect(suppressedIds(value)).toEqual(ids);
      expect(isId(enrolledId(value))).toBe(ids.length === 1);
    }),
  );
});

const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.array(fc.oneof(lineId, noise, hexDigit, fc.constantFrom("U", "u", "g", "@", "а"))).map((parts) => parts.join("")),
  fc
    .tuple(lineId, fc.nat(33), fc.string({ unit: "binary", minLength: 1, maxLength: 1 }))
    .map(([id, at, one]) => id.slice(0, at) + one + id.slice(at)),
);

test("of any value: what is kept can be stored, is a whole ID or none, and no whole ID is ever shown", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const { ids, damaged } = readLineUserIds(value);
      expect(ids.every(isId)).toBe(true);
      const kept = [enrolledId(value), ...suppressedIds(value)];
      for (const one of kept) {
        expect(one.length).toBeLessThanOrEqual(200);
        expect(one).not.toMatch(/\p{Cc}|\p{Cs}/u);
        expect(shownId(one)).not.toMatch(/U[0-9a-f]{32}/i);
        // Nothing that a reader would not see.
        expect(shownId(one).replace(/ \(\d+\)$/, "")).not.toMatch(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
      }
      expect(suppressedIds(value).filter((one) => !isId(one))).toHaveLength(damaged ? 1 : 0);
      expect(isId(enrolledId(value))).toBe(ids.length === 1 && !damaged);
    }),
    { numRuns: 2000 },
  );
});
