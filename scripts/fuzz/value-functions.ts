/** The functions that are given whole values from outside: messages, inputs, forms, a platform's answers. */
import { readFileSync } from "node:fs";
import { renderToString } from "preact-render-to-string";
import { FILTER_FIELDS, LIST_FIELDS } from "../../src/console/deliveries/fields.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "../../src/console/channels/fields.ts";
import { MESSAGE_FIELDS, SHOWN_MESSAGES, TEST_FIELDS } from "../../src/console/messages/fields.ts";
import { checkFields } from "../../src/console/web/fields.ts";
import { bubbleOf, readForm } from "../../src/console/messages/form.ts";
import { messagesIn } from "../../src/console/messages/bubbles.ts";
import { messageForm } from "../../src/console/messages/view.ts";
import { faultOf } from "../../src/console/messages/operations.ts";
import { chat } from "../../src/console/messages/preview/chat.ts";
import { isPart } from "../../src/console/messages/preview/flex-values.ts";
import { pictureChoice } from "../../src/console/messages/preview/pictures.ts";
import type { ViewContext } from "../../src/console/request/view-context.ts";
import { deliveryKey } from "../../src/delivery/lifecycle/delivery-key.ts";
import { editEvents } from "../../src/delivery/lifecycle/edits/after-edit.ts";
import { messagesInValue, needsNotificationText } from "../../src/delivery/message/pasted.ts";
import { checkMessages } from "../../src/delivery/message/message-check.ts";
import { excerpt, personalTokenIn, type LineMessage } from "../../src/delivery/message/message.ts";
import { hasLinks, messagesToSend } from "../../src/delivery/message/links.ts";
import { unstorable } from "../../src/delivery/message/storable.ts";
import { narrowcastBody } from "../../src/delivery/targeting/targeting.ts";
import { markedAsTest } from "../../src/delivery/message/test-message.ts";
import { hubspotError } from "../../src/platforms/hubspot/answers.ts";
import { refusedByRule } from "../../src/platforms/hubspot/records/record-rules.ts";
import { readInputs } from "../../src/intake/action-inputs.ts";
import type { RawInputs } from "../../src/intake/input-fields.ts";
import { createExecutionReader, textOf } from "../../src/intake/action-request.ts";
import { matchesFastPath } from "../../src/intake/fast-path/common-envelope.ts";
import { appEvents } from "../../src/intake/app-events.ts";
import { fieldOptions } from "../../src/intake/options.ts";
import { failureOf, lineError } from "../../src/platforms/line/answers.ts";
import { toDemographics } from "../../src/platforms/line/demographics.ts";
import { id, list, name, object, optional, readResponse } from "../../src/platforms/shared/read-response.ts";
import { pageWords } from "../../src/i18n/wording.ts";
import { checked, json, value, type TextFunction } from "./text-function.ts";

const readExecution = createExecutionReader();

const FIXTURES = new URL("../../test/fixtures/", import.meta.url);
const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FIXTURES), "utf8"));

const EMOJI = { index: 0, productId: "a", emojiId: "b" };
const EMOJIS = [{ type: "text", text: "$ https://a.b/c. $ https://a.b/(d))", emojis: [EMOJI] }];
const MESSAGES = [EMOJIS, ...(fixture("line/messages.json") as unknown[]).map((message) => [message])];
const UTM = { source: "line", medium: "social", campaign: "autumn", content: "", term: "" };
const SAVED = { name: "Autumn", messages: EMOJIS, utm: UTM };

const WORDS = pageWords("en");
const CONTEXT: ViewContext = {
  language: "en",
  words: WORDS,
  session: null,
  timeZone: "UTC",
  sandbox: null,
  path: "/messages",
  query: "",
  done: null,
  formPage: null,
};
const FORM = { name: "Autumn", bubble1: "Hello", bubble2: JSON.stringify(EMOJIS[0]), utm_source: "line" };
const QUERY = { search: "tea", from: "2026-01-01", list: "1", channel: "c", outcome: "open", before: "x", limit: "50" };
const CHANNEL = { name: "Shop", channelId: "1657001234", channelSecret: "s", timeZone: "Asia/Tokyo", quotaFloor: 5 };
const TESTER = { name: "Mika", lineUserId: `U${"0".repeat(32)}`, channelId: "c", testerIds: ["t"] };

