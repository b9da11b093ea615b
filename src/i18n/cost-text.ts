/** How many people a send would reach or reached, and how many messages it would use. */
import { outcomeOf, type Delivery } from "../delivery/delivery.ts";
import type { Shown } from "../delivery/numbers/hidden.ts";
import { forecastFigures, shownFrom } from "../delivery/numbers/numbers.ts";
import type { quotaParts } from "../delivery/numbers/quota.ts";
import { forecastNow } from "../delivery/targeting/estimate.ts";
import type { Localized } from "./recipients-text.ts";
import { aboutText, fill, numberText, peopleText, say } from "./wording.ts";

type QuotaParts = Pick<ReturnType<typeof quotaParts>, "allowance" | "left">;

/** Null where it ended before there was one. */
export function forecastText(delivery: Delivery, { words, language }: Localized): string | null {
  const { forecastPending, forecastUnknown, forecastRange } = words.delivery;
  const forecast = forecastNow(delivery);
  if (forecast === null) return outcomeOf(delivery) === null ? forecastPending : null;
  const { low, likely, high } = forecastFigures(forecast, shownFrom(delivery));
  if (high === null) return forecastUnknown;
  const figures = { low: peopleText(low, language), high: peopleText(high, language) };
  return fill(forecastRange, { ...figures, likely: aboutText(likely, words.delivery.about, language) });
}

/** One message for each person. */
export function usesText(delivery: Delivery, { words: { delivery: words }, language }: Localized): string {
  if (delivery.inputs.rehearsal) return words.usesNone;
  const forecast = forecastNow(delivery);
  if (forecast === null) return words.forecastPending;
  const { likely, high } = forecastFigures(forecast, shownFrom(delivery));
  return high === null ? words.forecastUnknown : aboutText(likely, words.about, language);
}

export function leftText({ allowance, left }: QuotaParts, { words, language }: Localized): string {
  if (allowance === null || left === null) return words.delivery.noLimit;
  return say(words.delivery.leftOf, { left, allowance }, language);
}

/** A number in a line of text. Hidden is said: a bare 0 would be a lie. */
export function shownText({ value, state }: Shown, { language, words }: Localized): string {
  if (state === "pending" || state === "none") return "–";
  const text = numberText(value, language);
  return state === "hidden" ? fill(words.hidden, { value: text }) : text;
}
