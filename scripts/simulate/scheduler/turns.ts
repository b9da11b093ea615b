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
  /** Real work under way: nobody has a turn before it is over, or waits for a lock. */
  during<T>(work: Promise<T>, pid?: number): Promise<T>;
  /** The same for work whose end is announced elsewhere. */
  begin(pid?: number): () => void;
  /** Resolves when everything waits: for its turn, for a lock that another holds, or for time to pass. */
  settle(): Promise<void>;
  /**
   * In an order that does not depend on the arrival of packets. While a statement waits for a lock, only whoever holds
   * it asks the database: of several that wait for one row, PostgreSQL lets now this one go first, now that one.
   */
  waiting(): readonly Turn[];
  take(turn: Turn): void;
  forget(owner: Owner): void;
  clear(): void;
}

/** Rounds of the event loop without news after which there is none to come. */
const QUIET_ROUNDS = 4;
const LOOK_FOR_LOCKS_AFTER_MS = 3;

/** Those of these PostgreSQL backends that wait for a lock, each with whom it waits for. */
type Blocked = (pids: readonly number[]) => Promise<ReadonlyMap<number, readonly number[]>>;

export function createTurns(blocked: Blocked): Turns {
  const turns = new Set<Turn>();
  const underWay = new Set<{ readonly pid: number | undefined }>();
  let news = 0;
  let numbers = 0;
  /** Whose locks are waited for. */
  let holders: ReadonlySet<number> = new Set();
  let over = Promise.withResolvers<void>();

  const begin = (pid?: number) => {
    const work = { pid };
    underWay.add(work);
    news += 1;
    return () => {
      if (!underWay.delete(work)) return;
      news += 1;
      over.resolve();
      over = Promise.withResolvers();
    };
  };

  /** True when whatever is under way waits for a lock. */
  async function isStuck(): Promise<boolean> {
    const before = news;
    const works = [...underWay];
    const pids = works.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    if (pids.length < works.length) return false;
    const waiting = await blocked(pids);
    // Whatever came or ended meanwhile is looked at anew.
    if (news !== before || !works.every(({ pid }) => waiting.has(pid ?? 0))) return false;
    holders = new Set([...waiting.values()].flat());
    return true;
  }

  /** Lets every continuation run that needs nothing from outside. */
  async function quiet(): Promise<void> {
    let seen = news;
    for (let rounds = 0; rounds < QUIET_ROUNDS; rounds += 1) {
      await new Promise<void>((resolve) => void real.setImmediate(resolve));
      if (news !== seen) rounds = -1;
      seen = news;
    }
  }

  return {
    wait(owner, label, pid) {
      if (owner !== null && !owner.alive) return never();
      news += 1;
      numbers += 1;
      const { promise, resolve } = Promise.withResolvers<void>();
      turns.add({ owner, label, pid, number: numbers, goOn: resolve });
      return promise;
    },
    async during(work, pid) {
      const end = begin(pid);
      try {
        return await work;
      } finally {
        end();
      }
    },
    begin,
    async settle() {
      for (;;) {
        await quiet();
        holders = new Set();
        if (underWay.size === 0) return;
        const ended = over.promise.then(() => true);
        const waited = new Promise<false>((resolve) => {
          real.setTimeout(() => resolve(false), LOOK_FOR_LOCKS_AFTER_MS);
        });
        if (!(await Promise.race([ended, waited])) && (await isStuck())) return;
      }
    },
    waiting() {
      const sorted = [...turns].toSorted((one, other) => compare(name(one), name(other)) || one.number - other.number);
      if (holders.size === 0) return sorted;
      const free = sorted.filter(({ pid }) => pid === undefined || holders.has(pid));
      return free.length > 0 ? free : sorted;
    },
    take(turn) {
      turns.delete(turn);
      news += 1;
      turn.goOn();
    },
    forget(owner) {
      for (const turn of turns) if (turn.owner === owner) turns.delete(turn);
    },
    clear: () => turns.clear(),
  };
}

const name = ({ owner, label }: Turn): string => `${owner?.name ?? ""} ${label}`;
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
