/** What HubSpot's listing asks for and people read before they install: guide, support, privacy, terms. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { labelInHubSpot, LANGUAGES, pageWords, type Language } from "../../src/i18n/wording.ts";
import { misnamed } from "../support/product-name.ts";
import { createTestConsole, NEW_PORTAL_ID, type TestConsole } from "./console.support.ts";

const PAGES = ["/help/setup", "/support", "/privacy", "/terms"] as const;
const SETUP = join(import.meta.dirname, "../../src/console/assets/setup");

let drafts: TestConsole;
let published: TestConsole;
beforeAll(async () => {
  drafts = await createTestConsole({ retentionDays: 45 });
  published = await createTestConsole({
    publicPages: {
      supportEmail: "help+line@hoshi-soft.example",
      docsUrl: "https://hoshi-soft.example/docs",
      privacyUrl: "https://hoshi-soft.example/privacy?of=listcast",
      termsUrl: "https://hoshi-soft.example/terms",
    },
  });
});
afterAll(async () => {
  await drafts.close();
  await published.close();
});

const get = (path: string, language = "en", tested = drafts) =>
  tested.http.get(path).set("Accept", "text/html").set("Accept-Language", language);

describe.each(PAGES)("%s", (path) => {
  test.each(LANGUAGES)("is read without a session, in %s", async (language) => {
    const response = await get(path, language);
    expect([response.status, response.get("Content-Language")]).toEqual([200, language]);
    const { title } = pageWords(language)[path === "/help/setup" ? "guide" : (path.slice(1) as "support")];
    expect(response.text).toContain(`<h1>${title}</h1>`);
    expect(response.get("Set-Cookie")).toBeUndefined();
    // Each figure is filled in, and each label.
    expect(response.text).not.toMatch(/[{}]|undefined/);
  });

  test("has the headers of every page, and nothing of what the address says", async () => {
    const response = await get(`${path}?lang=%3Cscript%3E&title=%3Cb%3Eevil&return=https://evil.example`);
    expect(response.get("Content-Security-Policy")).toContain("default-src 'none';");
    expect(response.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
    expect(response.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.get("Referrer-Policy")).toBe("no-referrer");
    expect(response.text).not.toMatch(/<b>evil|<script>|<style|\sstyle=|\son\w+=/);
  });

  test("offers the other language, and remembers it", async () => {
    const response = await get(`${path}?lang=ja`);
    expect(response.text).toContain('<html lang="ja">');
    expect(response.text).toContain('href="?lang=en"');
    expect([response.get("Set-Cookie")].flat().join()).toContain("line_audience_language=ja");
  });

  test("names no company and no product of HubSpot's", async () => {
    for (const language of LANGUAGES) {
      const { text } = await get(path, language);
      expect(misnamed(text)).toBe(false);
      expect(text.replaceAll(/<[^>]+>/g, "")).not.toMatch(
        /\b(?:Inc|Ltd|GmbH|Corporation|Co\.)|株式会社|合同会社|有限会社/,
      );
    }
  });
});

describe("where the operator has published its own", () => {
  test.each([
    ["/help/setup", "https://hoshi-soft.example/docs"],
    ["/privacy", "https://hoshi-soft.example/privacy?of=listcast"],
    ["/terms", "https://hoshi-soft.example/terms"],
  ])("%s leads there, whatever else the address says", async (path, address) => {
    const response = await get(`${path}?lang=ja&next=https://evil.example`, "en", published);
    expect([response.status, response.get("Location")]).toEqual([302, address]);
    expect(response.get("Cache-Control")).toBe("no-store");
  });

  test("/support shows the address to write to", async () => {
    const { text } = await get("/support", "en", published);
    expect(text).toContain('href="mailto:help+line@hoshi-soft.example"');
    expect(text).not.toContain(pageWords("en").support.noAddress);
  });
});

describe("where the operator has published nothing", () => {
  test.each([
    ["/privacy", "privacy"],
    ["/terms", "terms"],
  ] as const)("%s says that it is the software's text and not the operator's", async (path, name) => {
    for (const language of LANGUAGES)
      expect((await get(path, language)).text).toContain(pageWords(language).draft[name]);
  });

  test("/support says that there is no address yet", async () => {
    const { text } = await get("/support");
    expect(text).toContain(pageWords("en").support.noAddress);
    expect(text).not.toContain("mailto:");
  });

  test("the privacy page counts the days that are set", async () => {
    const { text } = await get("/privacy");
    expect(text).toContain("45 days");
    expect(text).not.toContain("30 days");
  });
});

describe("the footer", () => {
  const links = (text: string) => /<footer.*<\/footer>/s.exec(text)?.[0].match(/href="[^"]+"/g);

  const all = PAGES.map((page) => `href="${page}"`);

  test.each(["/", "/nowhere", "/privacy"])("is on %s, signed in or not", async (path) => {
    const cookie = await drafts.signIn();
    expect(links((await get(path)).text)).toEqual(all);
    expect(links((await get(path).set("Cookie", cookie)).text)).toEqual(all);
  });

  test.each(["/channels", "/messages", "/settings", "/deliveries/00000000-0000-4000-8000-000000000000"])(
    "is on %s for people who are signed in",
    async (path) => {
      expect(links((await get(path).set("Cookie", await drafts.signIn())).text)).toEqual(all);
    },
  );

  test("is on the page after a sign-in that failed", async () => {
    const { text } = await get("/hubspot/oauth/callback?error=access_denied");
    expect(links(text)).toEqual(all);
  });
});

/** The languages that `npm run screenshots` takes the pictures in. */
const PHOTOGRAPHED: ReadonlySet<Language> = new Set(["en", "ja", "zh-Hant", "th"]);

