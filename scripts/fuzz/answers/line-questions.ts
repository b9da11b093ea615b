/** All that LINE is asked. */
import Joi from "joi";
import type { Line } from "../../../src/ports/line.ts";
import { count, number, text, texts, type Question } from "./question.ts";

const AUDIENCE = Joi.object({
  id: text,
  name: text,
  type: text,
  status: text,
  size: number,
  sizeIsExact: Joi.boolean().required(),
  exempt: Joi.boolean().required(),
  expiresAt: count,
  createRoute: Joi.string().allow(null, "").required(),
  permission: Joi.string().allow(null, "").required(),
});
const BANDS = Joi.array().items(Joi.object({ from: number, below: count, share: number }));
const SHARES = Joi.object().pattern(Joi.string(), number);
const nothing = Joi.valid(null).required();

const CHANNEL = { portalId: 1, channelId: "c" };
const ID = `U${"0".repeat(32)}`;
const file = {
  count: 1,
  async *ids() {
    yield [ID];
  },
};

export const LINE: Readonly<Record<string, Question<Line>>> = {
  verify: {
    ask: (line) => line.verify({ lineChannelId: "1", channelSecret: "s" }),
    value: Joi.object({ botUserId: text, basicId: text, displayName: text }),
    paths: ["/v2/bot/info", "/oauth2/v3/token"],
  },
  audiences: {
    ask: (line) => line.audiences(CHANNEL),
    value: Joi.array().items(AUDIENCE).required(),
    paths: ["/v2/bot/audienceGroup/list", "/v2/bot/audienceGroup/shared/list"],
  },
  audience: {
    ask: (line) => line.audience(CHANNEL, "4389303728991"),
    value: AUDIENCE.required(),
    paths: ["/v2/bot/audienceGroup/4389303728991", "/v2/bot/audienceGroup/shared/4389303728991"],
  },
  quota: {
    ask: (line) => line.quota(CHANNEL),
    value: Joi.object({ allowance: count, used: number }).required(),
    paths: ["/v2/bot/message/quota", "/v2/bot/message/quota/consumption"],
  },
  targetReach: {
    ask: (line) => line.targetReach(CHANNEL, 1_800_000_000_000),
    value: count,
    paths: ["/v2/bot/insight/followers"],
  },
  validateMessages: {
    ask: (line) => line.validateMessages(CHANNEL, [{ type: "text", text: "Hello" }]),
    value: nothing,
    paths: ["/v2/bot/message/validate/narrowcast"],
  },
  sendNarrowcast: {
    ask: (line) => line.sendNarrowcast(CHANNEL, { retryKey: "k", body: "{}" }),
    value: Joi.any(),
    paths: ["/v2/bot/message/narrowcast"],
  },
  progress: {
    ask: (line) => line.progress(CHANNEL, "r1"),
    value: Joi.object({
      phase: Joi.valid("waiting", "sending", "succeeded", "failed").required(),
      counts: Joi.object({ target: number, success: number, failure: number }).allow(null).required(),
      errorCode: count,
      failedDescription: text.allow(null),
    }).required(),
    paths: ["/v2/bot/message/progress/narrowcast"],
  },
  insight: {
    ask: (line) => line.insight(CHANNEL, "r1"),
    value: Joi.object({
      delivered: count,
      uniqueImpression: count,
      uniqueClick: count,
      links: Joi.array()
        .items(Joi.object({ url: text.required(), click: count, uniqueClick: count }))
        .required(),
    }).required(),
    paths: ["/v2/bot/insight/message/event"],
  },
  demographics: {
    ask: (line) => line.demographics(CHANNEL),
    value: Joi.object({ genders: SHARES, os: SHARES, areas: SHARES, ages: BANDS, friendDays: BANDS })
      .allow(null)
      .required(),
    paths: ["/v2/bot/insight/demographic"],
  },
  findUpload: {
    ask: (line) => line.findUpload(CHANNEL, "audienceGroupName_01"),
    value: AUDIENCE.allow(null).required(),
    paths: ["/v2/bot/audienceGroup/list"],
  },
  createUpload: {
    ask: (line) => line.createUpload(CHANNEL, "name", file),
    value: text,
    paths: ["/v2/bot/audienceGroup/upload/byFile"],
  },
  addToUpload: {
    ask: (line) => line.addToUpload(CHANNEL, "1", file),
    value: nothing,
    paths: ["/v2/bot/audienceGroup/upload/byFile"],
  },
  deleteAudience: {
    ask: (line) => line.deleteAudience(CHANNEL, "1"),
    value: nothing,
    paths: ["/v2/bot/audienceGroup"],
  },
  unreachableIds: {
    ask: (line) => line.unreachableIds(CHANNEL, [ID]),
    value: texts,
    paths: ["/v2/bot/profile"],
  },
  sendTest: {
    ask: (line) => line.sendTest(CHANNEL, { to: [ID], messages: [], retryKey: "k" }),
    value: nothing,
    paths: ["/v2/bot/message/multicast"],
  },
};
