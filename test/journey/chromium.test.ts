/** The browser of the tests brings what it needs, and is unpacked once however many ask for it at the same moment. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { chromiumLibraries, unpackedChromium } from "../../scripts/screenshots/chromium.ts";
import { inABrowser, launchBrowser, weightOf } from "./browser.support.ts";

/** What every Debian has, however small: glibc and GCC's runtime. */
const EVERYWHERE = /^(ld-linux-x86-64|lib(c|dl|gcc_s|m|pthread|resolv|rt))\.so\.\d+$/;

let cache = "";

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "chromium-test-"));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

/** Shared libraries that a process has loaded, each once. */
function loadedBy(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/maps`, "utf8").split("\n");
  const paths = lines.flatMap((line) => /(\/\S+\.so(?:\.\d+)*)(?: \(deleted\))?$/.exec(line)?.[1] ?? []);
  return [...new Set(paths)];
}

inABrowser("the browser itself", () => {
  test("a page is weighed once all of it is there, however long its end takes", async () => {
    let end = () => {};
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).write("<h1>Listcast</h1>".padEnd(5000, " "));
      end = () => response.end("<p>The end</p>");
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}`, { waitUntil: "commit" });
      await page.locator("h1").waitFor();
      const weighed = weightOf(page);
      // A look that does not wait is over by then.
      await Promise.race([weighed, page.evaluate("1").then(() => page.evaluate("2"))]);
      end();
      expect(await weighed).toMatchObject({ page: 5000 + "<p>The end</p>".length });
    } finally {
      await browser.close();
      server.close();
    }
  });

  test("has every library beyond glibc from its package, none from the machine", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent("<h1>Listcast</h1><canvas></canvas>");
      await page.evaluate("document.querySelector('canvas').getContext('webgl')");
      const session = await browser.newBrowserCDPSession();
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      const loaded = processInfo.flatMap(({ id }) => loadedBy(id));
      expect(loaded.map((path) => basename(path))).toContain("libnspr4.so");
      const packaged = await unpackedChromium(join(import.meta.dirname, "../../node_modules/.cache"));
      const ours = [packaged, chromiumLibraries(packaged)];
      const foreign = loaded.filter((path) => !ours.includes(dirname(path)) && !EVERYWHERE.test(basename(path)));
      expect(foreign).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test("is unpacked once and whole, however many ask at the same moment", async () => {
    const folders = await Promise.all([1, 2, 3].map(() => unpackedChromium(cache)));
    const [folder = ""] = folders;
    expect([new Set(folders).size, await readdir(cache)]).toEqual([1, [basename(folder)]]);
    const packaged = await unpackedChromium(join(import.meta.dirname, "../../node_modules/.cache"));
    expect(await sizes(folder)).toEqual(await sizes(packaged));
  });

  test("shows text after the project was moved, copied or renamed", async () => {
    await unpackedChromium(cache);
    const moved = `${cache}-moved`;
    await rename(cache, moved);
    cache = moved;
    const browser = await launchBrowser(moved);
    try {
      const page = await browser.newPage();
      await page.setContent("<h1>Listcast</h1>");
      expect(await page.locator("h1").innerText()).toBe("Listcast");
    } finally {
      await browser.close();
    }
  });
});

const sizes = async (folder: string): Promise<readonly [string, number][]> => {
  const names = ["chromium", "libGLESv2.so", "al2023/lib/libnspr4.so", "fonts/fonts/Open_Sans/OpenSans-Regular.ttf"];
  return Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size] as [string, number]));
};
