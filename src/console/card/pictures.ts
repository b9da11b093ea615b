/** The pictures of the delivery page as figures and words, for the components that HubSpot has. */
import type { Delivery } from "../../delivery/delivery.ts";
import { isKnown, type Shown } from "../../delivery/numbers/hidden.ts";
import { numbersOf } from "../../delivery/numbers/numbers.ts";
import type { Reading } from "../../delivery/numbers/reading.ts";
import type { DeliveryView } from "../../ports/store/views.ts";
import { together } from "../../i18n/wording.ts";
import { startersText } from "../deliveries/recipients.ts";
import { pictureTitle, stagesOf } from "../deliveries/charts/stages.ts";
import { shownText } from "../web/elements.ts";
import type { Localized } from "../request/view-context.ts";

export interface CardStages {
  readonly title: string;
  readonly stages: readonly {
    readonly name: string;
    /** 0 while it is not known or hidden: the text says so. */
    readonly value: number;
    /** With the share of the stage before, where both are exact. */
    readonly text: string;
  }[];
  readonly most: number;
  readonly note: string;
}

/** Null where nothing was sent and nothing will be. */
export function cardStages(delivery: Delivery, context: Localized): CardStages | null {
  const { delivery: words } = context.words;
  const stages = stagesOf(delivery, context);
  if (stages === null) return null;
  return {
    title: pictureTitle(delivery, context),
    stages: stages.map(({ name, value, text, rate }) => ({
      name,
      value: value ?? 0,
      text: rate === null ? text : `${text} · ${rate}`,
    })),
    most: Math.max(1, ...stages.map(({ value }) => value ?? 0)),
    note: together(
      [startersText(delivery, context), words.pcNote].filter((text) => text !== null),
      context.language,
    ),
  };
}

export interface CardCurve {
  readonly title: string;
  readonly when: string;
  readonly people: string;
  /** A point for each number that LINE told: hidden ones would look like zero. */
  readonly points: readonly { readonly at: number; readonly of: string; readonly people: number }[];
}

/** Null before LINE told a number. */
export function cardCurve({ readings }: DeliveryView, { words: { delivery: words } }: Localized): CardCurve | null {
  const told = ({ takenAt }: Reading, of: string, one: Shown) =>
    isKnown(one) ? [{ at: takenAt, of, people: one.value }] : [];
  const points = readings.flatMap((reading) => [
    ...told(reading, words.reach, reading.delivered),
    ...told(reading, words.opens, reading.opens),
    ...told(reading, words.clicks, reading.clicks),
  ]);
  return points.length === 0 ? null : { title: words.curve, when: words.lastReading, people: words.clickers, points };
}

export interface CardLinks {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Null where LINE told of none. */
export function cardLinks(delivery: Delivery, context: Localized): CardLinks | null {
  const { delivery: words } = context.words;
  const { links } = numbersOf(delivery);
  if (links.length === 0) return null;
  return {
    title: words.links,
    columns: [words.link, words.clickers, words.clicks],
    rows: links.map(({ url, people, clicks }) => [url, shownText(people, context), shownText(clicks, context)]),
  };
}
