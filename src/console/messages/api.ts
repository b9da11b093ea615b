/** Saved messages and test sends through the API. */
import Joi from "joi";
import { randomUUID } from "node:crypto";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import { INSTANT, instant, TEXT } from "../web/answers.ts";
import { ANY_CASE_ID, ID, listOf, orNull, partial, pick, shape, type ValueOf } from "../web/schemas.ts";
import { TESTER, testerJson } from "../channels/api.ts";
import { route, type ApiRoom, type Call } from "../request/api-route.ts";
import { found } from "../request/refusal.ts";
import { LINE_MESSAGE, MESSAGE_FIELDS, TEST_FIELDS, UTM } from "./fields.ts";
import { removeMessage, restoreMessage, saveMessage, sendTest } from "./operations.ts";

const MESSAGE_KEYS = { id: ID, name: TEXT, messages: listOf(LINE_MESSAGE), utm: orNull(UTM), updatedAt: INSTANT };

export const MESSAGE = shape(MESSAGE_KEYS);

export const SAVED_MESSAGE = shape({
  ...MESSAGE_KEYS,
  checkedByLine: Joi.boolean().description("False when LINE could not be asked; it is checked again before every send"),
});

export const messageJson = (message: SavedMessage) =>
  pick(MESSAGE, { ...message, updatedAt: instant(message.updatedAt) });

async function save(call: Call<ValueOf<typeof MESSAGE_FIELDS>>) {
  const { message, checkedByLine } = await saveMessage(call, call.body);
  return { ...messageJson(message), checkedByLine };
}

/** A key that LINE would not take is refused and not swapped for another: the caller relies on it. */
const TEST_HEADERS = partial({
  "Idempotency-Key": ANY_CASE_ID.description("The same key again within 24 hours is one send"),
});

const routes = [
  route("GET /messages", {
    name: "listMessages",
    summary: "Saved messages, by name",
    answer: [200, "All of them", shape({ messages: listOf(MESSAGE) })],
    handle: async ({ session }, { store }) => ({
      messages: (await store.savedMessages(session.portalId)).map(messageJson),
    }),
  }),
  route("POST /messages", {
    name: "createMessage",
    summary: "Save a message; LINE is asked whether it accepts it when an account is connected",
    body: MESSAGE_FIELDS,
    answer: [201, "The saved message", SAVED_MESSAGE],
    handle: save,
  }),
  route("GET /messages/:id", {
    name: "getMessage",
    summary: "One saved message",
    answer: [200, "The message", MESSAGE],
    handle: async ({ session, id }, { store }) => messageJson(found(await store.savedMessage(session.portalId, id))),
  }),
  route("PUT /messages/:id", {
    name: "changeMessage",
    summary: "Change a saved message; deliveries whose request is stored already keep the old one",
    body: MESSAGE_FIELDS,
    answer: [200, "The changed message", SAVED_MESSAGE],
    handle: save,
  }),
  route("DELETE /messages/:id", {
    name: "deleteMessage",
    summary: "Delete a saved message; it can be restored for 30 days",
    answer: [204, "It is gone"],
    handle: removeMessage,
  }),
  route("POST /messages/:id/restore", {
    name: "restoreMessage",
    summary: "Bring back a message that was deleted in the last 30 days",
    answer: [200, "As it was", MESSAGE],
    handle: async (call) => messageJson(await restoreMessage(call)),
  }),
  route("POST /messages/:id/test", {
    name: "testMessage",
    summary: "Send a message to testers, marked as a test; no delivery and no number knows of it",
    description:
      'A bubble "Test · name of the message" goes in front. A message of five bubbles has no room for it: then its first text begins with "[Test] ", and where no text has room the sender\'s name is "Test". LINE counts one message per tester.',
    headers: TEST_HEADERS,
    body: TEST_FIELDS,
    answer: [202, "Accepted by LINE", shape({ sentTo: listOf(TESTER) })],
    refusals: { 503: "Later" },
    handle: async (call) => {
      const retryKey = call.headers["Idempotency-Key"] ?? randomUUID();
      return { sentTo: (await sendTest(call, { ...call.body, retryKey })).map(testerJson) };
    },
  }),
];

export const messagesApi: ApiRoom = {
  tag: "messages",
  about: "Saved messages, offered in the workflow action",
  routes,
  schemas: {
    LineMessage: LINE_MESSAGE,
    Message: MESSAGE,
    MessageRequest: MESSAGE_FIELDS,
    SavedMessage: SAVED_MESSAGE,
    TestRequest: TEST_FIELDS,
    Utm: UTM,
  },
};
