/** What the simulated platforms live by: wall time until a person speeds it up or skips ahead. */
export interface ClockState {
  /** Wall instant (ms since 1970) at which `base` was true. */
  origin: number;
  /** Simulated instant (ms since 1970) at `origin`. */
  base: number;
  /** Simulated milliseconds per wall millisecond. */
  speed: number;
}

export class SandboxClock {
  #state: ClockState;
  readonly #listeners = new Set<(state: ClockState) => void>();

  /** `base`: the simulated instant to begin with, where wall time would be too early. */
  constructor(speed = 1, base = Date.now()) {
    this.#state = { origin: Date.now(), base, speed };
  }

  get state(): ClockState {
    return this.#state;
  }

  /** Simulated milliseconds since 1970. */
  now(): number {
    const { origin, base, speed } = this.#state;
    return Math.floor(base + (Date.now() - origin) * speed);
  }

  /** Jumps ahead; time never runs backwards. */
  skip(ms: number): void {
    this.#become(this.now() + Math.max(0, ms), this.#state.speed);
  }

  setSpeed(speed: number): void {
    if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
    this.#become(this.now(), speed);
  }

  /** Calls `listener` after every skip and change of speed; returns how to stop that. */
  onChange(listener: (state: ClockState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves `ms` simulated milliseconds from now, sooner on the wall when a person skips; rejects when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const until = this.now() + ms;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const settle = (done: () => void) => {
        clearTimeout(timer);
        unsubscribe();
        signal?.removeEventListener("abort", abort);
        done();
      };
      const abort = () => settle(() => reject(signal?.reason));
      const arm = () => {
        clearTimeout(timer);
        const left = until - this.now();
        if (left <= 0) return settle(resolve);
        timer = setTimeout(arm, Math.min(Math.ceil(left / this.#state.speed), 2 ** 31 - 1));
      };
      const unsubscribe = this.onChange(arm);
      if (signal?.aborted) return abort();
      signal?.addEventListener("abort", abort, { once: true });
      arm();
    });
  }

  #become(base: number, speed: number): void {
    this.#state = { origin: Date.now(), base, speed };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
