/** Why a person has to allow a send, and whether one has. Pure. */
import { finding, type Code, type Finding } from "../codes.ts";
import type { Approval, Delivery, Waiting } from "../delivery.ts";
import { POLICY_REASONS } from "./policies.ts";
import type { Cleared } from "./step-results.ts";

/** One reason, judged on its own; null where it does not hold. */
type Reason = (delivery: Waiting, cleared: Cleared) => Finding | null;

/** The gravest first: the first that holds is what the delivery is said to wait for. */
const REASONS: readonly Reason[] = [
  (_delivery, { earlierSend }) => earlierSend,
  ({ changedBack }) => (changedBack === null ? null : finding("CHANGED_BACK")),
  // Also found only after an upload, when LINE has said how many it kept.
  (_delivery, { mayBeBelow = null }) => mayBeBelow,
  ...POLICY_REASONS,
  ({ inputs }) => (inputs.requireApproval ? finding("APPROVAL_NEEDED") : null),
];

/** Every reason for which a person has to allow this send and has not yet, gravest first. */
export function reasonsToAsk(delivery: Waiting, cleared: Cleared): readonly Finding[] {
  const allowed = allowedReasons(delivery.approval);
  return REASONS.map((reason) => reason(delivery, cleared))
    .filter((why) => why !== null)
    .filter(({ code }) => !allowed.includes(code));
}

/** What a person has to allow before this delivery goes on; empty while it waits for nothing or for something else. */
export const asksOf = ({ state }: Pick<Delivery, "state">): readonly Finding[] =>
  ("wait" in state ? state.wait?.asks : undefined) ?? [];

/** The delivery in which a step has sent already, where a person is asked because of it; null elsewhere. */
export function earlierSendOf(delivery: Pick<Delivery, "state">): string | null {
  const why = asksOf(delivery).find(({ code }) => code === "CHANGED_AFTER_SEND");
  return why === undefined ? null : String(why.figures["earlier"]);
}

export const isSecondSend = (delivery: Pick<Delivery, "state">): boolean => earlierSendOf(delivery) !== null;

export const waitsForPerson = (delivery: Pick<Delivery, "state">): boolean => asksOf(delivery).length > 0;

/** Whether an approval is, was or will be part of this delivery. */
export const involvesApproval = (delivery: Pick<Delivery, "state" | "inputs" | "approval">): boolean =>
  delivery.inputs.requireApproval || delivery.approval !== null || waitsForPerson(delivery);

type Yes = Pick<Approval, "by" | "at"> & { readonly userId: number | undefined };

/** A person's yes to everything the delivery asks for now, beside what was allowed before. */
export const approvalBy = (delivery: Delivery, { by, userId, at }: Yes): Approval => ({
  by,
  ...(userId !== undefined && { userId }),
  at,
  for: [...new Set([...allowedReasons(delivery.approval), ...asksOf(delivery).map(({ code }) => code)])],
});

/** A person has allowed a send although this reason holds. */
export const isAllowed = ({ approval }: Pick<Delivery, "approval">, code: Code): boolean =>
  allowedReasons(approval).includes(code);

const allowedReasons = (approval: Approval | null): readonly Code[] => approval?.for ?? [];
