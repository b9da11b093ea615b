/** Files that pages bring along. An address changes with its file: a browser never shows a new page with old style. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const ASSETS = fileURLToPath(new URL("../assets/", import.meta.url));

/** Changes a page into another one node by node, so that what a person is about stays where it is. */
export const MORPH_FILE = createRequire(import.meta.url).resolve("idiomorph/dist/idiomorph.min.js");
export const MORPH_PATH = "/assets/idiomorph.js";

const MANIFEST = new URL("../../../package.json", import.meta.url);
/** Of the service. */
export const { version: VERSION } = JSON.parse(readFileSync(MANIFEST, "utf8")) as { version: string };

export const versionOf = (file: string): string =>
  createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);

export const STYLE = `/assets/console.css?v=${versionOf(`${ASSETS}console.css`)}`;
export const ICON = `/assets/icon.svg?v=${versionOf(`${ASSETS}icon.svg`)}`;
export const SCRIPT = `/assets/console.js?v=${versionOf(`${ASSETS}console.js`)}`;
export const SANDBOX_SCRIPT = `/assets/sandbox.js?v=${versionOf(`${ASSETS}sandbox.js`)}`;
export const MORPH = `${MORPH_PATH}?v=${versionOf(MORPH_FILE)}`;
