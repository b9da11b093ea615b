/**
 * The load of callers who do not wait for one another, as HubSpot's do not: so many executions a second, whether or not the
 * ones before are answered, over more connections than the service lets executions wait. What no connection is left for is
 * not offered, and told.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { quantile } from "./figures.ts";
import { executionRequest, type Run } from "./request.ts";

interface Order extends Run {
  readonly perSecond: number;
  readonly seconds: number;
  readonly mostConnections: number;
}

export interface OpenLoadResult {
  readonly sent: number;
  /** No connection was left: all of them waited for an answer. */
  readonly notOffered: number;
  readonly stored: number;
  readonly shed: number;
  /** Answered otherwise, or not at all. */
  readonly other: number;
  readonly storedP50Ms: number;
  readonly storedP99Ms: number;
  readonly shedP99Ms: number;
  readonly retryAfterMissing: number;
  /** Open at once. */
  readonly connections: number;
}

const TICK_MS = 2;
const AT_A_TIME = 100;

interface Seen {
  readonly stored: number[];
  readonly shed: number[];
  other: number;
  retryAfterMissing: number;
}

async function main(order: Order): Promise<void> {
  const total = order.perSecond * order.seconds;
  const requests = Array.from({ length: total }, (_, number) => executionRequest(order, number));
  const port = Number(new URL(order.url).port);
  const seen: Seen = { stored: [], shed: [], other: 0, retryAfterMissing: 0 };
  const free: Caller[] = [];
  const calls: Promise<void>[] = [];
  const callOnce = async (caller: Caller, request: Buffer): Promise<void> => {
    const sentAt = performance.now();
    const head = await caller.call(request).catch(() => null);
    note(seen, head, performance.now() - sentAt);
    if (head !== null) free.push(caller);
  };
  // A burst of new connections would measure the kernel's queue for them.
  while (opened < order.mostConnections) {
    free.push(...(await Promise.all(Array.from({ length: AT_A_TIME }, () => openCaller(port)))));
  }
  const startedAt = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * order.perSecond));
    for (; sent < due; sent += 1) {
      const caller = free.pop();
      if (caller === undefined) continue;
      calls.push(callOnce(caller, requests[sent] ?? Buffer.alloc(0)));
    }
    await pause(TICK_MS);
  }
  await Promise.all(calls);
  const result: OpenLoadResult = {
    sent: calls.length,
    notOffered: total - calls.length,
    stored: seen.stored.length,
    shed: seen.shed.length,
    other: seen.other,
    storedP50Ms: tenths(quantile(seen.stored, 0.5)),
    storedP99Ms: tenths(quantile(seen.stored, 0.99)),
    shedP99Ms: tenths(quantile(seen.shed, 0.99)),
    retryAfterMissing: seen.retryAfterMissing,
    connections: opened,
  };
  process.send?.(result, () => process.exit());
}

interface Caller {
  /** Answers the head of the response. */
  call(request: Buffer): Promise<string>;
}

let opened = 0;

async function openCaller(port: number): Promise<Caller> {
  opened += 1;
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let received = "";
  let waiting: PromiseWithResolvers<string> | null = null;
  const broken = () => waiting?.reject(new Error("the connection was closed"));
  socket.on("error", broken);
  socket.on("close", broken);
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const end = received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = received.slice(0, end);
    if (received.length < end + HEAD_END.length + Number(LENGTH.exec(head)?.[1] ?? 0)) return;
    received = "";
    waiting?.resolve(head);
  });
  return {
    call(request) {
      waiting = Promise.withResolvers();
      socket.write(request);
      return waiting.promise;
    },
  };
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

const HEAD_END = "\r\n\r\n";
const LENGTH = /content-length: (\d+)/i;

function note(seen: Seen, head: string | null, ms: number): void {
  const status = head?.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);
  if (status === "200") seen.stored.push(ms);
  else if (status === "503") {
    seen.shed.push(ms);
    if (!/retry-after: \d/i.test(head ?? "")) seen.retryAfterMissing += 1;
  } else seen.other += 1;
}

await main(JSON.parse(process.argv[2] ?? "{}") as Order);
