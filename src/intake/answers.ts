/** How the intake reads JSON and refuses a field. */
import type { Request, Response } from "express";
import { sendProblem, type Problem } from "../server/problem.ts";

export const bytes = (request: Request): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));

/** Undefined after the answer has been given. */
export function parseJson(request: Request, response: Response): unknown {
  try {
    return JSON.parse(bytes(request).toString("utf8"));
  } catch {
    refuseField(response, "body", "is not JSON");
    return undefined;
  }
}

export const wrongField = (field: string, problem: string): Problem => ({
  status: 400,
  code: "PAYLOAD_INVALID",
  title: `${field}: ${problem}`,
  field,
});

export const refuseField = (response: Response, field: string, problem: string): void =>
  sendProblem(response, wrongField(field, problem));
