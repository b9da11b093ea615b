/** Memory for answers that are not taken: who sends little and reads nothing would hold megabytes with every request. */
import type { RequestHandler, Response } from "express";
import { addressOf } from "./address.ts";
import { createRoom } from "./room.ts";

export interface UntakenAnswers {
  /** Counts what is sent as a whole. Too much of one address, or of all: the oldest are cut off. */
  readonly watch: RequestHandler;
  /** Bytes of all answers that are still on their way. */
  readonly held: number;
  /** Answers that were cut off to make room, since the start. */
  readonly givenUp: number;
}

export interface AnswerLimits {
  readonly perAddressBytes: number;
  readonly totalBytes: number;
}

const MEGABYTE = 1024 * 1024;
/** Far more than the longest page, a form with a message of the largest size in it. */
const LIMITS: AnswerLimits = { perAddressBytes: 32 * MEGABYTE, totalBytes: 96 * MEGABYTE };

export function createUntakenAnswers({ perAddressBytes, totalBytes }: AnswerLimits = LIMITS): UntakenAnswers {
  const giveUp = (response: Response) => void response.destroy();
  const room = createRoom<Response>({ perOwner: perAddressBytes, total: totalBytes, graceMs: 0, giveUp });
  return {
    watch(request, response, next) {
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
    },
    get held() {
      return room.held;
    },
    get givenUp() {
      return room.givenUp;
    },
  };
}
