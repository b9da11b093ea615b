/** How the intake reads JSON and says no. */
import type { Request, Response } from "express";

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

export function refuseField(response: Response, field: string, problem: string): void {
  refuseRequest(response, 400, "PAYLOAD_INVALID", `${field}: ${problem}`, field);
}

export function refuseRequest(response: Response, status: number, code: string, title: string, field?: string): void {
  const problem = { type: "about:blank", status, code, title, ...(field !== undefined && { field }) };
  response.status(status).type("application/problem+json").send(JSON.stringify(problem));
}

/** Without what `response.json` does for browsers: the action answers thousands of times a second. */
export function sendJson(response: Response, body: unknown): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response.writeHead(200, ["Content-Type", "application/json; charset=utf-8", "Content-Length", length]);
  response.end(text);
}
