/** `workflow-action.json` against HubSpot's rules, against the SDK's model, and against the code that reads its inputs. */
import { describe, expect, test } from "@jest/globals";
import { ObjectSerializer } from "@hubspot/api-client/lib/codegen/automation/actions/models/ObjectSerializer.js";
import { readFileSync } from "node:fs";
import { OUTCOME_KINDS } from "../../src/delivery/delivery.ts";
import { deliveryKey } from "../../src/delivery/lifecycle/delivery-key.ts";
import { NOT_SET } from "../../src/delivery/inputs.ts";
import { UNSET_INPUTS } from "../support/builders.ts";
import { readDefinition, withTexts } from "../../scripts/generate/action.ts";
import { LANGUAGES, textsIn } from "../../src/i18n/languages.ts";
import { readInputs } from "../../src/intake/action-inputs.ts";
import { createExecutionReader } from "../../src/intake/action-request.ts";

const readExecution = createExecutionReader();

const definition = readDefinition();
const inputs = definition.inputFields.map(({ typeDefinition, ...field }) => ({ ...typeDefinition, ...field }));
const outputs = definition.outputFields.map(({ typeDefinition }) => typeDefinition);
const names = inputs.map(({ name }) => name);
const outputNames = outputs.map(({ name }) => name);
const withOptions = inputs.filter(({ options }) => options !== undefined);
const optionCases = withOptions.flatMap(({ name, options = [] }) => options.map(({ value }) => [name, value] as const));

