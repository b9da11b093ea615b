/** What would have helped a delivery that stayed below the minimum. */
import type { Delivery } from "../delivery.ts";
import { MAX_COLLECTING_SECONDS } from "./window.ts";

type Enrolling = Pick<Delivery, "enrolled" | "minimum" | "openedAt" | "lastEnrolledAt" | "list">;

/**
 * `list:N` — the list has only N members; `collect:S` — at this pace a window of S seconds (whole hours) would have
 * reached the minimum; `none` — no window that we offer would have. Wording turns it into a sentence.
 */
export function enrollmentHint(delivery: Enrolling): string {
  const { list, minimum } = delivery;
  if (list.known === "yes" && list.size !== null && list.size > 0 && list.size < minimum) return `list:${list.size}`;
  const seconds = secondsToMinimum(delivery);
  return seconds !== null && seconds <= MAX_COLLECTING_SECONDS ? `collect:${wholeHours(seconds)}` : "none";
}

function secondsToMinimum({ enrolled, minimum, openedAt, lastEnrolledAt }: Enrolling): number | null {
  if (enrolled < 2 || lastEnrolledAt <= openedAt) return null;
  const secondsEach = (lastEnrolledAt - openedAt) / 1000 / (enrolled - 1);
  return secondsEach * (minimum - 1);
}

const wholeHours = (seconds: number): number => Math.max(1, Math.ceil(seconds / 3600)) * 3600;
