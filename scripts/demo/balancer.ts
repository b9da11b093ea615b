/** In front of several processes of the service, as a load balancer is: each request goes to the next one that answers. */
import { Agent, createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";

export interface Balancer {
  stop(): Promise<void>;
}

/** `targets`: ports on this machine. */
export async function startBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512, scheduling: "lifo" });
  let turn = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      turn += 1;
      const order = targets.map((_, index) => targets[(turn + index) % targets.length] ?? 0);
      forward({ request, response, body: Buffer.concat(chunks), agent }, order);
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return {
    stop: () =>
      new Promise((done) => {
        agent.destroy();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

interface Passing {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly agent: Agent;
}

/** A process that is not there has not seen the request; one that breaks off may have: its caller has to ask again. */
function forward(passing: Passing, [port, ...others]: readonly number[]): void {
  const { request, response, body, agent } = passing;
  if (port === undefined) return void response.writeHead(502).end();
  const { method, url: path, headers } = request;
  const sent = ask({ host: "127.0.0.1", port, method, path, headers, agent });
  sent.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on("error", () => response.destroy());
  });
  sent.on("error", (error: NodeJS.ErrnoException) => {
    if (response.headersSent) response.destroy();
    else if (error.code === "ECONNREFUSED") forward(passing, others);
    else response.writeHead(502).end();
  });
  sent.end(body);
}
