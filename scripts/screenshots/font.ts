/** The same letters on every machine: pictures are taken in Noto Sans, whatever fonts the machine has. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";

/** Style sheets of the packages. Each has its files beside it, in `files/`, named after the package. */
const SHEETS = {
  "noto-sans-jp": new URL(import.meta.resolve("@fontsource-variable/noto-sans-jp/index.css")),
  "noto-sans-tc": new URL(import.meta.resolve("@fontsource-variable/noto-sans-tc/index.css")),
  "noto-sans-thai": new URL(import.meta.resolve("@fontsource-variable/noto-sans-thai/index.css")),
} as const;
/** Below each page's own address: no browser would load a font from elsewhere. */
const FONTS = "/fonts-of-pictures/";

export async function bringFont(context: BrowserContext): Promise<void> {
  await context.route(`**${FONTS}**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const [, name, file] = /\/([\w-]+)\/([^/]+)$/.exec(pathname) ?? [];
    const path = fileURLToPath(new URL(`files/${file}`, SHEETS[name as keyof typeof SHEETS]));
    return route.fulfill({ path, contentType: "font/woff2" });
  });
}

/**
 * In the Japanese and Chinese fonts quotation marks and ellipses are as wide as their letters; other texts take letters alone.
 * Every page names all languages, so each font stands behind the page's own.
 */
const LETTERS = `
@font-face {
  font-family: "Letters";
  font-weight: 100 900;
  src: url(${FONTS}noto-sans-jp/noto-sans-jp-latin-wght-normal.woff2) format("woff2-variations");
  unicode-range: U+0000-00FF;
}
body { font-family: "Letters", "Noto Sans Thai", system-ui, "Noto Sans JP", "Noto Sans TC", sans-serif; }
:lang(ja) body { font-family: "Noto Sans JP", "Noto Sans TC", "Noto Sans Thai", sans-serif; }
:lang(zh-Hant) body { font-family: "Noto Sans TC", "Noto Sans JP", "Noto Sans Thai", sans-serif; }
`;

export async function showFont(page: Page): Promise<void> {
  const sheets = Object.entries(SHEETS).map(async ([name, url]) => {
    const css = await readFile(url, "utf8");
    return css.replaceAll(" Variable'", "'").replaceAll("./files/", `${FONTS}${name}/`);
  });
  await page.addStyleTag({ content: [...(await Promise.all(sheets)), LETTERS].join("\n") });
  // Fonts are asked for once the letters have been laid out.
  await page.evaluate("document.body.offsetHeight, document.fonts.ready.then(() => undefined)");
  const missing = await page.evaluate<number>("[...document.fonts].filter(({ status }) => status === 'error').length");
  if (missing > 0) throw new Error(`${missing} files of the font could not be loaded`);
}
