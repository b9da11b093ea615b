/** An input that an older version ignores is a send that it makes wrongly: its version has to be raised with it. */
import { expect, test } from "@jest/globals";
import { BEHAVIOUR_VERSION } from "../../src/delivery/behaviour.ts";
import { anInputs } from "../support/builders.ts";

/** What each version knows. A new input raises `BEHAVIOUR_VERSION` and adds a line. */
const KNOWN_SINCE: Readonly<Record<number, readonly string[]>> = {
  1: [
    "channelId listId targetingMode audienceId attributes message quotaPolicy maxRecipients silent",
    "collectForSeconds resendAfter excludeAudienceIds suppression excludeReachedDays sendAt quietHours",
    "requireApproval rehearsal includeAudienceIds",
  ].flatMap((line) => line.split(" ")),
};

test("the newest version knows every input", () => {
  const versions = Object.keys(KNOWN_SINCE).map(Number);
  expect(Math.max(...versions)).toBe(BEHAVIOUR_VERSION);
  const known = versions.flatMap((version) => KNOWN_SINCE[version] ?? []);
  expect(Object.keys(anInputs()).toSorted()).toEqual(known.toSorted());
});
