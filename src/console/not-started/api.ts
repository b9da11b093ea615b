/** Runs that were refused before there was a delivery, through the API. */
import Joi from "joi";
import { COUNT, FINDING, findingJson, INSTANT, instant, TEXT } from "../web/answers.ts";
import { listOf, orNull, shape } from "../web/schemas.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { PAGE_FIELDS } from "./fields.ts";

const NOT_STARTED = shape({
  workflowId: orNull(TEXT).description("Null where HubSpot named no workflow"),
  workflowUrl: orNull(Joi.string().uri()).description("Where HubSpot shows the workflow"),
  day: TEXT.description("`YYYY-MM-DD` in the time zone of the HubSpot account's settings"),
  finding: FINDING.description(
    "Why, with the figures of the last execution; `…` stands for what may be about a person",
  ),
  executions: COUNT.description("So many calls of the action were refused; test runs do not count"),
  firstAt: INSTANT,
  lastAt: INSTANT,
});

const routes = [
  route("GET /not-started", {
    name: "listNotStarted",
    summary: "Runs that were refused before there was a delivery: by workflow, code and day, the latest first",
    query: PAGE_FIELDS,
    answer: [
      200,
      "One page",
      shape({
        notStarted: listOf(NOT_STARTED),
        nextBefore: orNull(TEXT).description("`before` of the next page; null on the last one"),
      }),
    ],
    handle: async ({ session: { portalId }, query }, { store, workflowUrl }) => {
      const { entries, next } = await store.notStarted(portalId, query);
      const notStarted = entries.map(({ finding, firstAt, lastAt, ...entry }) => ({
        ...entry,
        workflowUrl: entry.workflowId === null ? null : workflowUrl(portalId, entry.workflowId),
        finding: findingJson(finding),
        firstAt: instant(firstAt),
        lastAt: instant(lastAt),
      }));
      return { notStarted, nextBefore: next };
    },
  }),
];

export const notStartedApi: ApiRoom = { tag: "deliveries", routes, schemas: { NotStarted: NOT_STARTED } };
