/**
 * The narrowcast request itself, without the SDK: it would parse and write the body anew, and a repeated request must be
 * the stored one to the byte; and only our own request can be broken off when its time is up.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
import { finding } from "../../delivery/codes.ts";
import type { SendAnswer } from "../../ports/line.ts";
import { failureOf, lineError, neverSent } from "./answers.ts";

interface SendRequest {
  readonly token: string;
  readonly retryKey: string;
  readonly body: string;
}

export type RawSend = SendAnswer | { readonly kind: "unauthorized" };

export async function postNarrowcast(
  apiUrl: string,
  { token, retryKey, body }: SendRequest,
  timeoutMs: number,
): Promise<RawSend> {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    "X-Line-Retry-Key": retryKey,
  };
  let response: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(`${apiUrl}/v2/bot/message/narrowcast`, { method: "POST", headers, body, signal });
    text = await response.text();
  } catch (error) {
    const why = finding("LINE_UNAVAILABLE");
    return neverSent(error) ? { kind: "later", finding: why } : { kind: "unknown", finding: why };
  }
  return answerOf(response, text);
}

function answerOf(response: Response, text: string): RawSend {
  const { status, headers } = response;
  const requestId = headers.get("x-line-request-id");
  if (response.ok) {
    // Accepted, but nobody could ever ask what became of it: the same key asks again and gets a 409 that names it.
    return requestId === null
      ? { kind: "unknown", finding: finding("LINE_UNAVAILABLE") }
      : { kind: "accepted", requestId };
  }
  if (status === 409) return { kind: "already_accepted", requestId: headers.get("x-line-accepted-request-id") };
  if (status === 401) return { kind: "unauthorized" };
  const error = lineError(status, headers, text);
  // LINE documents that an error status means nothing was sent, yet asks to repeat a 500 with the same key.
  if (status >= 500) return { kind: "unknown", finding: finding("LINE_UNAVAILABLE") };
  return failureOf(error);
}
