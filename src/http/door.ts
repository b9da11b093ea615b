/** The listening socket. It is open before the service is: whoever comes early is asked to come again. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface Door {
  readonly port: number;
  /** From now on requests go there. */
  answerWith(listener: RequestListener): void;
  /** Stops listening and resolves when the requests under way are answered. */
  close(): Promise<void>;
}

const comeAgain: RequestListener = (_request, response) => {
  response.writeHead(503, { "Retry-After": "5", "Content-Type": "application/problem+json" });
  response.end(
    JSON.stringify({ type: "about:blank", status: 503, code: "STARTING", title: "The service is starting" }),
  );
};

export async function openDoor(port: number, host: string): Promise<Door> {
  let listener = comeAgain;
  const server = createServer((request, response) => listener(request, response));
  // Longer than the load balancers in front of us keep a connection, so that they close it first.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      done();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    answerWith: (next) => {
      listener = next;
    },
    close: () =>
      new Promise((done) => {
        if (!server.listening) return done();
        server.close(() => done());
        server.closeIdleConnections();
      }),
  };
}
