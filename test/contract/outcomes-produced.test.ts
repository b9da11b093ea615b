/** Every code that a person may meet comes out of the code under test somewhere, not only out of a test's own hand. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { CODES } from "../../src/delivery/codes.ts";

const TESTS = new URL("../", import.meta.url);
/** They go through all codes to look at their sentences; that produces none. */
const ABOUT_WORDS = /wording|outcomes-|readme|action-definition/;

const texts = readdirSync(TESTS, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts") && !ABOUT_WORDS.test(path))
  .map((path) => readFileSync(new URL(path, TESTS), "utf8"));

/** Where a code stands alone it is expected; inside `finding(…)` it may be what a stand-in answers. */
function expectedIn(text: string, code: string): boolean {
  const alone = text.matchAll(new RegExp(`(expect[^\\n]*)?(finding\\()?"${code}"`, "g"));
  return [...alone].some(([, expecting, made]) => made === undefined || expecting !== undefined);
}

test.each(Object.keys(CODES))("%s is produced by a test", (code) => {
  expect(texts.some((text) => expectedIn(text, code))).toBe(true);
});
