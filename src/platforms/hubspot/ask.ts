import type { Answer } from "../../ports/answer.ts";
import type { HubSpotError } from "./answers.ts";
import type { Api } from "./api.ts";

/** A request to HubSpot with a portal's token, within its rate limit; `fail` says what an error response means. */
export type Ask = <T>(
  portalId: number,
  question: (api: Api) => Promise<T>,
  fail?: (error: HubSpotError) => Answer<T>,
  queue?: "prompt" | "release",
) => Promise<Answer<T>>;
