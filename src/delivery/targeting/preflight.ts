/**
 * Everything that can be known before LINE is asked to send. Each rule has its own code.
 * LINE's three minimums: https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 * Ours holds where LINE has none: `minimums.ts`.
 */
import { finding, type Code, type Finding } from "../codes.ts";
import type { Delivery } from "../delivery.ts";
import { MAX_COLLECTING_SECONDS } from "../lifecycle/window.ts";
import { peopleFigure, sizeFigure, type Sized } from "../numbers/hidden.ts";
import { includedAudiences, type Inputs } from "../inputs.ts";
import { hasAttributes } from "./attributes.ts";
import { MIN_REACH, MIN_RECIPIENTS } from "./minimums.ts";
import { localTime, notBefore } from "../lifecycle/send-time.ts";

/** LINE's audience as preflight needs it. */
export interface CheckedAudience extends Sized {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  /** True where LINE's minimum does not apply (own uploads and chat tags). */
  readonly exempt: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | null;
}

/** What can be refused from our own facts, before anyone is asked. */
export function checkEnrolled(delivery: Delivery): Finding | null {
  if (delivery.list.known === "missing") return finding("LIST_NOT_FOUND", { list: delivery.inputs.listId });
  if (delivery.enrolled >= delivery.minimum) return null;
  return finding("ENROLLED_BELOW_MINIMUM", {
    enrolled: delivery.enrolled,
    needed: delivery.minimum,
    hint: enrollmentHint(delivery),
  });
}

type Enrolling = Pick<Delivery, "enrolled" | "minimum" | "openedAt" | "lastEnrolledAt" | "list">;

/**
 * What would have helped a delivery that stayed below the minimum: `list:N` — the list has only N members; `collect:S` — at this pace a window of S seconds (whole hours) would have
 * reached the minimum; `none` — no window that we offer would have. Wording turns it into a sentence.
 */
function enrollmentHint(delivery: Enrolling): string {
  const { list, minimum } = delivery;
  if (list.known === "yes" && list.size !== null && list.size > 0 && list.size < minimum) return `list:${list.size}`;
  const seconds = secondsToMinimum(delivery);
  return seconds !== null && seconds <= MAX_COLLECTING_SECONDS ? `collect:${wholeHours(seconds)}` : "none";
}

function secondsToMinimum({ enrolled, minimum, openedAt, lastEnrolledAt }: Enrolling): number | null {
  if (enrolled < 2 || lastEnrolledAt <= openedAt) return null;
  const secondsEach = (lastEnrolledAt - openedAt) / 1000 / (enrolled - 1);
  return secondsEach * (minimum - 1);
}

const wholeHours = (seconds: number): number => Math.max(1, Math.ceil(seconds / 3600)) * 3600;

export interface CheckedIds {
  readonly valid: number;
  readonly invalid: number;
  readonly examples: readonly string[];
}

/** Before the upload: fewer usable IDs than the minimum. */
export function checkIds({ valid, invalid }: CheckedIds): Finding | null {
  if (valid === 0) return finding("PROPERTY_HOLDS_NO_LINE_IDS", { contacts: invalid });
  if (valid >= MIN_RECIPIENTS) return null;
  return finding("VALID_IDS_BELOW_MINIMUM", { valid, invalid, needed: MIN_RECIPIENTS });
}

/** Once LINE has the file: it keeps no one who has not accepted its privacy policy, and says only how many it kept. */
export function checkKept(kept: Sized, sent: number): Finding | null {
  if (kept.size >= MIN_RECIPIENTS) return null;
  return finding("KEPT_IDS_BELOW_MINIMUM", { kept: sizeFigure(kept), sent, needed: MIN_RECIPIENTS });
}

/** `suppressed` of the `valid` enrolled IDs are on the suppression list too: both are ours, so the rest is known exactly. */
export function checkUnsuppressed(valid: number, suppressed: number): Finding | null {
  const left = valid - suppressed;
  if (left >= MIN_RECIPIENTS) return null;
  return finding("UNSUPPRESSED_IDS_BELOW_MINIMUM", { left, valid, suppressed, needed: MIN_RECIPIENTS });
}

/** LINE picks so many at random, whatever else the send is about. */
export function checkMaximum({ maxRecipients }: Pick<Inputs, "maxRecipients">): Finding | null {
  if (maxRecipients === null || maxRecipients >= MIN_RECIPIENTS) return null;
  return finding("MAX_RECIPIENTS_BELOW_MINIMUM", { maximum: maxRecipients, needed: MIN_RECIPIENTS });
}

const someInvalid =
  (code: Code) =>
  ({ valid, invalid, examples }: CheckedIds): Finding | null =>
    invalid === 0 ? null : finding(code, { invalid, valid, examples: examples.join(", ") });

/** Contacts without a usable ID are named, and no one else is lost for them. */
export const invalidIds = someInvalid("SOME_IDS_INVALID");

/** Members of a suppression list who may receive the message although they are on it. */
export const unreadableSuppressions = someInvalid("SUPPRESSION_IDS_INVALID");

/** A list of which no one can be left out: that is surely not what it was chosen for. */
export function checkSuppressions({ suppression }: Pick<Inputs, "suppression">, valid: number): Finding | null {
  if (suppression === null || valid > 0) return null;
  const { listId: list, property } = suppression;
  return finding("SUPPRESSION_HOLDS_NO_LINE_IDS", { list, property });
}

type Sending = Pick<Delivery, "inputs" | "timeZone" | "openedAt">;

/** An audience that is chosen, or (small non-exempt ones count there too) excluded. */
export function checkAudience(audience: CheckedAudience, delivery: Sending, now: number): Finding | null {
  const { inputs, timeZone } = delivery;
  const { name, expiresAt } = audience;
  if (audience.status === "EXPIRED" || (expiresAt !== null && expiresAt <= now)) {
    return finding("AUDIENCE_EXPIRED", { audience: name });
  }
  const sendAt = notBefore(delivery, now)?.at ?? now;
  if (expiresAt !== null && expiresAt <= sendAt) {
    return finding("AUDIENCE_EXPIRES_BEFORE_SEND", { audience: name, expires: localTime(expiresAt, timeZone) });
  }
  if (audience.status !== "READY") return finding("AUDIENCE_NOT_READY", { audience: name, status: audience.status });
  return checkSize(audience, inputs);
}

/** An audience that the message goes to has to be large; one that is left out only where LINE does not exempt it. */
function checkSize(audience: CheckedAudience, inputs: Inputs): Finding | null {
  const included = includedAudiences(inputs).includes(audience.id);
  if (audience.size >= MIN_RECIPIENTS || (audience.exempt && !included)) return null;
  const figures = { audience: audience.name, size: sizeFigure(audience), needed: MIN_RECIPIENTS };
  return finding(tooSmall(audience, inputs), figures);
}

/** Attributes bring LINE's minimum back for exempt audiences too. */
function tooSmall({ exempt, type }: CheckedAudience, { attributes }: Inputs): Code {
  if (!exempt || hasAttributes(attributes)) return "AUDIENCE_BELOW_MINIMUM";
  return type === "CHAT_TAG" ? "CHAT_TAG_BELOW_MINIMUM" : "UPLOAD_AUDIENCE_BELOW_MINIMUM";
}

/** `reach` is null while LINE has not computed it: then LINE's own answer decides. */
export function checkReach(reach: number | null): Finding | null {
  if (reach === null || reach >= MIN_REACH) return null;
  return finding("REACH_BELOW_MINIMUM", { reach: peopleFigure(reach), needed: MIN_REACH });
}
