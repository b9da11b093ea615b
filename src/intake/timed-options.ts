/**
 * Dropdown requests: HubSpot documents v2 for them, which is valid forever; v3 carries a time. Once HubSpot has sent v3 to this
 * deployment, an untimed one is a recording.
 */
import type { RequestHandler } from "express";
import type { FactStore } from "../ports/deployment-facts.ts";
import { sendProblem } from "../server/problem.ts";
import { remembered } from "./fast-path/remembered.ts";

export interface TimedOptionsPorts {
  readonly facts: FactStore;
  readonly optionsSignature: "auto" | "v3";
}

/** Other processes of the deployment learn of the first v3 within this time, and ask the database no more often. */
const LEARN_WITHIN_MS = 10_000;

/** Comes after the signature check: what carries v3 has a valid one. */
export function preferTimed({ facts, optionsSignature }: TimedOptionsPorts): RequestHandler {
  let isRequired = optionsSignature === "v3";
  const seen = remembered(facts.fact, { forMs: LEARN_WITHIN_MS });
  return async (request, response, next) => {
    const isTimed = request.get("x-hubspot-signature-v3") !== undefined;
    if (!isRequired) {
      if (isTimed) await facts.noteFact("optionsSignedWithTime", true);
      isRequired = isTimed || (await seen("optionsSignedWithTime")) !== null;
    }
    if (isTimed || !isRequired) return next();
    sendProblem(response, {
      status: 401,
      code: "SIGNATURE_INVALID",
      title: "HubSpot signs dropdown requests with a time (v3); this one has none",
    });
  };
}
