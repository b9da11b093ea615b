/**
 * The load: signed executions of one run, each a new contact, over connections that stay open. Plain sockets and requests
 * made beforehand: on a machine of two cores an expensive client would measure itself.
 */
import { connect, type Socket } from "node:net";
import { executionRequest, optionsRequest, type Run } from "./request.ts";

interface Order extends Run {
  readonly requests: number;
  readonly connections: number;
  readonly ask: "action" | "options";
}

export interface LoadResult {
  readonly perSecond: number;
  /** Not answered with 200. */
  readonly refused: number;
  /** Processor time of this process for one request. */
  readonly callerMicroseconds: number;
}

async function main(order: Order): Promise<void> {
  const choices = optionsRequest(order);
  const executions = Array.from({ length: order.requests }, (_, number) =>
    order.ask === "options" ? choices : executionRequest(order, number),
  );
  const sockets = await Promise.all(
    Array.from({ length: order.connections }, () => open(Number(new URL(order.url).port))),
  );
  let next = 0;
  const take = () => executions[next++];
  const cpuBefore = process.cpuUsage();
  const startedAt = process.hrtime.bigint();
  const refused = await Promise.all(sockets.map((socket) => callInTurn(socket, take)));
  const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  const result: LoadResult = {
    perSecond: Math.round(order.requests / seconds),
    refused: refused.reduce((sum, some) => sum + some, 0),
    callerMicroseconds: (user + system) / order.requests,
  };
  process.send?.(result, () => process.exit());
}

function open(port: number): Promise<Socket> {
  return new Promise((done, fail) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => done(socket));
    socket.once("error", fail);
  });
}

/** One request after the other; answers how many were not answered with 200. */
function callInTurn(socket: Socket, take: () => Buffer | undefined): Promise<number> {
  return new Promise((done, fail) => {
    let refused = 0;
    let received = "";
    const ask = () => {
      const request = take();
      if (request === undefined) done(refused);
      else socket.write(request);
    };
    socket.on("error", fail);
    socket.on("close", () => fail(new Error("the server closed a connection")));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (!isWhole(received)) return;
      if (!received.startsWith("HTTP/1.1 200")) refused += 1;
      received = "";
      ask();
    });
    ask();
  });
}

const LENGTH = /content-length: (\d+)/i;

/** All three servers say how long their answer is. */
function isWhole(received: string): boolean {
  const end = received.indexOf("\r\n\r\n");
  return end >= 0 && received.length >= end + 4 + Number(LENGTH.exec(received)?.[1] ?? Number.NaN);
}

await main(JSON.parse(process.argv[2] ?? "{}") as Order);
