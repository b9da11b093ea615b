/** Reading request bodies, as large and as typed as LINE takes them. https://developers.line.biz/en/reference/messaging-api/#status-codes */
import type { IncomingMessage } from "node:http";
import { refusal } from "./line-error.ts";

const MAX_BYTES = 2 * 1024 * 1024;

/** What is too much is read on and thrown away, so that the caller sees the refusal instead of a broken pipe. */
export async function readText(request: IncomingMessage, contentType: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MAX_BYTES) chunks.push(chunk as Buffer);
  }
  if (bytes > MAX_BYTES) throw refusal(413, "The request body is too large");
  const given = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (given !== contentType) throw refusal(415, `The Content-Type must be ${contentType}`);
  return Buffer.concat(chunks).toString("utf8");
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refusal(400, "The request body could not be parsed as JSON");
  }
}
