/** Requests that were refused because it is not known who sent them, counted by address. */
import type { Request, Response } from "express";
import { sendProblem } from "../problem.ts";
import { limitPer } from "../protection.ts";
import { addressOf } from "./address.ts";

/** Counts a refusal. False after it has answered with 429, where the address was refused too often within the last minute. */
export type CountRefusal = (request: Request, response: Response) => Promise<boolean>;

/** `perMinute`: 0 for no limit. Verified callers are neither counted nor limited: many share HubSpot's addresses. */
export function limitRefusals(perMinute: number): CountRefusal {
  const limit = limitPer(addressOf, perMinute, (_request, response, problem) => {
    // A new connection costs the caller more than another request on this one.
    response.set("Connection", "close");
    sendProblem(response, problem);
  });
  return async (request, response) => {
    let within = false;
    await limit(request, response, () => {
      within = true;
    });
    return within;
  };
}
