/**
 * Time that stands still until the simulation moves it. `Date.now`, timers and time-outs of this process live by it, so
 * that hours of waiting take no time and happen in the same order each time.
 */
import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import { currentOwner, asOwner, type Owner } from "./owner.ts";

interface Timer {
  readonly number: number;
  readonly owner: Owner | null;
  readonly run: () => void;
  /** Null: once. Repeating timers are chores: they are late rather than often. */
  readonly everyMs: number | null;
  dueAt: number;
}

export interface VirtualTime {
  now(): number;
  /** The next instant at which a timer is due; null when none is. */
  nextAt(): number | null;
  /** Moves to `at` and fires what is due until then, in order. */
  moveTo(at: number): void;
  /** Chores whose time has come. */
  dueChores(): readonly { readonly owner: Owner | null; readonly run: () => void }[];
  /** Forgets all timers and begins again. */
  restart(at: number): void;
}

/** What waits for real: sockets and the database. */
export const real = {
  setTimeout: globalThis.setTimeout,
  setImmediate: globalThis.setImmediate,
  now: Date.now.bind(Date),
};

/** Takes the process's clock and timers over; there is no way back. */
export function takeOverTime(): VirtualTime {
  let now = 0;
  let numbers = 0;
  const timers = new Map<number, Timer>();
  const add: Add = (run, ms, everyMs) => {
    numbers += 1;
    const timer = { number: numbers, owner: currentOwner(), run, everyMs, dueAt: 0 };
    return new Handle(timer.number, () => {
      timer.dueAt = now + Math.max(ms, 1);
      timers.set(timer.number, timer);
    });
  };
  const clear = (handle: unknown) => {
    if (handle instanceof Handle) timers.delete(handle.end());
  };
  const live = () => [...timers.values()].filter(({ owner }) => owner === null || owner.alive);
  const fire = ({ owner, run }: Timer) => (owner === null ? run() : asOwner(owner, run));

  replaceGlobals(add, clear, () => now);
  return {
    now: () => now,
    nextAt() {
      const once = live().filter(({ everyMs }) => everyMs === null);
      return once.length === 0 ? null : Math.min(...once.map(({ dueAt }) => dueAt));
    },
    moveTo(at) {
      for (;;) {
        const due = live()
          .filter(({ everyMs, dueAt }) => everyMs === null && dueAt <= at)
          .toSorted((one, other) => one.dueAt - other.dueAt || one.number - other.number)[0];
        if (due === undefined) break;
        now = Math.max(now, due.dueAt);
        timers.delete(due.number);
        fire(due);
      }
      now = Math.max(now, at);
    },
    dueChores: () =>
      live()
        .filter(({ everyMs, dueAt }) => everyMs !== null && dueAt <= now)
        .map((timer) => ({
          owner: timer.owner,
          run: () => {
            timer.dueAt = now + (timer.everyMs ?? 0);
            fire(timer);
          },
        })),
    restart(at) {
      timers.clear();
      now = at;
    },
  };
}

type Add = (run: () => void, ms: number, everyMs: number | null) => Handle;

function replaceGlobals(add: Add, clear: (handle: unknown) => void, now: () => number): void {
  Date.now = now;
  Object.assign(globalThis, {
    setTimeout: (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
      add(() => run(...values), ms, null),
    setInterval: (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
      add(() => run(...values), ms, ms),
    clearTimeout: clear,
    clearInterval: clear,
  });
  timersPromises.setTimeout = <T>(ms = 0, value?: T) =>
    new Promise<T>((resolve) => void add(() => resolve(value as T), ms, null));
  // A real turn of the event loop would end before or after a statement, as the machine happens to be busy.
  timersPromises.setImmediate = <T>(value?: T) => Promise.resolve(value as T);
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    add(() => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")), ms, null);
    return controller.signal;
  };
  syncBuiltinESMExports();
}

/** What `setTimeout` answers: Node's, as far as libraries use it. */
class Handle {
  readonly #number: number;
  #start: () => void;
  constructor(number: number, start: () => void) {
    this.#number = number;
    this.#start = start;
    start();
  }
  /** Nothing sets it going again. */
  end(): number {
    this.#start = () => undefined;
    return this.#number;
  }
  refresh(): this {
    this.#start();
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
}
