/** One HTTP request with a path exactly as written: `fetch` would tidy it. */
import { Agent, maxHeaderSize, request } from "node:http";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Calls the server at `origin` over connections that stay open. */
export function createCaller(origin: string, connections: number): (call: Call) => Promise<Answered> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(origin);
  return ({ method, path, headers = {}, body = "" }) =>
    new Promise((done, fail) => {
      const bytes = Buffer.from(body);
      const sent = { ...headers, ...(bytes.length > 0 && { "Content-Length": String(bytes.length) }) };
      const asked = request({ agent, hostname, port, method, path, headers: sent }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? "",
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      // Refused with 431 while still being written: the end of the connection may overtake the answer.
      const tooLong = path.length + JSON.stringify(headers).length > maxHeaderSize;
      asked.on("error", (error: NodeJS.ErrnoException) => {
        if (tooLong && error.code === "ECONNRESET") done({ status: 431, type: "", text: "" });
        else fail(error);
      });
      asked.end(bytes);
    });
}
