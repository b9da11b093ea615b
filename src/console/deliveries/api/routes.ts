/** Deliveries through the API. */
import type { Command } from "../../../delivery/lifecycle/commands.ts";
import { missing, wordsOf } from "../../request/api-request.ts";
import { route, type ApiRoom, type Call } from "../../request/api-route.ts";
import type { ConsolePorts } from "../../request/ports.ts";
import { barredProblem } from "../../settings/policies/approving.ts";
import { accessJson, FINDING, NUMBER, PHASE, REFUSED_ACCESS, SENTENCES, TEXT } from "../../web/answers.ts";
import { listOf, orNull, shape } from "../../web/schemas.ts";
import { FILTER_FIELDS, LIST_FIELDS, pageOf } from "../fields.ts";
import { commandDelivery, tooLate } from "../operations.ts";
import { COUNTS, DELIVERY, DELIVERY_SUMMARY, FORECAST, READING, TARGETING, TIMELINE_ENTRY } from "./answers.ts";
import { exportCsv, exportJson } from "./export.ts";
import { deliveryJson, summaryJson } from "./json.ts";

const PAGE = shape({
  deliveries: listOf(DELIVERY_SUMMARY),
  nextBefore: orNull(TEXT).description("`before` of the next page; null on the last one"),
  previousAfter: orNull(TEXT).description("`after` of the page before; null on the first one"),
  access: REFUSED_ACCESS,
});

async function shown({ request, session, id }: Call, { store, deliveryUrl }: ConsolePorts) {
  const { portalId } = session;
  const [view, portal] = await Promise.all([store.viewDelivery(portalId, id), store.portal(portalId)]);
  if (view === null) throw missing(request);
  return deliveryJson(view, deliveryUrl(id), portal?.access ?? null);
}

const command = (what: Command["do"], summary: string) =>
  route(`POST /deliveries/:id/${what}`, {
    name: `${what}Delivery`,
    summary,
    answer: [200, "The delivery as it is now", DELIVERY],
    refusals: { 409: "Conflict" },
    handle: async (call, ports) => {
      const { request, session, id } = call;
      const result = await commandDelivery(session, { id, command: what }, ports);
      if (result.kind === "missing") throw missing(request);
      if (result.kind === "barred") throw barredProblem(result.approving, wordsOf(request));
      if (result.kind === "too_late") throw tooLate(what, wordsOf(request));
      return shown(call, ports);
    },
  });

const routes = [
  route("GET /deliveries", {
    name: "listDeliveries",
    summary: "Deliveries: all, or those that fit every condition",
    query: LIST_FIELDS,
    answer: [200, "One page", PAGE],
    handle: async ({ session, query }, { store, deliveryUrl }) => {
      const { portalId, timeZone } = session;
      const [page, portal] = await Promise.all([
        store.listDeliveries(portalId, pageOf(query, timeZone)),
        store.portal(portalId),
      ]);
      const deliveries = page.deliveries.map((summary) => summaryJson(summary, deliveryUrl(summary.delivery.id)));
      return {
        deliveries,
        nextBefore: page.next,
        previousAfter: page.previous,
        access: accessJson(portal?.access ?? null),
      };
    },
  }),
  route("GET /deliveries.csv", {
    name: "exportDeliveriesAsCsv",
    summary: "All deliveries that fit, as a table for spreadsheets in the reader's language",
    query: FILTER_FIELDS,
    streams: "text/csv",
    answer: [200, "UTF-8 with a byte order mark; a row of names, then one row per delivery", TEXT],
    handle: exportCsv,
  }),
  route("GET /deliveries.json", {
    name: "exportDeliveriesAsJson",
    summary: "All deliveries that fit, in one document",
    query: FILTER_FIELDS,
    streams: "application/json",
    answer: [200, "Newest first", shape({ deliveries: listOf(DELIVERY_SUMMARY) })],
    handle: exportJson,
  }),
  route("GET /deliveries/:id", {
    name: "getDelivery",
    summary: "One delivery with everything that happened to it",
    answer: [200, "The delivery", DELIVERY],
    handle: shown,
  }),
  command("seal", "Stop collecting now"),
  command("cancel", "End the delivery without a send; possible until the request to LINE is stored"),
  command("approve", "Approve a delivery that waits for it; everything is checked once more before it is sent"),
];

export const deliveriesApi: ApiRoom = {
  tag: "deliveries",
  about: "Runs of the workflow action over a list, each leading to at most one narrowcast",
  routes,
  schemas: {
    Delivery: DELIVERY,
    DeliverySummary: DELIVERY_SUMMARY,
    Counts: COUNTS,
    Number: NUMBER,
    Reading: READING,
    Forecast: FORECAST,
    Targeting: TARGETING,
    TimelineEntry: TIMELINE_ENTRY,
    Phase: PHASE,
    Finding: FINDING,
    Sentences: SENTENCES,
    RefusedAccess: REFUSED_ACCESS,
  },
};
