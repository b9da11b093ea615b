/** `docs/languages.md`, followed to the letter in a copy of the project: the sandbox starts and has the language. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { startMain, type Started } from "../support/start-main.ts";

const ROOT = join(import.meta.dirname, "../..");
const COPIED =
  "client docs hubspot-project scripts simulators src package.json workflow-action.json .prettierrc.json".split(" ");

const run = promisify(execFile);
let folder = "";
let started: Started;
const inCopy = (path: string) => readFile(join(folder, path), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "listcast-language-"));
  // The database runs as a user of its own.
  await chmod(folder, 0o755);
  for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await followTheDocument();
  started = startMain({ DATA_DIR: join(folder, "data") }, undefined, { cwd: folder });
});
afterAll(async () => {
  started.child.kill();
  await started.ended;
  await rm(folder, { recursive: true, force: true });
});

async function followTheDocument(): Promise<void> {
  const page = await inCopy("docs/languages.md");
  const [object = "", entry = "", generators = ""] = [...page.matchAll(/```(?:ts|sh)\n(.*?)```/gs)].map(
    ([, code]) => code,
  );
  const [, file = ""] = /`(src\/i18n\/\w+\/language\.ts)`/.exec(page) ?? [];
  await mkdir(dirname(join(folder, file)));
  await writeFile(join(folder, file), object);
  const [importLine = "", listLine = ""] = entry.split("\n").filter((line) => line.trim() !== "");
  const list = await inCopy("src/i18n/languages.ts");
  const named = list
    .replace(/^const FILES = .*$/m, listLine.trim())
    .replace(/^import/m, `${importLine.trim()}\nimport`);
  await writeFile(join(folder, "src/i18n/languages.ts"), named);
  expect(generators).toBe("   npm run generate\n   ");
  await run("npm", ["run", "generate"], { cwd: folder });
}

const get = async (path: string, language: string) =>
  (await fetch(`${await started.address}${path}`, { headers: { "Accept-Language": language } })).text();

test("pages are in the language, and in English where it lacks a text", async () => {
  const text = await get("/support", "id-ID");
  expect(text).toContain('<html lang="id">');
  expect(text).toContain("Panduan penyiapan");
  expect(text).toContain("What to write");
  expect(await get("/support", "en")).toContain('<a href="?lang=id" lang="id" hreflang="id">Bahasa Indonesia</a>');
});

test("HubSpot gets no labels in a language that it does not know; its card and the documents have the words", async () => {
  const { labels } = JSON.parse(await inCopy("workflow-action.json")) as { labels: object };
  expect(Object.keys(labels)).toEqual(["en", "ja"]);
  expect(await inCopy("hubspot-project/src/app/cards/words.ts")).toContain("\n  id: {");
  expect(await inCopy("docs/outcomes.md")).toContain("- Terkirim: LINE mengirim pesan ini ke {success} orang.");
});
