import type { Answer } from "../../ports/answer.ts";

/** Keeps good answers for a while; calls while one is under way wait for the same. */
export function keptFor<T>(ms: number): (key: string, look: () => Promise<Answer<T>>) => Promise<Answer<T>> {
  const kept = new Map<string, { answer: Promise<Answer<T>>; until: number }>();
  return async (key, look) => {
    const known = kept.get(key);
    if (known !== undefined && Date.now() < known.until) return known.answer;
    const entry = { answer: look(), until: Date.now() + ms };
    kept.set(key, entry);
    const forget = () => void (kept.get(key) === entry && kept.delete(key));
    entry.answer.then(({ kind }) => kind === "ok" || forget(), forget);
    return entry.answer;
  };
}
