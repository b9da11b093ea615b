/**
 * Colours and measures of a message as class names, and the style sheet that explains them. The page's policy allows no
 * inline style; a sheet of our own is asked for with exactly the names a page uses. A name that is not of the expected
 * form makes no rule: nothing of a message gets into a sheet as it is.
 */
const COLOUR = /^(?:[0-9a-f]{6}|[0-9a-f]{8})$/;
/** `12`, `12.5` or `50%`, written `12`, `12_5` and `50p`. */
const LENGTH = /^(-?\d{1,4}(?:_\d{1,2})?)(p?)$/;
const RATIO = /^(\d{1,5}(?:_\d{1,5})?)x(\d{1,5}(?:_\d{1,5})?)$/;
const COUNT = /^\d{1,3}$/;
const NEGATIVE = /^n(?=\d)/;

type Rule = (value: string) => string | null;

const number = (text: string): string => text.replace("_", ".");
const colour =
  (property: string): Rule =>
  (value) =>
    COLOUR.test(value) ? `${property}:#${value}` : null;
const length =
  (...properties: readonly string[]): Rule =>
  (value) => {
    const [, amount, percent] = LENGTH.exec(value) ?? [];
    if (amount === undefined) return null;
    return properties.map((property) => `${property}:${number(amount)}${percent === "p" ? "%" : "px"}`).join(";");
  };

const keyword =
  (property: string, ...words: readonly string[]): Rule =>
  (value) =>
    words.includes(value) ? `${property}:${value}` : null;

const RULES = {
  color: colour("color"),
  ground: colour("background-color"),
  edge: colour("border-color"),
  w: length("width"),
  h: length("height"),
  maxw: length("max-width"),
  maxh: length("max-height"),
  mt: length("margin-top"),
  ms: length("margin-inline-start"),
  pad: length("padding"),
  pt: length("padding-top"),
  pb: length("padding-bottom"),
  ps: length("padding-inline-start"),
  pe: length("padding-inline-end"),
  round: length("border-radius"),
  line: length("border-width"),
  font: length("font-size"),
  top: length("top"),
  bottom: length("bottom"),
  start: length("inset-inline-start"),
  end: length("inset-inline-end"),
  justify: keyword("justify-content", "center", "flex-end", "space-between", "space-around", "space-evenly"),
  items: keyword("align-items", "flex-start", "center", "flex-end"),
  self: keyword("align-self", "center", "flex-end"),
  align: keyword("text-align", "center", "end"),
  style: keyword("font-style", "italic"),
  decoration: keyword("text-decoration", "underline", "line-through"),
  grow: (value) => (value === "0" ? "flex:none" : COUNT.test(value) ? `flex:${value} ${value} 0` : null),
  lines: (value) =>
    COUNT.test(value) ? `display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:${value}` : null,
  ratio: (value) => {
    const [, width, height] = RATIO.exec(value) ?? [];
    return width === undefined || height === undefined ? null : `aspect-ratio:${number(width)}/${number(height)}`;
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type TokenKind = keyof typeof RULES;

/** More than a message of LINE's largest size needs. */
const MAX_TOKENS = 1500;

/** The declaration behind a class name; null for a name that means nothing. */
function declaration(token: string): string | null {
  const [, kind = "", value = ""] = /^(\w+)-(.*)$/.exec(token) ?? [];
  const rule: Rule | undefined = Object.hasOwn(RULES, kind) ? RULES[kind as TokenKind] : undefined;
  return rule?.(value.replace(NEGATIVE, "-")) ?? null;
}

/** A style sheet for these class names. Twice the class, so that it wins over what the layout says. */
export function styleSheet(tokens: readonly string[]): string {
  const rules = [...new Set(tokens)].slice(0, MAX_TOKENS).map((token) => {
    const declared = declaration(token);
    return declared === null ? "" : `.line-chat .v-${token}{${declared}}\n`;
  });
  return rules.join("");
}

/** Gathers the class names of one page. */
export class Styles {
  readonly #tokens = new Set<string>();

  /** Classes for these values; what is missing or strange is left out. */
  of(values: Partial<Record<TokenKind, unknown>>): string {
    const classes: string[] = [];
    for (const [kind, value] of Object.entries(values)) {
      if (typeof value !== "string" && typeof value !== "number") continue;
      const token = `${kind}-${String(value).replace(/^-/, "n").replace("%", "p").replaceAll(".", "_")}`;
      if (declaration(token) === null) continue;
      this.#tokens.add(token);
      classes.push(`v-${token}`);
    }
    return classes.join(" ");
  }

  /** Address of the sheet; null when none is needed. */
  get href(): string | null {
    const tokens = [...this.#tokens].toSorted();
    return tokens.length === 0 ? null : `/assets/message.css?s=${tokens.join("+")}`;
  }
}