const INPUTS = {
  channel: "c",
  deliveryList: "1",
  audienceId: "2",
  includeAudienceIds: "5;6",
  excludeAudienceIds: "3;4",
  areas: "jp_13",
  gender: "male",
  quietHours: "21:00-08:00",
  sendAt: "next Mon–Fri, Sun 12:00",
  maxRecipients: "500",
  messageText: "Hello",
};
const REFUSED = { message: "a", details: [{ property: "messages[0].text", message: "b" }], errors: [{ message: "c" }] };
const SHARES = { available: true, genders: [{ gender: "male", percentage: 1 }], ages: [{ age: "from15to19" }] };
const LIST = { name: "a", lists: [{ listId: 1, name: "a" }] };

const objectOf = (given: unknown): Readonly<Record<string, unknown>> => (isPart(given) ? given : {});
const messagesOf = (given: unknown): readonly LineMessage[] => (Array.isArray(given) ? given.filter(isPart) : []);

/** As `readExecution` hands them on. */
const textsOf = (given: unknown): RawInputs =>
  Object.fromEntries(Object.entries(objectOf(given)).map(([name, one]) => [name, textOf(one) ?? ""]));

function keyOf(given: unknown): unknown {
  const read = readInputs(textsOf(given));
  return read.kind === "inputs" ? deliveryKey(1, read.inputs) : read;
}

/** The same inputs, and those whose text an edit made longer. */
function changesOf(given: unknown): unknown {
  const read = readInputs(textsOf(given));
  if (read.kind !== "inputs") return read;
  const { inputs } = read;
  const text = `${inputs.message.kind === "text" ? inputs.message.text : ""}!`;
  return editEvents(inputs, { ...inputs, message: { kind: "text", text } }, null);
}

const choices = (field: string) => (given: unknown) =>
  fieldOptions(field, given, {
    channels: async () => [{ id: "c", name: "Shop" }],
    savedMessages: async () => [{ id: "m", name: "Autumn", messages: [{ type: "text", text: "Hello" }] }],
    savedMessageName: async () => "Autumn",
    audienceNames: async () => ({ "2": "Readers" }),
    line: { audiences: async () => ({ kind: "ok", value: [] }) },
    hubspot: {
      searchLists: async () => ({ kind: "ok", value: { items: [], after: null } }),
      list: async (_portalId, listId) => ({ kind: "ok", value: { listId, name: "News", size: 5 } }),
      contactProperties: async () => ({ kind: "ok", value: [{ name: "email", label: "E-mail" }] }),
    },
    language: "en",
  });

/** An unexpected answer of a platform is thrown to the caller, which expects that. */
function expecting(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name === "UnexpectedResponse") return error;
    throw error;
  }
}

const SCHEMAS = {
  CHANNEL_FIELDS,
  CHANNEL_SETTINGS,
  FILTER_FIELDS,
  LIST_FIELDS,
  MESSAGE_FIELDS,
  SHOWN_MESSAGES,
  TESTER_FIELDS,
  TEST_FIELDS,
};
const FIELDS = [
  ["MESSAGE_FIELDS", SAVED],
  ["SHOWN_MESSAGES", { messages: EMOJIS }],
  ["CHANNEL_FIELDS", CHANNEL],
  ["CHANNEL_SETTINGS", CHANNEL],
  ["TESTER_FIELDS", TESTER],
  ["TEST_FIELDS", TESTER],
  ["FILTER_FIELDS", QUERY],
  ["LIST_FIELDS", QUERY],
] as const;

