/** What an operator reads where the service cannot start: one sentence with the setting's name, and exit code 1. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../scripts/demo/free-port.ts";
import { programsOn } from "../support/programs-on.ts";
import { fillDisk, mayMount, mount, unmount } from "../support/small-disk.ts";
import { startMain } from "../support/start-main.ts";
import { startTransactionPooler } from "../support/transaction-pooler.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let folder = "";
let closes: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-start-"));
  await chmod(folder, 0o755);
  closes = [() => rm(folder, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const close of closes.toReversed()) await close();
});

const ROOT = process.getuid?.() === 0;
/** The user `nobody`, which may do least. */
const OTHER = 65_534;

type Options = NonNullable<Parameters<typeof startMain>[2]>;

/** Starts it, expects it to fail, and answers its sentence. */
async function failure(environment: Readonly<Record<string, string>>, options: Options = {}): Promise<string> {
  const started = startMain({ DATA_DIR: join(folder, "data"), ...environment }, undefined, options);
  const { child, ended, out, err } = started;
  void started.address.then(
    () => child.kill("SIGTERM"),
    () => undefined,
  );
  const code = await ended;
  expect([code, err()]).toEqual([1, expect.stringMatching(/^The service did not start: [^\n]+\n$/)]);
  expect(`${out()}${err()}`).not.toMatch(/^\s+at |\\n\s+at |AggregateError|spawn /m);
  const lines = out().split("\n").filter(Boolean);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: "fatal", event: "start.failed", problem: expect.any(String) }),
  ]);
  return err().trim();
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closes.push(() => new Promise((done) => server.close(done)));
  return (server.address() as AddressInfo).port;
}

describe("listening", () => {
  test("a port that is taken", async () => {
    const port = String(await listen(createServer()));
    expect(await failure({ PORT: port })).toMatch(new RegExp(`PORT ${port} is taken.*set PORT`));
  });

  test("a metrics port that is taken", async () => {
    const port = String(await listen(createServer()));
    expect(await failure({ METRICS_PORT: port })).toMatch(new RegExp(`METRICS_PORT ${port} is taken`));
  });

  test("a port that this user may not have", async () => {
    expect(await failure({ PORT: "80" }, ROOT ? { uid: OTHER, gid: OTHER } : {})).toMatch(
      /PORT 80 is not allowed.*1024/,
    );
  });

  test("a host without an address, and one that is elsewhere", async () => {
    expect(await failure({ HOST: "no-such-host.invalid" })).toMatch(/HOST no-such-host.invalid is not a known name/);
    expect(await failure({ HOST: "203.0.113.1" })).toMatch(/HOST 203.0.113.1 is not an address of this machine/);
  });
});

test("settings that are wrong: each is named, to a person and in the log", async () => {
  const { ended, out, err } = startMain({ DATA_DIR: folder, NODE_ENV: "production", PUBLIC_URL: "http://a.example" });
  expect(await ended).toBe(1);
  const [line, ...more] = out().split("\n").filter(Boolean);
  expect(more).toEqual([]);
  const { level, event, problem } = JSON.parse(line ?? "{}") as Record<string, string>;
  expect([level, event]).toEqual(["fatal", "start.failed"]);
  for (const name of ["HUBSPOT_CLIENT_ID", "INTAKE_SEGMENT", "PUBLIC_URL"]) {
    expect(problem).toContain(name);
    expect(err()).toContain(name);
  }
  expect(err()).not.toMatch(/^\s+at /m);
});

