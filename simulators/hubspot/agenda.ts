/** What has to happen at a simulated instant: one timer for all holds and retries, however many there are. */
import type { SandboxClock } from "../clock.ts";

interface Entry {
  readonly dueAt: number;
  readonly run: () => void;
}

export interface Agenda {
  at(dueAt: number, run: () => void): void;
  /** When the next is due. */
  next(): number | null;
  /** Does at once what is due; what reads state after a skip of the clock calls it first. */
  catchUp(): void;
  stop(): void;
}

export function startAgenda(clock: SandboxClock): Agenda {
  const heap: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const arm = () => {
    clearTimeout(timer);
    const first = heap[0];
    if (!first) return;
    const wallMs = Math.max(0, (first.dueAt - clock.now()) / clock.state.speed);
    timer = setTimeout(catchUp, Math.min(Math.ceil(wallMs), 2 ** 31 - 1));
  };
  const catchUp = () => {
    const now = clock.now();
    while (heap[0] && heap[0].dueAt <= now) take(heap).run();
    arm();
  };
  const unsubscribe = clock.onChange(arm);
  return {
    at(dueAt, run) {
      if (stopped) return;
      put(heap, { dueAt, run });
      if (heap[0]?.run === run) arm();
    },
    next: () => heap[0]?.dueAt ?? null,
    catchUp,
    stop() {
      stopped = true;
      unsubscribe();
      clearTimeout(timer);
      heap.length = 0;
    },
  };
}

function put(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (entryAt(heap, parent).dueAt <= entry.dueAt) break;
    heap[at] = entryAt(heap, parent);
    at = parent;
  }
  heap[at] = entry;
}

function take(heap: Entry[]): Entry {
  const first = entryAt(heap, 0);
  const last = heap.pop();
  if (last && heap.length > 0) sink(heap, last);
  return first;
}

function sink(heap: Entry[], entry: Entry): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = at * 2 + 1) {
    const right = heap[child + 1];
    const smaller = right && right.dueAt < entryAt(heap, child).dueAt ? child + 1 : child;
    if (entry.dueAt <= entryAt(heap, smaller).dueAt) break;
    heap[at] = entryAt(heap, smaller);
    at = smaller;
  }
  heap[at] = entry;
}

function entryAt(heap: readonly Entry[], at: number): Entry {
  const entry = heap[at];
  if (!entry) throw new RangeError(`the agenda has no entry ${at}`);
  return entry;
}
