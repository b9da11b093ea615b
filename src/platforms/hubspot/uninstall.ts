/**
 * Disconnecting an account: the app is uninstalled there, and its refresh token revoked.
 * https://developers.hubspot.com/docs/api-reference/latest/app-management/app-uninstalls/guide
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens/revoke-token
 */
import { attempt, nothing, ok, refused } from "../shared/failures.ts";
import type { Answer } from "../../delivery/answer.ts";
import { failureOf, HUBSPOT, type HubSpotError } from "./answers.ts";
import { askAsApp, createApi, type AppAccess } from "./api.ts";
import type { TokenOptions } from "./portal-token.ts";
import type { Ask } from "./request.ts";

/** HubSpot answers 204, and e-mails the account's super admins. Tokens it no longer accepts mean that it is done. */
export async function uninstall(portalId: number, options: TokenOptions, ask: Ask): Promise<Answer<null>> {
  const tokens = await options.credentials.portalTokens(portalId);
  if (tokens === null) return ok(null);
  const removed = await ask((api) => api.delete("installs", ["external-install"]).then(nothing), notRemoved);
  if (removed.kind === "later") return removed;
  const revoked = await revoke(tokens.refreshToken, options);
  if (revoked.kind === "later") return revoked;
  const isGone = removed.kind === "refused" && removed.finding.code === "HUBSPOT_UNAUTHORIZED";
  return isGone ? ok(null) : removed;
}

/** A 403 is no sign here that the app is gone. */
const notRemoved = (error: HubSpotError): Answer<null> =>
  error.status === 403 ? refused("HUBSPOT_REFUSED", { detail: error.message }) : failureOf(error);

/** A refusal says that HubSpot no longer knows the token, as after the uninstall. */
async function revoke(refreshToken: string, options: TokenOptions): Promise<Answer<null>> {
  const answer = await attempt(HUBSPOT, options.timeoutMs, requestRevocation(options, refreshToken));
  const failure = answer.kind === "error" ? failureOf(answer.error) : answer;
  return failure.kind === "later" ? failure : ok(null);
}

/** Before the dated versions the token is part of the path. */
const requestRevocation = (access: AppAccess, token: string): Promise<unknown> =>
  access.addresses.isFormer("oauth")
    ? createApi(access).delete("oauth", ["refresh-tokens", token])
    : askAsApp(access, ["token", "revoke"], { token, token_type_hint: "refresh_token" });
