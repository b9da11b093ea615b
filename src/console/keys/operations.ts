/** What an administrator, or a program with an administrator's key, does with API keys. */
import type { ApiKey, MadeApiKey, NewApiKey, NewSecret, RotatedApiKey } from "../../ports/store/access/api-keys.ts";
import type { Role } from "../../ports/store/members.ts";
import { note } from "../request/audit.ts";
import type { Asking } from "../request/ports.ts";
import { found, Missing } from "../request/refusal.ts";

/** `above_own`: it would have a role that the one who asks does not have. */
export type Made = MadeApiKey | { readonly kind: "above_own" };
export type Rotated = Exclude<RotatedApiKey, { readonly kind: "missing" }> | { readonly kind: "above_own" };

export async function makeKey({ session, ports: { store } }: Asking, asked: NewApiKey): Promise<Made> {
  if (!hasAll(session.roles, asked.roles)) return { kind: "above_own" };
  const made = await store.makeApiKey(session.portalId, session.userId, asked);
  if (made.kind === "ok")
    await note(store, session, "make_key", { subject: made.key.name, details: detailsOf(made.key) });
  return made;
}

/** A new secret of a key is as much as a new key. Throws `Missing` for one that is not there, or is revoked. */
export async function rotateKey({ session, id, ports: { store } }: Asking, asked: NewSecret): Promise<Rotated> {
  const { keys } = await store.apiKeys(session.portalId);
  const { roles } = found(keys.find((key) => key.id === id));
  if (!hasAll(session.roles, roles)) return { kind: "above_own" };
  const rotated = await store.rotateApiKey(session.portalId, session.userId, id, asked);
  if (rotated.kind === "missing") throw new Missing();
  if (rotated.kind !== "ok") return rotated;
  const details = { ...detailsOf(rotated.key), graceHours: asked.graceHours };
  await note(store, session, "rotate_key", { subject: rotated.key.name, details });
  return rotated;
}

/** Throws `Missing` for one that is not there, or was revoked before. */
export async function revokeKey({ session, id, ports: { store } }: Asking): Promise<void> {
  const { name, roles } = found(await store.revokeApiKey(session.portalId, id));
  await note(store, session, "revoke_key", { subject: name, details: { roles } });
}

/** Everyone is a viewer. */
const hasAll = (own: readonly Role[], asked: readonly Role[]): boolean =>
  asked.every((role) => role === "viewer" || own.includes(role));

const detailsOf = ({ roles, expiresAt }: ApiKey) => ({
  roles,
  expires: new Date(expiresAt).toISOString().slice(0, 10),
});
