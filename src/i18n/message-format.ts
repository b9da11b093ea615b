/**
 * Sentences with figures, as ICU messages: `{name}` for a text, `{count, plural, one {# contact} other {# contacts}}` where
 * the number decides about the words. https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
import { IntlMessageFormat } from "intl-messageformat";

type Element = ReturnType<IntlMessageFormat["getAst"]>[number];
export type Values = Readonly<Record<string, string | number>>;

interface Compiled {
  readonly format: IntlMessageFormat;
  /** Names of the figures in the order of their first appearance; true for those that decide about words. */
  readonly figures: ReadonlyMap<string, boolean>;
}

/** Templates are ours and few; each is read once. */
const cache = new Map<string, Compiled>();

function compiled(template: string, locale: string): Compiled {
  const key = `${locale} ${template}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(template, locale, undefined, { ignoreTag: true });
  const figures = new Map<string, boolean>();
  gather(format.getAst(), figures);
  const fresh = { format, figures };
  cache.set(key, fresh);
  return fresh;
}

function gather(elements: readonly Element[], figures: Map<string, boolean>): void {
  for (const element of elements) {
    if (isLiteral(element) || !("value" in element)) continue;
    figures.set(element.value, figures.get(element.value) === true || !isArgument(element));
    if ("options" in element) for (const { value } of Object.values(element.options)) gather(value, figures);
  }
}

/** Numbers of the parser's element types; its enum cannot be named in erasable syntax. */
const [LITERAL, ARGUMENT] = [0, 1];
const isLiteral = ({ type }: Element): boolean => Number(type) === LITERAL;
const isArgument = ({ type }: Element): boolean => Number(type) === ARGUMENT;

/** Names of the figures in a template, in the order of their first appearance. */
export const figuresIn = (template: string): readonly string[] => [...compiled(template, "en").figures.keys()];

/**
 * Numbers are written as the language does. A figure that is missing shows as "–"; a count that is no number (such as "<20")
 * takes the words for many.
 */
export function formatMessage(template: string, values: Values, locale: string): string {
  if (!template.includes("{")) return template;
  const { format, figures } = compiled(template, locale);
  const shown: Record<string, string | number> = {};
  for (const [name, decides] of figures) {
    const value = values[name] ?? "–";
    if (decides && typeof value !== "number") return formatMessage(withoutPlurals(template), values, locale);
    shown[name] = decides || typeof value === "string" ? value : new Intl.NumberFormat(locale).format(value);
  }
  return String(format.format(shown));
}

/** With figures that are texts already. */
export const fill = (template: string, figures: Readonly<Record<string, string>>): string =>
  formatMessage(template, figures, "en");

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
