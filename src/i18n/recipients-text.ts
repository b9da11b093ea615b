/** Who receives the message, and apart from them the contacts who start it. */
import { followingOf, outcomeOf, type Delivery } from "../delivery/delivery.ts";
import { forecastNow } from "../delivery/targeting/estimate.ts";
import { shownFrom } from "../delivery/numbers/numbers.ts";
import { numberText, roughText, say, together, type Language, type PageWords } from "./wording.ts";

export interface Localized {
  readonly words: PageWords;
  readonly language: Language;
}

/** "About 5,400 people receive this. Your 200 contacts start it." Null once the outcome is known. */
export function recipientsText(delivery: Delivery, { words: { who }, language }: Localized): string | null {
  if (outcomeOf(delivery) !== null) return null;
  const says = delivery.inputs.rehearsal ? who.would : who.will;
  const few = shownFrom(delivery);
  const { likely = null, high = null } = forecastNow(delivery) ?? {};
  const figures = {
    contacts: delivery.enrolled,
    few: numberText(few, language),
    likely: likely === null ? "–" : roughText(likely, language),
    high: high === null ? "–" : numberText(high, language),
  };
  const tell = (template: string) => say(template, figures, language);
  if (isNarrowed(delivery)) {
    if (high === null) return tell(says.unknownContacts);
    return tell(high < few ? says.fewContacts : says.contacts);
  }
  return together([tell(people()), tell(who.starts)], language);

  function people(): string {
    if (likely === null) return says.unknown;
    if (high === null) return says.unbounded;
    if (high < few) return says.few;
    return likely < few ? says.upTo : says.about;
  }
}

/** Once LINE has accepted: contacts who started the send are no part of its recipients. Null where they are. */
export function startersText(delivery: Delivery, { words, language }: Localized): string | null {
  return isStarted(delivery) ? say(words.who.started, { contacts: delivery.enrolled }, language) : null;
}

export const isStarted = (delivery: Delivery): boolean => followingOf(delivery) !== null && !isNarrowed(delivery);

export const isNarrowed = ({ inputs }: Delivery): boolean => inputs.targetingMode === "narrow_to_enrolled";
