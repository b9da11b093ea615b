/**
 * Room that unknown callers share. A newcomer is never refused: where one owner, or all together, hold too much, the items that
 * have been there longest are given up. Honest callers are done within moments, so that it is not theirs.
 */
interface RoomOptions<Item> {
  /** Weight that one owner may hold. */
  readonly perOwner: number;
  /** Weight of all owners together. */
  readonly total: number;
  /** What has been there for less than this is given up only for `total`; 0 unless given. */
  readonly graceMs?: number;
  readonly giveUp: (item: Item) => void;
}

interface Room<Item> {
  /** Adds to what the item holds, or gives it a place; `owner` counts the first time. */
  hold(item: Item, owner: string, weight: number): void;
  has(item: Item): boolean;
  leave(item: Item): void;
  /** Weight of all items. */
  readonly held: number;
  /** Items given up since the start. */
  readonly givenUp: number;
}

interface Held<Item> {
  readonly owner: Owner<Item>;
  readonly since: number;
  weight: number;
}

interface Owner<Item> {
  readonly name: string;
  readonly items: Set<Item>;
  weight: number;
}

export function createRoom<Item>({ perOwner, total, graceMs = 0, giveUp }: RoomOptions<Item>): Room<Item> {
  /** The oldest first, as in each owner's set. */
  const items = new Map<Item, Held<Item>>();
  const owners = new Map<string, Owner<Item>>();
  let [held, givenUp] = [0, 0];

  function place(item: Item, name: string): Held<Item> {
    const owner = owners.get(name) ?? { name, items: new Set<Item>(), weight: 0 };
    owners.set(name, owner);
    owner.items.add(item);
    const one = { owner, since: performance.now(), weight: 0 };
    items.set(item, one);
    return one;
  }

  function leave(item: Item): void {
    const one = items.get(item);
    if (one === undefined) return;
    items.delete(item);
    held -= one.weight;
    one.owner.weight -= one.weight;
    one.owner.items.delete(item);
    if (one.owner.items.size === 0) owners.delete(one.owner.name);
  }

  function drop(item: Item): void {
    leave(item);
    givenUp += 1;
    giveUp(item);
  }

  return {
    hold(item, name, weight) {
      const one = items.get(item) ?? place(item, name);
      const { owner } = one;
      one.weight += weight;
      owner.weight += weight;
      held += weight;
      const settledBefore = performance.now() - graceMs;
      for (const oldest of owner.items) {
        if (owner.weight <= perOwner || (items.get(oldest)?.since ?? 0) > settledBefore) break;
        drop(oldest);
      }
      for (const oldest of items.keys()) {
        if (held <= total) break;
        drop(oldest);
      }
    },
    has: (item) => items.has(item),
    leave,
    get held() {
      return held;
    },
    get givenUp() {
      return givenUp;
    },
  };
}
