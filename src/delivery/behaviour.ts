/**
 * Which behaviour this version of the service knows. Raise it with any change under which an older version would carry a
 * delivery on wrongly: an input that it would ignore, a phase or a step that it does not know. A delivery remembers the
 * newest that opened or changed it, and a process that knows less leaves it alone: while versions run beside each other, and
 * after going back.
 */
export const BEHAVIOUR_VERSION = 1;
