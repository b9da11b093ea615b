/**
 * Who watches what. However many people watch the same delivery, its version is read once a second, from the database: it
 * does not matter which instance changed the delivery, and a restart loses nothing.
 */
export interface ChangePoller {
  /** Calls `changed` with every version other than `known`, until the watch is ended. */
  watch(key: string, known: string | null, watcher: Watcher): { end(): void };
}

export interface Watcher {
  readonly ask: () => Promise<string | null>;
  readonly changed: (version: string) => void;
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
    const version = await first.watcher.ask().catch(() => null);
    for (const one of watchers) {
      if (version === null) one.watcher.over();
      else if (version !== one.seen) {
        one.seen = version;
        one.watcher.changed(version);
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
