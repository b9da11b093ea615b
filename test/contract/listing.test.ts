/** docs/listing.md against the app: what the listing says is what is asked for, called and written. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { FAMILIES } from "../../src/platforms/hubspot/addresses.ts";
import { RECORD_NAME, RECORD_PROPERTIES } from "../../src/platforms/hubspot/records/delivery-record.ts";
import { OPTIONAL_SCOPES, SCOPES } from "../../src/platforms/hubspot/install.ts";
import { LANGUAGES, textsIn } from "../../src/i18n/languages.ts";
import { partsOf } from "../support/languages.ts";
import { filesBelow } from "../support/source-tree.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/listing.md");

/** The cells of the section's table, without its head. */
function tableOf(section: string): readonly (readonly string[])[] {
  const [, after = ""] = page.split(`\n## ${section}\n`);
  const [text = ""] = after.split("\n## ");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const namesIn = (cell: string | undefined): string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

describe("scopes", () => {
  const rows = tableOf("Scopes");
  const asked = (as: string) => rows.filter(([, how]) => how === as).flatMap(([scope]) => namesIn(scope));
  const { auth } = (JSON.parse(read("hubspot-project/src/app/app-hsmeta.json")) as App).config;

  test("of the page are those that installing asks for and the uploaded app declares", () => {
    expect(asked("required")).toEqual([...SCOPES]);
    expect(asked("optional")).toEqual([...OPTIONAL_SCOPES]);
    expect(auth.requiredScopes).toEqual([...SCOPES]);
    expect(auth.optionalScopes).toEqual([...OPTIONAL_SCOPES]);
  });

  const code = filesBelow("src/platforms/hubspot")
    .filter((path) => path !== "src/platforms/hubspot/addresses.ts")
    .map(read)
    .join("\n");
  const used = Object.keys(FAMILIES).filter((family) => code.includes(`"${family}"`));

  test("each is behind an address of HubSpot's that the service asks, or is the card's", () => {
    for (const [scope = "", , calls = ""] of rows) {
      const asks = namesIn(calls).some((family) => used.includes(family));
      expect([scope, asks || calls === "the card"]).toEqual([scope, true]);
    }
    expect(read("hubspot-project/src/app/cards/delivery-card.tsx")).toContain('["delivery_id"]');
  });

  test("every address that the service asks is behind one of them", () => {
    const named = rows.flatMap(([, , calls]) => namesIn(calls));
    expect(used.length).toBeGreaterThan(6);
    expect(used.filter((family) => !named.includes(family))).toEqual([]);
    expect(named.filter((family) => !Object.hasOwn(FAMILIES, family))).toEqual([]);
  });
});

interface App {
  readonly config: { readonly auth: { readonly requiredScopes: string[]; readonly optionalScopes: string[] } };
}

describe("shared data", () => {
  const rows = tableOf("Shared data");

  test("names every scope, and no other", () => {
    expect(new Set(rows.flatMap(([, , scopes]) => namesIn(scopes)))).toEqual(new Set([...SCOPES, ...OPTIONAL_SCOPES]));
  });

  test("an object that is read and written is advertised so", () => {
    for (const [, direction = "", scopes] of rows) {
      const both = [".read", ".write"].every((end) => namesIn(scopes).some((scope) => scope.endsWith(end)));
      expect([scopes, direction === "both"]).toEqual([scopes, both]);
    }
  });

  test("lists every property of a delivery record", () => {
    const [, listed] = /^Properties of a delivery record: ((?:.|\n(?!\n))*)/m.exec(page) ?? [];
    expect(namesIn(listed)).toEqual(RECORD_PROPERTIES.map(({ name }) => name));
    expect(page).toContain(`\`${RECORD_NAME}\``);
  });
});

/** Names of codes are in capitals throughout. */
test.each(LANGUAGES)("HubSpot is spelled as HubSpot spells it, in %s", (language) => {
  expect(
    JSON.stringify(partsOf(textsIn(language)).map(([, text]) => text))
      .match(/hub\s?spot(?!\.com)/gi)
      ?.filter((name) => name !== "HubSpot" && name !== "HUBSPOT"),
  ).toEqual([]);
});

test("files and folders that the page names exist", () => {
  const paths = tableOf("Requirements")
    .flatMap(([, where]) => namesIn(where))
    .filter((name) => /^(?:src|test|hubspot-project|platforms)\//.test(name));
  expect(paths.length).toBeGreaterThan(8);
  const missing = paths.filter(
    (path) => !existsSync(new URL(`../../${path.replace(/^platforms\//, "src/platforms/")}`, import.meta.url)),
  );
  expect(missing).toEqual([]);
});
