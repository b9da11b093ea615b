/** The listening socket. It is open before the service has started: until then callers are asked to retry. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createFixedProblem } from "./problem.ts";
import { limitConnections, type ConnectionLimits } from "./load/connections.ts";

export type HttpServer = Awaited<ReturnType<typeof listen>>;

const STARTING = { status: 503, code: "STARTING", title: "The service is starting", retryAfterSeconds: 5 };

const LET_GO_EVERY_MS = 50;
/** With the steps' time to end this stays below the ten seconds that container runtimes wait. */
const CUT_OFF_AFTER_MS = 4000;

const MAX_CONNECTIONS = 10_000;
/** Connections that ask to be accepted at once; the operating system may allow fewer (net.core.somaxconn). */
const BACKLOG = 4096;

export interface ServerLimits extends ConnectionLimits {
  /** Until all headers are there, and until the whole request is; in milliseconds, 0 for no limit. */
  readonly headersWithinMs: number;
  readonly requestWithinMs: number;
  readonly checkEveryMs: number;
}

const LIMITS: ServerLimits = {
  perAddress: 500,
  total: 5000,
  graceMs: 1000,
  headersWithinMs: 10_000,
  requestWithinMs: 15_000,
  checkEveryMs: 1000,
};

/** As Node answers them, but for a request that did not arrive in time. */
const UNREADABLE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  // Node's 408 is final for HubSpot, which retries a 5xx: while this process is paused, requests wait unread.
  ERR_HTTP_REQUEST_TIMEOUT: "503 Service Unavailable\r\nRetry-After: 5",
};

/** What never became a request. https://nodejs.org/api/http.html#event-clienterror */
function answerUnreadable({ code = "" }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  socket.end(`HTTP/1.1 ${UNREADABLE[code] ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`);
  socket.destroySoon();
}

/** `changed`: tests wait for less. Behind a proxy all callers share its address, so it has no limit of its own. */
export async function listen(port: number, host: string, changed: Partial<ServerLimits> = {}) {
  const limits = { ...LIMITS, ...changed };
  const startingUp = createFixedProblem(STARTING);
  let listener: RequestListener = (_request, response) => startingUp(response);
  const timeouts = {
    headersTimeout: limits.headersWithinMs,
    requestTimeout: limits.requestWithinMs,
    connectionsCheckingInterval: limits.checkEveryMs,
  };
  const server = createServer(timeouts, (request, response) => listener(request, response));
  // Longer than the load balancers in front of us keep a connection, so that they close it first.
  server.keepAliveTimeout = 65_000;
  // A caller that does not read its answer. Streams write every 15 seconds, and no route works for so long.
  server.timeout = 60_000;
  // Far more than may wait to be stored. Further connections are refused before they use memory; HubSpot retries.
  server.maxConnections = MAX_CONNECTIONS;
  server.on("clientError", (error, socket) => answerUnreadable(error, socket as Socket));
  const connections = limitConnections(server, limits);
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off("error", fail);
      done();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    /** From now on requests go there. */
    setHandler(next: RequestListener): void {
      listener = next;
    },
    /** Stops listening and resolves when the requests under way are answered. */
    close: () =>
      new Promise<void>((done) => {
        if (!server.listening) return done();
        // A caller may keep a connection open for more: one whose requests are answered is closed.
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
