/** A delivery's numbers in words, each with what it is: so far, exact, hidden, pending or final. */
import { countsOf, outcomeOf, readingOf, sealOf, type Delivery } from "../delivery/delivery.ts";
import type { Shown } from "../delivery/reading.ts";
import { numberText } from "../wording/wording.ts";
import type { Reader } from "./reader.ts";

export interface ShownNumber {
  readonly label: string;
  /** A dash where there is no number. */
  readonly value: string;
  readonly state: string;
}

type Speaker = Pick<Reader, "words" | "language">;

/** On their way from HubSpot to people: enrolled, target, delivered, reach, opens, clicks. */
export function shownNumbers(delivery: Delivery, speaker: Speaker): readonly ShownNumber[] {
  const { delivery: words } = speaker.words;
  const reading = readingOf(delivery);
  const enrolled = sealOf(delivery) === null ? words.soFar : words.closed;
  return [
    number(words.enrolled, delivery.enrolled, enrolled, speaker),
    ...(delivery.covered > 0 ? [number(words.covered, delivery.covered, words.coveredHint, speaker)] : []),
    ...counts(delivery, speaker),
    insight(words.reach, reading?.delivered, delivery, speaker),
    insight(words.opens, reading?.opens, delivery, speaker),
    insight(words.clicks, reading?.clicks, delivery, speaker),
  ];
}

function number(label: string, value: number | null, state: string, { language }: Speaker): ShownNumber {
  return { label, value: value === null ? "–" : numberText(value, language), state };
}

function counts(delivery: Delivery, speaker: Speaker): readonly ShownNumber[] {
  const { delivery: words } = speaker.words;
  const known = countsOf(delivery);
  const state = known === null ? unsent(delivery, speaker) : words.atLine;
  return [
    number(words.target, known?.target ?? null, state, speaker),
    number(words.success, known?.success ?? null, state, speaker),
    number(words.failure, known?.failure ?? null, state, speaker),
  ];
}

function insight(label: string, shown: Shown | undefined, delivery: Delivery, speaker: Speaker): ShownNumber {
  const { delivery: words } = speaker.words;
  if (shown === undefined) return number(label, null, unsent(delivery, speaker), speaker);
  return number(label, shown.state === "pending" ? null : shown.value, words.states[shown.state], speaker);
}

/** Why there is no number: the send is still to come, LINE is still counting, or nothing was sent. */
function unsent(delivery: Delivery, { words }: Speaker): string {
  const outcome = outcomeOf(delivery);
  if (outcome === null) return words.delivery.afterSend;
  return delivery.state.phase === "measuring" ? words.delivery.states.pending : words.delivery.notSent;
}
