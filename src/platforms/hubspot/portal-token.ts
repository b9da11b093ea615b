/**
 * Access tokens of portals: refreshed before they expire and when HubSpot refuses one, by one process at a time.
 * https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens
 */
import { setTimeout as sleep } from "node:timers/promises";
import { attempt, ok } from "../shared/failures.ts";
import { list, number, object, optional, readResponse, text, whole } from "../shared/read-response.ts";
import type { Answer } from "../../delivery/answer.ts";
import type { Finding } from "../../delivery/codes.ts";
import type { Credentials, NotedRefusal, StoredTokens } from "../../ports/credentials.ts";
import type { PortalTokens } from "../../ports/hubspot.ts";
import { HUBSPOT, unauthorized, unreachable } from "./answers.ts";
import { askAsApp, type AppAccess } from "./api.ts";
import { refreshFailure } from "./refused-tokens.ts";

export interface TokenOptions extends AppAccess {
  readonly credentials: Credentials;
  /** Called when HubSpot refuses new tokens. */
  readonly tokensRefused: (portalId: number, why: Finding, noted: NotedRefusal) => void;
  readonly timeoutMs: number;
}

/** `stale`: an access token HubSpot has just refused. */
export type PortalToken = (portalId: number, stale?: string) => Promise<Answer<string>>;

const REFRESH_BEFORE_SECONDS = 300;
const POLL_MS = 100;
/** Of waiting for a refresh by another process. */
const MAX_WAIT_MS = 35_000;

export function createPortalToken(options: TokenOptions): PortalToken {
  const { credentials } = options;
  return async (portalId, stale) => {
    const giveUpAt = Date.now() + MAX_WAIT_MS;
    for (;;) {
      const tokens = await credentials.portalTokens(portalId);
      if (tokens === null) return unauthorized;
      if (!needsRefresh(tokens, stale)) return ok(tokens.accessToken);
      const isGood = tokens.expiresInSeconds > 0 && tokens.accessToken !== stale;
      const { refusal } = tokens;
      const isRefused = refusal !== null && refusal.dueInSeconds > 0;
      if (!isRefused && (await credentials.claimTokenRefresh(portalId, tokens.accessToken))) {
        const answer = await refresh(options, portalId, { ...tokens, spent: tokens.accessToken === stale });
        return answer.kind === "refused" && isGood ? ok(tokens.accessToken) : answer;
      }
      // Good for a while yet; another process is refreshing it, or HubSpot has just refused.
      if (isGood) return ok(tokens.accessToken);
      if (isRefused) return { kind: "refused", finding: refusal.finding };
      if (Date.now() > giveUpAt) return unreachable;
      await sleep(POLL_MS);
    }
  };
}

const needsRefresh = ({ accessToken, expiresInSeconds }: StoredTokens, stale: string | undefined): boolean =>
  accessToken === stale || expiresInSeconds < REFRESH_BEFORE_SECONDS;

/** `spent`: HubSpot has refused the access token. */
async function refresh(
  options: TokenOptions,
  portalId: number,
  { accessToken, refreshToken, spent }: StoredTokens & { readonly spent: boolean },
): Promise<Answer<string>> {
  const { credentials, tokensRefused, timeoutMs } = options;
  const grant = { grant_type: "refresh_token", refresh_token: refreshToken } as const;
  const answer = await attempt(HUBSPOT, timeoutMs, requestTokens(options, grant));
  if (answer.kind === "ok") {
    await credentials.saveTokens(portalId, answer.value.tokens);
    return ok(answer.value.tokens.accessToken);
  }
  const failure = answer.kind === "error" ? refreshFailure(answer.error) : answer;
  if (failure.kind === "later") {
    await credentials.releaseTokenRefresh(portalId);
    return failure;
  }
  const { finding } = failure;
  const noted = await credentials.refreshRefused(portalId, { accessToken, finding, spent });
  tokensRefused(portalId, finding, noted);
  return failure;
}

/** Thirty minutes today; a day is far beyond, and an instant that any clock can hold. */
const MAX_TOKEN_SECONDS = 24 * 3600;

/** As OAuth names them: the fields of a request for tokens. */
export type Grant =
  | { readonly grant_type: "refresh_token"; readonly refresh_token: string }
  | { readonly grant_type: "authorization_code"; readonly code: string; readonly redirect_uri: string };

const GRANTED = object({
  access_token: text,
  refresh_token: optional(text),
  expires_in: number,
  scopes: list(text),
  hub_id: optional(whole),
  user_id: optional(whole),
});

/**
 * `granted`: whose tokens they are, in `hub_id`, `user_id` and `scopes`, which HubSpot leaves optional and v1 lacks. Rejects with
 * `HttpFailure` when HubSpot refuses, with `UnexpectedResponse`, or as `fetch` does.
 */
export async function requestTokens(access: AppAccess, grant: Grant) {
  const granted = readResponse(GRANTED, await askAsApp(access, ["token"], grant));
  const kept = grant.grant_type === "refresh_token" ? grant.refresh_token : "";
  const tokens: PortalTokens = {
    accessToken: granted.access_token,
    // They do not rotate today; a new one counts.
    refreshToken: granted.refresh_token ?? kept,
    expiresInSeconds: Math.min(granted.expires_in, MAX_TOKEN_SECONDS),
    ...(granted.scopes.length > 0 && { scopes: granted.scopes }),
  };
  return { tokens, granted };
}
