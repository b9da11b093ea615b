/** What is there unless the store contradicts itself. */
export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("an arrival lost its delivery while it was being stored");
  return value;
}
