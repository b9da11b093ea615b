/** What a service without settings makes for itself, once. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { lstat, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/app/config.ts";
import { keptKey, keptSegment, newSegment } from "../../src/store/postgres/secrets.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-kept-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a segment stays the same over a restart, and only its owner reads it", async () => {
  const file = join(folder, "data", "intake-segment");
  const segment = await keptSegment(file);
  expect(await keptSegment(file)).toBe(segment);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(readConfig({ INTAKE_SEGMENT: segment }).intakeSegments).toEqual([segment]);
});

test("a file that was left empty by a full disk is no secret: it is made again, in one step", async () => {
  const file = join(folder, "intake-segment");
  await writeFile(file, "");
  const segment = await keptSegment(file);
  expect(readConfig({ INTAKE_SEGMENT: segment }).intakeSegments).toEqual([segment]);
  expect(await readdir(folder)).toEqual(["intake-segment"]);
});

test("a secret that cannot be read is not replaced: what it opens would be lost", async () => {
  const file = join(folder, "encryption-key");
  await symlink(file, file);
  await expect(keptKey(file)).rejects.toMatchObject({ code: "ELOOP" });
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
});

test("each new segment is another one, which the configuration takes", () => {
  const segments = Array.from({ length: 50 }, newSegment);
  expect(readConfig({ INTAKE_SEGMENT: segments.join() }).intakeSegments).toEqual(segments);
});
