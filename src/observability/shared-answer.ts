/**
 * Callers that ask at the same time, or within `forMs` milliseconds after an answer, share it. An answer that failed is shared
 * like any other.
 */
export function shared<Value>(ask: () => Promise<Value>, forMs: number): () => Promise<Value> {
  let kept: { readonly value: Promise<Value>; until: number } | null = null;
  return () => {
    if (kept !== null && performance.now() < kept.until) return kept.value;
    const mine = { value: ask(), until: Number.POSITIVE_INFINITY };
    const answered = () => void (mine.until = performance.now() + forMs);
    mine.value.then(answered, answered);
    kept = mine;
    return mine.value;
  };
}
