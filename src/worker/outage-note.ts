/**
 * Remembers that executions could not be stored until the open windows know it: HubSpot comes again for them, and nobody
 * came meanwhile because nobody was taken. Noted before a delivery is advanced, or a window would close on the first look.
 */
export interface OutageNote {
  /** The database gave no answer, or an execution was turned away. */
  noticed(): void;
  /** Rejects, and remembers, while it cannot be noted. */
  settle(): Promise<void>;
}

export function createOutageNote(keepWindowsOpen: () => Promise<void>): OutageNote {
  let unsettled = false;
  let settling: Promise<void> | null = null;

  async function note(): Promise<void> {
    // What is noticed while it is being noted is noted once more.
    unsettled = false;
    try {
      await keepWindowsOpen();
    } catch (error) {
      unsettled = true;
      throw error;
    } finally {
      settling = null;
    }
  }

  return {
    noticed() {
      unsettled = true;
    },
    async settle() {
      // All wait for the one that notes it: whoever went on meanwhile would close a window too early.
      if (unsettled) settling ??= note();
      await settling;
    },
  };
}
