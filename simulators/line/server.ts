/**
 * The LINE platform on loopback: real HTTP, real refusals, seeded people, simulated time.
 * It knows nothing of the service that calls it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxClock } from "../clock.ts";
import { parseJson, readText } from "./bodies.ts";
import { chance } from "../chance.ts";
import { lineControl, type LineControl } from "./control.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import { takeFault } from "./faults/faults.ts";
import { takeToken } from "./limits.ts";
import { LineError, notFound, refusal } from "./line-error.ts";
import { findRoute, refuseCountry, type Found, type Route } from "./routes.ts";
import { channelOfToken, issueToken } from "./account/tokens.ts";
import type { SeenRequest, World } from "./world.ts";

export interface LineSimulatorOptions {
  readonly clock: SandboxClock;
  readonly seed?: number;
  /** Of the ids that it gives; `seed` unless given. */
  readonly idSeed?: number | undefined;
  /** For channels that do not say. */
  readonly friends?: number | undefined;
  readonly host?: string;
  readonly port?: number;
  readonly dataPort?: number;
}

export interface LineSimulator {
  /** Stands for https://api.line.me */
  readonly url: string;
  /** Stands for https://api-data.line.me */
  readonly dataUrl: string;
  readonly control: LineControl;
  stop(): Promise<void>;
}

const TOKEN_PATH = "/oauth2/v3/token";
const MAX_BODY_KEPT = 65_536;

export async function startLineSimulator(options: LineSimulatorOptions): Promise<LineSimulator> {
  const { clock, seed = 1, idSeed = seed, friends = 20_000, host = "127.0.0.1", port = 0, dataPort = 0 } = options;
  const world: World = {
    clock,
    seed,
    defaultFriends: friends,
    chance: chance(idSeed),
    channels: new Map(),
    tokens: new Map(),
    requests: [],
    faults: [],
    behaviour: {
      progressVisibleAfterMs: 0,
      notIncludesUnknown: true,
      unknownUserIds: "dropped",
      underNot: "counted",
      capAtTargetReach: false,
      retryConflict: "sync",
      retryOtherBody: "conflict",
      failures: "some",
    },
  };
  const api = await listen(world, "api", host, port);
  const data = await listen(world, "data", host, dataPort);
  const stop = async () => void (await Promise.all([close(api), close(data)]));
  return { url: addressOf(api, host), dataUrl: addressOf(data, host), control: lineControl(world), stop };
}

function listen(world: World, name: Route["host"], host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => void serve(world, name, request, response));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve(server));
  });
}

const addressOf = (server: Server, host: string): string => `http://${host}:${(server.address() as AddressInfo).port}`;

/** Connections held open by a simulated timeout end here. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;
}

async function serve(
  world: World,
  host: Route["host"],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://line");
  const seen = remember(world, request, pathname);
  const fault = takeFault(world, seen.method, pathname);
  if (fault && !(await carriesOn(fault, request, response, seen))) return;
  const answer = await answerOf(world, host, request, searchParams, seen);
  seen.status = answer.status;
  if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 1000));
  deliver(answer, fault, response, seen);
}

function remember(world: World, { method = "GET", headers }: IncomingMessage, path: string): SeenRequest {
  const retryKey = headers["x-line-retry-key"];
  const seen: SeenRequest = {
    at: world.clock.now(),
    method,
    path,
    status: 0,
    answered: false,
    requestId: world.chance.uuid(),
    ...(typeof retryKey === "string" && { retryKey }),
  };
  world.requests.push(seen);
  return seen;
}

/** False where the request goes no further. */
async function carriesOn(
  fault: FaultRule,
  request: IncomingMessage,
  response: ServerResponse,
  seen: SeenRequest,
): Promise<boolean> {
  if (fault.kind === "reset-before") request.socket.destroy();
  if (fault.kind === "timeout-before" || fault.kind === "reset-before") return false;
  if (fault.kind !== "status") return true;
  for await (const chunk of request) void chunk;
  seen.status = fault.status ?? 500;
  send(response, { status: seen.status, body: fault.body ?? { message: "Internal Server Error" }, headers: {} }, seen);
  return false;
}

async function answerOf(
  world: World,
  host: Route["host"],
  request: IncomingMessage,
  query: URLSearchParams,
  seen: SeenRequest,
): Promise<Answer> {
  try {
    if (host === "api" && seen.method === "POST" && seen.path === TOKEN_PATH)
      return await tokenAnswer(world, request, seen);
    const found = findRoute(host, seen.method, seen.path);
    if (!found) throw notFound();
    return { status: found.route.status, body: await routed(world, found, request, query, seen), headers: {} };
  } catch (error) {
    request.resume();
    if (error instanceof LineError) return { status: error.status, body: error.body, headers: error.headers };
    return { status: 500, body: { message: `The simulator failed: ${String((error as Error).stack)}` }, headers: {} };
  }
}

async function tokenAnswer(world: World, request: IncomingMessage, seen: SeenRequest): Promise<Answer> {
  const form = new URLSearchParams(await readText(request, "application/x-www-form-urlencoded"));
  seen.channelId = form.get("client_id") ?? "";
  return { status: 200, body: issueToken(world, form), headers: {} };
}

async function routed(
  world: World,
  { route, id }: Found,
  request: IncomingMessage,
  query: URLSearchParams,
  seen: SeenRequest,
): Promise<object> {
  const channel = channelOfToken(world, request.headers.authorization);
  seen.channelId = channel.channelId;
  const now = world.clock.now();
  takeToken(channel, `${route.method} ${route.path}`, route.limit, now);
  refuseCountry(route, channel);
  // https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
  if (seen.retryKey !== undefined && !route.takesRetryKey)
    throw refusal(400, "The retry key is not supported on this endpoint");
  const bodyText = route.reads === "json" ? await readText(request, "application/json") : "";
  const body = route.reads === "json" ? parseJson(bodyText) : undefined;
  if (body !== undefined && bodyText.length <= MAX_BODY_KEPT) seen.body = body;
  const { requestId, retryKey } = seen;
  return route.answer({ world, channel, now, requestId, retryKey, id, query, body, bodyText, request });
}

function deliver(answer: Answer, fault: FaultRule | undefined, response: ServerResponse, seen: SeenRequest): void {
  if (fault?.kind === "timeout-after") return;
  if (fault?.kind === "reset-after") return void response.socket?.destroy();
  if (fault?.kind === "malformed")
    return send(response, answer, seen, `${JSON.stringify(answer.body).slice(0, -1)}{"mess`);
  send(response, answer, seen);
}

/** Every answer carries its request id. https://developers.line.biz/en/reference/messaging-api/#response-headers */
function send(
  response: ServerResponse,
  { status, body, headers }: Answer,
  seen: SeenRequest,
  text = JSON.stringify(body),
): void {
  seen.answered = true;
  response.writeHead(status, { "Content-Type": "application/json", "X-Line-Request-Id": seen.requestId, ...headers });
  response.end(text);
}
