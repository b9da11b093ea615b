/** What the commands of package.json say to an option or a value that they cannot take. */
import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

async function run(script: string, ...words: string[]) {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, out, err };
}

const COMMANDS = [
  "action",
  "after-restore",
  "bench/bench",
  "demo",
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
