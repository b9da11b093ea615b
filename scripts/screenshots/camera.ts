/** A browser that takes pictures of whole pages, light and dark, as wide as a desk and as a phone. */
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
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

export async function expose<Places extends SignedIn>(
  browser: Browser,
  { locale, schemes, pictures }: Roll<Places>,
  places: Places,
  folder: string,
): Promise<void> {
  for (const colorScheme of schemes) {
    for (const [width, viewport] of Object.entries(WIDTHS)) {
      const context = await browser.newContext({
        viewport,
        colorScheme,
        locale,
        timezoneId: "Asia/Tokyo",
        reducedMotion: "reduce",
        // The pages allow no style but their own, and the font is ours.
        bypassCSP: true,
      });
      await signIn(context, places);
      await bringFont(context);
      const page = await context.newPage();
      for (const [name, open] of Object.entries(pictures)) {
        await open(page, places);
        await page.waitForLoadState("load");
        await showFont(page);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await context.close();
    }
  }
}

async function signIn(context: BrowserContext, { publicUrl, cookie }: SignedIn): Promise<void> {
  const cookies = cookie.split(";").map((one) => {
    const [name = "", ...value] = one.trim().split("=");
    return { name, value: value.join("="), url: publicUrl };
  });
  await context.addCookies(cookies);
}
