/** What needs a person, this month, what goes out next and how the last sends did; before the first delivery, what to do. */
import { shownText } from "../../i18n/cost-text.ts";
import { asksOf } from "../../delivery/lifecycle/approval.ts";
import { notBefore } from "../../delivery/lifecycle/send-time.ts";
import { approveBy, nextSealAt } from "../../delivery/lifecycle/window.ts";
import { numbersOf, deliveredOf, ratesOf } from "../../delivery/numbers/numbers.ts";
import { followingOf, type Delivery } from "../../delivery/delivery.ts";
import type { DeliverySummary } from "../../ports/store/views.ts";
import { listName, standingOf, standingText, sentName } from "../../i18n/record-properties.ts";
import { dateText, dateTimeText, fill, numberText, percentText, say, sentence, title } from "../../i18n/wording.ts";
import { recipientsText } from "../../i18n/recipients-text.ts";
import { noRecordsNotice } from "../deliveries/records.ts";
import { accessNotice, stoppedNotice } from "../settings/notices.ts";
import { badge, html, instant, table, type Column, type ComponentChildren, type VNode } from "../web/elements.ts";
import { why } from "../web/help-link.ts";
import { region } from "../web/live-region.ts";
import type { ViewContext } from "../request/view-context.ts";
import { checklist, type HomeView } from "./checklist.ts";
import type { AccountMonth, Overview } from "./overview.ts";

export function homePage(view: HomeView, context: ViewContext): VNode {
  const { overview, live } = view;
  const { words } = context;
  const { portal, owed } = overview;
  const content = html`${accessNotice(portal?.access ?? null, context)} ${stoppedNotice(overview.stop, context)}
    ${portal !== null && noRecordsNotice(portal, owed, context)}
    <div class="columns">
      <div>
        ${!overview.any && checklist(view, context)} ${needs(overview, context)}
        ${overview.any && next(overview, context)}
      </div>
      <div class="beside">${overview.accounts.length > 0 && month(overview, context)}</div>
    </div>
    ${overview.any && results(overview, context)}`;
  return html`<div class="page-head"><h1>${words.home.title}</h1></div>
    ${region(live, content, context)}`;
}

type Line = string | null | false;

/** One thing to look at: what it is, what is known of it, and where to go. */
const need = (what: ComponentChildren, known: readonly Line[], [href, label]: readonly [string, string]): VNode =>
  html`<li>
    <div>
      <p>${what}</p>
      ${known.map((line) => typeof line === "string" && html`<p class="soft">${line}</p>`)}
    </div>
    <a class="button quiet" href=${href}>${label}</a>
  </li>`;

/** Before the first delivery only what is wrong. */
function needs(overview: Overview, context: ViewContext): VNode | null {
  const { words, language, timeZone, session } = context;
  const notStarted = session?.workflowsNotStarted ?? 0;
  const { home, nav } = words;
  const toDelivery = ({ id }: Delivery, label: string) => [`/deliveries/${id}`, label] as const;
  const all = [
    ...(overview.any && overview.accounts.length === 0
      ? [need(home.noAccount, [home.noAccountHint], ["/channels", home.connect])]
      : []),
    ...overview.accounts.flatMap(({ channel, refused }) =>
      refused === null ? [] : [need(channel.name, [sentence(refused, language)], ["/channels", nav.channels])],
    ),
    ...overview.asking.map((summary) => {
      const { delivery } = summary;
      const why = asksOf(delivery).map(({ code }) => title(code, language));
      const until = fill(words.next.approveBy, { time: dateTimeText(approveBy(delivery), language, timeZone) });
      return need(
        sentName(summary),
        [[listName(delivery), ...why].join(" · "), recipientsText(delivery, context), until],
        toDelivery(delivery, home.review),
      );
    }),
    ...overview.failed.map((summary) => {
      const { delivery } = summary;
      const what = html`${sentName(summary)} ${badge(delivery, language)}`;
      const why = [listName(delivery), title(standingOf(delivery).code, language)].join(" · ");
      return need(what, [why], toDelivery(delivery, home.look));
    }),
    ...(notStarted > 0
      ? [
          need(
            say(home.notStarted, { count: notStarted }, language),
            [home.notStartedHint],
            ["/not-started", home.look],
          ),
        ]
      : []),
    ...overview.ending.map(({ channelId, name, expiresAt }) => {
      const template = expiresAt > overview.now ? home.expires : home.expired;
      const why = fill(template, { day: dateText(expiresAt, language, timeZone) });
      return need(name, [why], [`/audiences?channel=${channelId}`, nav.audiences]);
    }),
  ];
  if (all.length === 0 && !overview.any) return null;
  return html`<section class="card" id="needs">
    <h2>${home.needs}</h2>
    ${
      all.length === 0
        ? html`<p class="soft">${home.nothing}</p>`
        : html`<ul class="needs">
            ${all}
          </ul>`
    }
  </section>`;
}

