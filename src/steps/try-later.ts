/** Thrown by a job that cannot go on now: it runs again, not before the seconds a platform asked for. */
export class TryLater extends Error {
  readonly afterSeconds: number | null;
  constructor(why: string, afterSeconds: number | null) {
    super(why);
    this.name = "TryLater";
    this.afterSeconds = afterSeconds;
  }
}
