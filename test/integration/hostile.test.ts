/** The bench `hostile` in small: callers of one address who wait with half of a request, and HubSpot meanwhile. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { sql } from "kysely";
import { connect, type Socket } from "node:net";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const ACTION = `/hubspot/actions/send-line-audience/${SEGMENT}`;
const [HOSTILE, OTHER] = ["127.0.0.1", "127.0.0.2"];
const HALF_OPEN = 1500;
const BODIES = 100;
const BODY_BYTES = 255_000;
const EXECUTIONS = 100;
/** What the service promises of one address. */
const [MAX_WAITING, MAX_BYTES] = [5000, 8 * 1024 * 1024];

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

function call(text: string | Buffer, localAddress: string): Promise<Socket> {
  return new Promise((done) => {
    const { port } = new URL(service.publicUrl);
    const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress }, () => done(socket));
    // One that is cut off is reset.
    socket.once("error", () => done(socket)).resume();
    socket.write(text);
  });
}

/** On a connection of its own, which has to come through. */
async function execute(number: number): Promise<string> {
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-hostile-${number}`,
    origin: { portalId: PORTAL_ID },
    object: { objectId: number, objectType: "CONTACT" },
    inputFields: { channel: service.channel, deliveryList: "960", audienceId: "5614991017776", messageText: "Hello" },
  });
  const signature = createHash("sha256")
    .update(`${APP.clientSecret}POST${service.publicUrl}${ACTION}${body}`)
    .digest("hex");
  const headers = [
    `POST ${ACTION} HTTP/1.1`,
    "Host: x",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-HubSpot-Signature-Version: v2",
    `X-HubSpot-Signature: ${signature}`,
  ];
  const socket = await call("", OTHER);
  const answer = once(socket, "data") as Promise<[Buffer]>;
  socket.write(`${headers.join("\r\n")}\r\n\r\n${body}`);
  const [text] = await answer;
  socket.destroy();
  return text.toString("latin1", 0, "HTTP/1.1 200".length);
}

async function measured(): Promise<{ waiting: number; bytes: number; cutOff: number }> {
  const text = await (await fetch(`${service.publicUrl}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^line_audience_${name} (.*)$`, "m").exec(text)?.[1]);
  return { waiting: value("connections_waiting"), bytes: value("open_bodies_bytes"), cutOff: value("cut_off") };
}

test("half-open connections and unfinished bodies of one address cost no execution of another, and nothing is kept of them", async () => {
  const halfOpen = `POST ${ACTION} HTTP/1.1\r\nHost: x\r\n`;
  const claims = `X-HubSpot-Signature-Version: v2\r\nX-HubSpot-Signature: ${"0".repeat(64)}\r\n`;
  const head = `POST ${ACTION} HTTP/1.1\r\nHost: x\r\nContent-Length: ${BODY_BYTES}\r\n${claims}\r\n`;
  const body = Buffer.concat([Buffer.from(head), Buffer.alloc(BODY_BYTES - 1000, "x")]);
  const hostile: Socket[] = [];
  for (let number = 0; number < BODIES; number += 1) hostile.push(await call(body, HOSTILE));
  for (let number = 0; number < HALF_OPEN; number += 1) hostile.push(await call(halfOpen, HOSTILE));
  const answers: string[] = [];
  for (let number = 0; number < EXECUTIONS; number += 1) {
    hostile.push(await call(halfOpen, HOSTILE));
    answers.push(await execute(number));
  }
  expect(answers).toEqual(answers.map(() => "HTTP/1.1 200"));
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from enrollments where callback_id like ${"%-hostile-%"}`.execute(
    service.database.db,
  );
  expect(rows).toEqual([{ count: EXECUTIONS }]);
  // Bodies of more bytes than one address may hold were sent: some were cut off.
  while ((await measured()).cutOff < BODIES - MAX_BYTES / (BODY_BYTES - 1000) - 1) continue;
  const besieged = await measured();
  expect(besieged.bytes).toBeLessThanOrEqual(MAX_BYTES);
  expect(besieged.waiting).toBeLessThanOrEqual(MAX_WAITING);
  for (const socket of hostile) socket.destroy();
  // But for the connections of this test's own scrapes.
  let after = await measured();
  while (after.bytes > 0 || after.waiting > 20) after = await measured();
});
