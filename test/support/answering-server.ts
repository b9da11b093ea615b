/** A platform reduced to single answers, for those that no simulator gives: unexpected texts, missing headers, broken connections. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** "hang" never answers, "reset" breaks the connection off; both after the request has arrived. */
export type Reply =
  "hang" | "reset" | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> };

export interface AnsweringServer {
  readonly url: string;
  readonly asked: Asked[];
  answer: (asked: Asked) => Reply;
  /** Resolves once a request left without an answer has been broken off by its caller. */
  readonly abandoned: Promise<void>;
  stop(): Promise<void>;
}

export async function startAnsweringServer(): Promise<AnsweringServer> {
  const asked: Asked[] = [];
  const abandoned = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    void read(request).then((seen) => {
      asked.push(seen);
      const reply = answering.answer(seen);
      if (reply === "hang") response.once("close", abandoned.resolve);
      else if (reply === "reset") request.socket.destroy();
      else send(response, reply);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const answering: AnsweringServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: () => ({ status: 404, body: { message: "Not found" } }),
    abandoned: abandoned.promise,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return answering;
}

function send(response: ServerResponse, { status, body = {}, headers = {} }: Exclude<Reply, string>): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = "", url = "", headers } = request;
  return { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
}
