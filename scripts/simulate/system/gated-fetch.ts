/** The service's `fetch`: each way waits for its turn and meets the faults of the seed. */
import type { Agent } from "node:http";
import type { Answer } from "../../../simulators/hubspot/poster.ts";
import type { Chance } from "../chance.ts";
import { faultFor, happensAfter, refusal, type Fault, type FaultRates } from "../faults.ts";
import { currentOwner } from "../scheduler/owner.ts";
import type { Turns } from "../scheduler/turns.ts";
import { exchange, type Exchange } from "./exchange.ts";

const SLOW_MS = 3000;

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
export function gatedFetch({ turns, chance, agent, count, publicUrl, toService, rates }: Gate): typeof fetch {
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

/** No answer, until the caller gives up. */
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
