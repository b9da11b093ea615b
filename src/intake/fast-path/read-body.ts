/** The bytes of a request, for the one route that is called thousands of times a second. */
import type { Request } from "express";

/** HubSpot's payloads are a few kilobytes; a saved text of 5,000 characters fits many times. */
export const MAX_BODY_BYTES = 256 * 1024;

/** True for what HubSpot sends: plain bytes of a known and sensible number. Everything else is Express's business. */
export function isPlain({ headers }: Pick<Request, "headers">): boolean {
  const length = Number(headers["content-length"]);
  return headers["content-encoding"] === undefined && length > 0 && length <= MAX_BODY_BYTES;
}

export interface BodyPorts {
  /** That many more bytes of a body have arrived, but not all of it. May break the request off. */
  readonly grew: (request: Request, bytes: number) => void;
}

/** Counts the bytes of a body while it arrives, beside its reader. Most come in one piece, and need not be counted. */
export function watchBody(request: Request, { grew }: BodyPorts): void {
  const length = Number(request.headers["content-length"]);
  request.on("data", (chunk: Buffer) => {
    if (chunk.length !== length) grew(request, chunk.length);
  });
}

/** Null when the caller went away before the end. */
export function readBody(request: Request, ports: BodyPorts): Promise<Buffer | null> {
  watchBody(request, ports);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks)));
    // Broken off, it only closes: without a listener Node raises no error. After the end this changes nothing.
    request.on("close", () => resolve(null));
  });
}