const picturesKept = (): string[] =>
  readdirSync(SETUP, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".webp"));

describe("the setup guide", () => {
  test("calls buttons, pages and fields what they are called", async () => {
    for (const language of LANGUAGES) {
      const { text } = await get("/help/setup", language);
      const { welcome, nav, channels, disconnect } = pageWords(language);
      const labels = [
        welcome.signIn,
        nav.channels,
        nav.messages,
        nav.deliveries,
        nav.settings,
        channels.testers,
        disconnect.title,
      ];
      const inHubSpot = [
        labelInHubSpot(({ action }) => action.actionName, language),
        labelInHubSpot(({ inputs }) => inputs.rehearsal.label, language),
        labelInHubSpot(({ inputs }) => inputs.requireApproval.label, language),
      ];
      for (const label of [...labels, ...inHubSpot])
        expect([label, text.includes(`“${label}”`) || text.includes(`「${label}」`)]).toEqual([label, true]);
    }
  });

  test("shows each step's picture, in English where it is not taken in the reader's language, and none is left over", async () => {
    const shown = await Promise.all(
      LANGUAGES.map(async (language) => {
        const { text } = await get("/help/setup", language);
        const steps = Object.keys(pageWords(language).guide.steps);
        const files = [...text.matchAll(/<img src="\/assets\/setup\/([^?"]+)\?v=[0-9a-f]{12}"/g)].map(
          ([, file]) => file,
        );
        const taken = PHOTOGRAPHED.has(language) ? language : "en";
        expect(files).toEqual(steps.map((step) => `${taken}/${step}.webp`));
        return files;
      }),
    );
    const kept = picturesKept();
    expect(new Set(shown.flat())).toEqual(new Set(kept));
  });

  test("its pictures are served, and small", async () => {
    for (const file of picturesKept()) {
      const response = await drafts.http.get(`/assets/setup/${file}`);
      expect([file, response.status, response.get("Content-Type")]).toEqual([file, 200, "image/webp"]);
      expect(readFileSync(join(SETUP, file)).length).toBeLessThan(50_000);
    }
    expect(existsSync(join(SETUP, "sizes.json"))).toBe(true);
  });

  test.each(["/", "/channels", "/messages", "/settings"])(
    "is linked from %s, where nothing is set up yet",
    async (path) => {
      const empty = await drafts.signIn(NEW_PORTAL_ID);
      expect((await get(path).set("Cookie", empty)).text).toContain('href="/help/setup');
    },
  );
});
