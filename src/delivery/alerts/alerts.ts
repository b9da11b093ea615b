/** What people are notified of, and what a change of a delivery begins and ends of it. Pure. */
import type { Finding } from "../codes.ts";
import { outcomeOf, type Delivery, type Outcome } from "../delivery.ts";
import { asksOf, waitsForPerson } from "../lifecycle/approval.ts";

type NotifiedRole = "editor" | "approver" | "sender" | "administrator";

/** `roles`: who hears of it without having chosen anything. The gravest first. */
export const ALERTS = {
  connection_lost: { roles: ["administrator"] },
  approval_waiting: { roles: ["approver"] },
  delivery_failed: { roles: ["sender", "administrator"] },
  runs_refused: { roles: ["editor", "administrator"] },
  delivery_finished: { roles: ["editor", "sender"] },
} as const satisfies Readonly<Record<string, { readonly roles: readonly NotifiedRole[] }>>;

export type AlertKind = keyof typeof ALERTS;

export const ALERT_KINDS = Object.keys(ALERTS) as readonly AlertKind[];

/** `subject`: the id of a delivery, a workflow or a LINE Official Account; `hubspot` for the HubSpot account itself. */
export interface AlertSubject {
  readonly kind: AlertKind;
  readonly subject: string;
}

export interface AlertBegin extends AlertSubject {
  readonly finding: Finding;
}

export interface AlertChange {
  readonly begins: readonly AlertBegin[];
  readonly ends: readonly AlertSubject[];
}

export function alertsAfter(before: Delivery, after: Delivery): AlertChange {
  const { id: subject } = after;
  const waiting = { kind: "approval_waiting", subject } as const;
  const [waited, waits] = [waitsForPerson(before), waitsForPerson(after)];
  const asked = asksOf(after)[0];
  const ended = outcomeOf(before) === null ? outcomeOf(after) : null;
  const result = ended === null ? null : kindOf(ended, after);
  return {
    begins: [
      ...(asked !== undefined && !waited ? [{ ...waiting, finding: asked }] : []),
      ...(ended !== null && result !== null ? [{ kind: result, subject, finding: ended.finding }] : []),
    ],
    ends: waited && !waits ? [waiting] : [],
  };
}

/** Nobody is notified of what a person did, and of a rehearsal that was no more than one. */
function kindOf({ kind, finding }: Outcome, { inputs }: Delivery): AlertKind | null {
  if (kind === "delivered") return "delivery_finished";
  if (kind === "rehearsed") return null;
  if (kind === "cancelled" && BY_PEOPLE.has(finding.code)) return null;
  return inputs.rehearsal ? null : "delivery_failed";
}

const BY_PEOPLE: ReadonlySet<Finding["code"]> = new Set([
  "CANCELLED_BY_PERSON",
  "JOINED_ANOTHER_DELIVERY",
  "SENDING_STOPPED",
  "PORTAL_UNINSTALLED",
]);
