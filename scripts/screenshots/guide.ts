/** The pictures of the setup guide: parts of pages, in each language that it is shown in. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import type { PictureName } from "../../src/console/help/pictures.ts";
import { capture, openPage } from "./camera.ts";
import { showFont } from "./font.ts";
import type { GuideLanguage, GuideSample } from "./past.ts";
import { deliveryOf, signedOut, type Places } from "./pictures.ts";

const FOLDER = new URL("../../src/console/assets/setup/", import.meta.url).pathname;

/** Narrow enough for a phone to show letters; what is higher is cut off at the bottom. */
const VIEWPORT = { width: 640, height: 1000 };
const MAX_HEIGHT = 690;
const MARGIN = 12;

/** What a browser asks for. */
const LOCALES: Readonly<Record<GuideLanguage, string>> = { en: "en-GB", ja: "ja-JP", "zh-Hant": "zh-TW", th: "th-TH" };

interface Scene {
  readonly page: Page;
  readonly places: Places;
  readonly sample: GuideSample;
  readonly language: GuideLanguage;
}

/** Opens the page and returns from where to where the picture reaches, from top to bottom. */
type Look = (scene: Scene) => Promise<readonly [Locator, Locator]>;

const LOOKS: Readonly<Record<PictureName, Look>> = {
  async install({ page, places }) {
    await signedOut(page, places);
    return [page.locator(".hero"), page.locator(".hero")];
  },
  async connect({ page, places }) {
    await page.goto(`${places.publicUrl}/channels`);
    const form = page.locator(".card", { has: page.locator("[name=channelSecret]") });
    await form.locator("[name=name]").fill("Hoshi Coffee");
    await form.locator("[name=channelId]").fill("1657001234");
    await form.locator("[name=channelSecret]").fill("0123456789abcdef");
    await page.evaluate("document.activeElement.blur()");
    return [form, form];
  },
  async testers({ page, places }) {
    await page.goto(`${places.publicUrl}/channels`);
    const testers = page.locator("details", { has: page.locator("[name=lineUserId]") });
    await testers.locator("summary").click();
    return [testers, testers];
  },
  async message({ page, places, sample }) {
    await page.goto(`${places.publicUrl}/messages/${sample.inputs.message}`);
    return [page.locator("h1"), page.locator(".line-chat").first()];
  },
  async workflow({ page, places, sample, language }) {
    const { channel, list } = await idsOf(places, sample);
    const fields = { channel, deliveryList: list, ...sample.inputs, rehearsal: "on" };
    const query = new URLSearchParams({ portalId: String(PORTAL_ID), locale: language });
    for (const [name, value] of Object.entries(fields)) query.set(`field.${name}`, value);
    await page.goto(`${places.appUrl}/workflows/new?${query}`);
    const shown = Object.keys(fields).filter((name) => name !== "messageText");
    const others = `fieldset[data-field]${shown.map((name) => `:not([data-field=${name}])`).join("")}`;
    await page.addStyleTag({ content: `${others}, fieldset .help { display: none }` });
    await page.waitForLoadState("networkidle");
    const card = page.locator("section.card");
    return [card, card];
  },
  async rehearsal({ page, places, sample }) {
    await deliveryOf(sample.lists.rehearsed)(page, places);
    return [page.locator("h1"), page.locator(".card").nth(1)];
  },
  async result({ page, places, sample }) {
    await deliveryOf(sample.lists.sent)(page, places);
    return [page.locator("h1"), page.locator(".card").nth(3)];
  },
};

/** Takes them all, and notes their sizes for pages to be laid out by. */
export async function photographGuide(browser: Browser, places: Places): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  const sizes: Record<string, { width: number; height: number }> = {};
  for (const [language, sample] of Object.entries(places.guide) as [GuideLanguage, GuideSample][]) {
    await mkdir(join(FOLDER, language), { recursive: true });
    const page = await openPage(browser, { viewport: VIEWPORT, locale: LOCALES[language] }, places);
    for (const [name, look] of Object.entries(LOOKS)) {
      const [first, last] = await look({ page, places, sample, language });
      await showFont(page);
      sizes[`${language}/${name}`] = await take(page, [first, last], join(FOLDER, language, `${name}.webp`));
    }
    await page.context().close();
  }
  await writeFile(join(FOLDER, "sizes.json"), `${JSON.stringify(sizes, null, 2)}\n`);
}

async function take(page: Page, [first, last]: readonly [Locator, Locator], path: string) {
  const [top, bottom] = [await first.boundingBox(), await last.boundingBox()];
  if (top === null || bottom === null) throw new Error(`${path}: what it is to show is not on the page`);
  const scrolled = await page.evaluate<number>("scrollY");
  const width = Math.min(VIEWPORT.width, Math.ceil(Math.max(top.width, bottom.width) + 2 * MARGIN));
  const height = Math.min(MAX_HEIGHT, Math.ceil(bottom.y + bottom.height - top.y + 2 * MARGIN));
  const clip = { x: Math.max(0, top.x - MARGIN), y: Math.max(0, top.y + scrolled - MARGIN), width, height };
  await capture(page, path, clip);
  return { width, height };
}

/** HubSpot's id of the list, and the service's of the connected account. */
async function idsOf({ publicUrl, cookie }: Places, { lists }: GuideSample) {
  const answer = await fetch(`${publicUrl}/api/deliveries?search=${encodeURIComponent(lists.sent)}`, {
    headers: { cookie },
  });
  const { deliveries } = (await answer.json()) as { deliveries: readonly Named[] };
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error(`there is no delivery to ${lists.sent}`);
  return { channel: delivery.channel.id, list: delivery.list.id };
}

interface Named {
  readonly channel: { readonly id: string };
  readonly list: { readonly id: string };
}
