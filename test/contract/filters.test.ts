/** Every attribute filter from the builder's form to LINE: what the types cannot force is named here. */
import { describe, expect, test } from "@jest/globals";
import { readDefinition } from "../../scripts/generate/action.ts";
import { narrowcastErrors } from "../../simulators/line/narrowcast/validate-narrowcast.ts";
import { completed, NO_ATTRIBUTES, type Inputs } from "../../src/delivery/inputs.ts";
import { deliveryKey } from "../../src/delivery/lifecycle/delivery-key.ts";
import { inputChanges } from "../../src/delivery/lifecycle/edits/input-changes.ts";
import {
  allConditions,
  conditionsOf,
  CONDITIONS,
  keyedAlone,
  type Condition,
} from "../../src/delivery/targeting/attributes.ts";
import { forecast } from "../../src/delivery/targeting/forecast.ts";
import { meantFor } from "../../src/delivery/targeting/may-be-below.ts";
import { narrowcastBody, NOTHING_KNOWN, targeting } from "../../src/delivery/targeting/targeting.ts";
import { actionTexts, LANGUAGES, targetingInWords } from "../../src/i18n/wording.ts";
import { readInputs } from "../../src/intake/action-inputs.ts";
import { anInputs, NO_DEMOGRAPHICS } from "../support/builders.ts";

const fields = new Map(
  readDefinition().inputFields.map(({ typeDefinition: { name, options } }) => [
    name,
    (options ?? []).map(({ value }) => value).filter((value) => value !== "not-set"),
  ]),
);
const fieldsOf = (row: (typeof CONDITIONS)[keyof typeof CONDITIONS]): readonly string[] =>
  row.kind === "any_of" ? [row.input] : [`${row.name}From`, `${row.name}To`];
const cases = Object.values(CONDITIONS).flatMap((row) => fieldsOf(row).map((field) => [field, row.name] as const));

/** As the intake reads it, with the second choice of this field: the first of two bounds has a lower end. */
function chosen(field: string): Inputs {
  const value = fields.get(field)?.[1] ?? "";
  const filled = { channel: "main", deliveryList: "12", audienceId: "1", messageText: "Hi" };
  const reading = readInputs({ ...filled, [field]: value });
  if (reading.kind !== "inputs") throw new Error(`${field} = ${value}: ${reading.finding.code}`);
  return reading.inputs;
}

const plain = anInputs({ channelId: "main", audienceId: "1", message: { kind: "text", text: "Hi" } });

describe.each(cases)("the filter %s", (field, name) => {
  test("can be chosen in the action", () => {
    expect(fields.get(field)?.length).toBeGreaterThan(1);
  });

  test("is what the intake makes of it, and nothing else", () => {
    expect(conditionsOf(chosen(field).attributes).map((condition) => condition.name)).toEqual([name]);
  });

  test("is sent to LINE, which takes it", () => {
    const { filter } = targeting(chosen(field), NOTHING_KNOWN);
    expect(filter?.demographic).toMatchObject({ type: CONDITIONS[name].line });
    const body: unknown = JSON.parse(
      narrowcastBody(targeting(chosen(field), NOTHING_KNOWN), [{ type: "text", text: "Hi" }]),
    );
    expect(narrowcastErrors(body)).toEqual([]);
  });

  test("makes a delivery of its own, for people of its own", () => {
    const { attributes } = chosen(field);
    expect(deliveryKey(7, { ...plain, attributes })).not.toBe(deliveryKey(7, plain));
    expect(meantFor({ ...plain, attributes })).not.toBe(meantFor(plain));
  });

  test("is what an edit changed", () => {
    const changes = inputChanges(plain, { ...plain, attributes: chosen(field).attributes });
    expect(changes.map(({ input }) => input)).toEqual([field]);
  });

  test.each(LANGUAGES)("has words in %s, with the words of its choices", (language) => {
    const inputs = actionTexts(language).inputs as Readonly<Record<string, object>>;
    const value = fields.get(field)?.[1] ?? "";
    expect(inputs[field]).toMatchObject({ label: expect.any(String) });
    const said = targetingInWords(chosen(field), {}, language);
    expect(said).not.toBe(targetingInWords({ ...chosen(field), attributes: NO_ATTRIBUTES }, {}, language));
    expect(said).not.toMatch(new RegExp(`: ${value}(?:;|$)`));
  });

  test("lowers the forecast", () => {
    const facts = {
      reach: 1000,
      audiences: [],
      enrolledIds: null,
      demographics: NO_DEMOGRAPHICS,
      excludedAtMost: 0,
      max: null,
      available: null,
      availableShown: null,
      quotaPolicy: "all_or_nothing",
    } as const;
    expect(forecast({ ...facts, attributes: NO_ATTRIBUTES }).low).toBe(1000);
    expect(forecast({ ...facts, attributes: chosen(field).attributes }).low).toBe(0);
  });
});

test("a filter that came later is no part of the key before it is used", () => {
  const later: Condition = { ...CONDITIONS.os, keyed: "alone", values: ["ios", "android", "ios"] };
  expect(keyedAlone([later])).toEqual([["os", ["android", "ios"]]]);
  expect(keyedAlone([{ ...later, values: [] }, ...allConditions(NO_ATTRIBUTES)])).toEqual([]);
});

test("a stored delivery gets the filters that came after it", () => {
  const { os, ...attributes } = NO_ATTRIBUTES;
  expect(os).toEqual([]);
  expect(completed({ ...plain, attributes: attributes as Inputs["attributes"] }).attributes).toEqual(NO_ATTRIBUTES);
});
