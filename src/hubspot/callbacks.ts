/**
 * Completing held executions. Whether one dead callback fails a whole batch is not documented: a refused batch is split
 * until the dead ones are alone. https://developers.hubspot.com/docs/api-reference/automation-actions-v4-v4/guide
 */
import type { Answer } from "../ports/answer.ts";
import type { Completion, CompletionResult } from "../ports/hubspot.ts";

/** `refused` only for this batch as it is, such as a callback HubSpot no longer knows. */
export type CompleteBatch = (completions: readonly Completion[]) => Promise<Answer<null>>;

/**
 * Completes all that can be completed. A `later` in the middle is answered as such: those done before it are completed
 * again with the next try, which HubSpot then reports as gone.
 */
export async function completeAll(
  completions: readonly Completion[],
  complete: CompleteBatch,
): Promise<Answer<CompletionResult>> {
  if (completions.length === 0) return { kind: "ok", value: { completed: [], gone: [] } };
  const answer = await complete(completions);
  if (answer.kind === "ok") return { kind: "ok", value: { completed: idsOf(completions), gone: [] } };
  if (answer.kind === "later" || answer.finding.code !== "HUBSPOT_REFUSED") return answer;
  if (completions.length === 1) return { kind: "ok", value: { completed: [], gone: idsOf(completions) } };
  const middle = Math.ceil(completions.length / 2);
  const first = await completeAll(completions.slice(0, middle), complete);
  if (first.kind !== "ok") return first;
  const second = await completeAll(completions.slice(middle), complete);
  // The first half is done: better told now than asked again. Who calls sees the rest still held.
  if (second.kind !== "ok") return first;
  return { kind: "ok", value: joined(first.value, second.value) };
}

const idsOf = (completions: readonly Completion[]): string[] => completions.map(({ callbackId }) => callbackId);

const joined = (one: CompletionResult, other: CompletionResult): CompletionResult => ({
  completed: [...one.completed, ...other.completed],
  gone: [...one.gone, ...other.gone],
});
