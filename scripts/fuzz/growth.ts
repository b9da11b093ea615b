/**
 * Does the work grow faster than its input? Measured so that a busy machine changes nothing: in CPU time of this thread,
 * which stands still while others run, as the least of several rounds, which drops collected garbage and cold caches. Sixteen
 * times the input costs a linear function sixteen times as much and a quadratic one 256 times; the line is drawn at 64,
 * in the middle. What is so cheap that even the largest input takes no time worth measuring is not measured.
 */

/** Small steps first, in which exponential growth shows before it hangs; then times four. */
const SIZES = [16, 20, 24, 28, 32, 48, 64, 256, 1024, 4096, 16_384, 65_536] as const;
const TIMES = 16;
const MAX_GROWTH = TIMES ** 1.5;

/** A single call below this is cheap, whatever it is compared with. */
const CHEAP_MICROSECONDS = 2000;
/** The thread's CPU time advances in steps of about a millisecond: one call may be charged a step that others made. */
const CALLS_TO_BE_CHEAP = 4;
const MEASURED_MICROSECONDS = 6000;
const ROUNDS = 6;

type Work = () => unknown;

/** Null where the cost is at most linear, or says how it grows. `prepare`: the work on an input of so many characters. */
export async function growthOf(prepare: (size: number) => Work): Promise<string | null> {
  for (const size of SIZES) {
    const work = prepare(size);
    if (await isCheap(work)) continue;
    const growth = await growthBetween(prepare(Math.ceil(size / TIMES)), work);
    if (growth > MAX_GROWTH) {
      return `${TIMES} times the input, ${size} characters, cost ${Math.round(growth)} times the CPU time`;
    }
  }
  return null;
}

async function isCheap(work: Work): Promise<boolean> {
  for (let call = 0; call < CALLS_TO_BE_CHEAP; call += 1) {
    if ((await costOf(work, 0)) < CHEAP_MICROSECONDS) return true;
  }
  return false;
}

/** The least ratio that the rounds leave possible; ends with the first that is no reason for suspicion. */
async function growthBetween(small: Work, large: Work): Promise<number> {
  let [least, most] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    // The large one first: what the engine still has to compile is compiled then.
    most = Math.min(most, await costOf(large));
    least = Math.min(least, await costOf(small));
    if (most / least <= MAX_GROWTH) break;
  }
  return most / least;
}

/** CPU time of one call, in microseconds; of as many as it takes to measure so much. */
async function costOf(work: Work, enough = MEASURED_MICROSECONDS): Promise<number> {
  const from = process.threadCpuUsage();
  for (let calls = 1; ; calls += 1) {
    const result = work();
    if (result instanceof Promise) await result;
    const { user, system } = process.threadCpuUsage(from);
    if (user + system >= enough) return (user + system) / calls;
  }
}
