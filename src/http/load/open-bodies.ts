/** Memory for bodies that are still arriving, before anyone knows whose they are. */
import type { Request } from "express";
import { addressOf } from "./address.ts";
import { createRoom } from "./room.ts";

export interface OpenBodies {
  /** That many more bytes of a body have arrived, and not yet all. Too much of one address, or of all: the oldest are cut off. */
  grew(request: Request, bytes: number): void;
  /** Bytes of all bodies that are still arriving. */
  readonly held: number;
  /** Requests that were cut off to make room, since the start. */
  readonly givenUp: number;
}

export interface BodyLimits {
  readonly perAddressBytes: number;
  readonly totalBytes: number;
}

const MEGABYTE = 1024 * 1024;
/** The largest body 32 times, and 256 times. */
const LIMITS: BodyLimits = { perAddressBytes: 8 * MEGABYTE, totalBytes: 64 * MEGABYTE };

export function createOpenBodies({ perAddressBytes, totalBytes }: BodyLimits = LIMITS): OpenBodies {
  const giveUp = (request: Request) => void request.destroy();
  const room = createRoom<Request>({ perOwner: perAddressBytes, total: totalBytes, graceMs: 0, giveUp });
  return {
    grew(request, bytes) {
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
