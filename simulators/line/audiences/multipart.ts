/** multipart/form-data read as it flows, so that a file of 1.5 million ids never lies in memory. */
import type { IncomingMessage } from "node:http";
import { refusal } from "../line-error.ts";

export interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly contentType?: string;
}

/** Receives a part's text piece by piece. */
export interface PartSink {
  write(text: string): void;
  end(): void;
}

export async function readMultipart(request: IncomingMessage, open: (part: Part) => PartSink): Promise<void> {
  const type = request.headers["content-type"] ?? "";
  const boundary = /^multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  if (!boundary) throw refusal(415, "The Content-Type must be multipart/form-data");
  const reader = partReader(`\r\n--${boundary[1] ?? boundary[2]}`, open);
  for await (const chunk of request) reader.push((chunk as Buffer).toString("latin1"));
  if (!reader.finished()) throw refusal(400, "The multipart body is incomplete");
}

/** Latin-1 keeps bytes as they are until a field is decoded. */
function partReader(
  delimiter: string,
  open: (part: Part) => PartSink,
): { push(text: string): void; finished(): boolean } {
  let pending = "\r\n";
  let state: "preamble" | "boundary" | "headers" | "body" | "done" = "preamble";
  let sink: PartSink | undefined;

  /** True where the pending text allowed a step. */
  const step = (): boolean => {
    if (state === "preamble" || state === "body") return untilDelimiter();
    if (state === "boundary") return afterDelimiter();
    return state === "headers" && throughHeaders();
  };
  const untilDelimiter = () => {
    const found = pending.indexOf(delimiter);
    const safe = found === -1 ? Math.max(0, pending.length - delimiter.length) : found;
    if (safe > 0) sink?.write(pending.slice(0, safe));
    pending = pending.slice(found === -1 ? safe : found + delimiter.length);
    if (found === -1) return false;
    sink?.end();
    sink = undefined;
    state = "boundary";
    return true;
  };
  const afterDelimiter = () => {
    if (pending.length < 2) return false;
    state = pending.startsWith("--") ? "done" : "headers";
    if (state === "headers" && !pending.startsWith("\r\n")) throw refusal(400, "The multipart body is malformed");
    pending = pending.slice(state === "done" ? 2 : 0);
    return true;
  };
  const throughHeaders = () => {
    const end = pending.indexOf("\r\n\r\n");
    if (end === -1) return false;
    sink = open(partOf(pending.slice(0, end)));
    pending = pending.slice(end + 4);
    state = "body";
    return true;
  };

  return {
    push(text) {
      pending += text;
      while (step());
      if (state === "done") pending = "";
    },
    finished: () => state === "done",
  };
}

function partOf(headers: string): Part {
  const name = /;\s*name="([^"]*)"/i.exec(headers)?.[1];
  if (name === undefined) throw refusal(400, "The multipart body is malformed");
  const filename = /;\s*filename="([^"]*)"/i.exec(headers)?.[1];
  const contentType = /^content-type:\s*(.+?)\s*$/im.exec(headers)?.[1];
  return { name, ...(filename !== undefined && { filename }), ...(contentType !== undefined && { contentType }) };
}