describe("DATA_DIR", () => {
  test("a file, or a folder that cannot be written", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await failure({ DATA_DIR: join(folder, "file") })).toMatch(/DATA_DIR .*file is not a folder/);
    const long = "x".repeat(300);
    expect(await failure({ DATA_DIR: join(folder, long) })).toMatch(/DATA_DIR .*x has a name that is too long/);
    const closed = join(folder, "closed");
    await mkdir(closed, { mode: 0o555 });
    const sentence = await failure({ DATA_DIR: join(closed, "data") }, ROOT ? { uid: OTHER, gid: OTHER } : {});
    expect(sentence).toMatch(/DATA_DIR .*data cannot be written by this user/);
  });

  test("another service's", async () => {
    const first = startMain({ DATA_DIR: folder });
    await first.address;
    expect(await failure({ DATA_DIR: folder })).toMatch(/another service is running in .*DATA_DIR.*DATABASE_URL/);
    first.child.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    const version = join(folder, "postgres", "PG_VERSION");
    await writeFile(version, "17\n");
    expect(await failure({ DATA_DIR: folder })).toMatch(/made by PostgreSQL 17.*DATABASE_URL/);
  });

  test("a password that is lost, and one that is not the database's", async () => {
    const first = startMain({ DATA_DIR: folder });
    await first.address;
    first.child.kill("SIGKILL");
    await first.ended;
    const password = join(folder, "postgres", "superuser-password");
    const right = await readFile(password);
    await writeFile(password, "another");
    expect(await failure({ DATA_DIR: folder })).toMatch(/does not know the password that is kept there/);
    await rm(password);
    expect(await failure({ DATA_DIR: folder })).toMatch(/password is missing: put .*superuser-password/);
    await writeFile(password, right);
    const again = startMain({ DATA_DIR: folder });
    await again.address;
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  });

  test("memory that does not suffice: the system ends PostgreSQL", async () => {
    const { child, ended, err } = startMain({ DATA_DIR: folder });
    const gone = ended.then(() => true);
    while (!(await Promise.race([gone, pause(2, false)]))) for (const pid of await programsOn(folder)) killed(pid);
    expect([child.exitCode, err()]).toEqual([1, expect.stringMatching(/too little memory.*512 MB.*DATABASE_URL/)]);
  });

  test("a disk that is full", async () => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    // As root alone; elsewhere a folder that has room is refused for nothing.
    const small = mayMount();
    if (small) {
      mount(disk, "16m");
      closes.push(() => Promise.resolve(unmount(disk)));
      expect(await failure({ DATA_DIR: disk })).toMatch(/disk of DATA_DIR .* is full: free at least/);
      expect((await readdir(disk)).filter((name) => name.startsWith("postgres"))).toEqual([]);
      fillDisk(join(disk, "ballast"));
      expect(await failure({ DATA_DIR: join(disk, "data") })).toMatch(/DATA_DIR .*is (on a disk that is )?full/);
    }
    expect(small).toBe(mayMount());
  });
});

