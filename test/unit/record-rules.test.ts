/** What a refused record says of the account's own rules. */
import { describe, expect, it } from "@jest/globals";
import { hubspotError } from "../../src/platforms/hubspot/answers.ts";
import { refusedByRule } from "../../src/platforms/hubspot/records/record-rules.ts";

const namesIn = (body: unknown, status = 400) =>
  refusedByRule(hubspotError(status, JSON.stringify(body), null))?.finding.figures["properties"] ?? null;

const part = (code: string, ...propertyName: string[]) => ({ message: "…", code, context: { propertyName } });

describe("a record that HubSpot refuses", () => {
  // https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement
  it("names what the account's rules require", () => {
    const errors = [
      part("MISSING_REQUIRED_PROPERTY", "region"),
      part("MISSING_CONDITIONAL_REQUIRED_PROPERTY", "reason"),
    ];
    expect(namesIn({ category: "VALIDATION_ERROR", message: "invalid", errors })).toBe("region, reason");
  });

  // https://developers.hubspot.com/changelog/upcoming-property-validations-rules-will-be-enforced-for-apis-and-integrations
  it("names whose value a rule refuses, also where only the message says so", () => {
    const problems = [{ isValid: false, message: "Enter only letters", error: "INVALID_ALPHA", name: "list_name" }];
    const message = `Property values were not valid: ${JSON.stringify(problems)}`;
    expect(namesIn({ message, category: "VALIDATION_ERROR" })).toBe("list_name");
  });

  it.each([
    ["an option that the object lacks", { errors: [part("INVALID_OPTION", "outcome")] }],
    ["a property that the object lacks", { errors: [part("PROPERTY_DOESNT_EXIST", "reach")] }],
    ["no property", { message: "Missing 'Edit Associations' permission.", category: "VALIDATION_ERROR" }],
    ["what is no list of errors", { errors: "none", message: "[" }],
    ["errors without anything", { errors: [null, {}, { context: null }, part("X")] }],
    ["a name that is none", { errors: [part("X", "<script>"), part("X", "a".repeat(101))] }],
  ])("blames no rule for %s", (_what, body) => expect(namesIn(body)).toBeNull());

  it("blames no rule in another answer than 400", () => {
    expect(namesIn({ errors: [part("MISSING_REQUIRED_PROPERTY", "region")] }, 403)).toBeNull();
  });

  it("names ten at most, and each once", () => {
    const errors = Array.from({ length: 30 }, (_, index) => part("MISSING_REQUIRED_PROPERTY", `p_${index >> 1}`));
    expect(String(namesIn({ errors })).split(", ")).toEqual(Array.from({ length: 10 }, (_, index) => `p_${index}`));
  });
});
