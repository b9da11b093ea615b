/** Installing the app: https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth */
import { attempt, refused } from "../shared/failures.ts";
import { list, object, optional, readResponse, text, UnexpectedResponse, whole } from "../shared/read-response.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { Installation } from "../../ports/hubspot.ts";
import { failureOf, HUBSPOT } from "./answers.ts";
import { askAsApp, createApi, type AppAccess } from "./api.ts";
import { requestTokens, type Grant } from "./portal-token.ts";
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

export interface InstallOptions extends AppAccess {
  readonly timeoutMs: number;
  readonly appUrl: string;
  readonly publicUrl: string;
}

/**
 * Not the SDK's `getAuthorizationUrl`, which knows app.hubspot.com alone. Spaces as `%20`, as HubSpot's own tools write them;
 * `+` means a space in forms alone.
 */
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
  const grant = { grant_type: "authorization_code", code, redirect_uri: redirectUri(options.publicUrl) } as const;
  // Two requests.
  const answer = await attempt(HUBSPOT, 2 * options.timeoutMs, readInstallation(options, grant));
  if (answer.kind === "error") return appRefused(answer.error) ?? failureOf(answer.error);
  if (answer.kind !== "ok") return answer;
  const missing = SCOPES.filter((scope) => !answer.value.scopes.includes(scope));
  return missing.length > 0 ? refused("HUBSPOT_SCOPES_MISSING", { scopes: missing.join(", ") }) : answer;
}

const INTROSPECTION = object({
  hub_id: optional(whole),
  user_id: optional(whole),
  user: optional(text),
  hub_domain: optional(text),
  scopes: list(text),
});

async function readInstallation(options: InstallOptions, grant: Grant): Promise<Installation> {
  const { tokens, granted } = await requestTokens(options, grant);
  const token = readResponse(INTROSPECTION, await introspect(options, tokens.accessToken));
  const owner = (field: "hub_id" | "user_id"): number => {
    const value = granted[field] ?? token[field];
    if (value === null) throw new UnexpectedResponse(`answer.${field}`, "is not a whole number");
    return value;
  };
  return {
    portalId: owner("hub_id"),
    userId: owner("user_id"),
    userEmail: token.user ?? "",
    hubDomain: token.hub_domain ?? "",
    scopes: granted.scopes.length > 0 ? granted.scopes : token.scopes,
    tokens,
  };
}

/** The e-mail address is nowhere else. Before the dated versions the token is part of the path. */
const introspect = (access: AppAccess, token: string): Promise<unknown> =>
  access.addresses.isFormer("oauth")
    ? createApi(access).get("oauth", ["access-tokens", token])
    : askAsApp(access, ["token", "introspect"], { token, token_type_hint: "access_token" });
