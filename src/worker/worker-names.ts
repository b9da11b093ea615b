export type WorkerNames = ReturnType<typeof createWorkerNames>;
export type WorkerName = ReturnType<WorkerNames["begin"]>;

/**
 * The names under which jobs of this process are locked: of the worker that takes them, and of any before it whose jobs
 * still run. Taken for a crashed worker's they would run twice, and what they leave to be done later would be lost.
 * `note` is called with all names whenever they change.
 */
export function createWorkerNames(note: (names: readonly string[]) => void) {
  const names = new Set<string>();
  const change = () => note([...names]);
  return {
    /** From now on jobs are locked under this name too. */
    begin(name: string) {
      let takes = true;
      let atWork = 0;
      const giveUpIfOver = () => {
        if (!takes && atWork === 0 && names.delete(name)) change();
      };
      names.add(name);
      change();
      return {
        /** A job that is at work. */
        async track<T>(work: () => Promise<T>): Promise<T> {
          atWork += 1;
          try {
            return await work();
          } finally {
            atWork -= 1;
            giveUpIfOver();
          }
        },
        /** No more jobs are taken: the name is given up once the last one has ended. */
        end(): void {
          takes = false;
          giveUpIfOver();
        },
      };
    },
  };
}
