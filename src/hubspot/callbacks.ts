/**
 * Completing held executions. Whether one dead callback fails a whole batch is not documented: a refused batch is split
 * until the refused ones are alone.
 * https://developers.hubspot.com/docs/api-reference/latest/automation/workflow-actions/callbacks/batch-complete-callbacks
 *
 * Given up is only who surely is no longer held: HubSpot says so in its words, or it refuses him alone while it completes
 * others that were told in the same way. Refused altogether, as a wrong address, a proxy or an output field that HubSpot
 * does not take would be, they stay held and are asked for again.
 */
import type { Finding } from "../delivery/codes.ts";
import type { Answer } from "../ports/answer.ts";
import type { Completion, CompletionResult } from "../ports/hubspot.ts";
import { failureOf, type HubSpotError } from "./answers.ts";

/** `unknown`: HubSpot says that (one of) these callbacks is none it waits for. */
export type CompleteBatch = (completions: readonly Completion[]) => Promise<Answer<"completed" | "unknown">>;

/**
 * Completes all that can be completed. A `later` in the middle is answered as such: those done before it are completed
 * again with the next try, which HubSpot then reports as gone.
 */
export async function completeAll(
  completions: readonly Completion[],
  complete: CompleteBatch,
): Promise<Answer<CompletionResult>> {
  if (completions.length === 0) return { kind: "ok", value: { completed: [], gone: [] } };
  const answer = await sorted(completions, complete);
  if (answer.kind !== "ok") return answer;
  const { completed, gone, doubtful, why } = answer.value;
  if (why === null) return { kind: "ok", value: { completed, gone } };
  if (completed.length > 0) return { kind: "ok", value: { completed, gone: [...gone, ...doubtful] } };
  // Nothing speaks for it that the fault is theirs.
  return gone.length > 0 ? { kind: "ok", value: { completed, gone } } : { kind: "later", finding: why };
}

interface Sorted extends CompletionResult {
  /** Refused alone, for a reason that does not say that HubSpot no longer holds them. */
  readonly doubtful: readonly string[];
  /** What HubSpot said of those last. */
  readonly why: Finding | null;
}

async function sorted(completions: readonly Completion[], complete: CompleteBatch): Promise<Answer<Sorted>> {
  const answer = await complete(completions);
  if (answer.kind === "ok" && answer.value === "completed") return told({ completed: idsOf(completions) });
  if (answer.kind === "later") return answer;
  if (answer.kind === "refused" && answer.finding.code !== "HUBSPOT_REFUSED") return answer;
  if (completions.length === 1) {
    if (answer.kind === "ok") return told({ gone: idsOf(completions) });
    return told({ doubtful: idsOf(completions), why: answer.finding });
  }
  const middle = Math.ceil(completions.length / 2);
  const first = await sorted(completions.slice(0, middle), complete);
  if (first.kind !== "ok") return first;
  const second = await sorted(completions.slice(middle), complete);
  // The first half is done: better told now than asked again. Who calls sees the rest still held.
  if (second.kind !== "ok") return first;
  return told(joined(first.value, second.value));
}

const NOBODY: Sorted = { completed: [], gone: [], doubtful: [], why: null };

const told = (some: Partial<Sorted>): Answer<Sorted> => ({ kind: "ok", value: { ...NOBODY, ...some } });

const idsOf = (completions: readonly Completion[]): string[] => completions.map(({ callbackId }) => callbackId);

const joined = (one: Sorted, other: Sorted): Sorted => ({
  completed: [...one.completed, ...other.completed],
  gone: [...one.gone, ...other.gone],
  doubtful: [...one.doubtful, ...other.doubtful],
  why: other.why ?? one.why,
});

/** What a refusal says about these callbacks. HubSpot documents no words for one that it no longer waits for. */
export function refusedCompletion(
  error: HubSpotError,
  completions: readonly Completion[],
): Answer<"completed" | "unknown"> {
  const failure = failureOf(error);
  if (failure.kind === "later" || failure.finding.code !== "HUBSPOT_REFUSED") return failure;
  // A page of some proxy, or of nobody: it knows nothing of callbacks.
  if (!error.inItsWords) return { kind: "later", finding: failure.finding };
  return saysUnknown(error, completions) ? { kind: "ok", value: "unknown" } : failure;
}

const CALLBACK = /call ?back|execution/i;
const NOT_WAITED_FOR =
  /not (?:be )?found|not exist|unknown|no (?:longer|such|pending|open)|not (?:pending|waiting|blocked)|expired|already|gone/i;
const ABOUT_THE_REQUEST = /field|output|propert|json|schema/i;

function saysUnknown({ said }: HubSpotError, completions: readonly Completion[]): boolean {
  const named = CALLBACK.test(said) || completions.some(({ callbackId }) => said.includes(callbackId));
  return named && NOT_WAITED_FOR.test(said) && !ABOUT_THE_REQUEST.test(said);
}
