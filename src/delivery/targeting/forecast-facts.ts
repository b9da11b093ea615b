/** What a forecast is made of: for preflight, and for people while a delivery still collects. Pure. */
import type { Inputs } from "../inputs.ts";
import { mostPeople } from "../numbers/hidden.ts";
import { availableMessages, availableShown, type CheckedQuota } from "../numbers/quota.ts";
import type { Demographics } from "./attributes.ts";
import type { ForecastFacts } from "./forecast.ts";
import type { CheckedAudience } from "./preflight.ts";
import { includedIn } from "./sending-request.ts";

/** What LINE says of an account's friends; null where it was not asked or cannot say. */
export interface Friends {
  readonly reach: number | null;
  readonly demographics: Demographics | null;
}

export interface KnownOfSend {
  /** Distinct valid LINE user IDs of the enrolled contacts; null in a mode that needs none. */
  readonly ids: number | null;
  /** The included ones and those to leave out. */
  readonly audiences: readonly CheckedAudience[];
  /** People of earlier sends are left out; how many are among the audience is not known. */
  readonly reachedOut: boolean;
  /** Null where it does not matter. */
  readonly quota: CheckedQuota | null;
  readonly friends: Friends;
}

export function forecastFacts(
  inputs: Inputs,
  { ids, audiences, reachedOut, quota, friends }: KnownOfSend,
): ForecastFacts {
  const included = includedIn(audiences, inputs);
  const excluded = audiences.filter((audience) => !included.includes(audience));
  const unknownExclusion = inputs.suppression !== null || reachedOut;
  return {
    ...friends,
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
