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
  return {
    noticed() {
      unsettled = true;
    },
    async settle() {
      if (!unsettled) return;
      // What is noticed while it is being noted is noted once more.
      unsettled = false;
      try {
        await keepWindowsOpen();
      } catch (error) {
        unsettled = true;
        throw error;
      }
    },
  };
}
