/**
 * Stateless channel access tokens: minted from id and secret, good for 15 minutes, kept in memory only.
 * https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
import { channelAccessToken } from "@line/bot-sdk";
import { attempt, later } from "../shared/failures.ts";
import { matching, object, readResponse } from "../shared/read-response.ts";
import type { Answer, Failure, Later } from "../../delivery/answer.ts";
import type { LineCredentials } from "../../ports/line.ts";
import { failureOf, LINE } from "./answers.ts";
import { keptFor } from "./kept-for.ts";

export const REFUSED_TOKEN = "refused token";

export interface ChannelTokens {
  /**
   * Sends with a token, the same for all callers within its time. After `REFUSED_TOKEN` sends once more with a new one;
   * CHANNEL_UNAUTHORIZED if that is refused as well.
   */
  use<T>(
    credentials: LineCredentials,
    send: (token: string) => Promise<T | typeof REFUSED_TOKEN>,
  ): Promise<T | Failure>;
}

/** Three minutes less than a token is good for, for requests under way. */
const KEEP_MS = 12 * 60_000;

export function createChannelTokens(apiUrl: string, timeoutMs: number): ChannelTokens {
  const tokens = keptFor<string>(KEEP_MS);
  return {
    async use(credentials, send) {
      const { lineChannelId, channelSecret } = credentials;
      for (let tries = 1; tries <= 2; tries += 1) {
        // A changed secret must not go on with the old one's token.
        const kept = tokens(`${lineChannelId} ${channelSecret}`, () => mint(apiUrl, credentials, timeoutMs));
        const token = await kept.answer;
        if (token.kind !== "ok") return token;
        const answer = await send(token.value);
        if (answer !== REFUSED_TOKEN) return answer;
        kept.forget();
      }
      return unauthorized(lineChannelId);
    },
  };
}

/** The token goes into a header, which takes plain characters alone. */
const ISSUED = object({ access_token: matching(/^[\x21-\x7e]+$/, "a token") });

async function mint(
  apiUrl: string,
  { lineChannelId, channelSecret }: LineCredentials,
  timeoutMs: number,
): Promise<Answer<string>> {
  const client = new channelAccessToken.ChannelAccessTokenClient({ baseURL: apiUrl });
  const issue = async () => {
    const issued = await client.issueStatelessChannelTokenByClientSecret(lineChannelId, channelSecret);
    return readResponse(ISSUED, issued).access_token;
  };
  const answer = await attempt(LINE, timeoutMs, issue());
  if (answer.kind !== "error") return answer;
  // LINE says 400 or 401 for an unknown channel and for a wrong secret alike.
  const isUnauthorized = answer.error.status === 400 || answer.error.status === 401;
  return isUnauthorized ? unauthorized(lineChannelId) : failureOf(answer.error);
}

/** May change as soon as someone reconnects the channel: a wait, not an end. */
const unauthorized = (channel: string): Later => later("CHANNEL_UNAUTHORIZED", { channel });
