import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { OUTCOMES_FILE, outcomesDocument } from "../../scripts/generate/outcomes.ts";
import { CODES } from "../../src/delivery/codes.ts";

test("docs/outcomes.md is up to date: npm run generate", () => {
  expect(readFileSync(OUTCOMES_FILE, "utf8")).toBe(outcomesDocument());
});

test("every code has its row and its section", () => {
  const text = outcomesDocument();
  for (const code of Object.keys(CODES)) {
    expect(text).toContain(`| [\`${code}\`](#${code.toLowerCase()}) `);
    expect(text).toContain(`\n## ${code}\n`);
  }
});
