/**
 * How long the adapters under test wait for an answer, in ms. Tests of silence wait it out; every other answer has to come
 * within it on a busy machine too, so it is no shorter.
 */
export const PATIENCE_MS = 4_000;
