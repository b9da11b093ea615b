/**
 * Access tokens of portals: refreshed before they expire and when HubSpot refuses one, by one process at a time.
 * https://developers.hubspot.com/docs/api-reference/legacy/oauth-v1
 */
import { Client } from "@hubspot/api-client";
import { setTimeout as pause } from "node:timers/promises";
import { answerFields, isOddAnswer } from "../outbound/odd-answer.ts";
import { within } from "../outbound/within.ts";
import type { Answer } from "../ports/answer.ts";
import type { Credentials, StoredTokens } from "../ports/credentials.ts";
import type { PortalTokens } from "../ports/hubspot.ts";
import { failureOf, hubspotErrorOf, oddAnswer, unauthorized, unreachable } from "./answers.ts";

export interface TokenOptions {
  readonly apiUrl: string;
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  readonly credentials: Credentials;
  readonly timeoutMs: number;
}

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
      if (await credentials.claimTokenRefresh(portalId, tokens.accessToken)) return refresh(options, portalId, tokens);
      // Good for a while yet, and somebody is already at it.
      if (tokens.expiresInSeconds > 0 && tokens.accessToken !== stale) return { kind: "ok", value: tokens.accessToken };
      if (Date.now() > giveUpAt) return unreachable;
      await pause(LOOK_AGAIN_MS);
    }
  };
}

const needsRefresh = ({ accessToken, expiresInSeconds }: StoredTokens, stale: string | undefined): boolean =>
  accessToken === stale || expiresInSeconds < REFRESH_BEFORE_SECONDS;

async function refresh(options: TokenOptions, portalId: number, old: StoredTokens): Promise<Answer<string>> {
  const { credentials } = options;
  let tokens: PortalTokens;
  try {
    tokens = await requestTokens(options, { grant: "refresh_token", refreshToken: old.refreshToken });
  } catch (error) {
    await credentials.releaseTokenRefresh(portalId);
    if (isOddAnswer(error)) return oddAnswer(error);
    const answered = hubspotErrorOf(error);
    if (answered === null) return unreachable;
    // The refresh token is void: only a new installation helps.
    return answered.status === 400 || answered.status === 401 ? unauthorized : failureOf(answered);
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

/** Rejects with the SDK's exception when HubSpot refuses. */
export async function requestTokens(
  { apiUrl, app, timeoutMs }: Omit<TokenOptions, "credentials">,
  grant: Grant,
): Promise<PortalTokens> {
  const { tokensApi } = new Client({ basePath: apiUrl }).oauth;
  const [code, redirectUri, refreshToken] =
    grant.grant === "refresh_token"
      ? [undefined, undefined, grant.refreshToken]
      : [grant.code, grant.redirectUri, undefined];
  const request = tokensApi.create(grant.grant, code, redirectUri, app.clientId, app.clientSecret, refreshToken);
  const tokens = answerFields(await within(timeoutMs, request));
  return {
    accessToken: tokens.text("accessToken"),
    // They do not rotate today; whatever comes back is what counts.
    refreshToken: tokens.optionalText("refreshToken") ?? refreshToken ?? "",
    expiresInSeconds: Math.min(tokens.number("expiresIn"), LONGEST_TOKEN_SECONDS),
  };
}
