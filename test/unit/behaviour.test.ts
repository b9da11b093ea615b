/** What an older version ignores is a send that it makes wrongly: its version has to be raised with it. */
import { expect, test } from "@jest/globals";
import { BEHAVIOUR_VERSION } from "../../src/delivery/behaviour.ts";
import { OUTCOME_KINDS, PHASES } from "../../src/delivery/delivery.ts";
import { NO_ATTRIBUTES } from "../../src/delivery/inputs.ts";
import { anInputs } from "../support/builders.ts";

/** What each version knows. A new input, filter, phase or outcome raises `BEHAVIOUR_VERSION` and adds a line. */
const KNOWN_SINCE: Readonly<Record<number, readonly string[]>> = {
  1: [
    "channelId listId targetingMode audienceId attributes message quotaPolicy maxRecipients silent",
    "collectForSeconds resendAfter excludeAudienceIds suppression excludeReachedDays sendAt quietHours",
    "requireApproval rehearsal includeAudienceIds",
    "genders ageFrom ageBelow os areas friendDaysFrom friendDaysBelow",
    "collecting sealed preparing sending measuring final",
    "delivered failed cancelled rehearsed uncertain",
  ].flatMap((line) => line.split(" ")),
};

/** An older version keeps what it does not know: it would send the same to the same people. */
const HARMLESS = ["deliveryName"];

test("the newest version knows every input, filter, phase and outcome", () => {
  const versions = Object.keys(KNOWN_SINCE).map(Number);
  expect(Math.max(...versions)).toBe(BEHAVIOUR_VERSION);
  const known = [...versions.flatMap((version) => KNOWN_SINCE[version] ?? []), ...HARMLESS];
  const there = [...Object.keys(anInputs()), ...Object.keys(NO_ATTRIBUTES), ...PHASES, ...OUTCOME_KINDS];
  expect(there.toSorted()).toEqual(known.toSorted());
});
