/** The pictures of the delivery page as figures and words, for the components that HubSpot has. */
import type { Delivery } from "../../delivery/delivery.ts";
import { shownText } from "../../i18n/cost-text.ts";
import { isKnown, type Shown } from "../../delivery/numbers/hidden.ts";
import { numbersOf } from "../../delivery/numbers/numbers.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { together } from "../../i18n/wording.ts";
import { startersText } from "../../i18n/recipients-text.ts";
import { pictureTitle, stagesOf } from "../deliveries/charts/stages.ts";
import type { Localized } from "../request/view-context.ts";

/** Null where nothing was sent and nothing will be. */
export function cardStages(delivery: Delivery, context: Localized) {
  const { delivery: words } = context.words;
  const stages = stagesOf(delivery, context);
  if (stages === null) return null;
  const notes = [startersText(delivery, context), words.pcNote].filter((text) => text !== null);
  return {
    title: pictureTitle(delivery, context),
    stages: stages.map(({ name, value, text, rate }) => ({
      name,
      /** 0 while it is not known or hidden: the text says so. */
      value: value ?? 0,
      /** With the share of the stage before, where both are exact. */
      text: rate === null ? text : `${text} · ${rate}`,
    })),
    most: Math.max(1, ...stages.map(({ value }) => value ?? 0)),
    note: together(notes, context.language),
  };
}

/** A point for each number that LINE gave, `at` in milliseconds: hidden ones would look like zero. Null before there is one. */
export function cardCurve({ readings }: DeliveryView, { words: { delivery: words } }: Localized) {
  const point = (at: number, of: string, one: Shown) => (isKnown(one) ? [{ at, of, people: one.value }] : []);
  const points = readings.flatMap(({ takenAt, delivered, opens, clicks }) => [
    ...point(takenAt, words.delivered, delivered),
    ...point(takenAt, words.opens, opens),
    ...point(takenAt, words.clicks, clicks),
  ]);
  return points.length === 0 ? null : { title: words.curve, when: words.lastReading, people: words.clickers, points };
}

/** Null where LINE named none. */
export function cardLinks(delivery: Delivery, context: Localized) {
  const { delivery: words } = context.words;
  const { links } = numbersOf(delivery);
  if (links.length === 0) return null;
  return {
    title: words.links,
    columns: [words.link, words.clickers, words.clicks],
    rows: links.map(({ url, people, clicks }) => [url, shownText(people, context), shownText(clicks, context)]),
  };
}
