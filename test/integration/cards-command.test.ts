/** `npm run cards -- code|forget`, as the operator runs it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { hash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const facts = () => createFactStore(database.db);

function cards(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const ENCRYPTION_KEYS = randomBytes(32).toString("base64");
  const env = { PATH: process.env["PATH"], DATABASE_URL: database.url, ENCRYPTION_KEYS };
  const cwd = join(import.meta.dirname, "../..");
  return new Promise((done) => {
    execFile(process.execPath, ["scripts/cards.ts", ...words], { cwd, env }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

test("a code is printed with where it is entered; only its hash is kept, and for 30 minutes", async () => {
  const before = Date.now();
  const { code: exit, stdout } = await cards("code");
  const after = Date.now();
  const [code = ""] = stdout.split("\n");
  expect([exit, code]).toEqual([0, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(stdout).toMatch(/settings page in HubSpot/);
  const run = (await facts().fact("cardCheckRun"))?.value;
  expect(run).toEqual({ codeHash: hash("sha256", code), goodUntil: expect.any(Number), address: null, seen: {} });
  expect(run?.goodUntil).toBeGreaterThanOrEqual(before + 30 * 60_000);
  expect(run?.goodUntil).toBeLessThanOrEqual(after + 30 * 60_000);
  expect((await cards("code")).stdout).not.toContain(code);
});

test("what earlier checks have shown is forgotten, and nothing else", async () => {
  await facts().noteFact("cardHole", { seen: "missing", path: "/probe/x" });
  await facts().noteFact("cardCheckResult", { verdict: "passed", address: "https://cards.example.com", forgeries: {} });
  await facts().noteFact("optionsSignedWithTime", true);
  expect(await cards("forget")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Forgotten/) });
  const { rows } = await database.pool.query("select name from deployment_facts");
  expect(rows).toEqual([{ name: "optionsSignedWithTime" }]);
});

test.each([[[]], [["open"]], [["code", "forget"]]])("%j is not understood", async (words) => {
  expect(await cards(...words)).toMatchObject({ code: 1, stderr: "say what to do: code, forget\n" });
});
