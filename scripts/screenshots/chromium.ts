/** The browser for tests and pictures. It comes in an npm package with its libraries and fonts: a machine needs none. */
import chromium from "@sparticuz/chromium";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { chromium as playwright, type Browser } from "playwright-core";

const MODULES = join(import.meta.dirname, "../../node_modules");
const UNPACK = join(import.meta.dirname, "unpack-chromium.ts");
/** Not the temporary folder: other users of the machine write there, and cleaners remove single old files from it. */
const CACHE = join(MODULES, ".cache");

/**
 * Only the package's own fonts, so that a page is laid out the same on every machine; its file names Lambda's folders. Relative to this
 * file, as a project may be moved: a browser without a font shows empty pages.
 */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
</fontconfig>
`;

/** `cache`: the folder that it is unpacked into. */
export async function launchBrowser(cache = CACHE): Promise<Browser> {
  const folder = await unpackedChromium(cache);
  const libraries = [chromiumLibraries(folder), process.env["LD_LIBRARY_PATH"] ?? ""].filter((one) => one !== "");
  return playwright.launch({
    executablePath: join(folder, "chromium"),
    // In one process, the browser would end with its first closed window.
    args: chromium.args.filter((one) => one !== "--single-process"),
    env: { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter), FONTCONFIG_PATH: join(folder, "fonts") },
  });
}

/** The folder of the libraries in an unpacked browser. */
export const chromiumLibraries = (folder: string): string => join(folder, "al2023/lib");

/**
 * The folder of the unpacked browser below `cache`, unpacked now unless it is there. Any number of processes may ask at
 * once: each unpacks aside, and the first to finish gives its folder the final name, so no one sees half a browser.
 */
export async function unpackedChromium(cache: string): Promise<string> {
  const folder = join(cache, `chromium-${version()}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  try {
    await promisify(execFile)(process.execPath, [UNPACK], { env: { ...process.env, TMPDIR: aside } });
    await writeFile(join(aside, "fonts/fonts.conf"), FONTS);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function version(): string {
  const manifest = readFileSync(join(MODULES, "@sparticuz/chromium/package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
