/** For tests that read the texts of every language. */
import type { LanguageFile } from "../../src/i18n/language-file.ts";
import { LANGUAGES, type Language } from "../../src/i18n/languages.ts";

/** All but English, which has the keys and figures that the others are held to. */
export const OTHER_LANGUAGES = LANGUAGES.filter((language) => language !== "en");

/** Every text with its path: `nav.settings`. */
function textsOf(words: unknown, path = ""): [string, string][] {
  if (typeof words === "string") return [[path, words]];
  if (typeof words !== "object" || words === null) return [];
  return Object.entries(words).flatMap(([name, inner]) => textsOf(inner, path === "" ? name : `${path}.${name}`));
}

/** Every text of a language with its path: `page.nav.settings`. */
export const partsOf = ({ codes, action, page, areas }: Partial<LanguageFile>): readonly [string, string][] =>
  textsOf({ codes, action, page, areas });

/** False for the texts that HubSpot fills in, which are no messages of ours. */
export const isOurs = ([, text]: readonly [string, string]): boolean => !text.includes("{{");

/** By ISO 15924, as `Intl.Locale` names scripts. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  Hant: /\p{Script=Han}/u,
  Jpan: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  Latn: /\p{Script=Latin}/u,
  Thai: /\p{Script=Thai}/u,
};

/** Whether any of it is written as the language is. */
export function isInScript(text: string, language: Language): boolean {
  const { script = "" } = new Intl.Locale(language).maximize();
  const letters = SCRIPTS[script];
  if (letters === undefined) throw new Error(`the letters of ${script} are to be added to SCRIPTS`);
  return letters.test(text);
}
