/**
 * What HubSpot answers while an account has to be left alone, as fault rules.
 * https://developers.hubspot.com/docs/api-reference/error-handling: 423 is a lock of 2 seconds after many writes at once, "include
 * a delay of at least 2 seconds"; 477 is a migration between data hosting locations, whose `Retry-After` says how many
 * seconds to wait, typically up to 24 hours.
 */
import type { FaultRule } from "./fault-rule.ts";

interface When {
  /** Part of the path, or an expression it must match; every call unless given. */
  readonly path?: string | RegExp;
  /** Simulated time at which it is over. */
  readonly until: number;
}

/** UNVERIFIED: the words and the category of the body. */
export const locked = ({ path = "", until }: When): FaultRule => ({
  ...whileAccountIsBusy(path, until),
  status: 423,
  body: refusal("The account is locked for a moment", "LOCKED"),
});

/** UNVERIFIED: the words and the category of the body. */
export const migrating = ({ path = "", until }: When, retryAfterSeconds: number): FaultRule => ({
  ...whileAccountIsBusy(path, until),
  status: 477,
  headers: { "Retry-After": String(retryAfterSeconds) },
  body: refusal("This account is being migrated between data hosting locations", "MIGRATION_IN_PROGRESS"),
});

const whileAccountIsBusy = (path: string | RegExp, until: number) => ({
  path,
  until,
  times: Number.POSITIVE_INFINITY,
  kind: "status" as const,
});

const refusal = (message: string, category: string) => ({
  status: "error",
  message,
  category,
  correlationId: "2f1c8a52-6f0f-4c1c-9d3a-7f4a3c1e5b60",
});
