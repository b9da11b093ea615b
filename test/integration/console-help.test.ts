/** What people read without signing in: answers, and what HubSpot's listing asks for: guide, support, privacy, terms. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { questionOf, questionText, type Question } from "../../src/console/web/help-link.ts";
import { CODES, finding, type Code } from "../../src/delivery/codes.ts";
import { afterFailure } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { SHOWN_FROM } from "../../src/delivery/numbers/hidden.ts";
import { READING_SCHEDULE_HOURS } from "../../src/delivery/numbers/reading.ts";
import { MIN_REACH, MIN_RECIPIENTS } from "../../src/delivery/targeting/minimums.ts";
import { labelInHubSpot, LANGUAGES, pageWords, type Language } from "../../src/i18n/wording.ts";
import { PORTAL_ID } from "../support/builders.ts";
import { misnamed } from "../support/product-name.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, NEW_PORTAL_ID, type TestConsole } from "./console.support.ts";

const PAGES = ["/help", "/help/setup", "/support", "/privacy", "/terms"] as const;
/** How long LINE's numbers grow. */
const DAYS = 14;
const encoded = (text: string) => text.replaceAll('"', "&quot;");
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
    const { title } = pageWords(language)[path === "/help/setup" ? "guide" : (path.slice(1) as "help" | "support")];
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

/** Where a question arises for people who are signed in: pages with links to its answer. */
describe("the answers", () => {
  const questions = Object.keys(pageWords("en").help.questions) as Question[];
  const anchors = (text: string) => [...text.matchAll(/<section class="card" id="(\w+)"/g)].map(([, id]) => id);
  const asked = (text: string) => [...text.matchAll(/href="\/help#([^"]*)"/g)].map(([, id]) => id);

  test.each(LANGUAGES)(
    "are to the nine questions, each at its anchor and in the list of them, in %s",
    async (language) => {
      const { text } = await get("/help", language);
      expect(questions).toHaveLength(9);
      expect(anchors(text)).toEqual(questions);
      expect(asked(text)).toEqual(questions);
      for (const question of questions) {
        const title = questionText(question, pageWords(language));
        expect([question, text.split(encoded(title)).length - 1]).toEqual([question, 2]);
      }
      expect(Buffer.byteLength(text)).toBeLessThan(100_000);
    },
  );

  test.each(LANGUAGES)("take their numbers from the code, in %s", async (language) => {
    const { help } = pageWords(language);
    // A number that is shown as 0, and one message for each person, are no numbers of the code.
    expect(JSON.stringify(help).replaceAll(/\{\w+\}/g, "")).not.toMatch(/[2-9]|\d\d/);
    const { text } = await get("/help", language);
    for (const number of [MIN_RECIPIENTS, MIN_REACH, SHOWN_FROM, READING_SCHEDULE_HOURS[0], DAYS])
      expect([number, new RegExp(`\\b${number}(?!\\w)|\\D${number}\\D`).test(text)]).toEqual([number, true]);
  });

  test.each(LANGUAGES)("call pages and fields what they are called, in %s", async (language) => {
    const { text } = await get("/help", language);
    const { nav, delivery } = pageWords(language);
    const inputs = (["targetingMode", "suppressionList", "quotaPolicy", "rehearsal"] as const).map((name) =>
      labelInHubSpot(({ inputs: all }) => all[name].label, language),
    );
    for (const label of [
      nav.settings,
      nav.messages,
      delivery.technical,
      delivery.requestId,
      delivery.states.hidden,
      ...inputs,
    ])
      expect([label, /“|「/.test(text) && (text.includes(`“${label}”`) || text.includes(`「${label}」`))]).toEqual([
        label,
        true,
      ]);
  });

  test("are linked from where each question arises, and every link leads to one", async () => {
    const cookie = await drafts.signIn();
    const collecting = await drafts.openDelivery(7);
    const suppression = { listId: "9", property: "line_id" };
    const excluding = await drafts.openDelivery(60, PORTAL_ID, { suppression });
    const failed = await drafts.openDelivery(7);
    await drafts.change(failed, (one, now) =>
      afterFailure(one, finding("RECIPIENTS_BELOW_MINIMUM", { needed: 50 }), now),
    );
    const paths = {
      [`/deliveries/${collecting}`]: ["recipients", "attributes", "cost", "minimum"],
      [`/deliveries/${excluding}`]: ["recipients", "suppression", "cost"],
      [`/deliveries/${failed}`]: ["minimum", "attributes"],
      [`/deliveries/${await measured(drafts)}`]: ["recipients", "people", "opens", "hidden", "attributes", "cost"],
      "/messages/new": ["tokens"],
      "/audiences": ["attributes"],
      "/channels": ["cost"],
    };
    const linked = new Set<string | undefined>();
    for (const [path, expected] of Object.entries(paths)) {
      const { text } = await get(path).set("Cookie", cookie);
      expect([path, asked(text)]).toEqual([path, expect.arrayContaining(expected)]);
      for (const question of asked(text)) linked.add(question);
    }
    expect(linked).toEqual(new Set(questions));
  });

  test("are named by the sentences that make people ask", () => {
    const codes = Object.keys(CODES) as Code[];
    const by = (question: Question) => codes.filter((code) => questionOf(code) === question);
    expect(by("minimum")).toEqual(codes.filter((code) => /BELOW_MINIMUM/.test(code)));
    expect(by("minimum")).toHaveLength(14);
    expect(by("tokens")).toEqual(["PERSONAL_TOKEN_IN_MESSAGE"]);
    expect(by("attributes")).toEqual(["TARGETING_MISSING"]);
    expect(by("recipients")).toEqual(["TARGETING_MODE_MISSING"]);
    expect(by("suppression")).toContain("SUPPRESSION_IDS_INVALID");
    expect(by("cost")).toContain("QUOTA_EXHAUSTED");
    expect(questionOf("DELIVERED")).toBeNull();
  });
});

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
