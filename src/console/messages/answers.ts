/** Saved messages as the JSON API shows them. */
import Joi from "joi";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import { INSTANT, instant, TEXT } from "../web/answers.ts";
import { ID, listOf, orNull, pick, shape } from "../web/schemas.ts";
import { LINE_MESSAGE, UTM } from "./fields.ts";

const MESSAGE_KEYS = { id: ID, name: TEXT, messages: listOf(LINE_MESSAGE), utm: orNull(UTM), updatedAt: INSTANT };

export const MESSAGE = shape(MESSAGE_KEYS);

export const SAVED_MESSAGE = shape({
  ...MESSAGE_KEYS,
  checkedByLine: Joi.boolean().description("False when LINE could not be asked; it is checked again before every send"),
});

export const messageJson = (message: SavedMessage) =>
  pick(MESSAGE, { ...message, updatedAt: instant(message.updatedAt) });
