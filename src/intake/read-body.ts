/** The bytes of a request, for the one route that is called thousands of times a second. */
import type { Request } from "express";

/** HubSpot's payloads are a few kilobytes; a saved text of 5,000 characters fits many times. */
export const LARGEST_BODY_BYTES = 256 * 1024;

/** True for what HubSpot sends: plain bytes of a known and sensible number. Everything else is Express's business. */
export function isPlain({ headers }: Pick<Request, "headers">): boolean {
  const length = Number(headers["content-length"]);
  return headers["content-encoding"] === undefined && length > 0 && length <= LARGEST_BODY_BYTES;
}

/** Null when the caller went away before the end. */
export function readBody(request: Request): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks)));
    // Broken off, it only closes: without a listener Node raises no error. After the end this changes nothing.
    request.on("close", () => resolve(null));
  });
}
