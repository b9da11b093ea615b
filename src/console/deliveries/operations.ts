/** What people do with a delivery, the same from a page, through the API and from HubSpot's card. */
import { waitsForPerson } from "../../delivery/lifecycle/approval.ts";
import { afterCommand, type Command } from "../../delivery/lifecycle/commands.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import { HttpProblem } from "../../server/problem.ts";
import type { SignedInUser } from "../../ports/store/sessions.ts";
import type { PageWords } from "../../i18n/wording.ts";
import { calledName } from "../../i18n/record-properties.ts";
import { note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { isBarred, readApproving, type Approving } from "../settings/policies/approving.ts";

export type Commanded =
  | { readonly kind: "done"; readonly delivery: Delivery }
  | { readonly kind: "missing" | "too_late" }
  /** The account wants another person to approve. */
  | { readonly kind: "barred"; readonly approving: Approving };

/** Seals, cancels or approves, if the delivery is the portal's and it is not too late. */
export async function commandDelivery(
  user: SignedInUser,
  { id, command }: { readonly id: string; readonly command: Command["do"] },
  { store, log }: Pick<ConsolePorts, "store" | "log">,
): Promise<Commanded> {
  const { portalId, userEmail, userId } = user;
  const view = await store.viewDelivery(portalId, id);
  if (view === null) return { kind: "missing" };
  if (command === "approve" && waitsForPerson(view.delivery)) {
    const approving = await readApproving(user, view.delivery, store);
    if (isBarred(approving)) return { kind: "barred", approving };
  }
  const recorded = await store.record({ portalId, id }, (fresh, now) =>
    afterCommand(fresh, { do: command, by: userEmail, userId }, now),
  );
  if (recorded.kind !== "recorded") return { kind: "too_late" };
  const { delivery } = recorded;
  log.info({ event: "delivery.command", deliveryId: id, portalId, command, userId });
  await note(store, user, command, { subject: calledName(delivery), details: { deliveryId: id } });
  return { kind: "done", delivery };
}

/** For programs and the card. */
export const tooLate = (command: Command["do"], { problems }: PageWords): HttpProblem =>
  command === "approve"
    ? new HttpProblem({ status: 409, code: "NOTHING_TO_APPROVE", title: problems.nothingToApprove })
    : new HttpProblem({ status: 409, code: "DELIVERY_TOO_LATE", title: problems.tooLate });
