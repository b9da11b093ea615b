/** Returns `value`; throws when it is missing, which would be a fault of the store itself. `broken`: what does not hold then. */
export function invariant<T>(value: T | undefined, broken: string): T {
  if (value === undefined) throw new Error(broken);
  return value;
}