function next({ next: waiting, now }: Overview, context: ViewContext): VNode {
  const { home } = context.words;
  return html`<section class="card" id="next">
    <h2>${home.next}</h2>
    ${
      waiting.length === 0
        ? html`<p class="soft">${home.nextNone}</p>`
        : html`<ul class="needs">
            ${waiting.map((summary) => waitingSend(summary, now, context))}
          </ul>`
    }
  </section>`;
}

function waitingSend(summary: DeliverySummary, now: number, context: ViewContext): VNode {
  const { delivery } = summary;
  const { words, language } = context;
  const when = [listName(delivery), whenText(delivery, now, context)].join(" · ");
  return need(
    html`${sentName(summary)} ${badge(delivery, language)}`,
    [when, recipientsText(delivery, context)],
    [`/deliveries/${delivery.id}`, words.home.open],
  );
}

/** The time of the send where one is known; otherwise what the delivery is doing. */
function whenText(delivery: Delivery, now: number, { words, language, timeZone }: ViewContext): string {
  const start = delivery.state.phase === "collecting" ? nextSealAt(delivery) : now;
  const at = notBefore(delivery, start)?.at ?? start;
  if (at === now || delivery.inputs.rehearsal) return standingText(delivery, language);
  return fill(words.home.earliest, { time: dateTimeText(at, language, timeZone) });
}

function month({ accounts, more }: Overview, context: ViewContext): VNode {
  const { words, language } = context;
  const { home } = words;
  const count = (value: number) => `${numberText(value, language)}${more ? "+" : ""}`;
  const rows = ({ sends, people, quota }: AccountMonth): readonly (readonly [string, string])[] => [
    [home.sends, count(sends)],
    [home.people, count(people)],
    [words.delivery.used, quota === null ? "–" : numberText(quota.used, language)],
    [home.left, quota === null ? "–" : quota.left === null ? home.noLimit : numberText(quota.left, language)],
  ];
  return html`<section class="card" id="month">
    <h2>${home.month}</h2>
    ${accounts.map(
      (account) =>
        html`${accounts.length > 1 && html`<h3>${account.channel.name}</h3>`}
          <dl class="figures">
            ${rows(account).map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>`,
    )}
    ${accounts.some(({ someHidden }) => someHidden) && html`<p class="soft">${home.someHidden} ${why("hidden", words)}</p>`}
  </section>`;
}

function results({ delivered }: Overview, context: ViewContext): VNode {
  const { words, language } = context;
  const { home, deliveries } = words;
  const rate = (name: "opens" | "clicks", label: string): Column<DeliverySummary> => [
    label,
    ({ delivery }) => {
      const share = ratesOf(delivery)[name];
      return share === null ? shownText(numbersOf(delivery)[name], context) : percentText(share, language);
    },
    "number",
  ];
  const columns: readonly Column<DeliverySummary>[] = [
    [
      deliveries.columns.message,
      (summary) =>
        html`<div class="sent">
          <a href=${`/deliveries/${summary.delivery.id}`}>${sentName(summary)}</a>
          <p class="soft">${listName(summary.delivery)}</p>
        </div>`,
    ],
    [home.sent, ({ delivery }) => instant(followingOf(delivery)?.acceptedAt, context)],
    [deliveries.columns.success, ({ delivery }) => shownText(deliveredOf(delivery), context), "number"],
    rate("opens", words.delivery.openRate),
    rate("clicks", words.delivery.clickRate),
  ];
  return html`<section id="results">
    <h2>${home.results}</h2>
    ${delivered.length === 0 ? html`<p class="soft">${home.resultsNone}</p>` : table(columns, delivered, { frame: "scroll card", layout: "stack" })}
    <p><a href="/deliveries">${words.delivery.back}</a></p>
  </section>`;
}
