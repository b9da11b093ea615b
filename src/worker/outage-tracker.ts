/**
 * Remembers that executions could not be stored until the open windows know it: HubSpot retries them, and no one arrived
 * meanwhile because no one could be stored. Flushed before a delivery is advanced, or a window would close too early.
 */
export interface OutageTracker {
  /** The database gave no answer, or an execution was rejected. */
  report(): void;
  /** Tells the open windows of what was reported. Rejects, and remembers, while that is not possible. */
  flush(): Promise<void>;
}

export function createOutageTracker(keepWindowsOpen: () => Promise<void>): OutageTracker {
  let isReported = false;
  let flushing: Promise<void> | null = null;

  async function tellWindows(): Promise<void> {
    // What is reported meanwhile is passed on again.
    isReported = false;
    try {
      await keepWindowsOpen();
    } catch (error) {
      isReported = true;
      throw error;
    } finally {
      flushing = null;
    }
  }

  return {
    report() {
      isReported = true;
    },
    async flush() {
      // All wait for the one that tells: a step that went on meanwhile would close a window too early.
      if (isReported) flushing ??= tellWindows();
      await flushing;
    },
  };
}
