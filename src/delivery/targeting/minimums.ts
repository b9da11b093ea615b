/**
 * Fifty means fifty: no send is made that is known to reach fewer people, whatever LINE exempts from its own minimum, so
 * that no one can be identified by what is sent to few. LINE's minimums are the same two numbers.
 * https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message-restrictions
 */

/** Fewest people in what a send goes to, and fewest recipients after all conditions. */
export const MIN_RECIPIENTS = 50;

/** Fewest people LINE must be able to reach before attribute filters may be used. */
export const MIN_REACH = 100;

/** The smallest bound of those that hold; null where none does. */
export function smallest(...bounds: readonly (number | null)[]): number | null {
  const known = bounds.filter((bound) => bound !== null);
  return known.length === 0 ? null : Math.min(...known);
}
