/** docs/security.md names tests: they exist, and no threat goes without one. */
import { describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const page = readFileSync(join(ROOT, "docs/security.md"), "utf8");

/** Threat, defence, file and title of each row. */
const rows = page
  .split("\n## Threats\n")[1]
  ?.split("\n## ")[0]
  ?.split("\n")
  .filter((line) => /^\| (?!threat|-)/.test(line))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| |\|$/g, "").trim())) as [string, string, string][];

describe("docs/security.md", () => {
  test("lists threats", () => expect(rows.length).toBeGreaterThan(25));

  test.each(rows)("%s: has a defence and a test that exists", (_threat, defence, named) => {
    const [, file = "", title = ""] = /^`(test\/[\w./-]+\.test\.ts)` › "(.+)"$/.exec(named) ?? [];
    expect(defence).not.toBe("");
    expect([file, existsSync(join(ROOT, file))]).toEqual([expect.stringContaining(".test.ts"), true]);
    const text = readFileSync(join(ROOT, file), "utf8");
    // The first text after `test(`, `test.each(…)(` or on a line of its own.
    const titles = [...text.matchAll(/(?:\(|^\s*)(["`])(.+?)\1,/gm)].map(([, , one]) => one ?? "");
    expect([title, titles.some((one) => one.includes(title))]).toEqual([title, true]);
  });
});
