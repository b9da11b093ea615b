/** How many people a delivery that still collects would reach: a forecast that people see before the last contact enrolls. */
import type { Answer } from "../answer.ts";
import { backOffSeconds } from "../lifecycle/back-off.ts";
import { changed, type Change } from "../lifecycle/change.ts";
import type { Delivery, Estimating, In } from "../delivery.ts";
import type { Inputs } from "../inputs.ts";
import { mostPeople } from "../numbers/hidden.ts";
import { availableMessages, availableShown, type CheckedQuota } from "../numbers/quota.ts";
import type { Forecast, ForecastFacts, Friends } from "./forecast.ts";
import type { CheckedAudience } from "./preflight.ts";
import { includedIn } from "./targeting.ts";
import type { Estimate } from "../lifecycle/step-results.ts";

export const firstEstimate = (now: number): Estimating => ({ askAt: now, tries: 0, enrolled: null });

/** LINE's sizes change by the hour; in `narrow_to_enrolled` our own count of LINE user IDs changes with each contact. */
const SOONEST_SECONDS = { line_conditions: 600, narrow_to_enrolled: 60 };
const LATEST_SECONDS = 6 * 3600;

/** Asked again after as long as the window was open by then: some thirty times in six days. It never changes what is sent. */
export function afterEstimate(delivery: In<"collecting">, answer: Answer<Estimate>, now: number): Change {
  const { state, inputs, openedAt } = delivery;
  const before = state.estimate;
  if (answer.kind !== "ok") {
    const askAt = now + 1000 * backOffSeconds(before.tries, 60, 3600, answer.retryAfterSeconds);
    return changed({ ...delivery, state: { ...state, estimate: { ...before, askAt, tries: before.tries + 1 } } });
  }
  const pause = Math.max(SOONEST_SECONDS[inputs.targetingMode], (now - openedAt) / 1000);
  const askAt = Math.ceil(now + 1000 * Math.min(pause, LATEST_SECONDS));
  const { forecast, enrolled } = answer.value;
  return changed({ ...delivery, forecast, state: { ...state, estimate: { askAt, tries: 0, enrolled } } });
}

/** The forecast for the contacts there are by now: those who came since may all have a LINE user ID that matches. */
export function forecastNow(delivery: Delivery): Forecast | null {
  const { forecast, state, inputs, enrolled } = delivery;
  if (forecast === null || state.phase !== "collecting" || inputs.targetingMode === "line_conditions") return forecast;
  const { low, likely, high } = forecast;
  const since = enrolled - (state.estimate.enrolled ?? enrolled);
  if (high === null || since < 0) return forecast;
  const limit = inputs.quotaPolicy === "all_or_nothing" ? null : inputs.maxRecipients;
  // Contacts may have come between our count of them and that of their IDs.
  const most = Math.min(high + since, enrolled, limit ?? Number.POSITIVE_INFINITY);
  const scaled = high === 0 ? likely : Math.min(most, Math.round((likely * most) / high));
  return { ...forecast, low: Math.min(low, most), likely: scaled, high: most };
}

/** What LINE has said so far; null where it was not asked yet, or is not to be asked. */
export interface LineFacts {
  /** As many of `namedAudiences` as LINE was asked about, in their order. */
  readonly audiences: readonly CheckedAudience[];
  readonly quota: CheckedQuota | null;
  readonly friends: Friends | null;
}

export const NOTHING_ASKED: LineFacts = { audiences: [], quota: null, friends: null };

interface KnownOfSend extends LineFacts {
  /** Distinct valid LINE user IDs of the enrolled contacts; null in a mode that needs none. */
  readonly ids: number | null;
  /** People of earlier sends are left out; how many are among the audience is not known. */
  readonly reachedOut: boolean;
}

export function forecastFacts(
  inputs: Inputs,
  { ids, audiences, reachedOut, quota, friends }: KnownOfSend,
): ForecastFacts {
  const included = includedIn(audiences, inputs);
  const excluded = audiences.filter((audience) => !included.includes(audience));
  const unknownExclusion = inputs.suppression !== null || reachedOut;
  return {
    reach: friends?.reach ?? null,
    demographics: friends?.demographics ?? null,
    audiences: included,
    enrolledIds: ids,
    attributes: inputs.attributes,
    excludedAtMost: unknownExclusion
      ? Number.POSITIVE_INFINITY
      : excluded.reduce((sum, audience) => sum + mostPeople(audience), 0),
    max: inputs.maxRecipients,
    available: quota === null ? null : availableMessages(quota),
    availableShown: quota === null ? null : availableShown(quota),
    quotaPolicy: inputs.quotaPolicy,
  };
}
