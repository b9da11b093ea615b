/** Requests of one address, each on a connection of its own: what they were answered. */
import { once } from "node:events";
import { connect } from "node:net";
import { executionRequest, failingCardRequest } from "../load/request.ts";

export interface Requests {
  readonly url: string;
  readonly channel: string;
  readonly tag: string;
  readonly from: string;
  readonly ask: "execution" | "card";
  readonly requests: number;
  readonly atOnce: number;
}

export interface Answered {
  readonly seconds: number;
  /** How many were answered with which status; `cut off` for those that were not. */
  readonly statuses: Readonly<Record<string, number>>;
}

const order = JSON.parse(process.argv[2] ?? "{}") as Requests;
const port = Number(new URL(order.url).port);
const statuses: Record<string, number> = {};
let next = 0;

async function statusOf(request: Buffer): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", localAddress: order.from });
  try {
    await once(socket, "connect");
    socket.write(request);
    let text = "";
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      text += chunk.toString("latin1");
      if (text.includes("\r\n\r\n")) return text.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);
    }
    return "cut off";
  } catch {
    return "cut off";
  } finally {
    socket.destroy();
  }
}

async function callInTurn(): Promise<void> {
  while (next < order.requests) {
    const number = next++;
    const status = await statusOf(
      order.ask === "execution" ? executionRequest(order, number) : failingCardRequest(order, number),
    );
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
}

const startedAt = performance.now();
await Promise.all(Array.from({ length: order.atOnce }, callInTurn));
const result: Answered = { seconds: (performance.now() - startedAt) / 1000, statuses };
process.send?.(result, () => process.exit());
