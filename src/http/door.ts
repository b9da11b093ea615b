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

const LET_GO_EVERY_MS = 50;
/** With the steps' time to end this stays below the ten seconds that whoever stops us waits. */
const CUT_OFF_AFTER_MS = 4000;

const MOST_CONNECTIONS = 10_000;

export async function openDoor(port: number, host: string): Promise<Door> {
  let listener = comeAgain;
  const server = createServer((request, response) => listener(request, response));
  // Longer than the load balancers in front of us keep a connection, so that they close it first.
  server.keepAliveTimeout = 65_000;
  // Far more than may wait to be stored. Whoever comes on top is cut off before he costs memory, and comes again.
  server.maxConnections = MOST_CONNECTIONS;
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
        // A caller may keep a connection open for more; whoever is answered by now is let go.
        const letGo = setInterval(() => server.closeIdleConnections(), LET_GO_EVERY_MS);
        const cutOff = setTimeout(() => server.closeAllConnections(), CUT_OFF_AFTER_MS);
        server.close(() => {
          clearInterval(letGo);
          clearTimeout(cutOff);
          done();
        });
        server.closeIdleConnections();
      }),
  };
}
