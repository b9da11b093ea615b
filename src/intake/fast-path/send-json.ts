import type { Response } from "express";

/** A 200 without what `response.json` does for browsers. */
export function sendJson(response: Response, body: unknown): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  response.writeHead(200, ["Content-Type", "application/json; charset=utf-8", "Content-Length", length]);
  response.end(text);
}
