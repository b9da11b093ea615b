/** What a caller may take up before it has said anything: connections wait for a bounded time, and in bounded number. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { listen, type HttpServer, type ServerLimits } from "../../src/server/listener.ts";

const SECRET = "signed";
const [HALF_A_HEADER, HALF_A_BODY] = [
  "POST / HTTP/1.1\r\nHost: x\r\n",
  "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
];
const WHOLE = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const SIGNED = `GET /${SECRET} HTTP/1.1\r\nHost: x\r\n\r\n`;

let server: HttpServer | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
});

/** Nothing is cut by time unless a test asks for it. */
async function open(limits: Partial<ServerLimits>): Promise<HttpServer> {
  server = await listen(0, "127.0.0.1", { perAddress: 3, total: 100, graceMs: 0, ...limits });
  const { connections } = server;
  server.setHandler((request, response) => {
    if (request.url === `/${SECRET}`) connections.trust(request.socket);
    // Never answered: the request is being worked on.
    if (request.url !== "/slow") response.end("answered");
  });
  return server;
}

interface Caller {
  readonly socket: Socket;
  /** All that has come so far. */
  text(): string;
  readonly closed: Promise<unknown>;
}

async function call(text: string, localAddress = "127.0.0.1"): Promise<Caller> {
  const socket = connect({ port: server?.port ?? 0, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString()));
  // A connection that is cut may be reset.
  const closed = new Promise((done) => socket.once("error", done).once("close", done));
  await once(socket, "connect");
  socket.write(text);
  return { socket, text: () => received, closed };
}

async function answered(caller: Caller): Promise<Caller> {
  while (!caller.text().endsWith("answered"))
    await Promise.race([
      once(caller.socket, "data"),
      caller.closed.then(() => {
        throw new Error("closed instead of answered");
      }),
    ]);
  return caller;
}

const waiting = async (count: number): Promise<void> => {
  while (server?.connections.room.held !== count) await new Promise(setImmediate);
};

describe("a request that does not arrive", () => {
  test.each([
    ["nothing at all", ""],
    ["half a header", HALF_A_HEADER],
    ["half a body", HALF_A_BODY],
  ])("%s: the connection is closed after a while, with a status after which HubSpot retries", async (_name, text) => {
    await open({ headersWithinMs: 50, requestWithinMs: 100, checkEveryMs: 20 });
    const caller = await call(text);
    await caller.closed;
    // Half a body is answered already by this handler, which does not wait for the rest.
    if (text !== HALF_A_BODY)
      expect(caller.text()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\nRetry-After: 5\r\n/);
    await waiting(0);
  });

  test("what is no HTTP is 400, and a header that is too long 431", async () => {
    await open({});
    const other = await call("GIVE ME\r\n\r\n");
    await other.closed;
    expect(other.text()).toMatch(/^HTTP\/1\.1 400 /);
    const long = await call(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
    await long.closed;
    expect(long.text()).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("more connections that wait than one address may have", () => {
  test.each([
    ["half a header", HALF_A_HEADER],
    ["half a body", HALF_A_BODY],
    ["answered and idle", WHOLE],
  ])("%s: the longest waiting are closed, a new one never", async (_name, text) => {
    await open({});
    const first = await call(text);
    if (text === WHOLE) await answered(first);
    await waiting(1);
    const others: Caller[] = [];
    for (let number = 2; number <= 3; number += 1) {
      others.push(await call(text));
      if (text === WHOLE) await answered(others.at(-1) as Caller);
      await waiting(number);
    }
    const newest = await call(WHOLE);
    await answered(newest);
    await first.closed;
    expect(server?.connections.room.givenUp).toBe(1);
    expect(others.map(({ socket }) => socket.closed)).toEqual([false, false]);
  });

  test("another address is not concerned", async () => {
    await open({});
    const other = await call(HALF_A_HEADER, "127.0.0.2");
    await waiting(1);
    const many: Caller[] = [];
    for (let number = 0; number < 10; number += 1) many.push(await call(HALF_A_HEADER));
    await Promise.all(many.slice(0, 7).map(({ closed }) => closed));
    await waiting(4);
    other.socket.write("\r\n");
    await answered(other);
  });

  test("one that has brought a signed request, or is being answered, does not count and is not closed", async () => {
    await open({});
    const signed: Caller[] = [];
    for (let number = 0; number < 5; number += 1) signed.push(await answered(await call(SIGNED)));
    for (let number = 0; number < 5; number += 1) signed.push(await call("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    await waiting(0);
    for (let number = 0; number < 10; number += 1) await answered(await call(WHOLE));
    await waiting(3);
    expect(signed.map(({ socket }) => socket.closed)).toEqual(signed.map(() => false));
    const [again] = signed;
    again?.socket.write(WHOLE);
    if (again !== undefined) await answered(again);
  });

  test("one that has just come is given its moment", async () => {
    await open({ graceMs: Number.POSITIVE_INFINITY });
    for (let number = 0; number < 10; number += 1) await call(HALF_A_HEADER);
    await waiting(10);
    expect(server?.connections.room.givenUp).toBe(0);
  });
});

test("of all addresses together no more than the whole may wait", async () => {
  await open({ perAddress: Number.POSITIVE_INFINITY, total: 5, graceMs: Number.POSITIVE_INFINITY });
  const many: Caller[] = [];
  for (let number = 0; number < 12; number += 1) many.push(await call(HALF_A_HEADER, `127.0.0.${(number % 6) + 2}`));
  await Promise.all(many.slice(0, 7).map(({ closed }) => closed));
  expect(server?.connections.room.held).toBe(5);
  await answered(await call(WHOLE, "127.0.0.9"));
});
