/** What the commands of package.json say to an option or a value that they cannot take. */
import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const run = (script: string, ...words: string[]) => runWith({}, script, ...words);

async function runWith(settings: Readonly<Record<string, string>>, script: string, ...words: string[]) {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...words], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, out, err };
}

const COMMANDS = [
  "action",
  "after-restore",
  "bench/bench",
  "demo",
  "distribute/distribute",
  "fuzz",
  "keys",
  "people",
  "privacy",
  "screenshots",
  "simulate",
];

describe.each(COMMANDS)("%s", (script) => {
  test("names an option that there is not, and says how it is called", async () => {
    const { code, err } = await run(script, "--nonsense");
    expect(code).toBe(2);
    expect(err).toMatch(/^Unknown option '--nonsense'.*\nnpm run \S+/s);
    expect(err).not.toContain("file://");
  });

  test("says how it is called when asked", async () => {
    expect(await run(script, "--help")).toMatchObject({ code: 0, out: expect.stringMatching(/^npm run /), err: "" });
  });
});

test.each([
  ["simulate", ["--seeds", "many"], "--seeds takes a whole number from 1, not many"],
  ["simulate", ["--replay="], "--replay takes a whole number from 1, not nothing"],
  ["demo", ["--enrollments", "0"], "--enrollments takes a whole number from 1, not 0"],
  ["privacy", ["forget", "export", "--portal", "1", "--contact", "1"], "say what to do: export, forget"],
  ["keys", ["status", "rotate"], "say what to do: rotate, status"],
  ["fuzz", ["--inputs", "1e99"], "--inputs takes a whole number from 1, not 1e99"],
])("%s %j is refused by name", async (script, words, sentence) => {
  expect(await run(script, ...words)).toMatchObject({ code: 1, err: `${sentence}\n` });
});

test.each([
  ["after-restore", []],
  ["cards", ["code"]],
  ["distribute/distribute", []],
  ["keys", ["status"]],
  ["people", ["list", "1"]],
  ["privacy", ["export", "--portal", "1", "--contact", "1"]],
])("%s %j names the setting where the database cannot be used", async (script, words) => {
  const settings = (url: string) => ({ DATABASE_URL: url, ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64") });
  // Nothing listens at the first port of all.
  const away = await runWith(settings("postgres://user:pass-word@127.0.0.1:1/line"), script, ...words);
  expect(away).toEqual({
    code: 1,
    out: "",
    err: "DATABASE_URL: the server at 127.0.0.1:1 does not answer: start it, or correct host and port\n",
  });
  const file = "postgres://user@127.0.0.1:1/line?sslmode=verify-full&sslrootcert=/nowhere/ca.pem";
  const { code, err } = await runWith(settings(file), script, ...words);
  expect(code).toBe(1);
  expect(err).toMatch(/^DATABASE_URL: its file \/nowhere\/ca\.pem cannot be read \(ENOENT\)/);
});