export const VALUE_FUNCTIONS: readonly TextFunction[] = [
  ...FIELDS.map(([name, example]) =>
    value(`console/web/fields.ts#checkFields ${name}`, [example], (body) =>
      checkFields<unknown>(SCHEMAS[name], body, CONTEXT),
    ),
  ),
  value("console/messages/form.ts#readForm", [FORM], (form) => messagesIn(readForm(objectOf(form)), WORDS)),
  checked("console/messages/form.ts#bubbleOf", MESSAGES, (messages) => messagesOf(messages).map(bubbleOf)),
  checked("delivery/message/pasted.ts#needsNotificationText", MESSAGES, (messages) =>
    messagesOf(messages).map(needsNotificationText),
  ),
  value("delivery/message/pasted.ts#messagesInValue", [MESSAGES, { messages: EMOJIS }], messagesInValue),
  value("console/messages/view.ts#messageForm", [FORM], (form) =>
    renderToString(messageForm("/messages", readForm(objectOf(form)), CONTEXT)),
  ),
  value("console/messages/preview/chat.ts#chat", MESSAGES, (messages) => {
    const drawing = { fault: "messages[0].contents.body", choice: pictureChoice(true) };
    return renderToString(chat(messagesOf(messages), drawing, CONTEXT).node);
  }),
  checked("console/messages/operations.ts#faultOf", MESSAGES, (messages) => faultOf(messagesOf(messages))),
  checked("delivery/message/message-check.ts#checkMessages", MESSAGES, (messages) =>
    checkMessages(messagesOf(messages)),
  ),
  checked("delivery/message/message.ts#personalTokenIn", MESSAGES, (messages) => personalTokenIn(messagesOf(messages))),
  checked("delivery/message/message.ts#excerpt", MESSAGES, (messages) => excerpt(messagesOf(messages))),
  checked("delivery/message/links.ts#hasLinks", MESSAGES, (messages) => hasLinks(messagesOf(messages))),
  value("delivery/message/storable.ts#unstorable", [SAVED, FORM], unstorable),
  checked("delivery/targeting/targeting.ts#narrowcastBody", MESSAGES, (messages) =>
    narrowcastBody({ limit: { upToRemainingQuota: true } }, messagesOf(messages)),
  ),
  checked("delivery/message/test-message.ts#markedAsTest", MESSAGES, (messages) =>
    markedAsTest(messagesOf(messages), "Tea"),
  ),
  checked("delivery/message/links.ts#messagesToSend", MESSAGES, (messages) =>
    messagesToSend({ messages: messagesOf(messages), utm: UTM }),
  ),
  value("intake/action-inputs.ts#readInputs", [INPUTS], (inputs) => readInputs(textsOf(inputs))),
  value("delivery/lifecycle/delivery-key.ts#deliveryKey", [INPUTS], keyOf),
  value("delivery/lifecycle/edits/after-edit.ts#editEvents", [INPUTS], changesOf),
  value("intake/action-request.ts#createExecutionReader", [fixture("hubspot/execution.json")], readExecution),
  value("intake/fast-path/common-envelope.ts#matchesFastPath", [fixture("hubspot/execution.json")], matchesFastPath),
  value("intake/action-request.ts#textOf", ["a", ["a", "b"], { type: "TEXT", value: ["a"] }], textOf),
  value("intake/app-events.ts#appEvents", [fixture("hubspot/app-events.json")], (events) => appEvents(events, "1")),
  ...[
    "channel",
    "message",
    "audienceId",
    "includeAudienceIds",
    "excludeAudienceIds",
    "deliveryList",
    "suppressionProperty",
  ].map((field) => value(`intake/options.ts#fieldOptions ${field}`, [optionsRequest(field)], choices(field))),
  json("platforms/hubspot/answers.ts#hubspotError", REFUSED, (body) => hubspotError(400, body, null)),
  json("platforms/hubspot/records/record-rules.ts#refusedByRule", REFUSED, (body) =>
    refusedByRule(hubspotError(400, body, null)),
  ),
  json("platforms/line/answers.ts#lineError", REFUSED, (body) => failureOf(lineError(400, new Headers(), body))),
  value("platforms/line/demographics.ts#toDemographics", [SHARES], (answer) => expecting(() => toDemographics(answer))),
  value("platforms/shared/read-response.ts#readResponse", [LIST], (answer) =>
    expecting(() => readResponse(LISTS, answer)),
  ),
];

const LISTS = object({ lists: list(object({ listId: id, name: optional(name) })) });

function optionsRequest(field: string): unknown {
  const inputFields = { channel: "c", [field]: "a;b" };
  return { origin: { portalId: 1 }, inputFields, fetchOptions: { q: "", after: "" } };
}
