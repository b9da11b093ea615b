import type { Answer } from "../../ports/answer.ts";
import type { HubSpotError } from "./answers.ts";
import type { Api } from "./api.ts";

/** One question to HubSpot with a portal's token, at its pace; `fail` says what an answer that is no success means. */
export type Ask = <T>(
  portalId: number,
  question: (api: Api) => Promise<T>,
  fail?: (error: HubSpotError) => Answer<T>,
  queue?: "prompt" | "release",
) => Promise<Answer<T>>;
