import { describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SCHEMA } from "../../src/app/config-schema.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (document: string): string => readFileSync(join(ROOT, document), "utf8");

interface Described {
  readonly keys: Readonly<Record<string, { readonly flags: { default?: string | number; description?: string } }>>;
}

const rowsOf = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe("the documents for a start", () => {
  test("the table of settings is what the configuration says", () => {
    const { keys } = SCHEMA.describe() as Described;
    const expected = Object.entries(keys).map(([name, { flags }]) => [
      `\`${name}\``,
      flags.default === undefined ? "" : `\`${flags.default}\``,
      flags.description,
    ]);
    expect(rowsOf(read("docs/configuration.md"))).toEqual(expected);
  });

  test("every npm command that they name exists, and every one is explained", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: object };
    const namedIn = (document: string) =>
      [...read(document).matchAll(/npm (?:run )?(start|test|(?<=run )[a-z:]+)/g)].map(([, name = ""]) => name);
    const named = ["README.md", "CONTRIBUTING.md", "docs/commands.md"].flatMap(namedIn);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    const explained = new Set(namedIn("docs/commands.md"));
    expect(Object.keys(scripts).filter((name) => !explained.has(name.replace(/:.+$/, "")))).toEqual([]);
  });

  test("the two commands and a picture are on the first screen", () => {
    const screen = read("README.md").split("\n").slice(0, 20).join("\n");
    for (const command of [
      "npm ci && npm start",
      "npm run demo -- --enrollments 1000",
      "docs/screenshots/delivery-desktop-light.webp",
    ])
      expect(screen).toContain(command);
  });
});

const documents = [".", "docs"].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name)),
);

test.each(documents)("%s links to nothing that is missing", (document) => {
  const targets = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)/g)].map(
    ([, target = ""]) => target,
  );
  const missing = targets.filter((target) => !existsSync(join(ROOT, dirname(document), target)));
  expect(missing).toEqual([]);
});

/** What a reader is to make. */
const NOT_YET = ["src/i18n/id/language.ts"];

/** A path may begin below src; a folder ends in a slash. */
test.each(documents)("%s names no file or folder that is missing", (document) => {
  const named = [...read(document).matchAll(/`((?:[\w-]+\/)+(?:[\w.-]+\.(?:tsx?|json|sql|md|yaml))?)`/g)].map(
    ([, path = ""]) => path,
  );
  const below = ["", "src", "docs", "hubspot-project"];
  const isThere = (path: string) => below.some((folder) => existsSync(join(ROOT, folder, path)));
  const missing = named.filter((path) => !isThere(path) && !NOT_YET.includes(path));
  expect(missing).toEqual([]);
});
