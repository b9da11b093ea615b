/** What a browser sent with a form. */
import type { Request } from "express";

/** Empty where the form has no fields. */
export const bodyOf = ({ body }: Pick<Request, "body">): Readonly<Record<string, unknown>> =>
  (body ?? {}) as Record<string, unknown>;

/** Fields as they were written, without the space around; empty where one was not sent, or more than once. */
export function textsOf<Name extends string>(request: Request, names: readonly Name[]): Record<Name, string> {
  const body = bodyOf(request);
  const texts = names.map((name) => [name, typeof body[name] === "string" ? body[name].trim() : ""]);
  return Object.fromEntries(texts) as Record<Name, string>;
}
