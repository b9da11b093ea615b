/** A browser that takes pictures of whole pages, light and dark, as wide as a desk and as a phone. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { bringFont, showFont } from "./font.ts";

export const SCHEMES = ["light", "dark"] as const;
export const WIDTHS = { desktop: { width: 1100, height: 900 }, phone: { width: 390, height: 844 } } as const;

export type Scheme = (typeof SCHEMES)[number];

/** Pictures by their names, and what is the same about all of them. */
export interface Roll<Places> {
  readonly locale: string;
  readonly schemes: readonly Scheme[];
  readonly pictures: Readonly<Record<string, (page: Page, places: Places) => Promise<unknown>>>;
}

interface SignedIn {
  readonly publicUrl: string;
  readonly cookie: string;
}

/** Takes those whose name, with width and scheme, is `wanted`. */
export async function expose<Places extends SignedIn>(
  browser: Browser,
  { locale, schemes, pictures }: Roll<Places>,
  places: Places,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  for (const colorScheme of schemes) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      const wantedNow = Object.entries(pictures).filter(([name]) => wanted(`${name}-${width}-${colorScheme}`));
      if (wantedNow.length === 0) continue;
      const page = await openPage(browser, { viewport, colorScheme, locale }, places);
      for (const [name, open] of wantedNow) {
        await open(page, places);
        await page.waitForLoadState("load");
        await showFont(page);
        await capture(page, join(folder, `${name}-${width}-${colorScheme}.webp`));
      }
      await page.context().close();
    }
  }
}

/** A page of a context of its own, signed in, that looks the same each time. */
export async function openPage(
  browser: Browser,
  options: Pick<BrowserContextOptions, "viewport" | "colorScheme" | "locale">,
  places: SignedIn,
): Promise<Page> {
  const context = await browser.newContext({
    ...options,
    timezoneId: "Asia/Tokyo",
    reducedMotion: "reduce",
    // The pages allow no style but their own, and the font is ours.
    bypassCSP: true,
  });
  await signIn(context, places);
  await bringFont(context);
  return context.newPage();
}

/** Letters show no blur; a picture without loss is several times as large. */
const QUALITY = 75;

interface Clip {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The whole page, or the part of it, as WebP, which Playwright itself does not write. */
export async function capture(page: Page, path: string, clip?: Clip): Promise<void> {
  const [width = 0, height = 0] = await page.evaluate<number[]>(
    "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]",
  );
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { ...(clip ?? { x: 0, y: 0, width, height }), scale: 1 },
  });
  await devtools.detach();
  await writeFile(path, Buffer.from(data, "base64"));
}

async function signIn(context: BrowserContext, { publicUrl, cookie }: SignedIn): Promise<void> {
  const cookies = cookie.split(";").map((one) => {
    const [name = "", ...value] = one.trim().split("=");
    return { name, value: value.join("="), url: publicUrl };
  });
  await context.addCookies(cookies);
}
