import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { deliveryKey } from "../../src/delivery/lifecycle/delivery-key.ts";
import { NO_ATTRIBUTES, NOT_SET } from "../../src/delivery/inputs.ts";
import { UNSET_INPUTS } from "../support/builders.ts";
import { createExecutionReader, ENVELOPE } from "../../src/intake/action-request.ts";
import { matchesFastPath } from "../../src/intake/fast-path/common-envelope.ts";

const readExecution = createExecutionReader();

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../fixtures/hubspot/${name}.json`, import.meta.url), "utf8"));

const LEAST = { channel: "main", deliveryList: "1204", audienceId: "4389303728991", messageText: "Hello" };

/** HubSpot's request with these inputs instead of the least ones. */
const request = (inputs: Record<string, unknown>) => ({
  ...fixture("execution"),
  inputFields: { ...LEAST, ...inputs },
});

function inputsOf(inputs: Record<string, unknown>) {
  const reading = readExecution(request(inputs));
  if (reading.kind !== "execution") throw new Error(JSON.stringify(reading));
  return reading.inputs;
}

function findingOf(inputs: Record<string, unknown>) {
  const reading = readExecution(request(inputs));
  return reading.kind === "wrong_inputs" ? reading.finding : reading;
}

describe("HubSpot's documented payload", () => {
  test("names the execution and prefers inputFields", () => {
    expect(readExecution(fixture("execution"))).toEqual({
      kind: "execution",
      isTest: false,
      ignoredInputs: [],
      execution: {
        portalId: 102670506,
        callbackId: "ap-102670506-56776413549-7-0",
        workflowId: "192814114",
        actionId: "1",
        executionId: "192814114:56776413549:0",
        objectId: "614",
        objectType: "CONTACT",
        definitionVersion: 1,
        lineUserId: null,
      },
      inputs: {
        ...UNSET_INPUTS,
        channelId: "3f1c2c1e-7f57-4a55-8a44-0d9a4ef0c3de",
        listId: "1204",
        targetingMode: "line_conditions",
        audienceId: "4389303728991",
        attributes: {
          ...NO_ATTRIBUTES,
          genders: ["female"],
          ageFrom: 20,
          ageBelow: 40,
          areas: ["jp_13", "jp_27"],
        },
        message: { kind: "text", text: "秋のセールが始まりました。" },
        quotaPolicy: "all_or_nothing",
        maxRecipients: null,
        silent: true,
        collectForSeconds: null,
        resendAfter: "24h",
      },
    });
  });

  test("typed fields serve where inputFields are missing", () => {
    const reading = readExecution(fixture("execution-typed-fields"));
    expect(reading).toMatchObject({
      kind: "execution",
      execution: { workflowId: "192814114", executionId: null, definitionVersion: 2 },
      inputs: {
        channelId: "main",
        audienceId: null,
        attributes: { os: ["ios", "android"] },
        message: { kind: "saved", messageId: "42" },
        maxRecipients: 500,
        quotaPolicy: "at_most_n",
        silent: false,
        collectForSeconds: null,
      },
    });
  });

  test("plain fields serve too, and an unknown input is named", () => {
    expect(readExecution(fixture("execution-plain-fields"))).toMatchObject({
      isTest: true,
      kind: "execution",
      execution: { workflowId: null, executionId: null, definitionVersion: null, objectId: "614" },
      inputs: { listId: "1204", message: { kind: "text", text: "Hello" } },
      ignoredInputs: ["somethingNew"],
    });
  });

  test("the same inputs come out as the same object", () => {
    expect(inputsOf({ messageText: "once" })).toBe(inputsOf({ messageText: "once" }));
    expect(inputsOf({ messageText: "once" })).not.toBe(inputsOf({ messageText: "twice" }));
  });
});

describe("anything else is malformed and names the field", () => {
  const without = (key: string) => {
    const { [key]: _gone, ...rest } = fixture("execution");
    return rest;
  };
  test.each([
    ["body", undefined],
    ["body", "text"],
    ["body", []],
    ["callbackId", without("callbackId")],
    ["callbackId", { ...fixture("execution"), callbackId: "" }],
    ["origin", without("origin")],
    ["origin.portalId", { ...fixture("execution"), origin: { portalId: "x" } }],
    ["origin.portalId", { ...fixture("execution"), origin: { portalId: -1 } }],
    ["object.objectId", { ...fixture("execution"), object: {} }],
    ["inputFields", { ...fixture("execution"), inputFields: "a=b" }],
    ["inputFields.gender", request({ gender: { deep: { er: 1 } } })],
    ["inputFields.gender", request({ gender: [["male"]] })],
  ])("%s", (field, body) => {
    expect(readExecution(body)).toMatchObject({ kind: "malformed", field, problem: expect.stringMatching(/\w/) });
  });
});

test("whatever comes, it is answered", () => {
  const kinds = ["malformed", "wrong_inputs", "execution"];
  fc.assert(fc.property(fc.anything(), (body) => kinds.includes(readExecution(body).kind)));
  const names = fc.constantFrom("channel", "areas", "ageTo", "message", "messageText", "maxRecipients", "__proto__");
  const inputs = fc.dictionary(names, fc.oneof(fc.anything(), fc.string(), fc.integer().map(String)));
  fc.assert(fc.property(inputs, (filled) => kinds.includes(readExecution(request(filled)).kind)));
});

describe("a builder's mistake", () => {
  test.each([
    ["CHANNEL_MISSING", { channel: " " }],
    ["LIST_MISSING", { deliveryList: "" }],
    ["TARGETING_MISSING", { audienceId: "" }],
    ["MESSAGE_MISSING", { messageText: " \n" }],
    ["MESSAGE_AMBIGUOUS", { message: "42" }],
    ["MESSAGE_IS_CODE", { messageText: '{"type":"text"}' }],
    ["MESSAGE_IS_CODE", { messageText: `[{"type":"text","text":"${"a".repeat(5000)}"}]` }],
    ["MESSAGE_IS_CODE", { messageText: "{“type”: “text”, “text”: “Hi {{ contact.firstname }}”}" }],
    ["MAX_RECIPIENTS_MISSING", { quotaPolicy: "at_most_n" }],
  ])("%s", (code, inputs) => {
    expect(findingOf(inputs)).toEqual({ code, figures: {} });
  });

  test.each([
    [{ gender: "male;other" }, "gender", "other", "male, female"],
    [{ os: "IOS" }, "os", "IOS", "ios, android"],
    [{ ageFrom: "21" }, "ageFrom", "21", "15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70"],
    [{ friendDaysTo: "8" }, "friendDaysTo", "8", "7, 30, 90, 180, 365"],
    [{ quotaPolicy: "some" }, "quotaPolicy", "some", "all_or_nothing, up_to_quota, at_most_n"],
    [{ resendAfter: "2h" }, "resendAfter", "2h", "none, 1h, 24h, 7d, 30d, forever"],
    [{ silent: "perhaps" }, "silent", "perhaps", "off, on"],
    [{ maxRecipients: "0" }, "maxRecipients", "0", "1–2147483647"],
    [{ maxRecipients: "1.5" }, "maxRecipients", "1.5", "1–2147483647"],
    [{ maxRecipients: "2147483648" }, "maxRecipients", "2147483648", "1–2147483647"],
    [{ collectFor: "518401" }, "collectFor", "518401", "1–518400"],
    [{ audienceId: "12a" }, "audienceId", "12a", "1, 2, 3, …"],
    [{ audienceId: "9007199254740993" }, "audienceId", "9007199254740993", "1, 2, 3, …"],
    [{ channel: "a:b" }, "channel", "a:b", "A–Z, a–z, 0–9, -, _, ."],
    [{ deliveryName: "Autumn\0" }, "deliveryName", "Autumn\0", "A–Z, あ–ん, … (≠ U+0000)"],
    [{ deliveryName: "\uD83C" }, "deliveryName", "\uFFFD", "A–Z, あ–ん, … (≠ U+0000)"],
    [{ targetingMode: "all" }, "targetingMode", "all", "line_conditions, narrow_to_enrolled"],
  ])("%j is refused with what is allowed", (inputs, field, value, allowed) => {
    expect(findingOf(inputs)).toEqual({ code: "INPUT_INVALID", figures: { field, value, allowed } });
  });

  test.each([
    ["AGE_RANGE_REVERSED", { ageFrom: "30", ageTo: "30" }, { from: 30, to: 30 }],
    ["AGE_RANGE_REVERSED", { ageFrom: "40", ageTo: "20" }, { from: 40, to: 20 }],
    ["FRIEND_DAYS_REVERSED", { friendDaysFrom: "90", friendDaysTo: "7" }, { from: 90, to: 7 }],
    ["MESSAGE_TOO_LONG", { messageText: "🍎".repeat(2501) }, { length: 5002, maximum: 5000 }],
    ["DELIVERY_NAME_TOO_LONG", { deliveryName: "あ".repeat(101) }, { length: 101, maximum: 100 }],
    ["PERSONAL_TOKEN_IN_MESSAGE", { messageText: "Hi {{ contact.firstname }}!" }, { token: "{{ contact.firstname }}" }],
  ])("%s", (code, inputs, figures) => {
    expect(findingOf(inputs)).toEqual({ code, figures });
  });

  test("a name is one line, as it is read; without one there is none", () => {
    const nameOf = (deliveryName: string) => inputsOf({ deliveryName }).deliveryName;
    expect(nameOf("  Autumn\r\n\tsale\u200B ")).toBe("Autumn sale");
    expect(nameOf("not-set")).toBe("not-set");
    expect(nameOf("あ".repeat(100))).toHaveLength(100);
    expect([nameOf(" \n"), inputsOf({}).deliveryName]).toEqual([null, null]);
  });

  test("the longest text is accepted", () => {
    expect(inputsOf({ messageText: "🍎".repeat(2500) }).message).toMatchObject({ kind: "text" });
  });

  test("the execution is known although the inputs are wrong", () => {
    expect(readExecution(request({ channel: "" }))).toMatchObject({
      kind: "wrong_inputs",
      execution: { callbackId: "ap-102670506-56776413549-7-0" },
    });
  });
});

describe("yes or no", () => {
  const fields = ["silent", "requireApproval", "rehearsal"] as const;
  test.each([
    ...["on", "true", "yes", "ON", "True", "Yes", " on ", true].map((value) => [value, true] as const),
    ...["off", "false", "no", "OFF", "False", "No", "", null, false].map((value) => [value, false] as const),
  ])("%j means %j", (value, meant) => {
    for (const field of fields) expect(inputsOf({ [field]: value })).toEqual({ ...inputsOf({}), [field]: meant });
    // As an older revision of the action, and another client, may send it.
    for (const field of fields) expect(inputsOf({ [field]: { type: "bool", value } })[field]).toBe(meant);
  });
});

describe("a choice that says that nothing is chosen", () => {
  const selects = (
    "ageFrom ageTo friendDaysFrom friendDaysTo suppressionList suppressionProperty excludeReachedDays " +
    "message collectFor quietHours resendAfter quotaPolicy silent requireApproval rehearsal"
  ).split(" ");
  test.each(selects)("%s", (field) => {
    expect(inputsOf({ [field]: NOT_SET })).toEqual(inputsOf({}));
  });

  test("all of them at once, which is the same delivery", () => {
    const given = inputsOf(Object.fromEntries(selects.map((field) => [field, NOT_SET])));
    expect(given).toEqual(inputsOf({}));
    expect(deliveryKey(7, given)).toBe(deliveryKey(7, inputsOf({})));
  });

  test("an audience", () => {
    expect(inputsOf({ audienceId: NOT_SET, gender: "male" })).toEqual(inputsOf({ audienceId: "", gender: "male" }));
    expect(findingOf({ audienceId: NOT_SET })).toMatchObject({ code: "TARGETING_MISSING" });
  });

  test("is no account and no list, which are required", () => {
    expect(findingOf({ channel: NOT_SET })).toMatchObject({ code: "CHANNEL_MISSING" });
    expect(findingOf({ deliveryList: NOT_SET })).toMatchObject({ code: "LIST_MISSING" });
  });

  test("is no answer to who receives the message", () => {
    expect(findingOf({ targetingMode: NOT_SET })).toEqual({ code: "TARGETING_MODE_MISSING", figures: {} });
  });

  test("is a text where it was typed", () => {
    expect(inputsOf({ messageText: NOT_SET }).message).toEqual({ kind: "text", text: NOT_SET });
    expect(findingOf({ maxRecipients: NOT_SET })).toMatchObject({ code: "INPUT_INVALID" });
  });
});

describe("what else may be wrong about recipients and time", () => {
  const excluded = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1)).join(";");
  test.each([
    ["SUPPRESSION_PROPERTY_MISSING", { suppressionList: "12" }, {}],
    ["AUDIENCE_EXCLUDES_ITSELF", { audienceId: "5", excludeAudienceIds: "4;5" }, { audience: "5" }],
    ["CONDITIONS_TOO_MANY", { excludeAudienceIds: excluded(10) }, { count: 11, maximum: 10 }],
    ["TARGETING_MISSING", { audienceId: "", excludeAudienceIds: "4" }, {}],
    ["AUDIENCE_EXCLUDES_ITSELF", { includeAudienceIds: "6;7;8", excludeAudienceIds: "8;6" }, { audience: "6, 8" }],
    ["CONDITIONS_TOO_MANY", { includeAudienceIds: excluded(10) }, { count: 11, maximum: 10 }],
    [
      "CONDITIONS_TOO_MANY",
      { includeAudienceIds: "11;12;13", excludeAudienceIds: excluded(7) },
      { count: 11, maximum: 10 },
    ],
  ])("%s", (code, inputs, figures) => {
    expect(findingOf(inputs)).toEqual({ code, figures });
  });

  test("uploads count as audiences too", () => {
    const all = { targetingMode: "narrow_to_enrolled", suppressionList: "12", suppressionProperty: "line_id" };
    expect(inputsOf({ ...all, excludeAudienceIds: excluded(7) }).excludeAudienceIds).toHaveLength(7);
    expect(findingOf({ ...all, excludeAudienceIds: excluded(8) })).toMatchObject({ figures: { count: 11 } });
  });

  test.each([
    [{ excludeAudienceIds: "1;two" }, "excludeAudienceIds", "two"],
    [{ includeAudienceIds: "1;two" }, "includeAudienceIds", "two"],
    [{ excludeReachedDays: "14" }, "excludeReachedDays", "14"],
    [{ sendAt: "tomorrow" }, "sendAt", "tomorrow"],
    [{ sendAt: "2026-11-24" }, "sendAt", "2026-11-24"],
    [{ sendAt: "1795478400" }, "sendAt", "1795478400"],
    [{ quietHours: "21-8" }, "quietHours", "21-8"],
    [{ quietHours: "24:00-08:00" }, "quietHours", "24:00-08:00"],
    [{ quietHours: "08:00-08:00" }, "quietHours", "08:00-08:00"],
    [{ requireApproval: "maybe" }, "requireApproval", "maybe"],
    [{ rehearsal: "1" }, "rehearsal", "1"],
  ])("%j is refused with what is allowed", (inputs, field, value) => {
    expect(findingOf(inputs)).toMatchObject({ code: "INPUT_INVALID", figures: { field, value } });
  });

  test("left out they mean nothing chosen", () => {
    expect(inputsOf({})).toMatchObject(UNSET_INPUTS);
    const defaults = { targetingMode: "line_conditions", requireApproval: "false", rehearsal: "", quietHours: "" };
    expect(inputsOf({ ...defaults, lineUserId: null })).toEqual(inputsOf({}));
  });
});

describe("the enrolled contact's LINE user ID", () => {
  const read = (lineUserId: unknown) => {
    const reading = readExecution(request({ targetingMode: "narrow_to_enrolled", audienceId: "", lineUserId }));
    if (reading.kind !== "execution") throw new Error(JSON.stringify(reading));
    return reading;
  };

  test("belongs to the execution, not to the inputs that all share", () => {
    const [one, other] = [read(`U${"a".repeat(32)}`), read(`U${"b".repeat(32)}`)];
    expect(one.execution.lineUserId).toBe(`U${"a".repeat(32)}`);
    expect(one.inputs).toBe(other.inputs);
  });

  test("is read as LINE writes it", () => {
    expect(read(` "u${"A".repeat(32)}"\u200b\r\n`).execution.lineUserId).toBe(`U${"a".repeat(32)}`);
  });

  test("is kept whatever it is, so that it can be named", () => {
    expect(read(" @hanako\u0000 ").execution.lineUserId).toBe(" @hanako␀ ");
    expect(read("x".repeat(1000)).execution.lineUserId).toHaveLength(200);
    expect(read(null).execution.lineUserId).toBe("");
  });
});

describe("what is honoured", () => {
  test("attributes alone are enough to target", () => {
    expect(inputsOf({ audienceId: "", os: "ios" })).toMatchObject({ audienceId: null, attributes: { os: ["ios"] } });
  });

  test("a multi-select is a set: order and repetition do not count", () => {
    expect(inputsOf({ areas: "jp_27; jp_13;jp_27;" }).attributes.areas).toEqual(["jp_13", "jp_27"]);
  });

  test("numbers with a decimal zero are whole", () => {
    expect(inputsOf({ maxRecipients: "500.0" }).maxRecipients).toBe(500);
    expect(inputsOf({ maxRecipients: "50" }).maxRecipients).toBe(50);
    expect(findingOf({ maxRecipients: "49" })).toEqual({
      code: "MAX_RECIPIENTS_BELOW_MINIMUM",
      figures: { maximum: 49, needed: 50 },
    });
  });

  test("a send time that recurs, on the account's clocks", () => {
    expect(inputsOf({ sendAt: " next Mon–Fri 12:00 " }).sendAt).toEqual({
      date: null,
      weekdays: [1, 2, 3, 4, 5],
      minute: 720,
    });
    expect(findingOf({ sendAt: "next Foo 9:00" })).toMatchObject({
      figures: { field: "sendAt", value: "next Foo 9:00", allowed: expect.stringContaining("next Mon–Fri 12:00") },
    });
  });

  test("a send time as earlier revisions of the action send it, or with a zone", () => {
    const nine = Date.UTC(2026, 10, 24);
    expect(inputsOf({ sendAt: String(nine) }).sendAt).toBe(nine);
    expect(inputsOf({ sendAt: { type: "DATETIME", value: nine } }).sendAt).toBe(nine);
    expect(inputsOf({ sendAt: "2026-11-24T09:00:00+09:00" }).sendAt).toBe(nine);
  });

  test("nothing said about quiet hours leaves them to the portal, “none” does not", () => {
    expect(inputsOf({ quietHours: "" }).quietHours).toBeNull();
    expect(inputsOf({ quietHours: "none" }).quietHours).toEqual({ from: 0, to: 0 });
  });

  test("quiet hours across midnight", () => {
    expect(inputsOf({ quietHours: "21:30-08:00" }).quietHours).toEqual({ from: 1290, to: 480 });
  });

  test.each([
    ["one more", { audienceId: "5", includeAudienceIds: "7" }, "5", ["7"]],
    ["each once, whichever field it was chosen in", { audienceId: "5", includeAudienceIds: "7; 5;7;" }, "5", ["7"]],
    ["without a first one", { audienceId: "", includeAudienceIds: "7;8" }, "7", ["8"]],
    ["the only one", { audienceId: NOT_SET, includeAudienceIds: "7" }, "7", []],
    ["none", { audienceId: "5", includeAudienceIds: "" }, "5", []],
  ])("several audiences: %s", (_name, given, audienceId, includeAudienceIds) => {
    expect(inputsOf(given)).toEqual({ ...inputsOf({}), audienceId, includeAudienceIds });
  });

  test("exclusions", () => {
    const given = {
      excludeAudienceIds: "7; 8;7",
      suppressionList: "12",
      suppressionProperty: "line_id",
      excludeReachedDays: "7",
    };
    expect(inputsOf(given)).toMatchObject({
      excludeAudienceIds: ["7", "8"],
      suppression: { listId: "12", property: "line_id" },
      excludeReachedDays: 7,
    });
  });

  test("collecting for six days", () => {
    expect(inputsOf({ collectFor: "518400" }).collectForSeconds).toBe(518_400);
  });
});

describe("the short cut for ordinary requests", () => {
  const anything = fc.oneof(fc.anything(), fc.integer(), fc.string({ maxLength: 600 }), fc.constant("a\u0000b"));
  const nearly = fc.record(
    {
      callbackId: fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), anything),
      origin: fc.oneof(fc.record({ portalId: fc.oneof(fc.nat(), anything) }), anything),
      object: fc.oneof(fc.record({ objectId: fc.oneof(fc.nat(), fc.string(), anything) }), anything),
      inputFields: fc.oneof(fc.dictionary(fc.string(), fc.string()), anything),
      fields: fc.oneof(fc.dictionary(fc.string(), fc.string()), anything),
    },
    { requiredKeys: [] },
  );

  test("takes nothing that the schema refuses", () => {
    let taken = 0;
    fc.assert(
      fc.property(nearly, (body) => {
        if (!matchesFastPath(body)) return;
        taken += 1;
        expect(ENVELOPE.validate(body).error).toBeUndefined();
      }),
      { numRuns: 5000 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
