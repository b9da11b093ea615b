/** What people write in a saved message and about a test send, the same in a form and through the API. */
import Joi from "joi";
import type { LineMessage } from "../../delivery/message/message.ts";
import { MAX_MESSAGES } from "../../delivery/message/message-check.ts";
import { UTM_NAMES, type Utm } from "../../delivery/message/links.ts";
import { NAME } from "../web/fields.ts";
import { ID, listOf, orNull, shape } from "../web/schemas.ts";

const UTM_VALUE = Joi.string().trim().max(100).allow("").default("");

export const UTM = shape(
  Object.fromEntries(UTM_NAMES.map((name) => [name, UTM_VALUE])) as Record<keyof Utm, typeof UTM_VALUE>,
).description("Added to every link when the message goes out; empty values are left out");

/** What is inside is checked where the kinds of messages are known. */
export const LINE_MESSAGE = Joi.object<LineMessage>({ type: Joi.string().required() })
  .unknown()
  .description(
    "One of LINE's message objects: https://developers.line.biz/en/reference/messaging-api/#message-objects",
  );

const MESSAGES = listOf(LINE_MESSAGE).max(MAX_MESSAGES);

/** What is only looked at may still be without a name, and empty. */
export const SHOWN_MESSAGES = shape({ messages: MESSAGES });

export const MESSAGE_FIELDS = shape({
  name: NAME,
  messages: MESSAGES.min(1),
  utm: orNull(UTM).default(null),
});

/** LINE takes 500; a test is looked at by a few. */
const MAX_TESTERS = 20;

export const TEST_FIELDS = shape({
  channelId: ID,
  testerIds: listOf(ID).min(1).max(MAX_TESTERS),
});
