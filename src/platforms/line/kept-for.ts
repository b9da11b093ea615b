import type { Answer } from "../../delivery/answer.ts";

export interface Kept<T> {
  readonly answer: Promise<Answer<T>>;
  /** The next call looks again. */
  forget(): void;
}

/** Keeps good answers for a while; calls while one is under way wait for the same. */
export function keptFor<T>(ms: number) {
  const kept = new Map<string, Kept<T> & { readonly until: number }>();
  return (key: string, look: () => Promise<Answer<T>>): Kept<T> => {
    const known = kept.get(key);
    if (known !== undefined && Date.now() < known.until) return known;
    const forget = () => void (kept.get(key) === entry && kept.delete(key));
    const entry = { answer: look(), until: Date.now() + ms, forget };
    kept.set(key, entry);
    entry.answer.then(({ kind }) => kind === "ok" || forget(), forget);
    return entry;
  };
}