/** As the kernel ends what takes too much memory; it may have ended by itself meanwhile. */
function killed(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

describe("for root", () => {
  test("folders that PostgreSQL's own user cannot enter are named with the command that opens them", async () => {
    const inner = join(folder, "inner");
    await mkdir(inner, { mode: 0o700 });
    const started = startMain({ DATA_DIR: join(inner, "data") });
    if (ROOT) {
      expect(await started.ended).toBe(1);
      expect(started.err()).toMatch(
        new RegExp(`its own user \\(uid \\d+\\) cannot reach DATA_DIR ${inner}/data: run "chmod o\\+x ${inner}"`),
      );
      await chmod(inner, 0o711);
    } else {
      await started.address;
      started.child.kill("SIGTERM");
      expect(await started.ended).toBe(0);
    }
    const strict = ["sh", "-c", `umask 077; exec ${process.execPath} src/main.ts`] as const;
    // Nor does it matter what the language is, or whether there is a temporary folder.
    const surroundings = { LANG: "xx_YY.UTF-8", LC_ALL: "zz_ZZ", TMPDIR: join(folder, "missing") };
    const again = startMain({ DATA_DIR: join(inner, "new", "data"), ...surroundings }, strict);
    await again.address;
    again.child.kill("SIGTERM");
    expect(await again.ended).toBe(0);
  });
});

describe("DATABASE_URL", () => {
  let database: TestDatabase;
  const ENCRYPTION_KEYS = randomBytes(32).toString("base64");
  const failed = (url: string) => failure({ DATABASE_URL: url, ENCRYPTION_KEYS });
  beforeAll(async () => {
    database = await createTestDatabase({ schema: false });
  });
  afterAll(() => database.drop());

  test("a server that does not answer, or whose name is unknown", async () => {
    const port = await freePort();
    expect(await failed(`postgres://u:hidden@127.0.0.1:${port}/x`)).toMatch(
      new RegExp(`DATABASE_URL: the server at 127.0.0.1:${port} does not answer`),
    );
    expect(await failed("postgres://u:hidden@no-such-host.invalid/x")).toMatch(
      /no-such-host\.invalid:5432 has an unknown name/,
    );
  });

  test("a wrong password, an unknown database, a user without rights, a server without TLS", async () => {
    const url = new URL(database.url);
    const wrong = new URL(url);
    wrong.password = "hidden";
    expect(await failed(wrong.href)).toMatch(/DATABASE_URL: .*does not accept the user's password/);
    expect(await failed(url.href.replace(url.pathname, "/nowhere"))).toMatch(
      /DATABASE_URL: .*has no database of this name/,
    );
    expect(await failed(`${url.href}?sslmode=verify-full`)).toMatch(/DATABASE_URL: .*speaks no TLS/);
    const { pool } = database;
    await pool.query("revoke all on schema public from public");
    await pool.query(`alter schema public owner to ${url.username}`);
    await pool.query(`revoke create on schema public from ${url.username}`);
    expect(await failed(url.href)).toMatch(/DATABASE_URL: .*does not let this user change the schema/);
  });

  test("a pooler in transaction mode, and fewer connections than are asked for", async () => {
    const pooler = await startTransactionPooler(database.url, 2);
    closes.push(() => pooler.close());
    expect(await failed(pooler.url)).toMatch(/DATABASE_URL leads to a pooler in transaction mode.*session mode/);
    const { pool } = database;
    const name = new URL(database.url).pathname.slice(1);
    await pool.query(`alter database ${name} connection limit 7`);
    expect(await failed(database.url)).toMatch(
      /DATABASE_POOL_SIZE asks for 12 connections, and the database gave \d \(/,
    );
    await pool.query(`alter database ${name} connection limit -1`);
  });

  test("a certificate that is not there", async () => {
    const missing = join(folder, "ca.pem");
    const url = `postgres://u:hidden@127.0.0.1:${await freePort()}/x?sslmode=verify-full&sslrootcert=${missing}`;
    expect(await failed(url)).toMatch(new RegExp(`DATABASE_URL: its file ${missing} cannot be read \\(ENOENT\\)`));
  });

  test("a version that is too old", async () => {
    const url = new URL(database.url);
    const real = `${decodeURIComponent(url.hostname)}/.s.PGSQL.${url.port}`;
    // The same server, but for the number it tells: as long, so that the messages stay whole.
    const proxy = createServer((near) => {
      const far = connect(real);
      near.pipe(far);
      far.on("data", (answer) =>
        near.write(Buffer.from(answer.toString("latin1").replaceAll("18.4", "14.4"), "latin1")),
      );
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on("error", () => other.destroy());
        one.on("close", () => other.destroy());
      }
    });
    const port = await listen(proxy);
    const { username, password, pathname } = url;
    expect(await failed(`postgres://${username}:${password}@127.0.0.1:${port}${pathname}`)).toMatch(
      /DATABASE_URL leads to PostgreSQL 14.4: 15 or newer/,
    );
  });
});

test("in production the embedded database is warned of, with what to set", async () => {
  const hubspot = { HUBSPOT_APP_ID: "777", HUBSPOT_CLIENT_ID: "client", HUBSPOT_CLIENT_SECRET: "c".repeat(36) };
  const production = { NODE_ENV: "production", PUBLIC_URL: "https://line.example", ...hubspot };
  const warned = /"level":"warn".*"event":"database.embedded".*DATABASE_URL/;
  const started = startMain({ DATA_DIR: folder, INTAKE_SEGMENT: randomBytes(24).toString("base64url"), ...production });
  await started.address;
  started.child.kill("SIGTERM");
  expect(await started.ended).toBe(0);
  expect(started.out()).toMatch(warned);
  const sandbox = startMain({ DATA_DIR: folder });
  await sandbox.address;
  sandbox.child.kill("SIGTERM");
  expect(await sandbox.ended).toBe(0);
  expect(sandbox.out()).not.toMatch(/database.embedded/);
});
