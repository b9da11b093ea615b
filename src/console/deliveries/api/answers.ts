/** What the JSON API says of deliveries. */
import Joi from "joi";
import { PHASES } from "../../../delivery/delivery.ts";
import { pageWords } from "../../../i18n/wording.ts";
import {
  COUNT,
  FINDING,
  INSTANT,
  INSTANT_OR_NULL,
  NUMBER,
  OUTCOME,
  PHASE,
  REFUSED_ACCESS,
  SENTENCES,
  TEXT,
  WHOLE,
} from "../../web/answers.ts";
import { ID, keyOf, listOf, oneOf, orNull, shape } from "../../web/schemas.ts";

const { delivery: NAMES, sealReasons: SEAL_REASONS } = pageWords("en");

export const UPLOAD_PURPOSE = keyOf<string>(NAMES.purposes);

export const COUNTS = shape({ target: NUMBER, success: NUMBER, failure: NUMBER }).description(
  "People whom LINE meant to reach, reached, and did not reach. The target is there once the send is over",
);

export const READING = shape({
  takenAt: INSTANT_OR_NULL,
  reach: NUMBER,
  opens: NUMBER,
  clicks: NUMBER,
  links: listOf(shape({ url: TEXT, people: NUMBER, clicks: NUMBER })).description(
    "Clicks by link; empty while LINE hides them",
  ),
  final: Joi.boolean(),
});

export const FORECAST = shape({
  low: NUMBER,
  likely: NUMBER,
  high: orNull(NUMBER).description("Null when nothing bounds it"),
  rule: orNull(TEXT),
}).description("How many people the send can reach, and the rule that would stop it");

const RATE = orNull(Joi.number().min(0));

const SUMMARY = {
  id: ID,
  url: Joi.string().uri(),
  name: TEXT.description(
    "The builder's name for it, else the saved message's name, the first words of the message, or the list",
  ),
  workflowIds: listOf(TEXT),
  audiences: listOf(shape({ id: TEXT, name: orNull(TEXT) })).description(
    "To which it is sent; null where LINE has never said the name",
  ),
  recipients: SENTENCES.description("Who receives the message"),
  phase: PHASE,
  outcome: orNull(OUTCOME),
  standing: FINDING.description("The outcome, or what the delivery waits for"),
  list: shape({ id: TEXT, name: TEXT, size: orNull(WHOLE) }),
  channel: shape({ id: ID, name: TEXT }),
  enrolled: COUNT,
  covered: COUNT,
  forecast: orNull(FORECAST).description(
    "How many people would receive the message, as far as it is known before the send",
  ),
  counts: COUNTS,
  reading: READING,
  rates: shape({ opens: RATE, clicks: RATE }).description(
    "Shares of the people who got the message; null where they are hidden or not known",
  ),
  used: NUMBER.description("Messages of the month that it used"),
  approvedBy: orNull(TEXT),
  openedAt: INSTANT,
  acceptedAt: INSTANT_OR_NULL,
  concludedAt: INSTANT_OR_NULL,
};

export const DELIVERY_SUMMARY = shape(SUMMARY);

export const TARGETING = shape({
  words: SENTENCES,
  planned: Joi.object<object>().description(
    "Recipient, filter and limit as LINE would get them by the action's inputs",
  ),
  requestBody: orNull(TEXT).description("The exact text LINE gets; null until it is stored"),
});

export const TIMELINE_ENTRY = shape({
  at: INSTANT,
  event: TEXT,
  phase: oneOf<string>(PHASES),
  finding: orNull(FINDING),
  details: Joi.object<object>(),
});

const RELEASE_WAIT = shape({ finding: FINDING, until: INSTANT });

const MESSAGE = shape({
  excerpt: TEXT,
  bubbles: listOf(TEXT).description("The beginning of each message"),
  hasLinks: orNull(Joi.boolean()).description(
    "False: there are no clicks to count. Null until the request to LINE is stored",
  ),
});

const APPROVAL = shape({
  needed: Joi.boolean(),
  reasons: listOf(FINDING).description("What a person has to allow now, the gravest first"),
  by: orNull(TEXT),
  at: INSTANT_OR_NULL,
});

export const DELIVERY = shape({
  ...SUMMARY,
  now: INSTANT,
  minimum: COUNT,
  executions: COUNT,
  held: COUNT,
  holdsLost: COUNT,
  calledAgain: COUNT.description("Executions that HubSpot called again although it had taken their outcome."),
  releaseWait: orNull(RELEASE_WAIT).description(
    "Why HubSpot has not taken the outcome of the held executions yet, and when it is asked again; null while nothing is in the way.",
  ),
  window: shape({ quietSeconds: COUNT, ceilingSeconds: COUNT }),
  seal: orNull(shape({ at: INSTANT, reason: keyOf(SEAL_REASONS), enrolled: COUNT })),
  targeting: TARGETING,
  nextTryAt: INSTANT_OR_NULL.description("When a delivery that waits is looked at again"),
  approval: APPROVAL,
  uploads: listOf(shape({ purpose: UPLOAD_PURPOSE, state: keyOf(NAMES.uploadStates), ids: COUNT })),
  quota: shape({ reserved: orNull(WHOLE), used: NUMBER }).description(
    "Messages set aside for the send at most, and used by it",
  ),
  message: MESSAGE,
  lineRequestId: orNull(TEXT),
  nextReadingAt: INSTANT_OR_NULL,
  releasedAt: INSTANT_OR_NULL,
  sendAt: INSTANT_OR_NULL.description(
    "The send time: the message goes out at that time at the earliest; null without one",
  ),
  sendAtRecurs: Joi.boolean().description("True where each run has a send time of its own (“next 09:00”)"),
  readings: listOf(READING),
  timeline: listOf(TIMELINE_ENTRY),
  access: REFUSED_ACCESS,
});
