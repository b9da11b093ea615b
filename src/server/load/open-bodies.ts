/** Memory for bodies that are still arriving, before anyone knows whose they are. */
import type { Request } from "express";
import { addressOf } from "./address.ts";
import { createRoom } from "./room.ts";

export interface OpenBodies {
  /** A piece of a body has arrived, and not yet all. Too much of one address, or of all: the oldest are cut off. */
  grew(request: Request, pieceBytes: number): void;
  /** Bytes that all bodies hold that are still arriving. */
  readonly held: number;
  /** Requests that were cut off to make room, since the start. */
  readonly givenUp: number;
}

export interface BodyLimits {
  readonly perAddressBytes: number;
  readonly totalBytes: number;
}

const MEGABYTE = 1024 * 1024;
/** What Node keeps for a piece of a body beside its bytes: a body may come as a quarter of a million pieces of one byte. */
const PIECE_BYTES = 256;
/** The largest body 32 times, and 256 times. */
const LIMITS: BodyLimits = { perAddressBytes: 8 * MEGABYTE, totalBytes: 64 * MEGABYTE };

export function createOpenBodies({ perAddressBytes, totalBytes }: BodyLimits = LIMITS): OpenBodies {
  const giveUp = (request: Request) => void request.destroy();
  const room = createRoom<Request>({ perOwner: perAddressBytes, total: totalBytes, graceMs: 0, giveUp });
  return {
    grew(request, pieceBytes) {
      const bytes = pieceBytes + PIECE_BYTES;
      if (room.has(request)) return room.hold(request, "", bytes);
      // Once it has arrived, or was broken off, it no longer counts.
      request.once("end", () => room.leave(request));
      request.once("close", () => room.leave(request));
      room.hold(request, addressOf(request), bytes);
    },
    get held() {
      return room.held;
    },
    get givenUp() {
      return room.givenUp;
    },
  };
}
