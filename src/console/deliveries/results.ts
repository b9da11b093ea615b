/** What became of a send: who got it, who opened it and who clicked, beside the account's other sends. */
import { shownText } from "../../i18n/cost-text.ts";
import { followingOf, outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import { isKnown, type Shown } from "../../delivery/numbers/hidden.ts";
import { deliveredOf, numbersOf, ratesOf, shareOf, shownFrom } from "../../delivery/numbers/numbers.ts";
import type { LinkClicks } from "../../delivery/numbers/reading.ts";
import { fill, numberText, percentText, say } from "../../i18n/wording.ts";
import { html, instant, sentenceWith, table, type Column, type VNode } from "../web/elements.ts";
import type { Localized, ViewContext } from "../request/view-context.ts";
import { why } from "../web/help-link.ts";
import { stateText } from "./numbers.ts";
import { startersText } from "../../i18n/recipients-text.ts";

type Rates = ReturnType<typeof ratesOf>;

/** Null where LINE has accepted nothing, or its outcome is not known yet. */
export function results(delivery: Delivery, medians: Rates, context: ViewContext): VNode | null {
  if (followingOf(delivery) === null || outcomeOf(delivery) === null) return null;
  const { words } = context;
  const starters = startersText(delivery, context);
  const hint = fill(words.delivery.hiddenHint, { below: String(shownFrom(delivery)) });
  return html`<section class="card" id="results">
    <h2>${words.delivery.results}</h2>
    <dl class="numbers">
      ${deliveredTile(delivery, context)} ${rateTile(delivery, "opens", medians, context)}
      ${rateTile(delivery, "clicks", medians, context)}
    </dl>
    ${starters !== null && html`<p id="who">${starters} ${why("recipients", words)}</p>`}
    <p class="soft">
      ${words.delivery.totalsOnly} ${why("people", words)} ${words.delivery.pcNote} ${why("opens", words)}
      ${` ${hint} `}${why("hidden", words)}
    </p>
    ${nextLook(delivery, context)} ${links(delivery, context)}
  </section>`;
}

const tile = (label: string, value: string, lines: readonly (string | null)[]): VNode =>
  html`<div>
    <dt>${label}</dt>
    <dd class="value">${value}</dd>
    ${lines.map((line) => line !== null && html`<dd class="state">${line}</dd>`)}
  </div>`;

function deliveredTile(delivery: Delivery, context: Localized): VNode {
  const { words, language } = context;
  const { target } = numbersOf(delivery);
  const delivered = deliveredOf(delivery);
  const state = isKnown(delivered)
    ? isKnown(target) && say(words.delivery.ofTarget, { people: target.value }, language)
    : stateText(delivery, "success", words.delivery);
  return tile(words.delivery.delivered, figure(delivered, language), [state || null]);
}

const figure = (shown: Shown, language: Localized["language"]): string =>
  isKnown(shown) ? numberText(shown.value, language) : "–";

function rateTile(delivery: Delivery, name: "opens" | "clicks", medians: Rates, context: Localized): VNode {
  const { words, language } = context;
  const { openRate, clickRate, openedBy, clickedBy, median } = words.delivery;
  const people = numbersOf(delivery)[name];
  const rate = ratesOf(delivery)[name];
  const usual = medians[name];
  const says = { opens: openedBy, clicks: clickedBy }[name];
  const state = isKnown(people)
    ? say(says, { people: people.value }, language)
    : stateText(delivery, name, words.delivery);
  const compared = rate === null || usual === null ? null : fill(median, { rate: percentText(usual, language) });
  return tile({ opens: openRate, clicks: clickRate }[name], rate === null ? "–" : percentText(rate, language), [
    state,
    compared,
  ]);
}

function nextLook({ state }: Delivery, context: ViewContext): VNode | null {
  if (state.phase !== "measuring") return null;
  const next = sentenceWith(context.words.delivery.nextReading, { time: instant(state.nextReadingAt, context) });
  return html`<p class="soft">${next}</p>`;
}

function links(delivery: Delivery, context: ViewContext): VNode | null {
  const { links: found } = numbersOf(delivery);
  if (found.length === 0) return null;
  const { delivery: words } = context.words;
  const rate = ({ people }: LinkClicks) => shareOf(people, deliveredOf(delivery));
  const columns: readonly Column<LinkClicks>[] = [
    [words.link, ({ url }) => url],
    [words.clickers, ({ people }) => shownText(people, context), "number"],
    [words.clickRate, (link) => percentOf(rate(link), context), "number"],
    [words.clicks, ({ clicks }) => shownText(clicks, context), "number"],
  ];
  return html`<h3>${words.links}</h3>
    ${table(columns, found, { id: "links" })}`;
}

const percentOf = (share: number | null, { language }: Localized): string =>
  share === null ? "–" : percentText(share, language);
