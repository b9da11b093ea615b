/**
 * Who watches what. However many people watch the same delivery, its version is read once a second, from the database: it
 * does not matter which instance changed the delivery, and a restart loses nothing.
 */
export interface Watcher {
  readonly ask: () => Promise<string | null>;
  readonly changed: (version: string) => void;
  /** There is nothing to watch any more, or it cannot be asked for now. */
  readonly over: () => void;
}

interface Watched {
  /** With the version that each has seen. */
  readonly watchers: Map<Watcher, string | null>;
  readonly timer: NodeJS.Timeout;
}

const ASK_EVERY_MS = 1000;

/** Calls `changed` with every version other than `known`, until the function that it returns is called. */
export type Watch = (key: string, known: string | null, watcher: Watcher) => () => void;

export function createChangePoller(): Watch {
  const all = new Map<string, Watched>();

  async function look({ watchers }: Watched): Promise<void> {
    const [first] = watchers.keys();
    if (first === undefined) return;
    const version = await first.ask().catch(() => null);
    for (const [watcher, seen] of watchers) {
      if (version === null) watcher.over();
      else if (version !== seen) {
        watchers.set(watcher, version);
        watcher.changed(version);
      }
    }
  }

  function begin(key: string): Watched {
    let asking = false;
    const timer = setInterval(() => {
      if (asking) return;
      asking = true;
      void look(watched).finally(() => (asking = false));
    }, ASK_EVERY_MS);
    const watched: Watched = { watchers: new Map(), timer };
    all.set(key, watched);
    return watched;
  }

  return (key, known, watcher) => {
    const watched = all.get(key) ?? begin(key);
    watched.watchers.set(watcher, known);
    return () => {
      watched.watchers.delete(watcher);
      if (watched.watchers.size > 0) return;
      clearInterval(watched.timer);
      if (all.get(key) === watched) all.delete(key);
    };
  };
}
