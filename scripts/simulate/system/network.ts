/** Every request between the parts, each way waiting for its turn and meeting the faults of the seed. Real sockets. */
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, Post, Poster } from "../../../simulators/hubspot/poster.ts";
import type { Chance } from "../chance.ts";
import type { FaultRates } from "../faults.ts";
import { asOwner, type Owner } from "../scheduler/owner.ts";
import type { Turns } from "../scheduler/turns.ts";
import { real } from "../scheduler/virtual-time.ts";
import { exchange, type Exchange } from "./exchange.ts";
import { gatedFetch } from "./gated-fetch.ts";

/** One process of the service, as the network sees it. */
export interface Host extends Owner {
  /** Null until it listens. */
  listener: ((request: IncomingMessage, response: ServerResponse) => void) | null;
}

export interface Network {
  /** In front of all processes of the service, as a load balancer is. */
  readonly publicUrl: string;
  readonly hosts: Set<Host>;
  rates: FaultRates;
  /** Injected so far, by kind. */
  readonly faults: Map<string, number>;
  /** The platform's client for calls of the service. */
  readonly poster: Poster;
  /** A request of a person to the service: never disturbed. */
  call(path: string, options: CallOptions): Promise<Answer>;
  /** The process is dead: a caller that waits for its answer sees the connection break. */
  breakOff(host: Host): void;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Sent {
  /** Called when the request has come through, and again when the answer is on its way. */
  arrived(): void;
  leaving(): void;
  readonly disturbed: boolean;
}

/** Tells apart requests that travel at the same time; taken off before the service sees them. */
const NUMBER = "x-simulated-request";

export async function createNetwork(turns: Turns, chance: Chance): Promise<Network> {
  const agent = new Agent({ keepAlive: true });
  const { sent, deliver } = createPost(turns, agent);
  const hosts = new Set<Host>();
  const underWay = new Map<ServerResponse, Host>();
  const faults = new Map<string, number>();

  const count = (kind: string) => void faults.set(kind, (faults.get(kind) ?? 0) + 1);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const number = String(request.headers[NUMBER]);
    delete request.headers[NUMBER];
    const letter = sent.get(number);
    await wholeBody(request);
    letter?.arrived();
    announceEnd(response, () => letter?.leaving());
    await turns.wait(null, `call ${number.padStart(6, "0")} ${request.method} ${request.url}`);
    const listening = [...hosts].filter(({ alive, listener }) => alive && listener !== null);
    const fault = letter?.disturbed === true && chance.happens(network.rates.call) ? chance.oneOf(CALL_FAULTS) : null;
    const host = listening.length === 0 ? null : chance.oneOf(listening);
    if (fault !== null) count(`call_${fault}`);
    if (host === null || fault === "lost") return void response.socket?.destroy();
    underWay.set(response, host);
    response.once("close", () => underWay.delete(response));
    if (fault === "answer_lost") loseAnswer(response);
    asOwner(host, () => host.listener?.(request, response));
  }

  const balancer = createServer((request, response) => void serve(request, response));
  balancer.keepAliveTimeout = 600_000;
  await new Promise<void>((done) => balancer.listen(0, "127.0.0.1", done));
  const publicUrl = `http://127.0.0.1:${(balancer.address() as AddressInfo).port}`;

  const network: Network = {
    publicUrl,
    hosts,
    rates: { request: 0, call: 0, final: true },
    faults,
    poster: { post: (post) => postInTime(post, deliver), close: () => undefined },
    call: (path, { method, headers = {}, body = "" }) =>
      deliver({ url: publicUrl + path, method, headers, body }, false),
    breakOff(host) {
      for (const [response, owner] of underWay) if (owner === host) response.socket?.destroy();
    },
    stop: () =>
      new Promise((done) => {
        agent.destroy();
        balancer.close(() => done());
        balancer.closeAllConnections();
      }),
  };
  const toService = (request: Exchange) => deliver(request, false);
  globalThis.fetch = gatedFetch({ turns, chance, agent, count, publicUrl, toService, rates: () => network.rates });
  return network;
}

async function postInTime(post: Post, deliver: ReturnType<typeof createPost>["deliver"]): Promise<Answer> {
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error("time-out")), post.timeoutMs);
  });
  const headers = { "content-type": "application/json", ...post.headers };
  return Promise.race([deliver({ ...post, headers }, true), late]);
}

/** `sent`: requests under way, by their number. */
function createPost(turns: Turns, agent: Agent) {
  const sent = new Map<string, Sent>();
  let numbers = 0;

  /** Travels until it arrives, and again once the answer leaves; in between the service has its turns. */
  async function deliver(post: Exchange, disturbed: boolean): Promise<Answer> {
    numbers += 1;
    const number = String(numbers);
    let end = turns.begin();
    let left = false;
    const leaving = () => {
      if (!left) end = turns.begin();
      left = true;
    };
    const letter: Sent = { disturbed, arrived: () => end(), leaving };
    sent.set(number, letter);
    try {
      return await exchange(agent, { ...post, headers: { ...post.headers, [NUMBER]: number } });
    } finally {
      sent.delete(number);
      // The answer is read: what it leads to is still to run.
      end();
    }
  }

  return { sent, deliver };
}

/** Small bodies wait, complete, for their reader: reading then takes no more of the real network. */
async function wholeBody(request: IncomingMessage): Promise<void> {
  while (!request.complete && !request.destroyed && request.readableLength < request.readableHighWaterMark)
    await new Promise<void>((resolve) => void real.setImmediate(resolve));
}

/** Called as soon as an answer, or the end of its connection, is on its way to the caller. */
function announceEnd(response: ServerResponse, leaving: () => void): void {
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  response.end = (...given: unknown[]) => {
    leaving();
    return end(...given);
  };
  response.once("close", leaving);
}

const CALL_FAULTS = ["lost", "answer_lost"] as const;

function loseAnswer(response: ServerResponse): void {
  response.end = () => {
    response.socket?.destroy();
    return response;
  };
}
