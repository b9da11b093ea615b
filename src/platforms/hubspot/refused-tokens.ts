/**
 * Why HubSpot gives no tokens: the app's own credentials are wrong, or the customer's installation is gone.
 *
 * The token endpoint answers 400 with HubSpot's own name in `status` and OAuth's in `error`, on the dated versions too:
 * `{"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"}` after the app was uninstalled.
 * https://www.nango.dev/blog/hubspot-oauth-bad-refresh-token, github.com/usertour/usertour pull requests 487 and 490,
 * https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
import { refused } from "../shared/failures.ts";
import type { Failure, Refused } from "../../delivery/answer.ts";
import { failureOf, unauthorized, type HubSpotError } from "./answers.ts";

/** The operator's settings are wrong: client ID and secret, or which app they belong to. */
const OUR_FAULT = new Set(["BAD_CLIENT_ID", "BAD_CLIENT_SECRET", "invalid_client", "unauthorized_client"]);

/** The refresh token is void, or the account no longer has the app. */
const GONE = new Set(["BAD_REFRESH_TOKEN", "BAD_HUB", "invalid_grant", "access_denied"]);

/** An address of HubSpot's that has ended: HUBSPOT_API_VERSION or HUBSPOT_API_URL. */
const NO_SUCH_ADDRESS = [404, 410];

/** HUBSPOT_APP_REFUSED where every customer's tokens would be refused in the same way; null where it is not the app. */
export function appRefused({ status, named, message }: HubSpotError): Refused | null {
  const known = named.find((name) => OUR_FAULT.has(name));
  if (known === undefined && !NO_SUCH_ADDRESS.includes(status)) return null;
  return refused("HUBSPOT_APP_REFUSED", { detail: known ?? (message.startsWith("HTTP") ? message : `HTTP ${status}`) });
}

/** Of a refresh. HUBSPOT_UNAUTHORIZED where the installation may be gone; an unknown refusal says nothing about it. */
export function refreshFailure(error: HubSpotError): Failure {
  const { named, message } = error;
  const failure = failureOf(error);
  if (failure.kind === "later") return failure;
  const ours = appRefused(error);
  if (ours !== null) return ours;
  return named.some((name) => GONE.has(name)) ? unauthorized : refused("HUBSPOT_REFUSED", { detail: message });
}
