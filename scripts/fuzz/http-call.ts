/** One HTTP request with a path exactly as written: `fetch` would tidy it. */
import { Agent, request } from "node:http";

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

const LONGEST_HEAD = 15_000;

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
      // Node answers a head that is too long with 431 and closes at once, sometimes before the answer is read.
      const tooLong = Buffer.byteLength(path + JSON.stringify(sent)) > LONGEST_HEAD;
      asked.on("error", (error) => (tooLong ? done({ status: 431, type: "", text: "" }) : fail(error)));
      asked.end(bytes);
    });
}
