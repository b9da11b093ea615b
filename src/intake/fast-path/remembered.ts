/** Answers that may be a few seconds old: thousands of executions a minute ask for the same portal. */
export function remembered<Key extends string | number, Value>(
  look: (key: Key) => Promise<Value>,
  { forMs, now = Date.now }: { forMs: number; now?: () => number },
): (key: Key) => Promise<Value> {
  const kept = new Map<Key, { value: Promise<Value>; until: number }>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return known.value;
    const value = look(key);
    kept.set(key, { value, until: now() + forMs });
    // A failed look-up is not remembered; whoever asked gets the error.
    value.catch(() => kept.delete(key));
    if (kept.size > LARGEST) kept.delete(kept.keys().next().value as Key);
    return value;
  };
}

const LARGEST = 10_000;
