/** A line for each refusal would be one more load on a service that gets thousands of them. */
const EVERY_MS = 1000;

/**
 * Calls `write` at most once a second, with how many calls it stands for and what the last of them said. What comes within the
 * second after a line is in the next one. `now`: wall time in milliseconds.
 */
export function logEachSecond<Said>(
  write: (count: number, said: Said) => void,
  now: () => number,
): (said: Said) => void {
  let [count, writtenAt] = [0, Number.NEGATIVE_INFINITY];
  return (said) => {
    count += 1;
    // A clock that was set back must not silence the log until it has caught up.
    if (Math.abs(now() - writtenAt) < EVERY_MS) return;
    write(count, said);
    [count, writtenAt] = [0, now()];
  };
}
