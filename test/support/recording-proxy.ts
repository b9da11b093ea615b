/** Stands between the service and a simulated platform and writes down every exchange. */
import { createServer, request as outgoing, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Exchange } from "./openapi.ts";

export interface RecordingProxy {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    exchange(target, request, response).then(
      (seen) => exchanges.push(seen),
      () => response.destroy(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function exchange(target: string, request: IncomingMessage, response: ServerResponse): Promise<Exchange> {
  const requestBody = await textOf(request);
  const { method = "GET", url: path = "/", headers } = request;
  const answer = await ask(new URL(path, target), { method, headers }, requestBody);
  const responseBody = await textOf(answer);
  const status = answer.statusCode ?? 0;
  const { "transfer-encoding": _chunked, ...answered } = answer.headers;
  response.writeHead(status, { ...answered, "content-length": Buffer.byteLength(responseBody) }).end(responseBody);
  return { method, path, requestType: headers["content-type"] ?? "", requestBody, status, responseBody };
}

function ask(url: URL, options: Parameters<typeof outgoing>[1] & object, body: string): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    outgoing(url, options, done).on("error", fail).end(body);
  });
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
