/** Deliveries as files: everything that fits the question, read and written a page at a time. */
import type { Response } from "express";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { followingOf, outcomeOf, readingOf, sealOf } from "../../../delivery/delivery.ts";
import type { Shown } from "../../../delivery/numbers/hidden.ts";
import { numbersOf, ratesOf, shownForecast, shownFrom } from "../../../delivery/numbers/numbers.ts";
import { forecastNow } from "../../../delivery/targeting/estimate.ts";
import type { Session } from "../../../ports/store/sessions.ts";
import type { DeliverySummary } from "../../../ports/store/views.ts";
import {
  audienceNames,
  includedNames,
  listName,
  messageExcerpt,
  standingText,
} from "../../../i18n/record-properties.ts";
import {
  fieldName,
  outcomeName,
  phaseName,
  targetingInWords,
  type Language,
  type PageWords,
} from "../../../i18n/wording.ts";
import { wordsOf } from "../../request/api-request.ts";
import type { Call } from "../../request/api-route.ts";
import { csvRow } from "./csv-cell.ts";
import { filterOf, type AskedDeliveries } from "../fields.ts";
import { summaryJson } from "./json.ts";
import type { ConsolePorts } from "../../request/ports.ts";
import { NUMBERS_OF_LINE, stateText } from "../numbers.ts";
import { languageOfRequest } from "../../request/view-context.ts";
import { instant } from "../../web/answers.ts";

const PAGE = 200;

async function* everyDelivery(
  { portalId, timeZone }: Session,
  asked: AskedDeliveries,
  { store }: Pick<ConsolePorts, "store">,
): AsyncGenerator<DeliverySummary> {
  let before: string | null = null;
  do {
    const page = await store.listDeliveries(portalId, {
      filter: filterOf(asked, timeZone),
      sort: "newest",
      limit: PAGE,
      before,
      after: null,
    });
    yield* page.deliveries;
    before = page.next;
  } while (before !== null);
}

type Export = Call<unknown, AskedDeliveries>;

/**
 * For a spreadsheet: words and instants in the reader's language, numbers as numbers, each insight number with what it
 * is. All texts are quoted, and none begins a formula.
 */
export async function exportCsv({ request, response, session, query }: Export, ports: ConsolePorts): Promise<void> {
  const columns = columnsOf(languageOfRequest(request), wordsOf(request));
  const rows = Readable.from(rowsOf(everyDelivery(session, query, ports), columns));
  attachment(response, "csv").type("text/csv; charset=utf-8");
  await finished(pipeline(rows, response), response);
}

/** What the API says of each, as one document. */
export async function exportJson({ response, session, query }: Export, ports: ConsolePorts): Promise<void> {
  attachment(response, "json").type("json");
  const json = Readable.from(jsonOf(everyDelivery(session, query, ports), ports));
  await finished(pipeline(json, response), response);
}

const attachment = (response: Response, extension: string): Response =>
  response.set("Content-Disposition", `attachment; filename="line-deliveries.${extension}"`);

/** A download that the reader breaks off is no fault of ours. */
async function finished(piped: Promise<void>, response: Response): Promise<void> {
  try {
    await piped;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_STREAM_PREMATURE_CLOSE" || !response.destroyed) throw error;
  }
}

type Column = readonly [name: string, of: (summary: DeliverySummary) => string | number | null | undefined];

async function* rowsOf(deliveries: AsyncIterable<DeliverySummary>, columns: readonly Column[]) {
  // The mark at the beginning tells Excel that it is UTF-8.
  yield `\uFEFF${csvRow(columns.map(([name]) => name))}`;
  for await (const summary of deliveries) yield csvRow(columns.map(([, of]) => of(summary) ?? ""));
}

async function* jsonOf(deliveries: AsyncIterable<DeliverySummary>, { deliveryUrl }: Pick<ConsolePorts, "deliveryUrl">) {
  let separator = "";
  yield '{"deliveries":[';
  for await (const summary of deliveries) {
    yield `${separator}${JSON.stringify(summaryJson(summary, deliveryUrl(summary.delivery.id)))}`;
    separator = ",";
  }
  yield "]}";
}

function columnsOf(language: Language, { deliveries: { columns }, delivery: words }: PageWords): readonly Column[] {
  const numbers = NUMBERS_OF_LINE.flatMap((name): Column[] => [
    [words[name], ({ delivery }) => numberOf(numbersOf(delivery)[name])],
    [`${words[name]} (${words.numberState})`, ({ delivery }) => stateText(delivery, name, words)],
  ]);
  return [
    [words.id, ({ delivery }) => delivery.id],
    [words.list, ({ delivery }) => listName(delivery)],
    [words.channel, ({ channelName }) => channelName],
    [words.message, ({ delivery }) => messageExcerpt(delivery)],
    [columns.outcome, ({ delivery }) => standingName(delivery, language)],
    [words.reason, ({ delivery }) => standingText(delivery, language)],
    [words.opened, ({ delivery }) => instant(delivery.openedAt)],
    [words.sealed, ({ delivery }) => instant(sealOf(delivery)?.at)],
    [words.sent, ({ delivery }) => instant(followingOf(delivery)?.acceptedAt)],
    [words.requestId, ({ delivery }) => followingOf(delivery)?.requestId],
    [words.enrolled, ({ delivery }) => delivery.enrolled],
    [words.covered, ({ delivery }) => delivery.covered],
    ...numbers,
    [words.lastReading, ({ delivery }) => instant(readingOf(delivery)?.takenAt)],
    [words.openRate, ({ delivery }) => rateOf(ratesOf(delivery).opens)],
    [words.clickRate, ({ delivery }) => rateOf(ratesOf(delivery).clicks)],
    [fieldName("message", language), ({ messageName }) => messageName],
    [fieldName("deliveryName", language), ({ delivery }) => delivery.inputs.deliveryName],
    [words.audience, (summary) => includedNames(summary, language)],
    [words.targeting, (summary) => targetingInWords(summary.delivery.inputs, audienceNames(summary), language)],
    [words.workflows, ({ workflowIds }) => workflowIds.join(" ")],
    [words.forecast, ({ delivery }) => forecastOf(delivery)],
    [words.used, ({ delivery }) => numberOf(numbersOf(delivery).used)],
    [words.approval, ({ delivery }) => delivery.approval?.by],
  ];
}

type Delivery = DeliverySummary["delivery"];

function standingName(delivery: Delivery, language: Language): string {
  const outcome = outcomeOf(delivery);
  return outcome === null ? phaseName(delivery.state.phase, language) : outcomeName(outcome.kind, language);
}

function forecastOf(delivery: Delivery): number | null {
  const forecast = forecastNow(delivery);
  return forecast === null ? null : numberOf(shownForecast(forecast, shownFrom(delivery)).likely);
}

/** As a share that a spreadsheet can show in per cent. */
const rateOf = (rate: number | null): number | null => (rate === null ? null : Math.round(rate * 10_000) / 10_000);

const numberOf = ({ value, state }: Shown): number | null => (state === "pending" || state === "none" ? null : value);
