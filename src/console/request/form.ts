/** What a browser sent with a form, and how the form is answered. */
import type { Request } from "express";
import type Joi from "joi";
import { sentence, type PageWords } from "../../i18n/wording.ts";
import { checkFields, WRITTEN } from "../web/fields.ts";
import { Refused, type Refusal } from "./refusal.ts";
import type { PageRequest } from "./visit.ts";

/** Empty where the form has no fields. */
export const bodyOf = ({ body }: Pick<Request, "body">): Readonly<Record<string, unknown>> =>
  (body ?? {}) as Record<string, unknown>;

const TRIMMED = WRITTEN.trim().default("");

/** Fields as they were written, without the space around; empty where one was not sent, or more than once. */
export function textsOf<Name extends string>(request: Request, names: readonly Name[]): Record<Name, string> {
  const body = bodyOf(request);
  const texts = names.map((name) => [name, TRIMMED.validate(body[name]).value]);
  return Object.fromEntries(texts) as Record<Name, string>;
}

/** Why what a form asks for was not done. */
export interface Problem {
  readonly sentence: string;
  readonly field: string;
  /** Left out where a field is not what it has to be. */
  readonly refusal?: Refusal;
}

/** The page to go on to, which says what was done. */
export const saying = (path: string, done: keyof PageWords["done"]): string => `${path}?done=${done}`;

/** For a button without fields: does it and goes on to another page. */
export const pressed =
  (act: (visit: PageRequest) => Promise<unknown>, to: string) =>
  async (visit: PageRequest): Promise<void> => {
    await act(visit);
    visit.response.redirect(303, to);
  };

interface Submission<T, Done> {
  readonly fields: Joi.ObjectSchema<T>;
  /** What the form means, where that is not what it sends. */
  readonly written?: unknown;
  readonly act: (checked: T) => Promise<Done>;
  /** The address to go on to. */
  readonly to: (done: Done) => string;
  /** Shows the form again, with what was written. */
  readonly again: (problem: Problem) => Promise<void>;
}

export async function submit<T, Done>(
  { request, response, context }: PageRequest,
  { fields, written = request.body, act, to, again }: Submission<T, Done>,
): Promise<void> {
  const checked = checkFields(fields, written, context);
  if (checked.kind === "invalid") return again(checked);
  try {
    response.redirect(303, to(await act(checked.value)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { refusal } = error;
    await again({ sentence: sentence(refusal.finding, context.language), field: refusal.field, refusal });
  }
}
