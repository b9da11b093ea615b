/** Thrown by a job that cannot go on now: it runs again, not before the seconds a platform asked for. */
export class TryLater extends Error {
  readonly afterSeconds: number | null;
  /** True when waiting alone will hardly help: somebody should look. */
  readonly loud: boolean;
  constructor(why: string, afterSeconds: number | null, { loud = false } = {}) {
    super(why);
    this.name = "TryLater";
    this.afterSeconds = afterSeconds;
    this.loud = loud;
  }
}
