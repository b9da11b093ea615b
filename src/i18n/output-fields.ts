/** What a released execution gets: HubSpot's state and the action's outputs, all as text. */
import { followingOf, outcomeOf, type Delivery, type Outcome, type OutcomeKind } from "../delivery/delivery.ts";
import { finding, type Finding } from "../delivery/codes.ts";
import type { Shown } from "../delivery/numbers/hidden.ts";
import { mayHaveBeenSent } from "../delivery/lifecycle/membership.ts";
import { numbersOf } from "../delivery/numbers/numbers.ts";
import { actionTexts, fill, languageOf, outcomeSentence, zonedTimeText } from "./wording.ts";

export type OutputFields = Readonly<Record<string, string>>;

interface Context {
  readonly language: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly url: string;
  readonly covered: boolean;
}

/** HubSpot shows a record as failed (and lets it walk on) whenever a person should look. */
const EXECUTION_STATE: Record<OutcomeKind, "SUCCESS" | "FAIL_CONTINUE"> = {
  delivered: "SUCCESS",
  rehearsed: "SUCCESS",
  failed: "FAIL_CONTINUE",
  cancelled: "FAIL_CONTINUE",
  uncertain: "FAIL_CONTINUE",
};

/** Throws when the outcome is not known: no execution may be released without one. */
export function outputFields(delivery: Delivery, context: Context): OutputFields {
  const { language, url, covered } = context;
  const outcome = outcomeOf(delivery);
  if (outcome === null) throw new Error(`delivery ${delivery.id} has no outcome`);
  const { target, success, failure } = numbersOf(delivery);
  const following = followingOf(delivery);
  return {
    hs_execution_state: EXECUTION_STATE[outcome.kind],
    outcome: outcome.kind,
    outcomeCode: outcome.finding.code,
    outcomeMessage: covered
      ? coveredSentence(delivery, outcome, context)
      : outcomeSentence(outcome.finding, languageOf(language)),
    deliveryId: delivery.id,
    deliveryUrl: url,
    enrolledCount: String(delivery.enrolled),
    covered: String(covered),
    ...counted("targetCount", target),
    ...counted("successCount", success),
    ...counted("failureCount", failure),
    ...(following !== null && { lineRequestId: following.requestId, sentAt: String(following.acceptedAt) }),
  };
}

/** 0 where it is hidden; left out where there is none. */
const counted = (name: string, { value, state }: Shown): OutputFields =>
  state === "none" || state === "pending" ? {} : { [name]: String(value) };

/** A test run that found nothing in the way. */
export const testRunOutputFields = (language: string): OutputFields =>
  withoutDelivery("rehearsed", finding("TEST_RUN"), language);

/** An execution that never became part of a delivery, because the builder has to correct the action first. */
export const refusedOutputFields = (why: Finding, language: string): OutputFields =>
  withoutDelivery("failed", why, language);

const withoutDelivery = (kind: OutcomeKind, why: Finding, language: string): OutputFields => ({
  hs_execution_state: EXECUTION_STATE[kind],
  outcome: kind,
  outcomeCode: why.code,
  outcomeMessage: outcomeSentence(why, languageOf(language)),
  covered: "false",
});

/** Says first that this contact came too late to count: the outcome is that of an earlier send. */
function coveredSentence(
  delivery: Delivery,
  { kind, finding: why, at }: Outcome,
  { language: tag, timeZone }: Context,
): string {
  const language = languageOf(tag);
  const { sent, unsent } = actionTexts(language).coveredBy;
  const time = zonedTimeText(followingOf(delivery)?.acceptedAt ?? at, language, timeZone);
  return fill(mayHaveBeenSent(kind) ? sent : unsent, { time, sentence: outcomeSentence(why, language) });
}
