/**
 * Room for callers that have something to say. A connection waits until its request has arrived as a whole, and again once it is
 * answered. Where too many wait, the ones that have waited longest are closed, so that a new one is never refused: HubSpot
 * sends a request within milliseconds, whatever else shares its address.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "./address.ts";
import { createRoom } from "./room.ts";

export interface ConnectionLimits {
  /** Waiting connections of one address (IPv6: one /56 network); Infinity where all share the address of a proxy. */
  readonly perAddress: number;
  /** Waiting connections of all addresses together. */
  readonly total: number;
  /** A connection that has waited for less than this is closed only for `total`: its request may be on its way. */
  readonly graceMs: number;
}

export type Connections = ReturnType<typeof limitConnections>;

export function limitConnections(server: Server, { perAddress, total, graceMs }: ConnectionLimits) {
  const giveUp = (socket: Socket) => void socket.destroy();
  const room = createRoom<Socket>({ perOwner: perAddress, total, graceMs, giveUp });
  const trusted = new WeakSet<Socket>();

  function enter(socket: Socket): void {
    if (socket.destroyed || trusted.has(socket)) return;
    // Its wait begins now, whatever it waited for before.
    room.leave(socket);
    room.hold(socket, networkOf(socket.remoteAddress ?? ""), 1);
  }

  server.on("connection", (socket: Socket) => {
    socket.once("close", () => room.leave(socket));
    enter(socket);
  });
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (trusted.has(socket)) return;
    if (hasBody(request)) request.once("end", () => response.writableFinished || room.leave(socket));
    else room.leave(socket);
    response.once("close", () => enter(socket));
  });
  return {
    /** Holds the connections that wait; gives up those that were closed to make room. */
    room,
    /** This connection has brought a validly signed request: it is no longer closed to make room for others. */
    trust(socket: Socket): void {
      trusted.add(socket);
      room.leave(socket);
    },
  };
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
