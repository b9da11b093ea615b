/**
 * Who goes on next. Whatever the service does outside of itself – a statement, a request – waits here for its turn, and
 * only one goes on at a time, so that the same seed leads to the same order of everything.
 */
import { never, type Owner } from "./owner.ts";
import { real } from "./virtual-time.ts";

export interface Turn {
  readonly owner: Owner | null;
  readonly label: string;
  readonly number: number;
  /** The PostgreSQL backend that is to do it; undefined for what is no statement. */
  readonly pid: number | undefined;
  readonly goOn: () => void;
}

export interface Turns {
  /** Resolves when it is this one's turn; never for a process that has died. */
  wait(owner: Owner | null, label: string, pid?: number): Promise<void>;
  /** Real work under way: no turn is taken before it is over, or waits for a lock. */
  during<T>(work: Promise<T>, pid?: number): Promise<T>;
  /** The same for work whose end is announced elsewhere. */
  begin(pid?: number): () => void;
  /** Resolves when everything waits: for its turn, for a lock that another holds, or for time to pass. */
  settle(): Promise<void>;
  /**
   * In an order that does not depend on the arrival of packets. While a statement waits for a lock, only its holder
   * asks the database: of several that wait for one row, PostgreSQL lets now this one go first, now that one.
   */
  waiting(): readonly Turn[];
  take(turn: Turn): void;
  forget(owner: Owner): void;
  clear(): void;
}

/** Rounds of the event loop without news after which there is none to come. */
const QUIET_ROUNDS = 4;
const LOOK_FOR_LOCKS_AFTER_MS = 3;

/** Those of these PostgreSQL backends that wait for a lock, each with the one it waits for. */
type Blocked = (pids: readonly number[]) => Promise<ReadonlyMap<number, readonly number[]>>;

export const createTurns = (blocked: Blocked): Turns => new Queue(blocked);

class Queue implements Turns {
  readonly #blocked: Blocked;
  readonly #turns = new Set<Turn>();
  readonly #underWay = new Set<{ readonly pid: number | undefined }>();
  #news = 0;
  #numbers = 0;
  /** Whose locks are waited for. */
  #holders: ReadonlySet<number> = new Set();
  #over = Promise.withResolvers<void>();

  constructor(blocked: Blocked) {
    this.#blocked = blocked;
  }

  wait(owner: Owner | null, label: string, pid?: number): Promise<void> {
    if (owner !== null && !owner.alive) return never();
    this.#news += 1;
    this.#numbers += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turns.add({ owner, label, pid, number: this.#numbers, goOn: resolve });
    return promise;
  }

  async during<T>(work: Promise<T>, pid?: number): Promise<T> {
    const end = this.begin(pid);
    try {
      return await work;
    } finally {
      end();
    }
  }

  begin(pid?: number): () => void {
    const work = { pid };
    this.#underWay.add(work);
    this.#news += 1;
    return () => {
      if (!this.#underWay.delete(work)) return;
      this.#news += 1;
      this.#over.resolve();
      this.#over = Promise.withResolvers();
    };
  }

  async settle(): Promise<void> {
    for (;;) {
      await this.#quiet();
      this.#holders = new Set();
      if (this.#underWay.size === 0) return;
      const ended = this.#over.promise.then(() => true);
      const waited = new Promise<false>((resolve) => {
        real.setTimeout(() => resolve(false), LOOK_FOR_LOCKS_AFTER_MS);
      });
      if (!(await Promise.race([ended, waited])) && (await this.#isStuck())) return;
    }
  }

  /** Lets every continuation run that needs nothing from outside. */
  async #quiet(): Promise<void> {
    let seen = this.#news;
    for (let rounds = 0; rounds < QUIET_ROUNDS; rounds += 1) {
      await new Promise<void>((resolve) => void real.setImmediate(resolve));
      if (this.#news !== seen) rounds = -1;
      seen = this.#news;
    }
  }

  /** True when whatever is under way waits for a lock. */
  async #isStuck(): Promise<boolean> {
    const before = this.#news;
    const works = [...this.#underWay];
    const pids = works.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    if (pids.length < works.length) return false;
    const waiting = await this.#blocked(pids);
    // Whatever came or ended meanwhile is looked at again.
    if (this.#news !== before || !works.every(({ pid }) => waiting.has(pid ?? 0))) return false;
    this.#holders = new Set([...waiting.values()].flat());
    return true;
  }

  waiting(): readonly Turn[] {
    const sorted = [...this.#turns].toSorted(
      (one, other) => compare(name(one), name(other)) || one.number - other.number,
    );
    if (this.#holders.size === 0) return sorted;
    const free = sorted.filter(({ pid }) => pid === undefined || this.#holders.has(pid));
    return free.length > 0 ? free : sorted;
  }

  take(turn: Turn): void {
    this.#turns.delete(turn);
    this.#news += 1;
    turn.goOn();
  }

  forget(owner: Owner): void {
    for (const turn of this.#turns) if (turn.owner === owner) this.#turns.delete(turn);
  }

  clear(): void {
    this.#turns.clear();
  }
}

const name = ({ owner, label }: Turn): string => `${owner?.name ?? ""} ${label}`;
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
