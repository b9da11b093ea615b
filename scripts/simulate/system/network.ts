/** Every request between the parts, each way waiting for its turn and meeting the faults of the seed. Real sockets. */
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer, Post, Poster } from "../../../simulators/hubspot/poster.ts";
import type { Chance } from "../chance.ts";
import { faultFor, happensAfter, refusal, type Fault, type FaultRates } from "../faults.ts";
import { asOwner, currentOwner, type Owner } from "../scheduler/owner.ts";
import type { Turns } from "../scheduler/turns.ts";
import { real } from "../scheduler/virtual-time.ts";

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
  /** The process is dead: whoever waits for its answer sees the connection break. */
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
const SLOW_MS = 3000;

export async function createNetwork(turns: Turns, chance: Chance): Promise<Network> {
  const agent = new Agent({ keepAlive: true });
  const sent = new Map<string, Sent>();
  const hosts = new Set<Host>();
  const underWay = new Map<ServerResponse, Host>();
  const faults = new Map<string, number>();
  let numbers = 0;

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

  const withTimeout = async (post: Post): Promise<Answer> => {
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error("time-out")), post.timeoutMs);
    });
    const headers = { "content-type": "application/json", ...post.headers };
    return Promise.race([deliver({ ...post, headers }, true), late]);
  };

  const network: Network = {
    publicUrl,
    hosts,
    rates: { request: 0, call: 0, final: true },
    faults,
    poster: { post: withTimeout, close: () => undefined },
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

/** Small bodies wait, complete, for whoever reads them: reading then takes no more of the real network. */
async function wholeBody(request: IncomingMessage): Promise<void> {
  while (!request.complete && !request.destroyed && request.readableLength < request.readableHighWaterMark)
    await new Promise<void>((resolve) => void real.setImmediate(resolve));
}

/** Told as soon as an answer, or the end of its connection, is on its way to the caller. */
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

interface Gate {
  readonly turns: Turns;
  readonly chance: Chance;
  readonly agent: Agent;
  readonly count: (kind: string) => void;
  readonly publicUrl: string;
  readonly toService: (request: Exchange) => Promise<Answer>;
  readonly rates: () => FaultRates;
}

/** Takes the place of `fetch`; outside of the service it is undisturbed. */
function gatedFetch({ turns, chance, agent, count, publicUrl, toService, rates }: Gate): typeof fetch {
  return async (input, init) => {
    const owner = currentOwner();
    const streams = init?.body instanceof ReadableStream;
    const request = new Request(input, { ...init, ...(streams && { duplex: "half" }) });
    const body = Buffer.from(await request.arrayBuffer());
    const { method, signal } = request;
    const { pathname } = new URL(request.url);
    const asked = { url: request.url, method, headers: headersOf(request), body };
    const perform = () => turns.during(exchange(agent, asked));
    if (owner === null) {
      const answer = await (request.url.startsWith(publicUrl) ? toService(asked) : perform());
      return Object.defineProperty(responseOf(answer), "url", { value: request.url });
    }
    await turns.wait(owner, `ask ${method} ${pathname}`);
    const rate = rates().request * (isDangerous(pathname) ? 3 : 1);
    const fault = chance.happens(rate) ? faultFor({ method, path: pathname }, chance, rates()) : null;
    if (fault !== null) count(fault);
    const answer = fault === null || happensAfter(fault) ? await perform() : null;
    await turns.wait(owner, `hear ${method} ${pathname}`);
    return fault === null ? responseOf(answer) : disturbed(fault, { answer, path: pathname, signal });
  };
}

/** Where a lost answer costs most, answers are lost most often. */
const isDangerous = (path: string): boolean => path === "/v2/bot/message/narrowcast";

interface Disturbed {
  readonly answer: Answer | null;
  readonly path: string;
  readonly signal: AbortSignal;
}

async function disturbed(fault: Fault, { answer, path, signal }: Disturbed): Promise<Response> {
  const instead = refusal(fault, path);
  if (instead !== null) return responseOf({ ...instead, headers: { "content-type": "application/json" } });
  switch (fault) {
    case "refused":
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
    case "reset_before":
    case "reset_after":
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    case "slow":
      await new Promise<void>((resolve) => void setTimeout(resolve, SLOW_MS));
      return responseOf(answer);
    case "trickling":
      return trickling(answer, signal);
    case "malformed":
      return responseOf(answer === null ? null : { ...answer, body: '{"status":"COMPLETE","results":[{"id":' });
    default:
      return hang(signal);
  }
}

const PIECES = 4;
/** All pieces together take longer than anybody waits for an answer. */
const PIECE_EVERY_MS = 11_000;

/** The answer begins at once, and its body comes piece by piece. */
function trickling(answer: Answer | null, signal: AbortSignal): Response {
  const whole = responseOf(answer);
  if (answer === null || whole.body === null) return whole;
  const bytes = Buffer.from(answer.body);
  const size = Math.max(1, Math.ceil(bytes.length / PIECES));
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener("abort", () => controller.error(signal.reason));
    },
    async pull(controller) {
      await new Promise<void>((resolve) => void setTimeout(resolve, PIECE_EVERY_MS));
      if (signal.aborted) return;
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + size));
      at += size;
      if (at >= bytes.length) controller.close();
    },
  });
  return new Response(body, { status: whole.status, headers: whole.headers });
}

/** No answer, until whoever asked gives up. */
function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp);
  });
}

const headersOf = ({ headers }: Request): Record<string, string> => Object.fromEntries(headers.entries());

const WITHOUT_BODY = new Set([204, 205, 304]);

function responseOf(answer: Answer | null): Response {
  if (answer === null) throw new Error("there is no answer to hand on");
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each);
  }
  return new Response(WITHOUT_BODY.has(answer.status) ? null : answer.body, { status: answer.status, headers });
}

interface Exchange {
  readonly url: string;
  readonly method?: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

function exchange(agent: Agent, { url, method = "POST", headers, body }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const sized = length === 0 ? headers : { ...headers, "content-length": String(length) };
    const request = httpRequest(url, { method, agent, headers: sized });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.end(body);
  });
}
