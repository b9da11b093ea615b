/** Answers that may be a few seconds old: thousands of executions a minute ask for the same portal. */
export function remembered<Key extends readonly (string | number)[], Value>(
  look: (...key: Key) => Promise<Value>,
  { forMs, now = Date.now }: { forMs: number; now?: () => number },
): (...key: Key) => Promise<Value> {
  const kept = new Map<string, { value: Promise<Value>; until: number }>();
  return (...key) => {
    const name = key.join();
    const known = kept.get(name);
    if (known !== undefined && now() < known.until) return known.value;
    const value = look(...key);
    kept.set(name, { value, until: now() + forMs });
    // A failed look-up is not remembered; each caller gets the error.
    value.catch(() => kept.delete(name));
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
    return value;
  };
}

const MAX_KEPT = 10_000;
