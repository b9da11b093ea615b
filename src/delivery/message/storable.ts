/** What no database text, no JSON column and no copy can hold, wherever it hides in a value that was sent. */
import { fault, type Fault } from "./faults.ts";

/** Far beyond any message LINE takes, and far from what our own walks through a value could bear. */
const MAX_DEPTH = 100;

/** Null for a text that can be stored. */
export function unstorableText(text: string): "null_character" | "half_character" | null {
  if (text.includes("\u0000")) return "null_character";
  return text.isWellFormed() ? null : "half_character";
}

/** The first fault in a value as JSON.parse made it. Without recursion: depth is one of the things looked for. */
export function unstorable(value: unknown): Fault | null {
  const left: { value: unknown; property: string; depth: number }[] = [{ value, property: "", depth: 0 }];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { value, property, depth } = one;
    if (typeof value === "string") {
      const problem = unstorableText(value);
      if (problem !== null) return fault(property || "body", problem);
    }
    if (typeof value !== "object" || value === null) continue;
    if (depth >= MAX_DEPTH) return fault(shortened(property), "too_deep", { most: MAX_DEPTH });
    const list = Array.isArray(value);
    for (const [name, inner] of Object.entries(value).toReversed()) {
      const problem = unstorableText(name);
      if (problem !== null) return fault(property || "body", `name_${problem}`);
      const place = list ? `${property}[${name}]` : property === "" ? name : `${property}.${name}`;
      // An own property to JSON.parse; code that copies the value, as joi does, loses it silently.
      if (name === "__proto__") return fault(place, "not_known");
      left.push({ value: inner, property: place, depth: depth + 1 });
    }
  }
  return null;
}

const SHOWN = 80;

const shortened = (property: string): string =>
  property.length > SHOWN ? `${property.slice(0, SHOWN)}…` : property || "body";
