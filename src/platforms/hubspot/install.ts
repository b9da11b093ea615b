/** Installing the app: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth */
import { readFields, isUnexpectedResponse, type ResponseFields } from "../shared/read-response.ts";
import { withTimeout } from "../shared/with-timeout.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Installation } from "../../ports/hubspot.ts";
import { failureOf, hubspotErrorOf, unexpectedResponse, refused, unreachable } from "./answers.ts";
import { createApi } from "./api.ts";
import { requestTokens, type AskingOptions } from "./portal-token.ts";
import { appRefused } from "./refused-tokens.ts";

export const SCOPES = ["oauth", "automation", "crm.lists.read", "crm.objects.contacts.read"] as const;

/**
 * Custom objects need Enterprise: other portals install without them and see results in the console. Who is in the account
 * is asked to notice leavers; a person who may not read users can sign in all the same.
 */
export const OPTIONAL_SCOPES = [
  "crm.schemas.custom.read",
  "crm.schemas.custom.write",
  "crm.objects.custom.read",
  "crm.objects.custom.write",
  "settings.users.read",
] as const;

export interface InstallOptions extends AskingOptions {
  readonly appUrl: string;
  readonly publicUrl: string;
}

/** Spaces as `%20`, as HubSpot's own tools write them; `+` means a space in forms alone. */
export function authorizeUrl({ appUrl, app, publicUrl }: InstallOptions, state: string): string {
  const url = new URL(`${appUrl}/oauth/authorize`);
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: redirectUri(publicUrl),
    scope: SCOPES.join(" "),
    optional_scope: OPTIONAL_SCOPES.join(" "),
    state,
  });
  url.search = query.toString().replaceAll("+", "%20");
  return url.href;
}

const redirectUri = (publicUrl: string): string => `${publicUrl}/hubspot/oauth/callback`;

/** Refused with HUBSPOT_SCOPES_MISSING where the grant lacks one of SCOPES: the service could do nothing with it. */
export async function install(options: InstallOptions, code: string): Promise<Answer<Installation>> {
  try {
    const grant = { grant: "authorization_code", code, redirectUri: redirectUri(options.publicUrl) } as const;
    const { tokens, answer } = await requestTokens(options, grant);
    const token = readFields(await withTimeout(options.timeoutMs, introspect(options, tokens.accessToken)));
    const told = (name: string): ResponseFields => (answer.optionalNumber(name) === null ? token : answer);
    const granted = answer.texts("scopes");
    const scopes = granted.length > 0 ? granted : token.texts("scopes");
    const missing = SCOPES.filter((scope) => !scopes.includes(scope));
    if (missing.length > 0) return refused("HUBSPOT_SCOPES_MISSING", { scopes: missing.join(", ") });
    const value = {
      portalId: told("hub_id").whole("hub_id"),
      userId: told("user_id").whole("user_id"),
      userEmail: token.optionalText("user") ?? "",
      hubDomain: token.optionalText("hub_domain") ?? "",
      scopes,
      tokens,
    };
    return { kind: "ok", value };
  } catch (error) {
    if (isUnexpectedResponse(error)) return unexpectedResponse(error);
    const answered = hubspotErrorOf(error);
    return answered === null ? unreachable : (appRefused(answered) ?? failureOf(answered));
  }
}

/** The e-mail address is nowhere else. Before the dated versions the token stood in the path. */
function introspect({ apiUrl, addresses, app }: InstallOptions, token: string): Promise<unknown> {
  const api = createApi({ apiUrl, addresses });
  if (addresses.isFormer("oauth")) return api.get("oauth", ["access-tokens", token]);
  return api.postForm("oauth", ["token", "introspect"], {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    token,
    token_type_hint: "access_token",
  });
}
