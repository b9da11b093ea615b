/**
 * Access tokens of portals: refreshed before they expire and when HubSpot refuses one, by one process at a time.
 * https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens
 */
import { setTimeout as pause } from "node:timers/promises";
import { readFields, isUnexpectedResponse, type ResponseFields } from "../shared/read-response.ts";
import { withTimeout } from "../shared/with-timeout.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Finding } from "../../delivery/codes.ts";
import type { Credentials, NotedRefusal, StoredTokens } from "../../ports/credentials.ts";
import type { PortalTokens } from "../../ports/hubspot.ts";
import type { Addresses } from "./addresses.ts";
import { hubspotErrorOf, unexpectedResponse, unauthorized, unreachable } from "./answers.ts";
import { createApi } from "./api.ts";
import { refreshFailure } from "./refused-tokens.ts";

export interface TokenOptions {
  readonly apiUrl: string;
  readonly addresses: Addresses;
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  readonly credentials: Credentials;
  /** Told when HubSpot refuses new tokens. */
  readonly tokensRefused: (portalId: number, why: Finding, noted: NotedRefusal) => void;
  readonly timeoutMs: number;
}

/** For requests of the app itself. */
export type AskingOptions = Omit<TokenOptions, "credentials" | "tokensRefused">;

/** `stale`: an access token HubSpot has just refused. */
export type PortalToken = (portalId: number, stale?: string) => Promise<Answer<string>>;

const REFRESH_BEFORE_SECONDS = 300;
const LOOK_AGAIN_MS = 100;
/** A refresh by another process is waited for this long. */
const PATIENCE_MS = 35_000;

export function createPortalToken(options: TokenOptions): PortalToken {
  const { credentials } = options;
  return async (portalId, stale) => {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const tokens = await credentials.portalTokens(portalId);
      if (tokens === null) return unauthorized;
      if (!needsRefresh(tokens, stale)) return { kind: "ok", value: tokens.accessToken };
      const isGood = tokens.expiresInSeconds > 0 && tokens.accessToken !== stale;
      const { refusal } = tokens;
      const isRefused = refusal !== null && refusal.dueInSeconds > 0;
      if (!isRefused && (await credentials.claimTokenRefresh(portalId, tokens.accessToken))) {
        const answer = await refresh(options, portalId, { tokens, spent: tokens.accessToken === stale });
        return answer.kind === "refused" && isGood ? { kind: "ok", value: tokens.accessToken } : answer;
      }
      // Good for a while yet; another process is refreshing it, or HubSpot has just refused.
      if (isGood) return { kind: "ok", value: tokens.accessToken };
      if (isRefused) return { kind: "refused", finding: refusal.finding };
      if (Date.now() > giveUpAt) return unreachable;
      await pause(LOOK_AGAIN_MS);
    }
  };
}

const needsRefresh = ({ accessToken, expiresInSeconds }: StoredTokens, stale: string | undefined): boolean =>
  accessToken === stale || expiresInSeconds < REFRESH_BEFORE_SECONDS;

interface Old {
  readonly tokens: StoredTokens;
  /** HubSpot has refused the access token. */
  readonly spent: boolean;
}

async function refresh(options: TokenOptions, portalId: number, { tokens: old, spent }: Old): Promise<Answer<string>> {
  const { credentials, tokensRefused } = options;
  let tokens: PortalTokens;
  try {
    ({ tokens } = await requestTokens(options, { grant: "refresh_token", refreshToken: old.refreshToken }));
  } catch (error) {
    const answered = isUnexpectedResponse(error) ? null : hubspotErrorOf(error);
    const failure = answered === null ? null : refreshFailure(answered);
    if (failure?.kind === "refused") {
      const { finding } = failure;
      const { accessToken } = old;
      const noted = await credentials.refreshRefused(portalId, { accessToken, finding, spent });
      tokensRefused(portalId, finding, noted);
      return failure;
    }
    await credentials.releaseTokenRefresh(portalId);
    if (isUnexpectedResponse(error)) return unexpectedResponse(error);
    return failure ?? unreachable;
  }
  // Outside: that they could not be stored is no trouble of HubSpot's.
  await credentials.saveTokens(portalId, tokens);
  return { kind: "ok", value: tokens.accessToken };
}

/** Thirty minutes today; a day is far beyond, and an instant that any clock can hold. */
const LONGEST_TOKEN_SECONDS = 24 * 3600;

type Grant =
  | { readonly grant: "refresh_token"; readonly refreshToken: string }
  | { readonly grant: "authorization_code"; readonly code: string; readonly redirectUri: string };

/** `answer`: whose tokens they are, in `hub_id`, `user_id` and `scopes`, which HubSpot leaves optional and v1 lacks. */
export interface Granted {
  readonly tokens: PortalTokens;
  readonly answer: ResponseFields;
}

/** Rejects with `HttpFailure` when HubSpot refuses. */
export async function requestTokens(
  { apiUrl, addresses, app, timeoutMs }: AskingOptions,
  grant: Grant,
): Promise<Granted> {
  const { kept, fields } =
    grant.grant === "refresh_token"
      ? { kept: grant.refreshToken, fields: { refresh_token: grant.refreshToken } }
      : { kept: "", fields: { code: grant.code, redirect_uri: grant.redirectUri } };
  const client = { client_id: app.clientId, client_secret: app.clientSecret };
  const form = { grant_type: grant.grant, ...client, ...fields };
  const request = createApi({ apiUrl, addresses }).postForm("oauth", ["token"], form);
  const answer = readFields(await withTimeout(timeoutMs, request));
  const scopes = answer.texts("scopes");
  const tokens = {
    accessToken: answer.text("access_token"),
    // They do not rotate today; whatever comes back is what counts.
    refreshToken: answer.optionalText("refresh_token") ?? kept,
    expiresInSeconds: Math.min(answer.number("expires_in"), LONGEST_TOKEN_SECONDS),
    ...(scopes.length > 0 && { scopes }),
  };
  return { tokens, answer };
}
