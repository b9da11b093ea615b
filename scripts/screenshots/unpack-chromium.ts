/**
 * Unpacks the browser, its libraries and its fonts into TMPDIR, the only place that the package knows; so it runs in a
 * process of its own (see chromium.ts). The package unpacks its libraries by itself only inside AWS Lambda:
 * https://github.com/Sparticuz/chromium/blob/master/source/index.ts
 */
import chromium, { inflate } from "@sparticuz/chromium";
import { fileURLToPath } from "node:url";

const LIBRARIES = new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"));

await Promise.all([chromium.executablePath(), inflate(fileURLToPath(LIBRARIES))]);
