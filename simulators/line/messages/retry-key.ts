/** A key that makes a repeated message the same message. https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ */
import { LineError, refusal } from "../line-error.ts";
import { DAY, type Channel } from "../world.ts";

const RETRY_KEY_LIFE_MS = DAY;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface MessageCall {
  readonly requestId: string;
  readonly retryKey: string | undefined;
  readonly body: unknown;
  readonly bodyText: string;
}

/**
 * The request that was accepted with this key within a day. LINE says that a key is accepted once however often it is used,
 * and nothing of another body: the key alone decides, or (`retryOtherBody: "refused"`) another body is an error.
 */
export function acceptedBefore(
  { retryKeys }: Channel,
  { retryKey, bodyText }: MessageCall,
  now: number,
  otherBody: "conflict" | "refused" = "conflict",
): string | undefined {
  if (retryKey === undefined) return undefined;
  if (!UUID.test(retryKey)) throw refusal(400, "The value for the 'X-Line-Retry-Key' header is invalid");
  const accepted = retryKeys.get(retryKey);
  if (!accepted || now >= accepted.at + RETRY_KEY_LIFE_MS) return undefined;
  if (accepted.bodyText !== bodyText && otherBody === "refused")
    throw refusal(400, "The request body differs from the one first sent with this retry key");
  return accepted.requestId;
}

export function alreadyAccepted(requestId: string): LineError {
  const body = { message: "The retry key is already accepted" };
  return new LineError(409, body, { "X-Line-Accepted-Request-Id": requestId });
}

export function rememberKey(channel: Channel, { retryKey, requestId, bodyText }: MessageCall, now: number): void {
  if (retryKey !== undefined) channel.retryKeys.set(retryKey, { at: now, requestId, bodyText });
}
