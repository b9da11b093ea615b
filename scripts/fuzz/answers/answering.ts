/** A platform whose every answer is set beforehand, for one question at a time. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answering {
  readonly url: string;
  /** What the next questions are answered with, by their path. */
  reply: (path: string) => Reply;
  stop(): Promise<void>;
}

export async function startAnswering(): Promise<Answering> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => send(response, answering.reply(request.url ?? "/")));
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const answering: Answering = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reply: () => ({ status: 404, body: "{}", headers: {} }),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return answering;
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
}
