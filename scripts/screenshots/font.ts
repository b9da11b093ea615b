/** The same letters on every machine: pictures are taken in Noto Sans, whatever fonts the machine has. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";

const PACKAGE = new URL("./", import.meta.resolve("@fontsource-variable/noto-sans-jp/index.css"));
/** Below each page's own address: no browser would load a font from elsewhere. */
const FONTS = "/fonts-of-pictures/";

export async function bringFont(context: BrowserContext): Promise<void> {
  await context.route(`**${FONTS}*`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(FONTS.length);
    return route.fulfill({ path: fileURLToPath(new URL(`files/${file}`, PACKAGE)), contentType: "font/woff2" });
  });
}

/** In the Japanese font quotation marks and ellipses are as wide as its letters; English texts take letters alone. */
const LETTERS = `
@font-face {
  font-family: "Letters";
  font-weight: 100 900;
  src: url(${FONTS}noto-sans-jp-latin-wght-normal.woff2) format("woff2-variations");
  unicode-range: U+0000-00FF;
}
body { font-family: "Letters", system-ui, "Noto Sans JP", sans-serif; }
:lang(ja) body { font-family: "Noto Sans JP", sans-serif; }
`;

export async function showFont(page: Page): Promise<void> {
  const css = await readFile(new URL("index.css", PACKAGE), "utf8");
  const here = css.replaceAll("Noto Sans JP Variable", "Noto Sans JP").replaceAll("./files/", FONTS);
  await page.addStyleTag({ content: here + LETTERS });
  // Fonts are asked for once the letters have been laid out.
  await page.evaluate("document.body.offsetHeight, document.fonts.ready.then(() => undefined)");
  const missing = await page.evaluate<number>("[...document.fonts].filter(({ status }) => status === 'error').length");
  if (missing > 0) throw new Error(`${missing} files of the font could not be loaded`);
}
