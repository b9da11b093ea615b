/** A real browser for the tests of this folder, signed in, and what it says about a page. */
import { describe, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { RunningService } from "../support/start-service.ts";

export { launchBrowser } from "../../scripts/screenshots/chromium.ts";

/** The browser comes inside an npm package, for this kind of machine alone. */
export const hasBrowser = process.platform === "linux" && process.arch === "x64";

/** Elsewhere it is said why nothing is looked at. */
export function inABrowser(name: string, tests: () => void): void {
  if (hasBrowser) {
    describe(`in a browser: ${name}`, () => {
      tests();
    });
    return;
  }
  test("nothing is looked at, as the browser's package is for Linux on x64", () => {
    process.stderr.write(`browser, ${name}: the browser's package is for Linux on x64; no page is looked at here\n`);
  });
}

export const DESK: BrowserContextOptions = { viewport: { width: 1100, height: 900 }, locale: "en-GB" };
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, locale: "en-GB" };

type SignedIn = Pick<RunningService, "publicUrl" | "cookie">;

/** With an empty cache. */
export async function signedIn(
  browser: Browser,
  service: SignedIn,
  options: BrowserContextOptions,
): Promise<BrowserContext> {
  const opened = await browser.newContext(options);
  await becomeSignedIn(opened, service);
  return opened;
}

/** The browser's session is this one from now on. */
export async function becomeSignedIn(opened: BrowserContext, { publicUrl, cookie }: SignedIn): Promise<void> {
  const cookies = cookie.split(";").map((one) => {
    const [name = "", ...value] = one.trim().split("=");
    return { name, value: value.join("="), url: publicUrl };
  });
  await opened.addCookies(cookies);
}

/** What enrolls: a list of its own, of which so many come; without it, all. */
interface Enrolling {
  readonly action: number;
  readonly name: string;
  readonly size: number;
  readonly count?: number;
}

/** Through the action as a builder would have filled it in. Answers the workflow, and how to enroll so many more. */
export async function enroll(
  { world, channel }: Pick<RunningService, "world" | "channel">,
  { action: actionDefinitionId, name, size, count = size }: Enrolling,
  inputs: Record<string, string> = {},
): Promise<{ readonly workflow: number; readonly more: (count: number) => Promise<unknown> }> {
  const { control } = world.hubspot;
  const listId = control.addList(PORTAL_ID, { name, size });
  const audienceId = world.line.control
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers")?.id;
  const inputFields = {
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: String(audienceId),
    messageText: "The autumn blend is here: https://hoshi-coffee.example/autumn",
    ...inputs,
  };
  const workflow = control.createWorkflow(PORTAL_ID, { name, actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { listId, count }).done;
  const more = (further: number) =>
    control.enroll(PORTAL_ID, workflow, { contactIds: control.addContacts(PORTAL_ID, further) }).done;
  return { workflow, more };
}

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Fault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
}

/** What axe holds against a page that keeps people with disabilities out. */
export async function seriousFaults(looked: Page): Promise<readonly unknown[]> {
  await looked.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await looked.evaluate<{ violations: readonly Fault[] }>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({
      id,
      where: nodes.map(({ target, failureSummary }) => [target.join(" "), failureSummary]),
    }));
}

export interface Weight {
  /** Bytes over the wire of everything that the page loads, headers included. */
  readonly total: number;
  /** Bytes of the page itself, as they travel. */
  readonly page: number;
  /** The same without compression. */
  readonly unpacked: number;
}

/** Of a page that was opened with an empty cache. */
export async function weightOf(looked: Page): Promise<Weight> {
  // Until the last byte is there its sizes are 0, although the page can be read already.
  await looked.waitForLoadState("load");
  return looked.evaluate<Weight>(`(() => {
    const [page] = performance.getEntriesByType("navigation");
    const all = [page, ...performance.getEntriesByType("resource")];
    return {
      total: all.reduce((sum, { transferSize }) => sum + transferSize, 0),
      page: page.encodedBodySize,
      unpacked: page.decodedBodySize,
    };
  })()`);
}
