/** What callers without HubSpot's signature may cost; and that HubSpot never pays for them. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import express from "express";
import { sql } from "kysely";
import { connect, type Socket } from "node:net";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { listen, type HttpServer } from "../../src/server/listener.ts";
import { createOpenBodies } from "../../src/server/load/open-bodies.ts";
import { readBody } from "../../src/intake/fast-path/read-body.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const PER_ADDRESS = 30;
const ACTION = `/hubspot/actions/send-line-audience/${SEGMENT}`;
const CARD = "/hubspot/cards/deliveries/00000000-0000-4000-8000-000000000000";
const CLAIMS = { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": "0".repeat(64) };

let service: RunningService;
beforeAll(async () => {
  service = await startTestService({ limits: { perAddress: PER_ADDRESS, perSession: 0, perPortal: 0 } });
});
afterAll(() => service.close());

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function connected(port: number, localAddress = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  sockets.push(socket);
  // Cut off, it may be reset.
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

let executions = 0;
function execute(listId: string): Promise<Response> {
  executions += 1;
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-load-${executions}`,
    origin: { portalId: PORTAL_ID },
    object: { objectId: executions, objectType: "CONTACT" },
    inputFields: { channel: service.channel, deliveryList: listId, audienceId: "5614991017776", messageText: "Hello" },
  });
  const uri = service.publicUrl + ACTION;
  const signature = createHash("sha256").update(`${APP.clientSecret}POST${uri}${body}`).digest("hex");
  const headers = { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": signature };
  return fetch(uri, { method: "POST", headers, body });
}

/** Signed right, wrong or not at all; a person without rights, and a delivery that does not exist. */
function failingCard(number: number): Promise<Response> {
  const uri = `${service.publicUrl}${CARD}?userId=${number + 1000}&portalId=${PORTAL_ID}&userEmail=x&appId=${APP.appId}`;
  const now = String(Date.now());
  const signature = createHmac("sha256", APP.clientSecret).update(`GET${uri}${now}`).digest("base64");
  const how = [signature, signature.toLowerCase(), undefined][number % 3];
  const headers = { "X-HubSpot-Request-Timestamp": now, ...(how !== undefined && { "X-HubSpot-Signature-v3": how }) };
  return fetch(uri, { headers });
}

const storedOf = async (listId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from enrollments e join deliveries d on d.id = e.delivery_id
    where d.inputs ->> 'listId' = ${listId}`.execute(service.database.db);
  return rows[0]?.count ?? -1;
};

describe("a request without signature headers", () => {
  test.each([
    ["POST", ACTION],
    ["POST", `/hubspot/options/channel/${SEGMENT}`],
    ["POST", `/hubspot/webhooks/${SEGMENT}`],
    ["POST", `${CARD}/seal`],
  ])("%s %s is refused before its body is there", async (method, path) => {
    const socket = await connected(Number(new URL(service.publicUrl).port));
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n{`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 [\s\S]*SIGNATURE_INVALID/);
  });
});

test("failing card calls and wrong signatures of HubSpot's own address cost no execution", async () => {
  const cards = Promise.all(Array.from({ length: 600 }, (_, number) => failingCard(number)));
  const forged = Promise.all(
    Array.from({ length: 100 }, () =>
      fetch(service.publicUrl + ACTION, { method: "POST", headers: CLAIMS, body: "{}" }),
    ),
  );
  const held = await Promise.all(Array.from({ length: 300 }, () => execute("950")));
  expect(held.map(({ status }) => status)).toEqual(held.map(() => 200));
  const statuses = new Set([...(await cards), ...(await forged)].map(({ status }) => status));
  // A card's refusal for a known person comes with 200 and says 404 in its body.
  expect(statuses).toEqual(new Set([200, 401, 429]));
  // The address is over its limit now, and HubSpot's executions go on.
  expect((await fetch(service.publicUrl + ACTION, { method: "POST", headers: CLAIMS, body: "{}" })).status).toBe(429);
  expect((await fetch(service.publicUrl + ACTION, { method: "POST", body: "{}" })).status).toBe(429);
  expect((await execute("950")).status).toBe(200);
  expect(await storedOf("950")).toBe(301);
  const lines = service.log.filter(({ event }) => event === "signature.refused");
  const seconds = new Set(lines.map(({ time }) => String(time).slice(0, "2026-01-01T00:00:00".length)));
  expect(lines.length).toBeLessThanOrEqual(2 * seconds.size);
});

/** Routes that read a body, and what gets a request as far as there. */
const READERS = [
  ["an execution", ACTION, () => CLAIMS],
  ["a dropdown", `/hubspot/options/channel/${SEGMENT}`, () => CLAIMS],
  ["a card's request", `${CARD}/seal`, () => ({ "X-HubSpot-Request-Timestamp": "1", "X-HubSpot-Signature-v3": "x" })],
  ["a form of someone signed out", "/messages", () => ({ "Content-Type": "application/x-www-form-urlencoded" })],
  [
    "a form of someone signed in",
    "/channels",
    () => ({ "Content-Type": "application/x-www-form-urlencoded", Cookie: service.cookie }),
  ],
  ["the API", "/api/messages", () => ({ "Content-Type": "application/json", Cookie: service.cookie })],
] as const;

