/** Memory for bodies that are still arriving, before anyone knows whose they are. */
import type { Request } from "express";
import { addressOf } from "./address.ts";
import { createRoom } from "./room.ts";

const MEGABYTE = 1024 * 1024;
/** What Node keeps for a piece of a body beside its bytes: a body may come as a quarter of a million pieces of one byte. */
const PIECE_BYTES = 256;
/** The largest body 32 times, and 256 times. */
const LIMITS = { perOwner: 8 * MEGABYTE, total: 64 * MEGABYTE };

export function createOpenBodies(limits = LIMITS) {
  const room = createRoom<Request>({ ...limits, giveUp: (request) => void request.destroy() });
  return {
    /** Holds the bytes of all bodies that are still arriving; gives up requests. */
    room,
    /** A piece of a body has arrived, and not yet all. Too much of one address, or of all: the oldest are cut off. */
    grew(request: Request, pieceBytes: number): void {
      const bytes = pieceBytes + PIECE_BYTES;
      if (room.has(request)) return room.hold(request, "", bytes);
      // Once it has arrived, or was broken off, it no longer counts.
      request.once("end", () => room.leave(request));
      request.once("close", () => room.leave(request));
      room.hold(request, addressOf(request), bytes);
    },
  };
}
