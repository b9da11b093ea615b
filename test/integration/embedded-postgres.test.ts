import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { runningEmbeddedUrl, startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";

let folder: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-embedded-"));
  await chmod(folder, 0o755);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Another process starts the server, and lives until it is killed. */
async function startElsewhere(): Promise<ChildProcess> {
  const module = new URL("../../src/store/postgres/embedded-postgres.ts", import.meta.url).href;
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(module)};
    const server = await startEmbeddedPostgres(${JSON.stringify(folder)}, () => undefined);
    console.log(server.url); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

const pidOfServer = async () =>
  Number((await readFile(join(folder, "postgres", "postmaster.pid"), "utf8")).split("\n")[0]);

test("a killed service's server is adopted with its data, and stops when asked to", async () => {
  await kill(await startElsewhere());
  const orphan = await runningEmbeddedUrl(folder);
  expect(orphan).not.toBeNull();
  await query(orphan ?? "", "create table kept as select 42 as answer");
  const said: string[] = [];
  const adopted = await startEmbeddedPostgres(folder, (line) => said.push(line));
  expect(adopted.url).toBe(orphan);
  expect(said.join()).toContain("adopted");
  await adopted.stop();
  expect(await runningEmbeddedUrl(folder)).toBeNull();

  const again = await startEmbeddedPostgres(folder, () => undefined);
  expect(await query(again.url, "select answer from kept")).toEqual([{ answer: 42 }]);
  expect(await query(again.url, "show wal_segment_size")).toEqual([{ wal_segment_size: "4MB" }]);
  await again.stop();
});

test("what PostgreSQL said is the reason when it does not start", async () => {
  const server = await startEmbeddedPostgres(folder, () => undefined);
  await server.stop();
  await rm(join(folder, "postgres", "global"), { recursive: true });
  await expect(startEmbeddedPostgres(folder, () => undefined)).rejects.toThrow(/global/);
});

test("a second one in the same folder is refused, says the way out, and leaves the first alone", async () => {
  const first = await startEmbeddedPostgres(folder, () => undefined);
  await expect(startEmbeddedPostgres(folder, () => undefined)).rejects.toThrow(
    /another service.*DATA_DIR.*DATABASE_URL/s,
  );
  expect(await query(first.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await first.stop();
});

test("a server that is killed comes back at the same address, with what was committed", async () => {
  const server = await startEmbeddedPostgres(folder, () => undefined);
  await query(server.url, "create table kept as select 42 as answer");
  process.kill(await pidOfServer(), "SIGKILL");
  const answer = () => query(server.url, "select answer from kept").catch(() => null);
  let rows: unknown[] | null = null;
  while (rows === null) rows = await answer();
  expect(rows).toEqual([{ answer: 42 }]);
  // The folder still counts as taken.
  await expect(startEmbeddedPostgres(folder, () => undefined)).rejects.toThrow(/another service/);
  await server.stop();
  expect(await runningEmbeddedUrl(folder)).toBeNull();
});

test("of two first starts at once one wins, and the other says what is the matter", async () => {
  const starts = await Promise.allSettled([1, 2, 3].map(() => startEmbeddedPostgres(folder, () => undefined)));
  const [server, ...more] = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const reasons = starts.flatMap((start) => (start.status === "rejected" ? [String(start.reason)] : []));
  expect([more.length, reasons]).toEqual([
    0,
    Array.from({ length: 2 }, () => expect.stringMatching(/another service/)),
  ]);
  expect(await query(server?.url ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
  expect(await readdir(folder)).toEqual(["postgres"]);
  await server?.stop();
});

test("a server that no process reaps counts as ended: stopping it, or starting after it was killed, does not wait", async () => {
  const parent = await startElsewhere();
  // Stopped, it leaves its child a zombie, as a process 1 does that never asks. Its connection still holds the folder.
  parent.kill("SIGSTOP");
  const freeFolder = async () => {
    const [superuser] = [new URL((await runningEmbeddedUrl(folder)) ?? "")];
    superuser.username = "postgres";
    superuser.password = await readFile(join(folder, "postgres", "superuser-password"), "utf8");
    await query(superuser.href, "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
  };
  await freeFolder();
  const zombie = await pidOfServer();
  const adopted = await startEmbeddedPostgres(folder, () => undefined);
  await adopted.stop();
  expect(process.kill(zombie, 0)).toBe(true);
  expect(await runningEmbeddedUrl(folder)).toBeNull();
  await kill(parent);

  const second = await startElsewhere();
  second.kill("SIGSTOP");
  process.kill(await pidOfServer(), "SIGKILL");
  const third = await startEmbeddedPostgres(folder, () => undefined);
  expect(await query(third.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await third.stop();
  await kill(second);
});

describe("the service's role", () => {
  test("is no superuser: it runs no program, reads no file, makes no role", async () => {
    const server = await startEmbeddedPostgres(folder, () => undefined);
    const refused = ["copy (select 1) to program 'true'", "select pg_read_file('postmaster.pid')", "create role other"];
    for (const command of refused) await expect(query(server.url, command)).rejects.toThrow(/permission denied/);
    const rights = "select rolsuper from pg_roles where rolname = current_user";
    expect(await query(server.url, rights)).toEqual([{ rolsuper: false }]);
    await query(server.superuserUrl, "alter role line_audience superuser password 'another'");
    await server.stop();
    const again = await startEmbeddedPostgres(folder, () => undefined);
    expect(await query(again.url, rights)).toEqual([{ rolsuper: false }]);
    await again.stop();
  });
});
