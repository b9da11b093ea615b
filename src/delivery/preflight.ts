/**
 * Everything that can be known before LINE is asked to send. Each rule has its own code.
 * LINE's three minimums: https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */
import { finding, type Finding } from "./codes.ts";
import type { Delivery } from "./delivery.ts";
import { enrollmentHint } from "./enrollment-hint.ts";
import { peopleFigure, sizeFigure } from "./hidden.ts";
import { hasAttributes, includedAudiences, type Inputs } from "./inputs.ts";
import { LINE_MINIMUM_REACH, LINE_MINIMUM_RECIPIENTS } from "./minimums.ts";
import { localTime, notBefore } from "./send-time.ts";

/** LINE's audience as preflight needs it (the port's `Audience`). */
export interface CheckedAudience {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly size: number;
  readonly sizeIsExact: boolean;
  readonly exempt: boolean;
  readonly expiresAt: number | null;
}

/** What can be refused from our own facts, before anybody is asked. */
export function checkEnrolled(delivery: Delivery): Finding | null {
  if (delivery.list.known === "missing") return finding("LIST_NOT_FOUND", { list: delivery.inputs.listId });
  if (delivery.enrolled >= delivery.minimum) return null;
  return finding("ENROLLED_BELOW_MINIMUM", {
    enrolled: delivery.enrolled,
    needed: delivery.minimum,
    hint: enrollmentHint(delivery),
  });
}

export interface CheckedIds {
  readonly valid: number;
  readonly invalid: number;
  readonly examples: readonly string[];
}

/** Fewer uploaded people than LINE's minimum could be told apart by what is sent to them: a privacy floor of ours. */
export function checkIds({ valid, invalid }: CheckedIds): Finding | null {
  if (valid === 0) return finding("PROPERTY_HOLDS_NO_LINE_IDS", { contacts: invalid });
  if (valid >= LINE_MINIMUM_RECIPIENTS) return null;
  return finding("VALID_IDS_BELOW_MINIMUM", { valid, invalid, needed: LINE_MINIMUM_RECIPIENTS });
}

/** Contacts without a usable ID are named, and no one else is lost for them. */
export function invalidIds({ valid, invalid, examples }: CheckedIds): Finding | null {
  if (invalid === 0) return null;
  return finding("SOME_IDS_INVALID", { invalid, valid, examples: examples.join(", ") });
}

/** Members of a suppression list who may receive the message although they are on it. */
export function unreadableSuppressions({ valid, invalid, examples }: CheckedIds): Finding | null {
  if (invalid === 0) return null;
  return finding("SUPPRESSION_IDS_INVALID", { invalid, valid, examples: examples.join(", ") });
}

/** A list of which no one can be left out: that is surely not what it was chosen for. */
export function checkSuppressions({ suppression }: Pick<Inputs, "suppression">, valid: number): Finding | null {
  if (suppression === null || valid > 0) return null;
  const { listId: list, property } = suppression;
  return finding("SUPPRESSION_HOLDS_NO_LINE_IDS", { list, property });
}

type Sending = Pick<Delivery, "inputs" | "timeZone">;

/** An audience that is chosen, or (small non-exempt ones count there too) excluded. */
export function checkAudience(audience: CheckedAudience, { inputs, timeZone }: Sending, now: number): Finding | null {
  const { name, expiresAt } = audience;
  if (audience.status === "EXPIRED" || (expiresAt !== null && expiresAt <= now)) {
    return finding("AUDIENCE_EXPIRED", { audience: name });
  }
  const sendAt = notBefore(inputs, timeZone, now)?.at ?? now;
  if (expiresAt !== null && expiresAt <= sendAt) {
    return finding("AUDIENCE_EXPIRES_BEFORE_SEND", { audience: name, expires: localTime(expiresAt, timeZone) });
  }
  if (audience.status !== "READY") return finding("AUDIENCE_NOT_READY", { audience: name, status: audience.status });
  return checkSize(audience, inputs);
}

function checkSize(audience: CheckedAudience, inputs: Inputs): Finding | null {
  // Attributes bring the minimum back for exempt audiences too; an exempt audience's size is exact. Who is excluded only
  // has to be many where LINE does not exempt the audience.
  const included = includedAudiences(inputs).includes(audience.id);
  const bound = !audience.exempt || (included && hasAttributes(inputs.attributes));
  if (!bound || audience.size >= LINE_MINIMUM_RECIPIENTS) return null;
  const figures = { audience: audience.name, size: sizeFigure(audience), needed: LINE_MINIMUM_RECIPIENTS };
  return finding("AUDIENCE_BELOW_MINIMUM", figures);
}

/** `reach` is null while LINE has not computed it: then LINE's own answer decides. */
export function checkReach(reach: number | null): Finding | null {
  if (reach === null || reach >= LINE_MINIMUM_REACH) return null;
  return finding("REACH_BELOW_MINIMUM", { reach: peopleFigure(reach), needed: LINE_MINIMUM_REACH });
}

/** Whether LINE's "at least 50 recipients" holds for a send like this. */
export function minimumApplies(inputs: Inputs, audiences: readonly CheckedAudience[]): boolean {
  return hasAttributes(inputs.attributes) || audiences.some(({ exempt }) => !exempt);
}
