/** Memory for answers that are not taken: who sends little and reads nothing would hold megabytes with every request. */
import type { RequestHandler, Response } from "express";
import { addressOf } from "./address.ts";
import { createRoom } from "./room.ts";

const MEGABYTE = 1024 * 1024;
/** Far more than the longest page, a form with a message of the largest size in it. */
const LIMITS = { perOwner: 32 * MEGABYTE, total: 96 * MEGABYTE };

export function createUntakenAnswers() {
  const room = createRoom<Response>({ ...LIMITS, giveUp: (response) => void response.destroy() });
  /** Counts what is sent as a whole. Too much of one address, or of all: the oldest are cut off. */
  const watch: RequestHandler = (request, response, next) => {
    const send = response.send.bind(response);
    response.send = (body?: unknown) => {
      // One that its caller has left is not closed once more.
      if (typeof body === "string" && !response.destroyed) {
        response.once("close", () => room.leave(response));
        room.hold(response, addressOf(request), Buffer.byteLength(body));
      }
      return send(body);
    };
    next();
  };
  /** `room`: holds the bytes of all answers that are still on their way; gives up answers. */
  return { room, watch };
}
