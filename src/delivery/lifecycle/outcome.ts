/**
 * LINE's verdict on an accepted narrowcast, as our outcome.
 * https://developers.line.biz/en/reference/messaging-api/#get-narrowcast-progress-status
 */
import { finding, type Finding } from "../codes.ts";
import type { Counts, Outcome } from "../delivery.ts";
import { peopleFigure, SHOWN_FROM } from "../numbers/hidden.ts";
import { MIN_RECIPIENTS } from "../targeting/minimums.ts";

/** LINE's `errorCode` for "another request with this retry key was accepted before": no failure of the delivery. */
export const CONFLICT_ERROR_CODE = 3;

/** `from`: the fewest people that a number may be about. */
export function deliveredOutcome(counts: Counts | null, at: number, from = SHOWN_FROM): Outcome {
  const success = counts === null ? "–" : peopleFigure(counts.success, from);
  return { kind: "delivered", finding: finding("DELIVERED", { success }), at };
}

export function failedAtLine(errorCode: number | null, description: string | null): Finding {
  switch (errorCode) {
    case 1:
      return finding("LINE_INTERNAL_ERROR");
    case 2:
      return finding("RECIPIENTS_BELOW_MINIMUM", { needed: MIN_RECIPIENTS });
    case 4:
      return finding("AUDIENCE_BELOW_MINIMUM_AT_LINE", { needed: MIN_RECIPIENTS });
    case 5:
      return finding("PARTIAL_DELIVERY_FORBIDDEN");
    default:
      // LINE adds codes (4 came in 2025-01, 5 in 2025-10): an unknown one is shown, not guessed.
      return finding("LINE_FAILED", { errorCode: errorCode ?? "–", detail: description ?? "–" });
  }
}
