/** Why the service cannot start, as one sentence for the operator: what is the matter, which setting, and how to go on. */
export class CannotStart extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = "CannotStart";
  }
}