interface FirstInput {
  readonly name: string;
  readonly type: string;
  readonly fieldType: string;
  readonly isRequired: boolean;
  readonly options?: readonly string[];
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/hubspot/${name}.json`, import.meta.url), "utf8"));
}

/** What HubSpot would send when the builder fills in these fields beside the required ones. */
function execute(filled: Record<string, string>) {
  return readExecution({
    callbackId: "ap-1-2-3-0",
    origin: { portalId: 7 },
    object: { objectId: 614 },
    inputFields: { channel: "main", deliveryList: "1204", audienceId: "1", messageText: "Hello", ...filled },
  });
}

test("is up to date with the wording: npm run generate", () => {
  expect(definition).toEqual(withTexts(definition));
});

describe("the code that reads the inputs", () => {
  test("knows every input", () => {
    const filled = Object.fromEntries(names.map((name) => [name, ""]));
    expect(
      execute({ ...filled, messageText: "Hello", audienceId: "1", channel: "main", deliveryList: "1204" }),
    ).toMatchObject({ kind: "execution", ignoredInputs: [] });
  });

  const unanswered = ([name, value]: readonly [string, string]) => name === "targetingMode" && value === NOT_SET;
  test.each(optionCases.filter((each) => !unanswered(each)))("accepts %s = %s", (name, value) => {
    expect(execute({ maxRecipients: "100", [name]: value })).toMatchObject({ kind: "execution", ignoredInputs: [] });
  });

  test.each(withOptions.map(({ name }) => name))("accepts nothing but the options of %s", (name) => {
    const refused = { kind: "wrong_inputs", finding: { code: "INPUT_INVALID", figures: { field: name } } };
    expect(execute({ [name]: "something else" })).toMatchObject(refused);
  });

  const required = inputs.filter(({ isRequired }) => isRequired === true).map(({ name }) => name);

  test.each(required.filter((name) => name !== "targetingMode"))("requires %s", (name) => {
    expect(execute({ [name]: "" })).toMatchObject({ kind: "wrong_inputs" });
  });

  test("requires an answer to who receives the message; only an action saved before it was asked says nothing", () => {
    const asked = inputs.find(({ name }) => name === "targetingMode");
    // What the editor may preset is no answer.
    expect(asked).toMatchObject({ isRequired: true, options: [{ value: NOT_SET }, {}, {}] });
    const unsaid = { kind: "wrong_inputs", finding: { code: "TARGETING_MODE_MISSING" } };
    for (const value of [NOT_SET, ` ${NOT_SET} `]) expect(execute({ targetingMode: value })).toMatchObject(unsaid);
    const before = { kind: "execution", inputs: { targetingMode: "line_conditions" } };
    for (const inputFields of [{}, { targetingMode: "" }]) expect(execute(inputFields)).toMatchObject(before);
  });

  test("requires nothing else", () => {
    const optional = inputs.filter(({ isRequired }) => isRequired !== true).map(({ name }) => name);
    const empty = Object.fromEntries(optional.map((name) => [name, ""]));
    expect(execute({ ...empty, gender: "male", messageText: "Hello" })).toMatchObject({ kind: "execution" });
  });

  // The editor of HubSpot may preset the first choice, so that a builder sends it without having looked at the field.
  describe("takes the first choice of a select that may be left out as leaving it out", () => {
    const optional = withOptions.filter(({ fieldType, isRequired }) => fieldType === "select" && isRequired !== true);
    const preset = optional.map(({ name, options = [] }) => [name, options[0]?.value ?? ""] as const);
    const inputsOf = (filled: Record<string, string>) => {
      const reading = execute(filled);
      if (reading.kind !== "execution") throw new Error(JSON.stringify(reading));
      return reading.inputs;
    };

    test.each(preset)("%s", (name, value) => {
      expect(inputsOf({ [name]: value })).toEqual(inputsOf({}));
    });

    test("all of them, which is the same delivery", () => {
      expect(preset.length).toBeGreaterThan(11);
      const all = inputsOf(Object.fromEntries(preset));
      expect(all).toEqual(inputsOf({}));
      expect(deliveryKey(7, all)).toBe(deliveryKey(7, inputsOf({})));
    });
  });

  test("is asked for every input that it knows", () => {
    const read = new Set<string>();
    const inputFields = { channel: "main", deliveryList: "1204", audienceId: "1", messageText: "Hello" };
    const get = (fields: Record<string, string>, name: string) => {
      read.add(name);
      return fields[name];
    };
    expect(readInputs(new Proxy(inputFields, { get }))).toMatchObject({ kind: "inputs" });
    expect(read.size).toBeGreaterThan(20);
    expect([...read].filter((name) => !names.includes(name))).toEqual([]);
  });

  // A workflow keeps the revision that it was saved with.
  test("takes what the first revision sends", () => {
    const { inputFields } = fixture("first-revision") as { inputFields: Record<string, string> };
    expect(Object.keys(inputFields).filter((name) => !names.includes(name))).toEqual([]);
    expect(
      readExecution({ callbackId: "ap-1", origin: { portalId: 7 }, object: { objectId: 1 }, inputFields }),
    ).toMatchObject({
      kind: "execution",
      ignoredInputs: [],
      inputs: { targetingMode: "line_conditions", ...UNSET_INPUTS, collectForSeconds: 7200, quotaPolicy: "at_most_n" },
    });
  });
});

test("a workflow can branch on every outcome", () => {
  const outcome = definition.outputFields.find(({ typeDefinition }) => typeDefinition.name === "outcome");
  expect(outcome?.typeDefinition.options?.map(({ value }) => value)).toEqual(OUTCOME_KINDS);
});

// A workflow saved with an earlier revision is opened in the editor with the newest one.
describe("against the first revision", () => {
  const first = fixture("first-revision-inputs") as FirstInput[];

  test.each(first)("$name is the same input with at least the same options", (input) => {
    const { name, type, fieldType, isRequired, options = [] } = input;
    const now = inputs.find((each) => each.name === name);
    if (fieldType === "booleancheckbox") {
      // HubSpot's editor may not draw a checkbox of a custom action: it has become a select that means the same.
      expect(now).toMatchObject({ type: "enumeration", fieldType: "select", isRequired });
      for (const value of ["true", "false"]) expect(execute({ [name]: value })).toMatchObject({ kind: "execution" });
      return;
    }
    expect(now).toMatchObject({ type, fieldType, isRequired });
    const values = new Set(now?.options?.map(({ value }) => value));
    expect(options.filter((value) => !values.has(value))).toEqual([]);
  });

  test("nothing that came later is required, but to say who receives the message", () => {
    const later = inputs.filter(({ name }) => first.every((each) => each.name !== name));
    expect(later.flatMap(({ isRequired, name }) => (isRequired === false ? [] : name))).toEqual(["targetingMode"]);
    expect(later.length).toBeGreaterThan(0);
  });
});

// https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/guide
describe("HubSpot's rules for a definition", () => {
  test("the SDK's model loses nothing of it", () => {
    const model: unknown = ObjectSerializer.deserialize(definition, "PublicActionDefinitionEgg", "");
    expect(ObjectSerializer.serialize(model, "PublicActionDefinitionEgg", "")).toEqual(definition);
  });

  test("required keys are there and URLs are left to be filled in", () => {
    expect(definition).toMatchObject({ published: false, objectTypes: ["CONTACT"], functions: [] });
    const urls = [definition.actionUrl, ...inputs.flatMap(({ optionsUrl }) => optionsUrl ?? [])];
    expect(urls).toHaveLength(9);
    for (const url of urls)
      expect(url).toMatch(/^\{PUBLIC_URL\}\/hubspot\/(actions|options)\/[\w-]+\/\{INTAKE_SEGMENT\}$/);
    for (const { name, optionsUrl } of inputs) if (optionsUrl) expect(optionsUrl).toContain(`/${name}/`);
  });

  test("types, field types and value types are documented ones that fit together", () => {
    const fieldTypes: Record<string, readonly string[]> = {
      enumeration: ["select", "checkbox", "radio"],
      string: ["text", "textarea"],
      number: ["number"],
      bool: ["booleancheckbox"],
      datetime: ["date"],
    };
    for (const { type, fieldType, name } of [...inputs, ...outputs]) {
      expect([name, fieldTypes[type]]).toEqual([name, expect.arrayContaining([fieldType])]);
    }
    // A value that differs between records would make a send of its own for each.
    const perRecord = inputs.filter(({ supportedValueTypes }) => String(supportedValueTypes) !== "STATIC_VALUE");
    expect(perRecord.map(({ name, supportedValueTypes }) => [name, supportedValueTypes])).toEqual([
      ["lineUserId", ["OBJECT_PROPERTY"]],
    ]);
  });

  test("the form asks for the account, then what is sent, who receives it, when, and what keeps it safe", () => {
    const what = "message messageText deliveryName";
    const who =
      "deliveryList targetingMode lineUserId audienceId includeAudienceIds gender ageFrom ageTo os areas friendDaysFrom friendDaysTo " +
      "excludeAudienceIds suppressionList suppressionProperty excludeReachedDays";
    const when = "collectFor sendAt quietHours resendAfter";
    const safety = "quotaPolicy maxRecipients silent requireApproval rehearsal";
    expect(names.join(" ")).toBe(`channel ${what} ${who} ${when} ${safety}`);
  });

  test("HubSpot has no sections: a label says which one its field belongs to", () => {
    const sections = (language: string) => {
      const labels = definition.labels[language]?.inputFieldLabels ?? {};
      return [...new Set(names.slice(1).map((name) => /^[^ ｜]+/.exec(labels[name] ?? "")?.[0]))].join(" ");
    };
    expect(sections("en")).toBe("Message Who Exclude When Safety");
    expect(sections("ja")).toBe("メッセージ 受信者 除外 日時 安全設定");
  });

  test("every help text is a line or two; the send time's has three examples", () => {
    for (const { inputFieldDescriptions } of Object.values(definition.labels)) {
      const long = Object.entries(inputFieldDescriptions).filter(([, text]) => text.length > 90);
      expect(long.map(([name]) => name)).toEqual(["sendAt"]);
    }
  });

  test("what may be left out says what happens then", () => {
    const { inputFieldDescriptions = {}, inputFieldOptionLabels = {} } = definition.labels["en"] ?? {};
    const silent = names.filter(
      (name) =>
        !/Default: |Optional |Without |required/.test(inputFieldDescriptions[name] ?? "") &&
        !inputFieldOptionLabels[name]?.[NOT_SET]?.startsWith("No "),
    );
    // The first three have to be filled in; the others are what is added to another field.
    const added = "includeAudienceIds excludeAudienceIds suppressionList suppressionProperty";
    expect(silent.join(" ")).toBe(`channel message deliveryList targetingMode lineUserId ${added}`);
  });

  test("an area says its country: several have a “Northern”", () => {
    for (const { inputFieldOptionLabels } of Object.values(definition.labels))
      for (const [code, label] of Object.entries(inputFieldOptionLabels["areas"] ?? {}))
        expect([code.slice(0, 2), label]).toEqual([
          code.slice(0, 2),
          expect.stringMatching(
            { jp: /^(Japan –|日本・)/, tw: /^(Taiwan –|台湾・)/, th: /^(Thailand –|タイ・)/ }[code.slice(0, 2)] ?? /^$/,
          ),
        ]);
  });

  // Its staff: checkboxes are not supported for custom actions, use a select.
  test("yes or no is a select", () => {
    expect(inputs.filter(({ type, fieldType }) => type === "bool" || fieldType === "booleancheckbox")).toEqual([]);
    for (const name of ["silent", "requireApproval", "rehearsal"]) {
      expect(inputs.find((input) => input.name === name)?.options?.map(({ value }) => value)).toEqual(["off", "on"]);
    }
  });

  test("a choice has either options or a URL", () => {
    for (const { type, options, optionsUrl } of inputs.filter(({ type }) => type === "enumeration")) {
      expect([type, options !== undefined, optionsUrl !== undefined].filter(Boolean)).toHaveLength(2);
    }
  });

  test("audiences depend on the account, IDs on the mode, the suppressed members' property on their list", () => {
    const single = { dependencyType: "SINGLE_FIELD" };
    expect(definition.inputFieldDependencies).toEqual([
      {
        ...single,
        controllingFieldName: "channel",
        dependentFieldNames: ["audienceId", "includeAudienceIds", "excludeAudienceIds"],
      },
      {
        dependencyType: "CONDITIONAL_SINGLE_FIELD",
        controllingFieldName: "targetingMode",
        controllingFieldValue: "narrow_to_enrolled",
        dependentFieldNames: ["lineUserId"],
      },
      { ...single, controllingFieldName: "suppressionList", dependentFieldNames: ["suppressionProperty"] },
    ]);
  });

  test("outputs are the promised ones", () => {
    const promised =
      "outcome outcomeCode outcomeMessage deliveryId deliveryUrl enrolledCount targetCount successCount failureCount lineRequestId sentAt covered";
    expect(outputNames.join(" ")).toBe(promised);
  });
});

const locales = LANGUAGES.flatMap((language) => textsIn(language).hubspotLocale ?? []);

test("there are labels in the languages that HubSpot knows, and in no other", () => {
  expect(Object.keys(definition.labels)).toEqual(locales);
  expect(locales).toEqual(expect.arrayContaining(["en", "ja"]));
});

describe.each(locales)("labels in %s", (language) => {
  const labels = definition.labels[language];
  if (labels === undefined) throw new Error(`no labels in ${language}`);

  test("name the action, every input, option and output", () => {
    expect(labels.actionName).toMatch(/LINE/);
    expect(Object.keys(labels.inputFieldLabels).sort()).toEqual([...names].sort());
    expect(Object.keys(labels.inputFieldDescriptions).sort()).toEqual([...names].sort());
    expect(Object.keys(labels.outputFieldLabels).sort()).toEqual([...outputNames].sort());
    for (const { name, options = [] } of withOptions) {
      const values = options.map(({ value }) => value).sort();
      expect([name, Object.keys(labels.inputFieldOptionLabels[name] ?? {}).sort()]).toEqual([name, values]);
    }
  });

  test("say that the upper bounds are not included", () => {
    expect(labels.inputFieldOptionLabels["ageTo"]?.["30"]).toMatch(/^under 30$|^30歳未満$/);
    expect(labels.inputFieldOptionLabels["friendDaysTo"]?.["30"]).toMatch(/^less than 30 days$|^30日未満$/);
  });

  test("the card mentions inputs, the rules mention outputs", () => {
    const mentioned = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(mentioned(labels.actionCardContent)));
    for (const text of Object.values(labels.executionRules)) {
      expect(outputNames).toEqual(expect.arrayContaining(mentioned(text)));
      expect(text.replace(/\{\{\w+\}\}/g, "")).not.toMatch(/[{}]/);
    }
  });

  test("a line of the history is in one language: outputs are in the account's, everything else in the reader's", () => {
    const mixed = Object.entries(labels.executionRules).filter(
      ([, text]) => text.includes("{{outcomeMessage}}") && text !== "{{outcomeMessage}}",
    );
    expect(mixed).toEqual([]);
  });

  test("every rule has its text", () => {
    expect(Object.keys(labels.executionRules)).toEqual(definition.executionRules.map(({ labelName }) => labelName));
  });
});
