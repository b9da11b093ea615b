/** Where a question arises, the way to its answer on the help page. */
import type { Code } from "../../delivery/codes.ts";
import { SHOWN_FROM } from "../../delivery/numbers/hidden.ts";
import { READING_SCHEDULE_HOURS } from "../../delivery/numbers/reading.ts";
import { MIN_REACH, MIN_RECIPIENTS } from "../../delivery/targeting/minimums.ts";
import { fill, type PageWords } from "../../i18n/wording.ts";
import { html, type VNode } from "./elements.ts";

/** Also the anchor of its answer. */
export type Question = keyof PageWords["help"]["questions"];

/** The numbers of the answers, as the code has them. */
export const HELP_FIGURES = {
  minimum: String(MIN_RECIPIENTS),
  reach: String(MIN_REACH),
  shown: String(SHOWN_FROM),
  first: String(READING_SCHEDULE_HOURS[0]),
  days: String(Math.round(Math.max(...READING_SCHEDULE_HOURS) / 24)),
};

export const questionText = (question: Question, { help }: PageWords): string =>
  fill(help.questions[question].title, HELP_FIGURES);

/** The question itself, as a link. */
export const helpLink = (question: Question, words: PageWords): VNode =>
  html`<a href=${`/help#${question}`}>${questionText(question, words)}</a>`;

/** The same beside what it is about, in one letter. */
export function why(question: Question, words: PageWords): VNode {
  const text = questionText(question, words);
  return html`<a class="why" href=${`/help#${question}`} aria-label=${text} title=${text}>?</a>`;
}

const ASKED: readonly (readonly [codes: RegExp, Question])[] = [
  [/BELOW_MINIMUM/, "minimum"],
  [/^SUPPRESSION_/, "suppression"],
  [/^PERSONAL_TOKEN_/, "tokens"],
  [/^TARGETING_MISSING$/, "attributes"],
  [/^TARGETING_MODE_/, "recipients"],
  [/^QUOTA_/, "cost"],
];

/** What a person asks who reads this sentence; null where the help page has no more to say than the sentence. */
export const questionOf = (code: Code): Question | null => ASKED.find(([codes]) => codes.test(code))?.[1] ?? null;
