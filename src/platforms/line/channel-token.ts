/**
 * Stateless channel access tokens: minted from id and secret, good for 15 minutes, kept in memory only.
 * https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
import { channelAccessToken } from "@line/bot-sdk";
import { finding } from "../../delivery/codes.ts";
import type { Answer } from "../../ports/answer.ts";
import type { LineCredentials } from "../../ports/line.ts";
import { failureOf, lineErrorOf, unexpectedResponse, unreachable, type Later } from "./answers.ts";
import { readFields, isUnexpectedResponse, UnexpectedResponse } from "../shared/read-response.ts";
import { withTimeout } from "../shared/with-timeout.ts";

export interface ChannelTokens {
  /** The same token for everybody who asks within its time; one request to LINE however many ask. */
  token(credentials: LineCredentials): Promise<Answer<string>>;
  /** LINE has refused this token: the next `token` mints a new one. */
  drop(credentials: LineCredentials, token: string): void;
}

/** Three minutes in hand for requests under way. */
const KEEP_MS = 12 * 60_000;

interface Kept {
  readonly minted: Promise<Answer<string>>;
  readonly until: number;
  token: string | null;
}

/** `now`: wall time in milliseconds. */
export function createChannelTokens(apiUrl: string, timeoutMs: number, now: () => number = Date.now): ChannelTokens {
  const kept = new Map<string, Kept>();
  return {
    async token(credentials) {
      const key = keyOf(credentials);
      const known = kept.get(key);
      if (known !== undefined && now() < known.until) return known.minted;
      const fresh: Kept = { minted: mint(apiUrl, credentials, timeoutMs), until: now() + KEEP_MS, token: null };
      kept.set(key, fresh);
      const answer = await fresh.minted;
      if (answer.kind === "ok") fresh.token = answer.value;
      else if (kept.get(key) === fresh) kept.delete(key);
      return answer;
    },
    drop(credentials, token) {
      const key = keyOf(credentials);
      if (kept.get(key)?.token === token) kept.delete(key);
    },
  };
}

/** A changed secret must not go on with the old one's token. */
const keyOf = ({ lineChannelId, channelSecret }: LineCredentials): string => `${lineChannelId} ${channelSecret}`;

async function mint(
  apiUrl: string,
  { lineChannelId, channelSecret }: LineCredentials,
  timeoutMs: number,
): Promise<Answer<string>> {
  const client = new channelAccessToken.ChannelAccessTokenClient({ baseURL: apiUrl });
  try {
    const issued = await withTimeout(
      timeoutMs,
      client.issueStatelessChannelTokenByClientSecret(lineChannelId, channelSecret),
    );
    return { kind: "ok", value: headerText(issued) };
  } catch (error) {
    if (isUnexpectedResponse(error)) return unexpectedResponse(error);
    const answered = lineErrorOf(error);
    if (answered === null) return unreachable;
    // LINE says 400 or 401 for an unknown channel and for a wrong secret alike.
    if (answered.status === 400 || answered.status === 401) return unauthorized(lineChannelId);
    return failureOf(answered);
  }
}

/** It goes into a header, where only plain characters may stand. */
function headerText(issued: unknown): string {
  const token = readFields(issued).text("access_token");
  if (!/^[\x21-\x7e]+$/.test(token)) throw new UnexpectedResponse("answer.access_token", "is not a token");
  return token;
}

/** May change as soon as somebody reconnects the channel: a wait, not an end. */
export const unauthorized = (channel: string): Later => ({
  kind: "later",
  finding: finding("CHANNEL_UNAUTHORIZED", { channel }),
});
