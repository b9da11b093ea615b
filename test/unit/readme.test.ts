import { describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SCHEMA } from "../../src/app/config-schema.ts";

const ROOT = join(import.meta.dirname, "../..");
const page = readFileSync(join(ROOT, "README.md"), "utf8");

interface Described {
  readonly keys: Readonly<Record<string, { readonly flags: { default?: string | number; description?: string } }>>;
}

function section(title: string): string {
  const after = page.split(`\n## ${title}\n`)[1];
  if (after === undefined) throw new Error(`README.md has no section ${title}`);
  return after.split("\n## ")[0] ?? "";
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

describe("README.md", () => {
  test("its table of settings is what the configuration says", () => {
    const { keys } = SCHEMA.describe() as Described;
    const expected = Object.entries(keys).map(([name, { flags }]) => [
      `\`${name}\``,
      flags.default === undefined ? "" : `\`${flags.default}\``,
      flags.description,
    ]);
    expect(rowsOf(section("Configuration"))).toEqual(expected);
  });

  test("every npm command that it names exists", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };
    const named = [...page.matchAll(/npm (?:run )?(start|test|(?<=run )[a-z:]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => name === undefined || !(name in scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(8);
  });

  test("the two commands stand on the first screen", () => {
    const screen = page.split("\n").slice(0, 20).join("\n");
    for (const command of [
      "npm ci && npm start",
      "npm run demo -- --enrollments 1000",
      "docs/screenshots/delivery-desktop-light.webp",
    ])
      expect(screen).toContain(command);
  });
});

test.each(["README.md", "ARCHITECTURE.md", "docs/deployment.md", "docs/unverified.md"])(
  "%s links to nothing that is missing",
  (document) => {
    const text = readFileSync(join(ROOT, document), "utf8");
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, target]) => target ?? "");
    const missing = targets.filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(missing).toEqual([]);
  },
);
