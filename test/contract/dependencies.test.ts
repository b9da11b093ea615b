/** What is installed in production: under known licences, from no named registry; and what the build says about it. */
import { describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Free to use and to pass on with a closed service; another one is a decision to be made, and then a line here. */
const LICENSES = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Python-2.0"]);

interface Locked {
  readonly dev?: boolean;
}

const { packages } = JSON.parse(read("package-lock.json")) as { packages: Readonly<Record<string, Locked>> };
const inProduction = Object.entries(packages).flatMap(([path, { dev }]) => (path === "" || dev === true ? [] : [path]));

/** As its own manifest says; older ones name it in other ways. */
function licenseOf(path: string): string {
  const { license, licenses } = JSON.parse(read(`${path}/package.json`)) as {
    license?: string | { type?: string };
    licenses?: readonly { type?: string }[];
  };
  const named = license ?? licenses?.[0] ?? "none";
  return typeof named === "string" ? named : (named.type ?? "none");
}

describe("the lock file", () => {
  test("names no registry: packages come from whichever the machine uses", () => {
    expect(read("package-lock.json")).not.toMatch(/"resolved"|https?:\/\/registry/);
  });

  test("has production packages under known licences only", () => {
    // Binaries of other platforms are locked, and not here.
    const here = inProduction.filter((path) => existsSync(join(ROOT, path, "package.json")));
    expect(here.length).toBeGreaterThan(100);
    const others = here.map((path) => [path, licenseOf(path)]).filter(([, license = ""]) => !LICENSES.has(license));
    expect(others).toEqual([]);
  });
});

describe("what the build says about vulnerabilities", () => {
  const said = (report: string) =>
    execFileSync(process.execPath, [join(ROOT, ".ci/audit.mjs")], { input: report }).toString();
  const report = (vulnerabilities: object) => JSON.stringify({ metadata: { vulnerabilities } });

  test.each([
    ["none", report({ high: 0, total: 0 }), "Audit: no known vulnerability in what production installs\n"],
    ["some", report({ low: 0, high: 2, critical: 1, total: 3 }), /^Audit: 3 known: 2 high, 1 critical; .+\n$/],
    ["a registry without such an answer", '{"error":{"code":"ENOAUDIT"}}', "Audit: the registry did not answer\n"],
    ["no answer at all", "", "Audit: the registry did not answer\n"],
  ])("%s: one line, and never a failure", (_name, input, line) => {
    if (typeof line === "string") expect(said(input)).toBe(line);
    else expect(said(input)).toMatch(line);
  });

  test("is said by the build", () =>
    expect(read(".ci/run")).toMatch(/npm audit --omit=dev .*\| .*\.ci\/audit\.mjs \|\| true/));
});
