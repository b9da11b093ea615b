/** What the log tells an operator who has published nothing of its own yet. */
import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { warnOfDrafts } from "../../src/observability/log-lines.ts";

const NOTHING = { supportEmail: null, docsUrl: null, privacyUrl: null, termsUrl: null };

function linesFor(pages: Parameters<typeof warnOfDrafts>[1]): unknown[] {
  const lines: unknown[] = [];
  warnOfDrafts(pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }), pages);
  return lines;
}

test("names the settings without which customers read drafts", () => {
  const unset = ["SUPPORT_EMAIL", "PRIVACY_URL", "TERMS_URL"];
  expect(linesFor(NOTHING)).toEqual([expect.objectContaining({ level: 40, event: "pages.drafts", unset })]);
  const privacyUrl = "https://hoshi-soft.example/privacy";
  expect(linesFor({ ...NOTHING, privacyUrl })).toEqual([
    expect.objectContaining({ unset: ["SUPPORT_EMAIL", "TERMS_URL"] }),
  ]);
});

test("says nothing where all are set; the setup guide is no draft", () => {
  const page = "https://hoshi-soft.example/page";
  expect(linesFor({ ...NOTHING, supportEmail: "help@hoshi-soft.example", privacyUrl: page, termsUrl: page })).toEqual(
    [],
  );
});
