/**
 * Arrivals that come while one insert runs go into the next, as one statement. None waits on a timer: alone, an arrival is
 * stored within the same turn of the event loop; under load, batches grow by themselves.
 */
import { setImmediate as nextTurn } from "node:timers/promises";

export interface GroupCommitOptions<Item, Result> {
  /** Stores all items and answers them in the same order, or throws and has stored none. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** True for a failure that each item alone would meet too. */
  readonly isOutage: (error: unknown) => boolean;
  /** Whose item it is: once there are several owners, none takes more than half of the queue. */
  readonly ownerOf: (item: Item) => number;
  readonly maxBatch: number;
  /** Arrivals beyond this are refused at once, before memory grows. */
  readonly maxQueue: number;
}

export interface GroupCommit<Item, Result> {
  /** Resolves once the item is stored. Rejects with `QueueFull`, or with the reason why it could not be stored. */
  add(item: Item): Promise<Result>;
  readonly queued: number;
  /** True while `add` would reject whatever it is given: asked before a request is even read. */
  readonly full: boolean;
}

export class QueueFull extends Error {
  constructor() {
    super("as many arrivals as may are waiting to be stored already");
    this.name = "QueueFull";
  }
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export function createGroupCommit<Item, Result>(options: GroupCommitOptions<Item, Result>): GroupCommit<Item, Result> {
  const { commit, isOutage, ownerOf, maxBatch, maxQueue } = options;
  const share = Math.ceil(maxQueue / 2);
  /** How many of each owner wait; an owner stays known. */
  const counts = new Map<number, number>();
  let waiting: Waiting<Item, Result>[] = [];
  let running = false;

  const count = (owner: number, by: number) => counts.set(owner, (counts.get(owner) ?? 0) + by);

  const isFullFor = (owner: number) =>
    waiting.length >= maxQueue || (counts.size > 1 && (counts.get(owner) ?? 0) >= share);

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      // Requests whose bytes are here already are read before the next turn, and go into the same batch. Beyond the
      // capacity a turn is long, and batches are full without it.
      if (waiting.length < maxBatch) await nextTurn();
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      for (const { item } of batch) count(ownerOf(item), -1);
      await settle(batch);
    }
    running = false;
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await commit(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined) reject(new Error("the store answered fewer arrivals than it was given"));
        else resolve(result);
      });
    } catch (error) {
      await retryIndividually(batch, error);
    }
  }

  /** One arrival that cannot be stored must not take the others with it: each is tried alone. */
  async function retryIndividually(batch: readonly Waiting<Item, Result>[], error: unknown): Promise<void> {
    if (batch.length > 1 && !isOutage(error)) for (const one of batch) await settle([one]);
    else for (const { reject } of batch) reject(error);
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const owner = ownerOf(item);
        if (isFullFor(owner)) return reject(new QueueFull());
        count(owner, 1);
        waiting.push({ item, resolve, reject });
        if (!running) void drain();
      }),
    get queued() {
      return waiting.length;
    },
    get full() {
      return waiting.length >= maxQueue;
    },
  };
}
