/**
 * The load of callers who do not wait for one another, as HubSpot's do not: so many executions a second, whether or not the
 * ones before are answered, over more connections than the service lets executions wait. What no connection is left for is
 * not offered, and reported.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { quantile } from "../figures.ts";
import { executionRequest, type Run } from "./request.ts";

export interface OpenLoad {
  readonly perSecond: number;
  readonly seconds: number;
  readonly mostConnections: number;
  /** The first of the seconds, not timed: connections are new, and the compiler is at work in load and server. */
  readonly warmUpSeconds?: number;
}

type Order = Run & OpenLoad;

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

/** Answers of one kind. Their times stand in a block made beforehand: what each left behind would cost pauses later. */
class Tally {
  readonly #ms: Float64Array;
  #timed = 0;
  count = 0;

  constructor(most: number) {
    this.#ms = new Float64Array(most);
  }

  /** `ms`: null while the load warms up. */
  note(ms: number | null): void {
    this.count += 1;
    if (ms !== null) this.#ms[this.#timed++] = ms;
  }

  quantileMs(share: number): number {
    return tenths(quantile([...this.#ms.subarray(0, this.#timed)], share));
  }
}

interface Seen {
  readonly stored: Tally;
  readonly shed: Tally;
  other: number;
  retryAfterMissing: number;
}

async function main(order: Order): Promise<void> {
  const total = order.perSecond * order.seconds;
  const requests = Array.from({ length: total }, (_, number) => executionRequest(order, number));
  const port = Number(new URL(order.url).port);
  const seen: Seen = { stored: new Tally(total), shed: new Tally(total), other: 0, retryAfterMissing: 0 };
  const free: Caller[] = [];
  let offered = 0;
  let answered = 0;
  const over = Promise.withResolvers<void>();
  let allSent = false;
  let countedFrom = Infinity;
  const onAnswer = (caller: Caller, head: string | null): void => {
    answered += 1;
    note(seen, head, caller.sentAt < countedFrom ? null : performance.now() - caller.sentAt);
    if (head !== null) free.push(caller);
    if (allSent && answered === offered) over.resolve();
  };
  // A burst of new connections would measure the kernel's queue for them.
  while (opened < order.mostConnections) {
    free.push(...(await Promise.all(Array.from({ length: AT_A_TIME }, () => openCaller(port, onAnswer)))));
  }
  const startedAt = performance.now();
  countedFrom = startedAt + (order.warmUpSeconds ?? 0) * 1000;
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * order.perSecond));
    for (; sent < due; sent += 1) {
      const caller = free.pop();
      if (caller === undefined) continue;
      offered += 1;
      caller.call(requests[sent] ?? Buffer.alloc(0));
    }
    await pause(TICK_MS);
  }
  allSent = true;
  if (answered < offered) await over.promise;
  const result: OpenLoadResult = {
    sent: offered,
    notOffered: total - offered,
    stored: seen.stored.count,
    shed: seen.shed.count,
    other: seen.other,
    storedP50Ms: seen.stored.quantileMs(0.5),
    storedP99Ms: seen.stored.quantileMs(0.99),
    shedP99Ms: seen.shed.quantileMs(0.99),
    retryAfterMissing: seen.retryAfterMissing,
    connections: opened,
  };
  process.send?.(result, () => process.exit());
}

/** One connection, with one request at a time. */
interface Caller {
  /** Of the last request; milliseconds, as of `performance.now()`. */
  sentAt: number;
  call(request: Buffer): void;
}

let opened = 0;

/** `onAnswer` is given the head of each response, or null for a connection that was closed instead. */
async function openCaller(port: number, onAnswer: (caller: Caller, head: string | null) => void): Promise<Caller> {
  opened += 1;
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let received = "";
  let isWaiting = false;
  let isOpen = true;
  const caller: Caller = {
    sentAt: 0,
    call(request) {
      isWaiting = true;
      caller.sentAt = performance.now();
      if (isOpen) socket.write(request);
      else end(null);
    },
  };
  const end = (head: string | null) => {
    if (!isWaiting) return;
    isWaiting = false;
    onAnswer(caller, head);
  };
  // What went wrong shows as a request without an answer; after an error the socket closes.
  socket.on("error", () => undefined);
  socket.on("close", () => {
    isOpen = false;
    end(null);
  });
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const at = received.indexOf(HEAD_END);
    if (at < 0) return;
    const head = received.slice(0, at);
    if (received.length < at + HEAD_END.length + Number(LENGTH.exec(head)?.[1] ?? 0)) return;
    received = "";
    end(head);
  });
  return caller;
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

const HEAD_END = "\r\n\r\n";
const LENGTH = /content-length: (\d+)/i;

function note(seen: Seen, head: string | null, ms: number | null): void {
  const status = head?.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);
  if (status === "200") seen.stored.note(ms);
  else if (status === "503") {
    seen.shed.note(ms);
    if (!/retry-after: \d/i.test(head ?? "")) seen.retryAfterMissing += 1;
  } else seen.other += 1;
}

await main(JSON.parse(process.argv[2] ?? "{}") as Order);
