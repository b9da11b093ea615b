/**
 * LINE user IDs as a file, streamed: the SDK would need all of it in memory, and its client cannot be broken off.
 * https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group-by-file
 */
import { HTTPFetchError } from "@line/bot-sdk";
import { randomUUID } from "node:crypto";
import { ReadableStream } from "node:stream/web";
import { LINE_USER_ID_LENGTH } from "../../delivery/upload.ts";
import type { IdFile } from "../../ports/line.ts";
import { attempt, type Attempt } from "../shared/failures.ts";
import { LINE, type LineError } from "./answers.ts";

export interface FileRequest {
  readonly url: string;
  readonly method: "POST" | "PUT";
  readonly token: string;
  /** Sent before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: IdFile;
  readonly timeoutMs: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Rejects with what the source of the IDs throws: it is not LINE's doing. */
export async function sendIdFile<T>(
  request: FileRequest,
  read: (response: unknown) => T,
): Promise<Attempt<T, LineError>> {
  const source: Source = { file: request.file };
  const send = async () => {
    const response = await post(request, source);
    const { status, statusText, headers } = response;
    const body = await response.text();
    if (!response.ok) throw new HTTPFetchError(`${status}`, { status, statusText, headers, body });
    return read(JSON.parse(body === "" ? "{}" : body));
  };
  const unlessSourceFailed = (error: unknown) => Promise.reject("failed" in source ? source.failed : error);
  const answer = await attempt(LINE, request.timeoutMs, send()).catch(unlessSourceFailed);
  return "failed" in source ? unlessSourceFailed(null) : answer;
}

interface Source {
  readonly file: IdFile;
  /** The exception of the IDs: to `fetch`, which streams them, it is a broken connection. */
  failed?: unknown;
}

interface StreamingRequest extends RequestInit {
  readonly duplex: "half";
}

/** With its length in a header, so that it is not chunked. */
function post({ url, method, token, fields, timeoutMs }: FileRequest, source: Source): Promise<Response> {
  const boundary = `ids-${randomUUID()}`;
  const before = Buffer.from(preamble(boundary, fields));
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  const request: StreamingRequest = {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": `multipart/form-data; boundary=${boundary}`,
      "Content-Length": String(before.length + lengthOf(source.file) + after.length),
    },
    // Pulled piece by piece, as fast as LINE takes them.
    body: ReadableStream.from(parts(before, source, after)) as BodyInit,
    duplex: "half",
    signal: AbortSignal.timeout(timeoutMs),
    // `fetch` keeps a copy of all it has sent, to follow a redirect with, unless there is to be none.
    // https://fetch.spec.whatwg.org/#http-network-or-cache-fetch
    redirect: "error",
  };
  return fetch(url, request);
}

const lengthOf = ({ count }: IdFile): number => count * (LINE_USER_ID_LENGTH + 1);

function preamble(boundary: string, fields: FileRequest["fields"]): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = 'Content-Disposition: form-data; name="file"; filename="ids.txt"\r\nContent-Type: text/plain';
  return `${parts.join("")}--${boundary}\r\n${file}\r\n\r\n`;
}

async function* parts(before: Bytes, source: Source, after: Bytes): AsyncGenerator<Bytes> {
  yield before;
  try {
    yield* lines(source.file);
  } catch (error) {
    source.failed = error;
    throw error;
  }
  yield after;
}

/** The length is in the header: a file of another length would look like a broken connection, on every try. */
async function* lines(file: IdFile): AsyncGenerator<Bytes> {
  let left = lengthOf(file);
  for await (const ids of file.ids()) {
    const bytes = Buffer.from(ids.map((id) => `${id}\n`).join(""), "latin1");
    left -= bytes.length;
    if (left < 0) break;
    if (bytes.length > 0) yield bytes;
  }
  if (left !== 0) throw new Error(`the file is not of the ${file.count} LINE user IDs of its count`);
}
