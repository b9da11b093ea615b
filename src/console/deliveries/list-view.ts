/** The portal's deliveries, newest first, and the form that says which. */
import type { RefusedAccess } from "../../delivery/hubspot/portal-access.ts";
import type { ChannelFacts } from "../../ports/store/channels.ts";
import type { OwedRecords } from "../../ports/store/records.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { DeliveryPage, NamedThings } from "../../ports/store/views.ts";
import { outcomeName, say, textsIn, title } from "../../i18n/wording.ts";
import { OUTCOMES, queryOf, SORTS, type AskedList } from "./fields.ts";
import { deliveriesTable } from "./list-table.ts";
import { html, statusNotice, type VNode } from "../web/elements.ts";
import { region, type Live } from "../web/live-region.ts";
import type { ViewContext } from "../request/view-context.ts";
import { noRecordsNotice, type RecordsState } from "./records.ts";
import { accessNotice, stoppedNotice, stopPanel } from "../settings/notices.ts";

export interface DeliveriesView {
  readonly asked: AskedList;
  readonly page: DeliveryPage;
  /** How many fit, up to one more than are counted. */
  readonly count: number;
  /** What the form offers to choose from. */
  readonly named: NamedThings;
  readonly channels: readonly ChannelFacts[];
  readonly stop: SendingStop | null;
  /** Why HubSpot gives the app no access to the account; null while it does. */
  readonly access: RefusedAccess | null;
  readonly records: RecordsState;
  readonly owed: OwedRecords;
  /** What is wrong with the address; null when nothing is. */
  readonly problem: string | null;
  /** Null on all but the first page: new ones come there. */
  readonly live: Live | null;
  readonly workflowUrl: (workflowId: string) => string;
}

/** More are said to be more than these. */
export const MAX_COUNTED = 1000;

export function deliveriesPage(view: DeliveriesView, context: ViewContext): VNode {
  const { asked, page, stop, problem, live } = view;
  const words = context.words.deliveries;
  const untouched = queryOf(asked) === "" && page.deliveries.length === 0;
  return html`<div class="page-head" id="head" data-part>
      <h1>${words.title}</h1>
      ${stopPanel(stop, context)}
    </div>
    ${statusNotice(problem)} ${!untouched && filters(view, context)}
    ${region(
      live,
      html`${accessNotice(view.access, context)} ${stoppedNotice(stop, context)}
      ${noRecordsNotice(view.records, view.owed, context)} ${untouched ? nothingYet(context) : found(view, context)}`,
      context,
    )}`;
}

function found(view: DeliveriesView, context: ViewContext): VNode {
  const { asked, page, count } = view;
  const { language } = context;
  const words = context.words.deliveries;
  const query = queryOf(asked);
  const sorted = asked.sort === "newest" ? {} : { sort: asked.sort };
  const to = (more: Readonly<Record<string, string>>) => `/deliveries${queryOf(asked, { ...sorted, ...more })}`;
  const counted = say(
    count > MAX_COUNTED ? words.manyFound : words.found,
    { count: Math.min(count, MAX_COUNTED) },
    language,
  );
  if (page.deliveries.length === 0) return noneFit(context);
  return html`<p class="soft">${counted}</p>
    ${deliveriesTable(page.deliveries, view, context)}
    <p class="actions">
      ${page.previous !== null && html`<a href=${to({ after: page.previous })}>${words.previousPage}</a>`}
      ${page.next !== null && html`<a href=${to({ before: page.next })}>${words.nextPage}</a>`}
    </p>
    <p class="downloads">
      ${words.download}${textsIn(context.language).colon}<a href=${`/api/deliveries.csv${query}`} download>CSV</a>
      <a href=${`/api/deliveries.json${query}`} download>JSON</a>
    </p>`;
}

const nothingYet = ({ words }: ViewContext): VNode =>
  html`<section class="notice">
    <p><strong>${words.deliveries.none}</strong></p>
    <p class="soft">${words.deliveries.noneHint}</p>
    <p><a href="/">${words.nav.home}</a></p>
  </section>`;

const noneFit = ({ words }: ViewContext): VNode =>
  html`<section class="notice">
    <p><strong>${words.deliveries.noneFit}</strong></p>
    <p class="soft"><a href="/deliveries">${words.deliveries.showAll}</a></p>
  </section>`;

type Option = readonly [value: string, text: string];

/** A plain form: the address of the page says what is shown. */
function filters({ asked, named, channels }: DeliveriesView, { words, language }: ViewContext): VNode {
  const { columns, ...names } = words.deliveries;
  const outcomes = OUTCOMES.map((outcome): Option => [
    outcome,
    outcome === "open"
      ? names.open
      : outcome === "waiting"
        ? title("APPROVAL_NEEDED", language)
        : outcomeName(outcome, language),
  ]);
  const things = (all: NamedThings["lists"]) => all.map(({ id, name }): Option => [id, name]);
  return html`<button class="quiet narrow" type="button" popovertarget="filters">${words.nav.filters}</button>
    <form class="filters card" id="filters" popover method="get" action="/deliveries" role="search">
      <label
        >${names.search}<input
          type="search"
          name="search"
          value=${asked.search ?? ""}
          maxlength="100"
          placeholder=${names.searchHint}
      /></label>
      ${choice("list", words.delivery.list, asked.list, things(named.lists), names.any)}
      ${choice("audience", words.delivery.audience, asked.audience, things(named.audiences), names.any)}
      ${
        channels.length > 1 &&
        choice(
          "channel",
          columns.channel,
          asked.channel,
          channels.map(({ id, name }) => [id, name]),
          names.any,
        )
      }
      ${choice("outcome", columns.outcome, asked.outcome, outcomes, names.any)}
      <label>${names.from}<input type="date" name="from" value=${asked.from ?? ""} /></label>
      <label>${names.to}<input type="date" name="to" value=${asked.to ?? ""} /></label>
      <label
        >${names.sort}<select name="sort">
          ${SORTS.map((sort) => html`<option value=${sort} selected=${sort === asked.sort}>${names.sorts[sort]}</option>`)}
        </select></label
      >
      <button class="quiet">${names.find}</button>
      ${named.more && html`<p class="hint">${names.moreNames}</p>`}
      ${queryOf(asked) !== "" && html`<a class="all" href="/deliveries">${names.showAll}</a>`}
    </form>`;
}

/** What is asked for is among the choices, even where nothing is known by that name. */
function choice(name: string, label: string, chosen: string | null, options: readonly Option[], any: string): VNode {
  const known = chosen === null || options.some(([value]) => value === chosen);
  const all: readonly Option[] = [["", any], ...options, ...(known ? [] : [[chosen, chosen] as const])];
  return html`<label
    >${label}<select name=${name}>
      ${all.map(([value, text]) => html`<option value=${value} selected=${value === (chosen ?? "")}>${text}</option>`)}
    </select></label
  >`;
}
