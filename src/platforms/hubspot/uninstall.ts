/**
 * Disconnecting an account: the app is uninstalled there, and its refresh token revoked.
 * https://developers.hubspot.com/docs/api-reference/latest/app-management/app-uninstalls/guide
 * https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens/revoke-token
 */
import { attempt, ok, refused } from "../shared/failures.ts";
import type { Answer } from "../../ports/answer.ts";
import { failureOf, HUBSPOT, type HubSpotError } from "./answers.ts";
import { createApi, type Api } from "./api.ts";
import type { TokenOptions } from "./portal-token.ts";
import type { RequestAsPortal } from "./request.ts";

type Options = Omit<TokenOptions, "tokensRefused">;

/** HubSpot answers 204, and e-mails the account's super admins. Tokens it no longer accepts mean that it is done. */
export async function uninstall(portalId: number, options: Options, request: RequestAsPortal): Promise<Answer<null>> {
  const tokens = await options.credentials.portalTokens(portalId);
  if (tokens === null) return ok(null);
  const remove = async (api: Api) => {
    await api.delete("installs", ["external-install"]);
    return null;
  };
  const removed = await request(portalId, remove, notRemoved);
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
async function revoke(refreshToken: string, { app, timeoutMs, ...to }: Options): Promise<Answer<null>> {
  const answer = await attempt(HUBSPOT, timeoutMs, requestRevocation(refreshToken, { app, ...to }));
  const failure = answer.kind === "error" ? failureOf(answer.error) : answer;
  return failure.kind === "later" ? failure : ok(null);
}

/** Before the dated versions the token is part of the path. */
function requestRevocation(refreshToken: string, { app, ...to }: Omit<Options, "timeoutMs">): Promise<unknown> {
  const api = createApi(to);
  if (to.addresses.isFormer("oauth")) return api.delete("oauth", ["refresh-tokens", refreshToken]);
  return api.postForm("oauth", ["token", "revoke"], {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    token: refreshToken,
    token_type_hint: "refresh_token",
  });
}
