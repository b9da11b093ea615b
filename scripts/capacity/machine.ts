/** Time that only events move, and machines whose processors do one piece of work after the other. */
export interface Timeline {
  /** Microseconds since the beginning. */
  now(): number;
  after(us: number, run: () => void): void;
  /** Runs what is due until then. */
  runUntil(us: number): void;
}

interface Event {
  readonly at: number;
  /** Of two at the same instant the one that was planned first comes first. */
  readonly order: number;
  readonly run: () => void;
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

export function createTimeline(): Timeline {
  const heap: Event[] = [];
  let [now, planned] = [0, 0];
  return {
    now: () => now,
    after(us, run) {
      planned += 1;
      rise(heap, { at: now + us, order: planned, run });
    },
    runUntil(us) {
      for (let first = heap[0]; first !== undefined && first.at <= us; first = heap[0]) {
        removeFirst(heap);
        now = first.at;
        first.run();
      }
      now = us;
    },
  };
}

function rise(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(event, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = event;
}

function removeFirst(heap: Event[]): void {
  const event = heap.pop();
  if (event === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (left === undefined) break;
    const goesRight = right !== undefined && isBefore(right, left);
    const below = goesRight ? right : left;
    if (!isBefore(below, event)) break;
    heap[at] = below;
    at = 2 * at + (goesRight ? 2 : 1);
  }
  heap[at] = event;
}

export interface Machine {
  /** Takes a processor for so long, as soon as one is free. */
  work(us: number, done: () => void): void;
}

export function createMachine(timeline: Timeline, processors: number): Machine {
  const waiting: { readonly us: number; readonly done: () => void }[] = [];
  let [free, next] = [processors, 0];
  const begin = (us: number, done: () => void) => {
    free -= 1;
    timeline.after(us, () => {
      free += 1;
      const following = waiting[next];
      if (following !== undefined) {
        next += 1;
        // What was taken from the front is let go of now and then.
        if (next > 1000 && next * 2 > waiting.length) next -= waiting.splice(0, next).length;
        begin(following.us, following.done);
      }
      done();
    });
  };
  return {
    work(us, done) {
      if (free > 0) begin(us, done);
      else waiting.push({ us, done });
    },
  };
}
