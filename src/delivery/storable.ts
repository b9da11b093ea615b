/** What no database text and no JSON column can hold, wherever it hides in a value that somebody sent. */
import type { Fault } from "./message-rules.ts";

/** Far beyond any message LINE takes, and far from what our own walks through a value could bear. */
const DEEPEST = 100;

/** Null for a text that can be stored; else what completes "text …". */
export function unstorableText(text: string): string | null {
  if (text.includes("\u0000")) return "must not contain the character U+0000";
  return text.isWellFormed() ? null : "must not contain half of a surrogate pair";
}

/** The first fault in a value as JSON.parse made it. Without recursion: depth is one of the things looked for. */
export function unstorable(value: unknown): Fault | null {
  const left: { value: unknown; property: string; depth: number }[] = [{ value, property: "", depth: 0 }];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { value, property, depth } = one;
    if (typeof value === "string") {
      const problem = unstorableText(value);
      if (problem !== null) return { property: property || "body", problem };
    }
    if (typeof value !== "object" || value === null) continue;
    if (depth >= DEEPEST) return { property: shortened(property), problem: `is nested deeper than ${DEEPEST} levels` };
    const list = Array.isArray(value);
    for (const [name, inner] of Object.entries(value).toReversed()) {
      const problem = unstorableText(name);
      if (problem !== null) return { property: property || "body", problem: `has a name that ${problem}` };
      const place = list ? `${property}[${name}]` : property === "" ? name : `${property}.${name}`;
      left.push({ value: inner, property: place, depth: depth + 1 });
    }
  }
  return null;
}

const SHOWN = 80;

const shortened = (property: string): string =>
  property.length > SHOWN ? `${property.slice(0, SHOWN)}…` : property || "body";
