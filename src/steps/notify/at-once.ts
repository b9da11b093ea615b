/** Limits how many jobs of a kind are at work in a process, so that they leave workers to everything else. */
import { RetryLater } from "../retry-later.ts";

const LOOK_AGAIN_SECONDS = 1;

/** The same work; where `most` are under way, it is put off instead of waiting. */
export function atOnce<Args extends readonly unknown[]>(
  most: number,
  work: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  let atWork = 0;
  return async (...args) => {
    if (atWork >= most) throw new RetryLater(`${most} of these are at work`, LOOK_AGAIN_SECONDS);
    atWork += 1;
    try {
      await work(...args);
    } finally {
      atWork -= 1;
    }
  };
}
