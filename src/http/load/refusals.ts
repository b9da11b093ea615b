/** Requests that were refused because nobody knows who sent them, counted by address. */
import type { Request, Response } from "express";
import { sendProblem } from "../problem.ts";
import { limitPer } from "../protection.ts";
import { addressOf } from "./address.ts";

/** Answers with `refuse`, or with 429 where the address has been refused more than so many times within the last minute. */
export type LimitedRefusal = (request: Request, response: Response, refuse: () => void) => Promise<void>;

/** `perMinute`: 0 for no limit. Whoever is let in is not counted, and not asked: many share HubSpot's addresses. */
export function limitRefusals(perMinute: number): LimitedRefusal {
  const limit = limitPer(addressOf, perMinute, (_request, response, problem) => {
    // A new connection costs the caller more than another request on this one.
    response.set("Connection", "close");
    sendProblem(response, problem);
  });
  return async (request, response, refuse) => {
    await limit(request, response, refuse);
  };
}
