/** What other users of the machine can read while the embedded database starts for the first time, and its environment. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { runningEmbeddedUrl } from "../../src/store/postgres/embedded-postgres.ts";
import { startMain } from "../support/start-main.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-secrets-"));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Files come and go while they are looked at. */
function lookAt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/** The files below that others may read by their modes, names guessed where a folder may be entered and not listed. */
function openFiles(below: string): string[] {
  return lookAt(() => readdirSync(below), []).flatMap((name) => {
    const path = join(below, name);
    const { mode, folder: isFolder } = lookAt(
      () => ({ mode: statSync(path).mode, folder: statSync(path).isDirectory() }),
      { mode: 0, folder: false },
    );
    if (isFolder) return (mode & 0o011) === 0 ? [] : openFiles(path);
    return (mode & 0o044) === 0 ? [] : [path];
  });
}

const PROC = "/proc";
const processes = (): string[] => lookAt(() => readdirSync(PROC), []).filter((name) => /^\d+$/.test(name));

interface Seen {
  /** Files and arguments of processes that every user may read. */
  readonly everyone: Set<string>;
  /** Environments of PostgreSQL's programs on this folder, by program. */
  readonly environments: Map<string, string>;
}

function lookAtProcesses({ everyone, environments }: Seen): void {
  for (const pid of processes()) {
    const read = (name: string) => lookAt(() => readFileSync(join(PROC, pid, name), "utf8"), "");
    const [command, program] = [read("cmdline"), lookAt(() => readlinkSync(join(PROC, pid, "exe")), "")];
    everyone.add(command);
    if (!program.includes("@embedded-postgres")) continue;
    const environment = read("environ");
    if (`${command}${environment}`.includes(folder)) environments.set(`${program} ${environment}`, environment);
  }
}

describe("the first start", () => {
  test("shows no secret to others, and gives none to PostgreSQL's programs", async () => {
    const given = {
      HUBSPOT_APP_ID: "777",
      HUBSPOT_CLIENT_ID: "client",
      HUBSPOT_CLIENT_SECRET: `secret-${randomBytes(12).toString("hex")}`,
      HUBSPOT_API_URL: "http://127.0.0.1:9",
      LINE_API_URL: "http://127.0.0.1:9",
    };
    const [dataDir, temporary] = [join(folder, "data"), join(folder, "tmp")];
    await mkdir(temporary);
    await chmod(temporary, 0o777);
    const seen: Seen = { everyone: new Set(), environments: new Map() };
    const service = startMain({ ...given, DATA_DIR: dataDir, TMPDIR: temporary });
    const started = service.address.then(() => true);
    while (!(await Promise.race([started, pause(2, false)]))) {
      for (const path of openFiles(folder)) seen.everyone.add(lookAt(() => readFileSync(path, "utf8"), ""));
      lookAtProcesses(seen);
    }
    const ours = new URL((await runningEmbeddedUrl(dataDir)) ?? "").password;
    const superuser = await readFile(join(dataDir, "postgres", "superuser-password"), "utf8");
    const key = await readFile(join(dataDir, "encryption-key"), "utf8");
    service.child.kill("SIGTERM");
    expect(await service.ended).toBe(0);

    const secrets = [ours, superuser, key, given.HUBSPOT_CLIENT_SECRET];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(16);
      expect([...seen.everyone].filter((text) => text.includes(secret))).toEqual([]);
    }
    // Where the system shows it: both programs were seen, and their environment has what we gave and nothing else.
    const environments = [...seen.environments.entries()];
    const programs = ["initdb", "postgres"].filter((name) => environments.some(([key]) => key.includes(`/${name} `)));
    expect(programs).toEqual(existsSync(join(PROC, "self")) ? ["initdb", "postgres"] : []);
    const names = environments.flatMap(([, text]) => text.split("\0").map((pair) => pair.replace(/=.*/s, "")));
    // PostgreSQL and its programs set those that begin with PG for one another.
    const foreign = names.filter((name) => name !== "" && !/^(LC_|PG|TZ$|PWD$|SHLVL$|_$)/.test(name));
    expect(foreign).toEqual([]);
  });
});
