/** Stands between the service and a simulated platform and writes down every exchange. */
import { createServer, request as outgoing, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Exchange } from "./openapi.ts";

export interface RecordingProxy {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server: Server = createServer(async (request, response) => {
    const requestBody = await textOf(request);
    const { method = "GET", url: path = "/", headers } = request;
    const forwarded = outgoing(new URL(path, target), { method, headers }, async (answer) => {
      const responseBody = await textOf(answer);
      const status = answer.statusCode ?? 0;
      exchanges.push({ method, path, requestType: headers["content-type"] ?? "", requestBody, status, responseBody });
      const { "transfer-encoding": _chunked, ...headersOfAnswer } = answer.headers;
      response
        .writeHead(status, { ...headersOfAnswer, "content-length": Buffer.byteLength(responseBody) })
        .end(responseBody);
    });
    forwarded.on("error", () => response.destroy());
    forwarded.end(requestBody);
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

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
