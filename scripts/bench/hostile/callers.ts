/**
 * Callers of one address that say half of what they came for and wait: connections with half a header, and requests whose body
 * does not end. What the service closes is opened again after a while, until the parent ends this process.
 */
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { PATH } from "../load/request.ts";

export interface Hostile {
  readonly url: string;
  readonly from: string;
  readonly halfOpen: number;
  readonly bodies: number;
  readonly bodyBytes: number;
}

/** Sent once every caller has had its first connection. */
export interface Opened {
  readonly opened: number;
}

const AGAIN_AFTER_MS = 10_000;
/** As fast as one process opens connections without waiting for itself. */
const AT_ONCE = 200;

const order = JSON.parse(process.argv[2] ?? "{}") as Hostile;
const port = Number(new URL(order.url).port);

const halfAHeader = Buffer.from(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nX-HubSpot-Signature-Version: v2\r\n`);
// A signature that may be right: only the whole body shows that it is not.
const claims = ["X-HubSpot-Signature-Version: v2", `X-HubSpot-Signature: ${"0".repeat(64)}`];
const headers = [`POST ${PATH} HTTP/1.1`, "Host: x", `Content-Length: ${order.bodyBytes}`, ...claims];
const halfABody = Buffer.concat([
  Buffer.from(`${headers.join("\r\n")}\r\n\r\n{"callbackId":"`),
  Buffer.alloc(order.bodyBytes - 1000, "x"),
]);

/** Resolves once the connection is there, or refused. */
function open(text: Buffer): Promise<void> {
  return new Promise((done) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", localAddress: order.from }, () => {
      socket.write(text);
      done();
    });
    socket.resume();
    // Reset or refused: it closes, and comes back.
    socket.once("error", () => done());
    socket.once("close", () => void pause(AGAIN_AFTER_MS).then(() => open(text)));
  });
}

const texts = [
  ...Array.from({ length: order.bodies }, () => halfABody),
  ...Array.from({ length: order.halfOpen }, () => halfAHeader),
];
for (let at = 0; at < texts.length; at += AT_ONCE) await Promise.all(texts.slice(at, at + AT_ONCE).map(open));
process.send?.({ opened: texts.length } satisfies Opened);
