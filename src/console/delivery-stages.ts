/** A delivery on its way from the contacts who enrolled to the people who clicked, a stage for each. */
import { countsOf, outcomeOf, readingOf, type Delivery } from "../delivery/delivery.ts";
import type { Shown } from "../delivery/reading.ts";
import { fill, numberText, percentText } from "../wording/wording.ts";
import type { Reader } from "./reader.ts";

export interface Stage {
  readonly kind: "contacts" | "people" | "reach" | "opens" | "clicks";
  readonly name: string;
  /** Null while it is not known. */
  readonly value: number | null;
  readonly text: string;
  /** The share of the stage before; null where one of both is not exact. */
  readonly rate: string | null;
}

type Speaker = Pick<Reader, "words" | "language">;

/** Whether LINE's numbers are still to come: then they have a place. */
export const awaitsNumbers = (delivery: Delivery): boolean =>
  outcomeOf(delivery) === null || delivery.state.phase === "measuring";

/** Null where nothing was sent and nothing will be: one stage tells nothing. */
export function stagesOf(delivery: Delivery, speaker: Speaker): readonly Stage[] | null {
  const { delivery: names } = speaker.words;
  const target = countsOf(delivery)?.target ?? null;
  if (target === null && !awaitsNumbers(delivery)) return null;
  const reading = readingOf(delivery);
  const { delivered = null, opens = null, clicks = null } = reading ?? {};
  return [
    counted("contacts", names.enrolled, delivery.enrolled, speaker),
    counted("people", names.target, target, speaker),
    insight("reach", names.reach, delivered, null, speaker),
    insight("opens", names.opens, opens, { name: names.reach, shown: delivered }, speaker),
    insight("clicks", names.clicks, clicks, { name: names.opens, shown: opens }, speaker),
  ];
}

function counted(kind: Stage["kind"], name: string, value: number | null, { language }: Speaker): Stage {
  return { kind, name, value, text: value === null ? "–" : numberText(value, language), rate: null };
}

interface Whole {
  readonly name: string;
  readonly shown: Shown | null;
}

function insight(kind: Stage["kind"], name: string, shown: Shown | null, whole: Whole | null, speaker: Speaker): Stage {
  if (shown === null || shown.state === "pending") return counted(kind, name, null, speaker);
  const { value, text } = counted(kind, name, shown.value, speaker);
  const hidden = shown.state === "hidden";
  return {
    kind,
    name,
    value,
    text: hidden ? fill(speaker.words.hidden, { value: text }) : text,
    rate: rateText(shown, whole, speaker),
  };
}

/** Only where both are LINE's own numbers: a rate of something hidden would be invented. */
function rateText(part: Shown, whole: Whole | null, { words, language }: Speaker): string | null {
  if (whole === null || whole.shown === null || whole.shown.value === 0) return null;
  if (!isExact(part) || !isExact(whole.shown)) return null;
  return fill(words.delivery.rateOf, { rate: percentText(part.value / whole.shown.value, language), of: whole.name });
}

const isExact = ({ state }: Shown): boolean => state === "exact" || state === "final";
