export type OutageTracker = ReturnType<typeof createOutageTracker>;

/**
 * Remembers that executions could not be stored until the open windows know it: HubSpot retries them, and no one arrived
 * meanwhile because no one could be stored. Flushed before a delivery is advanced, or a window would close too early.
 */
export function createOutageTracker(keepWindowsOpen: () => Promise<void>) {
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
    /** The database gave no answer, or an execution was rejected. */
    report(): void {
      isReported = true;
    },
    /** Notifies the open windows of what was reported. Rejects, and remembers, while that is not possible. */
    async flush(): Promise<void> {
      // All wait for the one that tells: a step that went on meanwhile would close a window too early.
      if (isReported) flushing ??= tellWindows();
      await flushing;
    },
  };
}
