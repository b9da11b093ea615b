/**
 * What an account requires before every send, set by its administrators. A workflow can ask for more, never for less: no
 * input of the action is looked at here. The policies that count are those that hold when a send is checked.
 */
import { finding, type Finding } from "../codes.ts";
import type { Delivery } from "../delivery.ts";
import type { Inputs } from "../inputs.ts";
import { smallest } from "../targeting/minimums.ts";
import type { Forecast } from "../targeting/forecast.ts";

export interface Policies {
  /** A person approves every send. */
  readonly alwaysApprove: boolean;
  /** A person approves where more people than this may receive it. */
  readonly approveAbove: number | null;
  /** The same where only enrolled contacts receive it: more people than so many times the contacts; 1 or more. */
  readonly approveAboveFactor: number | null;
  /** Who last changed a saved message does not approve its send. */
  readonly separateApprover: boolean;
  /** Who was sent to within so many days is left out; 1 to `MAX_DAYS_BETWEEN_SENDS`. */
  readonly oneSendInDays: number | null;
}

export const NO_POLICIES: Policies = {
  alwaysApprove: false,
  approveAbove: null,
  approveAboveFactor: null,
  separateApprover: false,
  oneSendInDays: null,
};

/**
 * LINE leaves out the people of a narrowcast that is less than 14 days old when it takes the request, which may be repeated
 * for 23 hours. https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient-redelivery-object
 */
export const MAX_DAYS_BETWEEN_SENDS = 13;

/** The policies with what preflight found out for them. */
export interface PolicyFacts {
  readonly policies: Policies;
  /** HubSpot's user id of who last changed the saved message; null where it is not known, as for a text in the action. */
  readonly author: number | null;
  /** Sends of the last `oneSendInDays` days whose people LINE cannot leave out. */
  readonly notLeftOut: number;
}

/** Whether a person may have to approve, as far as that can be said before anything is known of the send. */
export const mayAsk = ({ alwaysApprove, approveAbove, approveAboveFactor, oneSendInDays }: Policies): boolean =>
  alwaysApprove || [approveAbove, approveAboveFactor, oneSendInDays].some((limit) => limit !== null);

type Sending = Pick<Delivery, "inputs" | "enrolled">;
type Known = PolicyFacts & { readonly forecast: Pick<Forecast, "high"> };
type PolicyReason = (delivery: Sending, known: Known) => Finding | null;

/** Why a policy requires a person's yes to a send; null where it does not. The gravest first. */
export const POLICY_REASONS: readonly PolicyReason[] = [
  (_delivery, { policies: { oneSendInDays: days }, notLeftOut: left }) =>
    days === null || left === 0 ? null : finding("RECENT_SENDS_NOT_EXCLUDED", { left, days }),
  aboveEnrolled,
  aboveRecipients,
  (_delivery, { policies }) => (policies.alwaysApprove ? finding("APPROVAL_BY_POLICY") : null),
];

function aboveEnrolled({ inputs, enrolled }: Sending, { policies, forecast }: Known): Finding | null {
  const factor = policies.approveAboveFactor;
  if (factor === null || inputs.targetingMode !== "narrow_to_enrolled") return null;
  const most = mostPeople(inputs, forecast);
  if (most !== null && most <= factor * enrolled) return null;
  return finding("ABOVE_ENROLLED", { high: most ?? "–", enrolled, factor });
}

function aboveRecipients({ inputs }: Sending, { policies, forecast }: Known): Finding | null {
  const limit = policies.approveAbove;
  if (limit === null) return null;
  const most = mostPeople(inputs, forecast);
  if (most === null) return finding("RECIPIENTS_UNKNOWN", { limit });
  return most > limit ? finding("ABOVE_RECIPIENTS", { high: most, limit }) : null;
}

/** LINE never sends to more than we give it as `limit.max`. Null where nothing says how many it may be. */
const mostPeople = ({ maxRecipients }: Inputs, { high }: Pick<Forecast, "high">) => smallest(high, maxRecipients);

/** Whether a yes counts: the policy may have been set, or the message taken over, after it was given. */
export const mayApprove = (userId: number | undefined, { policies, author }: PolicyFacts): boolean =>
  !policies.separateApprover || author === null || userId !== author;
