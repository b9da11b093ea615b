/**
 * Room for callers that have something to say. A connection waits until its request has arrived as a whole, and again once it is
 * answered. Where too many wait, the ones that have waited longest are closed, so that a new one is never refused: HubSpot
 * sends a request within milliseconds, whoever shares its address.
 */
import { ipKeyGenerator } from "express-rate-limit";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export interface ConnectionLimits {
  /** Waiting connections of one address (IPv6: one /56 network); Infinity where all share the address of a proxy. */
  readonly perAddress: number;
  /** Waiting connections of all addresses together. */
  readonly total: number;
  /** A connection that has waited for less than this is closed only for `total`: its request may be on its way. */
  readonly graceMs: number;
}

export interface Connections {
  /** This connection has brought a validly signed request: it is no longer closed to make room for others. */
  trust(socket: Socket): void;
  /** Connections that wait. */
  readonly waiting: number;
  /** Connections that were closed to make room, since the start. */
  readonly closed: number;
}

export function limitConnections(server: Server, { perAddress, total, graceMs }: ConnectionLimits): Connections {
  /** Since when each waits, in milliseconds; the longest first. */
  const waiting = new Map<Socket, { readonly since: number; readonly address: string }>();
  const byAddress = new Map<string, Set<Socket>>();
  const trusted = new WeakSet<Socket>();
  let closed = 0;

  function leave(socket: Socket): void {
    const known = waiting.get(socket);
    if (known === undefined) return;
    waiting.delete(socket);
    const others = byAddress.get(known.address);
    others?.delete(socket);
    if (others?.size === 0) byAddress.delete(known.address);
  }

  function enter(socket: Socket): void {
    if (socket.destroyed || trusted.has(socket)) return;
    leave(socket);
    const address = ipKeyGenerator(socket.remoteAddress ?? "");
    const now = performance.now();
    waiting.set(socket, { since: now, address });
    const same = byAddress.get(address) ?? new Set();
    byAddress.set(address, same.add(socket));
    for (const one of same) {
      if (same.size <= perAddress || now - (waiting.get(one)?.since ?? now) < graceMs) break;
      close(one);
    }
    for (const one of waiting.keys()) {
      if (waiting.size <= total) break;
      close(one);
    }
  }

  function close(socket: Socket): void {
    leave(socket);
    closed += 1;
    socket.destroy();
  }

  server.on("connection", (socket: Socket) => {
    socket.once("close", () => leave(socket));
    enter(socket);
  });
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (trusted.has(socket)) return;
    if (hasBody(request)) request.once("end", () => response.writableFinished || leave(socket));
    else leave(socket);
    response.once("close", () => enter(socket));
  });
  return {
    trust: (socket) => {
      if (trusted.has(socket)) return;
      trusted.add(socket);
      leave(socket);
    },
    get waiting() {
      return waiting.size;
    },
    get closed() {
      return closed;
    },
  };
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
