/** Deliveries as files: everything that fits the question, read and written a page at a time. */
import type { Response } from "express";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { followingOf, outcomeOf, readingOf, sealOf } from "../../../delivery/delivery.ts";
import type { Shown } from "../../../delivery/numbers/hidden.ts";
import { numbersOf } from "../../../delivery/numbers/numbers.ts";
import type { Session } from "../../../ports/store/sessions.ts";
import type { DeliverySummary } from "../../../ports/store/views.ts";
import type { PageWords } from "../../../i18n/en/page.ts";
import { listName, messageExcerpt, standingOf } from "../../../i18n/record-properties.ts";
import { outcomeName, outcomeSentence, phaseName, sentence, type Language } from "../../../i18n/wording.ts";
import { wordsOf } from "../../request/api-request.ts";
import type { Call } from "../../request/api-route.ts";
import { csvRow } from "./csv-cell.ts";
import { filterOf, type AskedDeliveries } from "../fields.ts";
import { summaryJson } from "./json.ts";
import type { ConsolePorts } from "../../request/ports.ts";
import { stateText } from "../../web/shown-numbers.ts";
import { languageOfRequest } from "../../request/view-context.ts";
import { instantOrNull } from "../../web/answers.ts";

const PAGE = 200;

async function* everyDelivery(
  { portalId, timeZone }: Session,
  asked: AskedDeliveries,
  { store }: Pick<ConsolePorts, "store">,
): AsyncGenerator<DeliverySummary> {
  let before: string | null = null;
  do {
    const page = await store.listDeliveries(portalId, { filter: filterOf(asked, timeZone), limit: PAGE, before });
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

interface Column {
  readonly name: string;
  readonly of: (summary: DeliverySummary) => string | number | null;
}

async function* rowsOf(deliveries: AsyncIterable<DeliverySummary>, columns: readonly Column[]) {
  // The mark at the beginning tells Excel that it is UTF-8.
  yield `\uFEFF${csvRow(columns.map(({ name }) => name))}`;
  for await (const summary of deliveries) yield csvRow(columns.map(({ of }) => of(summary) ?? ""));
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
  const number = (name: string, of: "target" | "success" | "failure" | "reach" | "opens" | "clicks"): Column[] => [
    { name, of: ({ delivery }) => numberOf(numbersOf(delivery)[of]) },
    {
      name: `${name} (${words.numberState})`,
      of: ({ delivery }) => stateText(numbersOf(delivery)[of], delivery, words, of),
    },
  ];
  return [
    { name: words.id, of: ({ delivery }) => delivery.id },
    { name: words.list, of: ({ delivery }) => listName(delivery) },
    { name: words.channel, of: ({ channelName }) => channelName },
    { name: words.message, of: ({ delivery }) => messageExcerpt(delivery) },
    { name: columns.outcome, of: ({ delivery }) => standingName(delivery, language) },
    { name: words.reason, of: ({ delivery }) => reason(delivery, language) },
    { name: words.opened, of: ({ delivery }) => instantOrNull(delivery.openedAt) },
    { name: words.sealed, of: ({ delivery }) => instantOrNull(sealOf(delivery)?.at) },
    { name: words.sent, of: ({ delivery }) => instantOrNull(followingOf(delivery)?.acceptedAt) },
    { name: words.requestId, of: ({ delivery }) => followingOf(delivery)?.requestId ?? null },
    { name: words.enrolled, of: ({ delivery }) => delivery.enrolled },
    { name: words.covered, of: ({ delivery }) => delivery.covered },
    ...number(words.target, "target"),
    ...number(words.success, "success"),
    ...number(words.failure, "failure"),
    ...number(words.reach, "reach"),
    ...number(words.opens, "opens"),
    ...number(words.clicks, "clicks"),
    { name: words.lastReading, of: ({ delivery }) => instantOrNull(readingOf(delivery)?.takenAt) },
  ];
}

type Delivery = DeliverySummary["delivery"];

function standingName(delivery: Delivery, language: Language): string {
  const outcome = outcomeOf(delivery);
  return outcome === null ? phaseName(delivery.state.phase, language) : outcomeName(outcome.kind, language);
}

const reason = (delivery: Delivery, language: Language): string =>
  (outcomeOf(delivery) === null ? sentence : outcomeSentence)(standingOf(delivery), language);

const numberOf = ({ value, state }: Shown): number | null => (state === "pending" || state === "none" ? null : value);