describe.each(READERS)("the body of %s", (_name, path, headers) => {
  const head = (more: string) =>
    [`POST ${path} HTTP/1.1`, "Host: x", `Origin: ${service.publicUrl}`, more]
      .concat(Object.entries(headers()).map(([name, value]) => `${name}: ${value}`))
      .join("\r\n");

  test("is cut off when it comes in more small pieces than an address may hold", async () => {
    const cutOff = await cutOffSoFar();
    const socket = await connected(Number(new URL(service.publicUrl).port), "127.0.0.4");
    socket.resume().write(`${head("Transfer-Encoding: chunked")}\r\n\r\n${"1\r\nx\r\n".repeat(40_000)}`);
    if (!socket.closed) await once(socket, "close");
    expect((await cutOffSoFar()) - cutOff).toBe(1);
  });

  test("is not unpacked: what is still to come of it would not be counted", async () => {
    const socket = await connected(Number(new URL(service.publicUrl).port), "127.0.0.4");
    socket.write(`${head("Content-Encoding: gzip\r\nContent-Length: 10")}\r\n\r\n0123456789`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 415 /);
  });
});

test("answers that are not taken are cut off before they hold more than an address may", async () => {
  const [cutOff, body] = [await cutOffSoFar(), `name=${'"'.repeat(1_000_000)}`];
  const head = (start: string, fields: Readonly<Record<string, string>>) =>
    [`${start} HTTP/1.1`, "Host: x", ...Object.entries(fields).map((field) => field.join(": "))].join("\r\n");
  const stream = head(`GET /live?portal=${PORTAL_ID}`, { Cookie: service.cookie });
  const type = "application/x-www-form-urlencoded";
  const form = head("POST /messages", {
    Origin: service.publicUrl,
    "Content-Type": type,
    "Content-Length": String(body.length),
  });
  const callers: Socket[] = [];
  // Each form is answered with itself, a quotation mark in six bytes, and no one takes that before the stream has ended.
  for (let number = 0; number < 8; number += 1) {
    const socket = await connected(Number(new URL(service.publicUrl).port), "127.0.0.5");
    socket.resume().write(`${stream}\r\n\r\n${form}\r\n\r\n${body}`);
    callers.push(socket);
  }
  while ((await cutOffSoFar()) - cutOff < 3) continue;
  expect(await metric("untaken_answers_bytes")).toBeLessThanOrEqual(32 * 1024 * 1024);
  for (const socket of callers) socket.destroy();
  while ((await metric("untaken_answers_bytes")) > 0) continue;
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${service.publicUrl}/metrics`)).text();
  return Number(new RegExp(`^line_audience_${name} (.*)$`, "m").exec(text)?.[1]);
}

const cutOffSoFar = (): Promise<number> => metric("cut_off");

describe("bodies that are still arriving", () => {
  let server: HttpServer;
  let bodies: ReturnType<typeof createOpenBodies>;
  /** Beside its bytes, a piece of a body counts for what Node keeps with it. */
  const PIECE = 256;
  const LIMITS = { perOwner: 100_000, total: 250_000 };

  beforeAll(async () => {
    server = await listen(0, "127.0.0.1");
    bodies = createOpenBodies(LIMITS);
    const app = express().post("/", async (request, response) => {
      const body = await readBody(request, bodies);
      if (body !== null) response.send(`read ${body.length}`);
    });
    server.setHandler(app);
  });
  afterAll(() => server.close());

  const PART = 10_000;
  /** A body of which that much is sent, in parts that are each seen by the service before the next one. */
  async function send(bytes: number, localAddress: string, length = 200_000): Promise<Socket> {
    const socket = await connected(server.port, localAddress);
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`);
    for (let sent = 0; sent < bytes; sent += PART) {
      const before = bodies.room.held + bodies.room.givenUp * 1e9;
      socket.write(Buffer.alloc(PART, "x"));
      while (bodies.room.held + bodies.room.givenUp * 1e9 === before) await new Promise(setImmediate);
    }
    return socket;
  }
  const closed = (socket: Socket) => socket.closed || once(socket, "close");

  test("of one address are cut off, the oldest first, before they hold more than its share", async () => {
    const oldest = await send(60_000, "127.0.0.2");
    const other = await send(60_000, "127.0.0.3");
    const newer = await send(60_000, "127.0.0.2");
    await closed(oldest);
    const held = 2 * 60_000 + 12 * PIECE;
    expect([bodies.room.held, bodies.room.givenUp]).toEqual([held, 1]);
    expect([other.closed, newer.closed]).toEqual([false, false]);
    // An honest one of the same address is read to its end.
    const honest = await send(20_000, "127.0.0.2", 20_010);
    honest.write("x".repeat(10));
    const [answer] = (await once(honest, "data")) as [Buffer];
    expect(answer.toString()).toContain("read 20010");
    while (bodies.room.held !== held) await new Promise(setImmediate);
  });

  test("of all addresses together are cut off before they hold more than the whole, and nothing is kept of them", async () => {
    while (bodies.room.held > 0) await new Promise(setImmediate);
    const before = bodies.room.givenUp;
    const many: Socket[] = [];
    for (let address = 10; address < 30; address += 1) {
      many.push(await send(50_000, `127.0.0.${address}`));
      expect(bodies.room.held).toBeLessThanOrEqual(LIMITS.total);
    }
    expect(bodies.room.givenUp - before).toBeGreaterThanOrEqual(15);
    for (const socket of many) socket.destroy();
    while (bodies.room.held > 0) await new Promise(setImmediate);
  });
});
