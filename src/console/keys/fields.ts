/** API keys as people ask for them, in a form and through the API. */
import type { ApiKey } from "../../ports/store/access/api-keys.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import { NAME, WHOLE_NUMBER } from "../web/fields.ts";
import { INSTANT, INSTANT_OR_NULL, instant, TEXT } from "../web/answers.ts";
import { ID, listOf, oneOf, orNull, pick, shape } from "../web/schemas.ts";
import { ROLE } from "../settings/fields.ts";

export const DEFAULT_DAYS = 90;
const MAX_DAYS = 365;
export const DEFAULT_GRACE_HOURS = 24;
const MAX_GRACE_HOURS = 168;

const DAYS = WHOLE_NUMBER.min(1).max(MAX_DAYS).default(DEFAULT_DAYS).description("Days until it expires");

export const KEY_FIELDS = shape({
  name: NAME.description("As histories and the audit trail call it: `API key NAME`"),
  roles: listOf(ROLE).min(1).description("None that you do not have yourself; every key is a viewer"),
  expiresInDays: DAYS,
});

const ROTATION = {
  expiresInDays: DAYS,
  graceHours: WHOLE_NUMBER.min(0)
    .max(MAX_GRACE_HOURS)
    .default(DEFAULT_GRACE_HOURS)
    .description("Hours for which the former secret is good as well; 0 ends it at once"),
};

export const ROTATION_FIELDS = shape(ROTATION);

/** `rotations`: how often the key had been rotated when the form was made. */
export const ROTATION_FORM = shape({ ...ROTATION, rotations: WHOLE_NUMBER });

/** So long before its end a key is to be rotated. */
const WARN_DAYS = 14;

export const KEY_STATES = ["active", "expiring", "expired", "revoked"] as const;
export type KeyState = (typeof KEY_STATES)[number];

export function keyState({ revokedAt, expiresAt }: ApiKey, now: number): KeyState {
  if (revokedAt !== null) return "revoked";
  if (expiresAt <= now) return "expired";
  return expiresAt <= now + WARN_DAYS * DAY_MS ? "expiring" : "active";
}

/** Null where there is no former secret that is still good. */
export const formerEnd = ({ revokedAt, formerUntil }: ApiKey, now: number): number | null =>
  revokedAt === null && formerUntil !== null && formerUntil > now ? formerUntil : null;

export const API_KEY = shape({
  id: ID,
  name: TEXT,
  roles: listOf(ROLE).min(1),
  state: oneOf(KEY_STATES).description("`expiring`: good for 14 days at most"),
  madeBy: orNull(TEXT).description(
    "E-mail address of who was last shown the secret; null once that person is no longer in the account",
  ),
  madeAt: INSTANT.description("When the secret was made"),
  expiresAt: INSTANT,
  lastUsedAt: INSTANT_OR_NULL.description("To the hour; null for a key that was never used"),
  revokedAt: INSTANT_OR_NULL,
  formerUntil: INSTANT_OR_NULL.description("Until then the secret before the last rotation is good as well"),
});

export const SECRET_KEY = shape({
  key: API_KEY,
  secret: TEXT.description("Shown this once: keep it where programs keep passwords"),
});

export const keyJson = (key: ApiKey, now: number) =>
  pick(API_KEY, {
    ...key,
    state: keyState(key, now),
    madeAt: instant(key.madeAt),
    expiresAt: instant(key.expiresAt),
    lastUsedAt: instant(key.lastUsedAt),
    revokedAt: instant(key.revokedAt),
    formerUntil: instant(formerEnd(key, now)),
  });
