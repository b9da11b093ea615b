import type { Client } from "@hubspot/api-client";
import type { Answer } from "../ports/answer.ts";
import type { HubSpotError } from "./answers.ts";

/** One question to HubSpot with a portal's token, at its pace; `fail` says what an answer that is no success means. */
export type Ask = <T>(
  portalId: number,
  question: (client: Client) => Promise<T>,
  fail?: (error: HubSpotError) => Answer<T>,
  queue?: "prompt" | "release",
) => Promise<Answer<T>>;
