/**
 * Sentences with figures, as ICU messages: `{name}` for a text, `{count, plural, one {# contact} other {# contacts}}` where
 * the number decides about the words. https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
import { IntlMessageFormat } from "intl-messageformat";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];
export type Values = Readonly<Record<string, string | number>>;

interface Compiled {
  readonly format: IntlMessageFormat;
  readonly names: readonly string[];
  /** Names that have to be numbers. */
  readonly counts: ReadonlySet<string>;
}

/** Templates are ours and few; each is read once. */
const cache = new Map<string, Compiled>();

function compiled(template: string, locale: string): Compiled {
  const key = `${locale} ${template}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(template, locale, undefined, { ignoreTag: true });
  const names = new Set<string>();
  const counts = new Set<string>();
  gather(format.getAst(), names, counts);
  const fresh = { format, names: [...names], counts };
  cache.set(key, fresh);
  return fresh;
}

function gather(elements: readonly Element[], names: Set<string>, counts: Set<string>): void {
  for (const element of elements) {
    if (isLiteral(element) || !("value" in element)) continue;
    names.add(element.value);
    if (!isArgument(element)) counts.add(element.value);
    if ("options" in element) for (const { value } of Object.values(element.options)) gather(value, names, counts);
  }
}

/** Numbers of the parser's element types; its enum cannot be named in erasable syntax. */
const [LITERAL, ARGUMENT] = [0, 1];
const isLiteral = ({ type }: Element): boolean => Number(type) === LITERAL;
const isArgument = ({ type }: Element): boolean => Number(type) === ARGUMENT;

/** Names of the figures in a template, in the order of their first appearance. */
export const figuresIn = (template: string): readonly string[] => compiled(template, "en").names;

/** Names of those figures that decide about words and so have to come as numbers. */
export const countsIn = (template: string): ReadonlySet<string> => compiled(template, "en").counts;

/** A figure that is missing shows as "–"; a count that is no number (such as "<20") takes the words for many. */
export function formatMessage(template: string, values: Values, locale: string): string {
  if (!template.includes("{")) return template;
  const message = compiled(template, locale);
  for (const name of message.counts) {
    if (typeof values[name] !== "number") return formatMessage(withoutPlurals(template), values, locale);
  }
  const all = Object.fromEntries(message.names.map((name) => [name, values[name] ?? "–"]));
  return String(message.format.format(all));
}

/** The words for many, with each figure as a plain `{name}`: for places that fill in texts themselves. */
export function withoutPlurals(template: string): string {
  return template.includes("{") ? printed(compiled(template, "en").format.getAst(), "") : template;
}

function printed(elements: readonly Element[], counted: string): string {
  return elements
    .map((element) => {
      // The number sign, which stands for the count.
      if (!("value" in element)) return `{${counted}}`;
      if (isLiteral(element)) return element.value;
      return "options" in element
        ? printed(element.options["other"]?.value ?? [], element.value)
        : `{${element.value}}`;
    })
    .join("");
}
