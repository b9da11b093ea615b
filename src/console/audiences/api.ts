/** A channel's audiences through the API. */
import Joi from "joi";
import { sizeIsHidden, withoutSmallSize } from "../../delivery/numbers/hidden.ts";
import type { AudienceStatus } from "../../ports/line.ts";
import { pageWords } from "../../i18n/wording.ts";
import { COUNT, INSTANT, instant, OUTCOME, PHASE, TEXT, WHOLE } from "../web/answers.ts";
import { ID, keyOf, listOf, oneOf, orNull, pick, shape, type ValueOf } from "../web/schemas.ts";
import { channelOf } from "../channels/operations.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { granted } from "../request/refusal.ts";
import { knownAudiences, named, type KnownAudience } from "./audiences.ts";

const STATUSES = {
  IN_PROGRESS: true,
  READY: true,
  FAILED: true,
  EXPIRED: true,
  INACTIVE: true,
  ACTIVATING: true,
  UNKNOWN: true,
} satisfies Record<AudienceStatus, true>;

const USE = shape({
  deliveryId: ID,
  excluded: Joi.boolean().description("Its people receive nothing"),
  list: TEXT,
  phase: PHASE,
  outcome: orNull(OUTCOME),
  openedAt: INSTANT,
  workflowIds: listOf(TEXT),
});

export const AUDIENCE = shape({
  id: Joi.string().pattern(/^\d+$/, "digits"),
  name: TEXT,
  type: TEXT,
  status: keyOf(STATUSES),
  size: COUNT.description("0 while `sizeState` is `hidden`"),
  sizeState: oneOf(["exact", "hidden"]).description("`hidden`: fewer than 20 people"),
  sizeIsExact: Joi.boolean(),
  exempt: Joi.boolean().description("LINE's own minimum of 50 does not apply: it may be left out however small it is"),
  expiresAt: orNull(WHOLE).description("Milliseconds since 1970"),
  createRoute: orNull(TEXT).description("What it was made with, as LINE calls it"),
  permission: orNull(TEXT).description("What the account may do with it, as LINE calls it"),
  warnings: listOf(keyOf(pageWords("en").audiences.warnings)).description(
    "What to know before choosing it; `too_small` means to send to: an exempt one may be left out",
  ),
  uses: listOf(USE).description("Deliveries of the last 30 days that name it, newest first"),
});

export const audienceJson = (audience: KnownAudience): ValueOf<typeof AUDIENCE> => ({
  ...withoutSmallSize(audience),
  sizeState: sizeIsHidden(audience) ? "hidden" : "exact",
  uses: audience.uses.map((use) => pick(USE, { ...use, list: use.listName, openedAt: instant(use.openedAt) })),
});

const QUERY = shape({ name: TEXT.default("").description("Only those whose name contains it") }).unknown();

const routes = [
  route("GET /channels/:id/audiences", {
    name: "listAudiences",
    summary: "The account's audiences at LINE, ready ones first",
    query: QUERY,
    answer: [200, "All of them", shape({ audiences: listOf(AUDIENCE) })],
    refusals: { 503: "Later" },
    handle: async (call, ports) => {
      const { portalId, id: channelId } = await channelOf(call);
      const all = granted(await knownAudiences({ portalId, channelId }, ports), "id");
      return { audiences: named(all, call.query.name).map(audienceJson) };
    },
  }),
];

export const audiencesApi: ApiRoom = { tag: "channels", routes, schemas: { Audience: AUDIENCE } };
