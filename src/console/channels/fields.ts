/** What people write about channels and testers, the same in a form and through the API. */
import Joi from "joi";
import { LINE_USER_ID } from "../../delivery/upload.ts";
import { NAME, TIME_ZONE, WHOLE_NUMBER } from "../web/fields.ts";
import { documented, partial, shape } from "../web/schemas.ts";

const SECRET = Joi.string()
  .trim()
  .pattern(/^[0-9a-fA-F]{32}$/, "secret");

/** LINE documents no length. Those it gives out have ten digits; `ConnectionClientIdLine` of Auth0's Management API takes no other. */
const CHANNEL_ID = Joi.string()
  .trim()
  .pattern(/^\d{10}$/, "digits");

export const CHANNEL_FIELDS = shape({
  name: NAME,
  channelId: CHANNEL_ID,
  channelSecret: documented(SECRET, { writeOnly: true }),
});

/** The largest that the database takes. */
const MAX_QUOTA_FLOOR = 2_147_483_647;

export const CHANNEL_SETTINGS = partial({
  name: NAME,
  timeZone: TIME_ZONE,
  quotaFloor: WHOLE_NUMBER.min(0).max(MAX_QUOTA_FLOOR),
}).description("What is left out stays as it is");

export const TESTER_FIELDS = shape({
  name: NAME,
  lineUserId: Joi.string().trim().pattern(LINE_USER_ID, "user id"),
});
