/** LINE's constants, as its OpenAPI files list them, are words in every language: a new one fails here. */
import { describe, expect, test } from "@jest/globals";
import { audiencePermission, audienceRoute, audienceStatus, audienceType, LANGUAGES } from "../../src/i18n/wording.ts";
import { enumOf, reasonWithoutSpecs } from "../support/openapi.ts";

const WORDS = {
  AudienceGroupType: audienceType,
  AudienceGroupStatus: audienceStatus,
  AudienceGroupCreateRoute: audienceRoute,
  AudienceGroupPermission: audiencePermission,
} as const;
const CONSTANT = /\b[A-Z]+_[A-Z_]+\b/;

const reason = reasonWithoutSpecs();
if (reason !== null) {
  test("cannot be compared with the official files here", () => {
    process.stderr.write(`${reason}\n`);
    expect(reason).toContain("../shared/specs/line");
  });
} else {
  describe.each(Object.entries(WORDS))("%s", (schema, inWords) => {
    const values = enumOf("manage-audience", schema);

    test("is listed", () => expect(values.length).toBeGreaterThan(1));

    test.each(values)("%s has words in every language", (value) => {
      for (const language of LANGUAGES) {
        expect(inWords(value, language)).not.toContain(value);
        expect(inWords(value, language)).not.toMatch(CONSTANT);
      }
    });
  });
}

// Documented, and missing in the OpenAPI file: https://developers.line.biz/en/reference/messaging-api/#get-shared-audience-list
test.each(["BUSINESS_MANAGER", "YAHOO_DISPLAY_ADS"])("the route %s too", (route) => {
  for (const language of LANGUAGES) expect(audienceRoute(route, language)).not.toContain(route);
});

test.each(Object.entries(WORDS))("%s: one that LINE adds later is another one", (_schema, inWords) => {
  expect(inWords("MOON_CLICK", "en")).toBe("other (MOON_CLICK)");
  expect(inWords("MOON_CLICK", "ja")).toBe("その他（MOON_CLICK）");
  expect(inWords("other", "en")).toBe("other (other)");
  expect(inWords("constructor", "en")).toBe("other (constructor)");
});
