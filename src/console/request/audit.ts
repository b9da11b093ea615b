/** Notes what a signed-in person did. */
import { isDeepStrictEqual } from "node:util";
import type { Audit, AuditAction } from "../../ports/store/audit.ts";
import type { SignedInUser } from "../../ports/store/sessions.ts";

export type Auditor = Pick<Audit, "recordAudit">;

interface Done {
  readonly subject: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function note(
  store: Auditor,
  user: SignedInUser,
  action: AuditAction,
  { subject, details = {} }: Done,
): Promise<void> {
  const { portalId, userId, userEmail } = user;
  return store.recordAudit({ portalId, userId, userEmail, action, subject, details });
}

/** What is different, as `[before, after]`; what is the same is left out. */
export function differences(before: object, after: object): Record<string, readonly [unknown, unknown]> {
  const old = new Map(Object.entries(before));
  // PostgreSQL gives back the keys of an object in an order of its own.
  const changed = Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(old.get(name), value));
  return Object.fromEntries(changed.map(([name, value]) => [name, [old.get(name) ?? null, value] as const]));
}
