/** Requests to HubSpot with a portal's token: within its rate limit, and what an error response means. */
import { attempt } from "../shared/failures.ts";
import type { Answer, Failure } from "../../delivery/answer.ts";
import type { RateLimiter } from "../../ports/rate-limiter.ts";
import { failureOf, HUBSPOT, isOrderToWait, unauthorized, type HubSpotError } from "./answers.ts";
import { createApi, type Api } from "./api.ts";
import type { PortalToken, TokenOptions } from "./portal-token.ts";
import { bucketOf, createAcquire, keepOrder } from "./rate-limit.ts";

/** `send`: sends a request and reads the response. `onError`: what an error response means; a value where one is expected. */
export type Ask = <T>(
  send: (api: Api) => Promise<T>,
  onError?: (error: HubSpotError) => Answer<T>,
  queue?: "prompt" | "release",
) => Promise<Answer<T>>;

export interface RequestOptions extends Pick<TokenOptions, "apiUrl" | "addresses" | "timeoutMs"> {
  readonly limiter: RateLimiter;
}

/** Requests in the name of a portal. A refused token is refreshed once. */
export function createAsking(options: RequestOptions, portalToken: PortalToken): (portalId: number) => Ask {
  const { limiter, timeoutMs } = options;
  const acquire = createAcquire(limiter);
  const paused = (portalId: number, failure: Failure) => keepOrder(limiter, portalId, failure);
  return (portalId) =>
    async (send, onError = failureOf, queue = "prompt") => {
      const waiting = await acquire(portalId, queue);
      if (waiting !== null) return waiting;
      let stale: string | undefined;
      for (;;) {
        const token = await portalToken(portalId, stale);
        if (token.kind !== "ok") return paused(portalId, token);
        const answer = await attempt(HUBSPOT, timeoutMs, send(createApi(options, token.value)));
        if (answer.kind !== "error") return answer;
        const { error } = answer;
        await limiter.recordRefusal(bucketOf(portalId));
        const failure = failureOf(error);
        if (isOrderToWait(failure)) return paused(portalId, failure);
        if (error.status !== 401) return onError(error);
        if (stale !== undefined) return unauthorized;
        stale = token.value;
      }
    };
}
