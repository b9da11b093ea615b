/** Keys with which programs call the API on behalf of a portal. */
import type { Role } from "../members.ts";
import type { Session } from "../sessions.ts";

export interface ApiKey {
  readonly id: string;
  /** No two keys of a portal that are not revoked have the same one, whatever the case of its letters. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** E-mail address of the person who was last shown the secret; null once they are no longer in the account. */
  readonly madeBy: string | null;
  readonly madeAt: number;
  readonly expiresAt: number;
  /** To the hour; null for a key that was never used. */
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
  /** Until then the secret before the last rotation is good as well; null where there is none. */
  readonly formerUntil: number | null;
  /** How often the key got a new secret. */
  readonly rotations: number;
}

/** What is asked for; days from now, hours from now. */
export interface NewApiKey {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly days: number;
}

export interface NewSecret {
  readonly days: number;
  /** For so long the former secret is good as well. */
  readonly graceHours: number;
  /** Refuses a form that was sent before: `rotations` of the key as it was seen; null asks for no such care. */
  readonly rotations: number | null;
}

/** `token`: the secret, which can be shown this once. */
export type MadeApiKey =
  { readonly kind: "ok"; readonly key: ApiKey; readonly token: string } | { readonly kind: "name_taken" | "too_many" };

export type RotatedApiKey =
  | { readonly kind: "ok"; readonly key: ApiKey; readonly token: string }
  | { readonly kind: "missing" }
  | { readonly kind: "rotated_before" };

/** The key that a program sent, as it acts. */
export interface KeySession extends Session {
  readonly keyId: string;
  /** Its last use was noted more than an hour ago. */
  readonly useDue: boolean;
}

export type FoundApiKey =
  | { readonly kind: "ok"; readonly session: KeySession }
  /** `replaced`: by a rotation. All but `unknown` are said to who has a secret that was good once. */
  | { readonly kind: "unknown" | "expired" | "revoked" | "replaced" };

/** Each operation but `apiKey`, whose secret says it, is given its portal. */
export interface ApiKeys {
  /** By name, 200 at most; those that are revoked or have expired last; and service time, by which they expire. */
  apiKeys(portalId: number): Promise<{ readonly now: number; readonly keys: readonly ApiKey[] }>;
  /** `by`: HubSpot's number of the person who is shown the secret. */
  makeApiKey(portalId: number, by: number, asked: NewApiKey): Promise<MadeApiKey>;
  /** A new secret at once, also for a key that has expired. */
  rotateApiKey(portalId: number, by: number, id: string, asked: NewSecret): Promise<RotatedApiKey>;
  /** At once. Null where there is none that could be revoked. */
  revokeApiKey(portalId: number, id: string): Promise<ApiKey | null>;
  /** Looks a secret up; what cannot be one is not asked for. */
  apiKey(token: string): Promise<FoundApiKey>;
  /** Writes at most once an hour. */
  noteApiKeyUse(portalId: number, id: string): Promise<void>;
}
