/**
 * The narrowcast request itself, without the SDK: it would parse the body and write it again, and a repeated request must
 * be the stored one to the byte; and only our own request can be broken off when its time is up.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
import { later } from "../shared/failures.ts";
import { finding } from "../../delivery/codes.ts";
import type { SendResult } from "../../delivery/lifecycle/step-results.ts";
import type { ChannelRef, Line } from "../../ports/line.ts";
import { failureOf, LINE, lineError, neverSent } from "./answers.ts";
import { REFUSED_TOKEN } from "./channel-token.ts";
import { channelFor, failureIn, type RequestOptions } from "./request.ts";

type Narrowcast = Parameters<Line["sendNarrowcast"]>[1];

/** With a token that LINE refuses the same request goes again, once, with a new one. */
export async function sendNarrowcast(
  options: RequestOptions,
  channel: ChannelRef,
  request: Narrowcast,
): Promise<SendResult> {
  const { apiUrl, tokens, timeoutMs, onResponse } = options;
  const who = await channelFor(options, channel, "narrowcast");
  if (who.kind !== "ok") return who;
  return tokens.use<SendResult>(who.value, async (token) => {
    const answer = await post(`${apiUrl}/v2/bot/message/narrowcast`, token, request, timeoutMs);
    if (answer !== REFUSED_TOKEN) onResponse?.(channel, failureIn(answer));
    return answer;
  });
}

async function post(
  url: string,
  token: string,
  { retryKey, body }: Narrowcast,
  timeoutMs: number,
): Promise<SendResult | typeof REFUSED_TOKEN> {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    "X-Line-Retry-Key": retryKey,
  };
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(timeoutMs) });
    text = await response.text();
  } catch (error) {
    return neverSent(error) ? later(LINE.unavailable) : UNKNOWN;
  }
  return answerOf(response, text);
}

/** The response got lost, or leaves open whether LINE accepted. */
const UNKNOWN = { kind: "unknown", finding: finding(LINE.unavailable) } as const;

function answerOf({ ok, status, headers }: Response, text: string): SendResult | typeof REFUSED_TOKEN {
  const requestId = headers.get("x-line-request-id");
  // Accepted, but without an ID nothing could be asked about it: the same key asks again and gets a 409 that names it.
  if (ok) return requestId === null ? UNKNOWN : { kind: "accepted", requestId };
  if (status === 409) return { kind: "already_accepted", requestId: headers.get("x-line-accepted-request-id") };
  if (status === 401) return REFUSED_TOKEN;
  // LINE documents that an error status means nothing was sent, yet asks to repeat a 500 with the same key.
  return status >= 500 ? UNKNOWN : failureOf(lineError(status, headers, text));
}
