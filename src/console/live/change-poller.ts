/**
 * Who watches what. However many people watch the same delivery, its stand is asked for once a second; it comes from the
 * database, so that it does not matter which instance changed it, and a restart loses nothing.
 */
export interface ChangePoller {
  /** Calls `changed` with every stand that is another one than `known`, until the watch is ended. */
  watch(key: string, known: string | null, watcher: Watcher): { end(): void };
}

export interface Watcher {
  readonly ask: () => Promise<string | null>;
  readonly changed: (stand: string) => void;
  /** There is nothing to watch any more, or it cannot be asked for now. */
  readonly over: () => void;
}

interface Watched {
  readonly watchers: Set<{ seen: string | null; readonly watcher: Watcher }>;
  readonly timer: NodeJS.Timeout;
}

const ASK_EVERY_MS = 1000;

export function createChangePoller(askEveryMs = ASK_EVERY_MS): ChangePoller {
  const all = new Map<string, Watched>();

  async function look({ watchers }: Watched): Promise<void> {
    const [first] = watchers;
    if (first === undefined) return;
    const stand = await first.watcher.ask().catch(() => null);
    for (const one of watchers) {
      if (stand === null) one.watcher.over();
      else if (stand !== one.seen) {
        one.seen = stand;
        one.watcher.changed(stand);
      }
    }
  }

  function begin(key: string): Watched {
    let asking = false;
    const timer = setInterval(() => {
      if (asking) return;
      asking = true;
      void look(watched).finally(() => (asking = false));
    }, askEveryMs);
    const watched: Watched = { watchers: new Set(), timer };
    all.set(key, watched);
    return watched;
  }

  return {
    watch(key, known, watcher) {
      const watched = all.get(key) ?? begin(key);
      const one = { seen: known, watcher };
      watched.watchers.add(one);
      return {
        end() {
          watched.watchers.delete(one);
          if (watched.watchers.size > 0) return;
          clearInterval(watched.timer);
          if (all.get(key) === watched) all.delete(key);
        },
      };
    },
  };
}
