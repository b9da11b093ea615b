/** What a request to a platform meets instead of its answer, or on the way back. */
import type { Chance } from "./chance.ts";

export type Fault =
  | "refused"
  | "reset_before"
  | "reset_after"
  | "timeout_before"
  | "timeout_after"
  | "slow"
  | "trickling"
  | "malformed"
  | "server_error"
  | "gateway_error_after"
  | "rate_limited"
  | "quota_reserved"
  | "unavailable"
  | "unauthorized"
  | "forbidden"
  | "conflict";

export interface FaultRates {
  /** Of the service's requests to a platform. */
  readonly request: number;
  /** Of a platform's requests to the service. */
  readonly call: number;
  /** False: none that ends a delivery although LINE may have its request. */
  readonly final: boolean;
}

interface Destination {
  readonly method: string;
  readonly path: string;
}

const ANYWHERE: readonly Fault[] = [
  "refused",
  "reset_before",
  "reset_after",
  "timeout_before",
  "timeout_after",
  "slow",
  "trickling",
  "malformed",
  "server_error",
  "gateway_error_after",
  "rate_limited",
];

/** Faults that a platform can answer to this request; none of them is a lie about what has happened. */
export function faultFor(destination: Destination, chance: Chance, { final = true } = {}): Fault {
  const own = ownFaults(destination).filter((fault) => final || fault !== "forbidden");
  return chance.oneOf([...ANYWHERE, ...own]);
}

function ownFaults({ method, path }: Destination): Fault[] {
  if (path.startsWith("/oauth")) return ["unauthorized", "unavailable"];
  // The narrowcast's 403 is a final answer; a 401 is repeated once with a fresh token.
  if (path === "/v2/bot/message/narrowcast") return ["unauthorized", "unauthorized", "quota_reserved", "forbidden"];
  if (path.startsWith("/v2/bot/")) return ["unauthorized"];
  // There a 403 says that the portal's plan has no custom objects, which is final too.
  if (!/\/objects\/|schemas/.test(path)) return ["unauthorized", "forbidden"];
  return method === "POST" ? ["unauthorized", "conflict"] : ["unauthorized"];
}

/** Did the platform do what it was asked before the fault? */
export const happensAfter = (fault: Fault): boolean =>
  fault === "reset_after" ||
  fault === "timeout_after" ||
  fault === "gateway_error_after" ||
  fault === "slow" ||
  fault === "trickling" ||
  fault === "malformed";

/** The answer in place of the platform's own; null where there is none or the platform's own is bent. */
export function refusal(fault: Fault, path: string): { status: number; body: string } | null {
  const line = path.startsWith("/v2/") || path.startsWith("/oauth2/");
  const text = line
    ? (message: string) => JSON.stringify({ message })
    : (message: string, category = "ERROR") =>
        JSON.stringify({ status: "error", message, category, correlationId: "00000000-0000-4000-8000-000000000000" });
  switch (fault) {
    case "server_error":
      return { status: 500, body: text("internal error") };
    case "gateway_error_after":
      return { status: 504, body: "<html>504 Gateway Time-out</html>" };
    case "unavailable":
      return { status: 503, body: text("service unavailable") };
    case "rate_limited":
      return {
        status: 429,
        body: line
          ? text("The API rate limit has been exceeded. Try again later.")
          : JSON.stringify({
              status: "error",
              message: "You have reached your ten_secondly_rolling limit.",
              errorType: "RATE_LIMIT",
              policyName: "TEN_SECONDLY_ROLLING",
              category: "RATE_LIMITS",
              correlationId: "00000000-0000-4000-8000-000000000000",
            }),
      };
    case "quota_reserved":
      return { status: 429, body: text("You have reached your monthly limit.") };
    case "unauthorized":
      return { status: 401, body: text("Authentication failed") };
    case "forbidden":
      return { status: 403, body: text("Access to this API is not available for your account", "MISSING_SCOPES") };
    case "conflict":
      return { status: 409, body: text("conflict", "CONFLICT") };
    default:
      return null;
  }
}
