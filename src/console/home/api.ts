/** The first page through the API. */
import Joi from "joi";
import { QUOTA } from "../channels/api.ts";
import { DELIVERY_SUMMARY } from "../deliveries/api/answers.ts";
import { summaryJson } from "../deliveries/api/json.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { accessJson, COUNT, FINDING, findingJson, INSTANT, instant, REFUSED_ACCESS, TEXT } from "../web/answers.ts";
import { ID, listOf, orNull, pick, shape } from "../web/schemas.ts";
import { readOverview } from "./overview.ts";

const ACCOUNT = shape({
  channel: shape({ id: ID, name: TEXT }),
  sends: COUNT.description("Delivered since the first of the month"),
  people: COUNT.description("Reached by those of them whose number is shown"),
  someHidden: Joi.boolean().description("True where the number of some is hidden"),
  quota: orNull(QUOTA).description("Messages of this month; null where LINE does not say"),
  refused: orNull(FINDING).description("Why LINE refuses the account; null while it does not"),
});

const OVERVIEW = shape({
  asking: listOf(DELIVERY_SUMMARY).description("They wait until a person allows them"),
  failed: listOf(DELIVERY_SUMMARY).description("Failed, or may have, within the last week"),
  next: listOf(DELIVERY_SUMMARY).description("On their way without waiting for a person"),
  delivered: listOf(DELIVERY_SUMMARY).description("The latest"),
  accounts: listOf(ACCOUNT).description("This month of each LINE Official Account"),
  more: Joi.boolean().description("True where an account sent more than are counted here"),
  ending: listOf(shape({ channelId: ID, name: TEXT, expiresAt: INSTANT })).description(
    "Audiences used lately that have expired, or expire within 14 days",
  ),
  access: REFUSED_ACCESS,
});

const routes = [
  route("GET /home", {
    name: "getHome",
    summary: "What needs a person, this month, what goes out next, and the latest results; five of each",
    answer: [200, "As it is now", OVERVIEW],
    handle: async ({ session }, ports) => {
      const overview = await readOverview(session, ports);
      const summaries = (all: typeof overview.next) =>
        all.map((summary) => summaryJson(summary, ports.deliveryUrl(summary.delivery.id)));
      return pick(OVERVIEW, {
        ...overview,
        asking: summaries(overview.asking),
        failed: summaries(overview.failed),
        next: summaries(overview.next),
        delivered: summaries(overview.delivered),
        accounts: overview.accounts.map(({ channel: { id, name }, refused, ...month }) => ({
          ...month,
          channel: { id, name },
          refused: refused === null ? null : findingJson(refused),
        })),
        ending: overview.ending.map(({ expiresAt, ...one }) => ({ ...one, expiresAt: instant(expiresAt) })),
        access: accessJson(overview.portal?.access ?? null),
      });
    },
  }),
];

export const homeApi: ApiRoom = {
  tag: "home",
  about: "What a person looks at first",
  routes,
  schemas: { Home: OVERVIEW },
};
