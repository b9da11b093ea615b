/** The minimum is one number in the code; what repeats it in words and in SQL is held to it here. */
import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { MIN_RECIPIENTS } from "../../src/delivery/targeting/minimums.ts";
import { LANGUAGES, textsIn } from "../../src/i18n/languages.ts";

/** Every text by its place: `page.accounts.minimum`. */
function texts(value: unknown, place = ""): readonly (readonly [place: string, text: string])[] {
  if (typeof value === "string") return [[place, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => texts(one, place === "" ? name : `${place}.${name}`));
}

const names = (number: number) => new RegExp(String.raw`(?<!\d)${number}(?!\d)`);
const PLACES = [
  "action.inputs.deliveryList.description",
  "action.inputs.maxRecipients.description",
  "action.words.belowMinimum",
  "page.health.quotaHint",
  "page.audiences.minimum",
  "page.audiences.warnings.too_small",
  "page.settings.minimumHint",
  "page.guide.before.points.2",
  "page.support.sections.nothing.text.0",
];

test("no other text names it", () => {
  const { action, page } = textsIn("en");
  const named = texts({ action, page }).filter(([, text]) => names(MIN_RECIPIENTS).test(text));
  // An age is 50, too.
  const others = named.filter(([place]) => !place.startsWith("action.inputs.age"));
  expect(others.map(([place]) => place)).toEqual(PLACES);
});

test.each(LANGUAGES)("every text that names it does so in %s", (language) => {
  const { action, page } = textsIn(language);
  const said = new Map(texts({ action, page }));
  expect(PLACES.filter((place) => !names(MIN_RECIPIENTS).test(said.get(place) ?? ""))).toEqual([]);
});

test("a new account starts with it, and cannot raise it", () => {
  const schema = readFileSync(new URL("../../src/store/postgres/migrations/0001-schema.sql", import.meta.url), "utf8");
  expect(schema).toContain(`minimum_enrolled integer not null default ${MIN_RECIPIENTS} check`);
  expect(schema).toContain(`check (minimum_enrolled <= ${MIN_RECIPIENTS})`);
});
