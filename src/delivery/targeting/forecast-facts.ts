/** What LINE says that a forecast is made of: for preflight, and for people while a delivery still collects. */
import type { Delivery } from "../../delivery/delivery.ts";
import type { ForecastFacts } from "../../delivery/targeting/forecast.ts";
import { mostPeople } from "../../delivery/numbers/hidden.ts";
import { hasAttributes } from "../../delivery/targeting/attributes.ts";
import { checkReach } from "../../delivery/targeting/preflight.ts";
import { availableMessages, availableShown, type CheckedQuota } from "../../delivery/numbers/quota.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, Line } from "../../ports/line.ts";
import { includedIn } from "./sending-request.ts";

export interface KnownOfSend {
  /** Distinct valid LINE user IDs of the enrolled contacts; null in a mode that needs none. */
  readonly ids: number | null;
  /** The included ones and those to leave out. */
  readonly audiences: readonly Audience[];
  /** People of earlier sends are left out; how many are among the audience is not known. */
  readonly reachedOut: boolean;
  /** Null where it does not matter. */
  readonly quota: CheckedQuota | null;
  readonly now: number;
}

/** Demographic figures only sharpen the forecast: LINE being unable to give them stops nothing. */
export async function readForecastFacts(
  { portalId, inputs }: Delivery,
  { ids, audiences, reachedOut, quota, now }: KnownOfSend,
  line: Pick<Line, "targetReach" | "demographics">,
): Promise<Answer<ForecastFacts>> {
  const channel = { portalId, channelId: inputs.channelId };
  const filtered = hasAttributes(inputs.attributes);
  const reach: Answer<number | null> = filtered ? await line.targetReach(channel, now) : { kind: "ok", value: null };
  if (reach.kind !== "ok") return reach;
  const enough = checkReach(reach.value) === null;
  const shares = filtered && enough ? await line.demographics(channel) : null;
  const included = includedIn(audiences, inputs);
  const excluded = audiences.filter((audience) => !included.includes(audience));
  const unknownExclusion = inputs.suppression !== null || reachedOut;
  return {
    kind: "ok",
    value: {
      reach: reach.value,
      audiences: included,
      enrolledIds: ids,
      attributes: inputs.attributes,
      demographics: shares?.kind === "ok" ? shares.value : null,
      excludedAtMost: unknownExclusion
        ? Number.POSITIVE_INFINITY
        : excluded.reduce((sum, audience) => sum + mostPeople(audience), 0),
      max: inputs.maxRecipients,
      available: quota === null ? null : availableMessages(quota),
      availableShown: quota === null ? null : availableShown(quota),
      quotaPolicy: inputs.quotaPolicy,
    },
  };
}
