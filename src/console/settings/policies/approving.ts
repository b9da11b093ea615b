/** Whether a person may approve a send, where the account wants another person than the author of the message. */
import type { Delivery } from "../../../delivery/delivery.ts";
import type { Policies } from "../../../delivery/lifecycle/policies.ts";
import { HttpProblem } from "../../../server/problem.ts";
import type { Session } from "../../../ports/store/sessions.ts";
import { fill, type PageWords } from "../../../i18n/wording.ts";
import type { ConsolePorts } from "../../request/ports.ts";
import { MAX_NAMED, type Denial } from "../../request/rights.ts";

export interface Approving {
  readonly policies: Policies;
  /** Null where the account does not ask who wrote the message. */
  readonly author: "unknown" | { readonly isReader: boolean; readonly others: readonly string[] } | null;
}

type Store = Pick<ConsolePorts["store"], "policies" | "savedMessage" | "members">;

/** As it is now: the policy, the message's author and who is an approver may all have changed since the delivery asked. */
export async function readApproving(
  { portalId, userId }: Pick<Session, "portalId" | "userId">,
  { inputs: { message } }: Pick<Delivery, "inputs">,
  store: Store,
): Promise<Approving> {
  const policies = await store.policies(portalId);
  if (!policies.separateApprover) return { policies, author: null };
  const saved = message.kind === "saved" ? await store.savedMessage(portalId, message.messageId) : null;
  const changedBy = saved?.changedBy ?? null;
  if (changedBy === null) return { policies, author: "unknown" };
  const members = await store.members(portalId);
  const others = members.filter(({ userId: id, roles }) => id !== changedBy && roles.includes("approver"));
  return {
    policies,
    author: { isReader: changedBy === userId, others: others.map(({ userEmail }) => userEmail) },
  };
}

export const isBarred = ({ author }: Approving): boolean => author !== null && author !== "unknown" && author.isReader;

/** What is said beside the button about who may approve; null where there is nothing to say. */
export function approverHint({ author }: Approving, { next, rights }: PageWords): string | null {
  if (author === null) return null;
  if (author === "unknown") return next.authorUnknown;
  if (author.others.length === 0) return author.isReader ? next.authorAlone : next.noOtherApprover;
  const others = author.others.slice(0, MAX_NAMED).join(rights.comma);
  return author.isReader ? fill(next.authorReads, { others }) : null;
}

export const barred = (approving: Approving, words: PageWords): Denial => ({
  title: words.next.authorDenied,
  detail: approverHint(approving, words) ?? "",
});

export const barredProblem = (approving: Approving, words: PageWords): HttpProblem =>
  new HttpProblem({ status: 403, code: "APPROVER_WROTE_MESSAGE", ...barred(approving, words) });
