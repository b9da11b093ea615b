/** Chance that repeats: the same seed gives the same friends, contacts, IDs and cuts. */
export interface Chance {
  /** At least 0, below 1. */
  next(): number;
  /** At least 0, below `limit`. */
  integer(limit: number): number;
  hex(length: number): string;
  uuid(): string;
}

/** Looked up once: inside a test's own global scope every look-up is slow. */
const { floor, imul } = Math;

/** Mulberry32: small, fast and good enough for a simulator. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (limit: number) => floor(next() * limit);
  const hex = (length: number) => Array.from({ length }, () => integer(16).toString(16)).join("");
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  return { next, integer, hex, uuid };
}

/** FNV-1a: turns a name into a seed. */
export function seedOf(...names: (string | number)[]): number {
  let value = 0x811c9dc5;
  for (const character of names.join("\u0000")) value = imul(value ^ character.charCodeAt(0), 0x01000193);
  return value >>> 0;
}
