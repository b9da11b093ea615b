import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { runningEmbeddedUrl, startEmbeddedPostgres } from "../../src/store/embedded-postgres.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "line-audience-embedded-"));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Another process starts the server and is killed the moment it runs. */
async function startAndDie(): Promise<void> {
  const module = new URL("../../src/store/embedded-postgres.ts", import.meta.url).href;
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(module)};
    const server = await startEmbeddedPostgres(${JSON.stringify(folder)}, () => undefined);
    console.log(server.url); setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("a killed service's server is adopted with its data, and stops when it is told to", async () => {
  await startAndDie();
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
  const [pid] = (await readFile(join(folder, "postgres", "postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
  const answer = () => query(server.url, "select answer from kept").catch(() => null);
  let rows: unknown[] | null = null;
  while (rows === null) rows = await answer();
  expect(rows).toEqual([{ answer: 42 }]);
  // It still counts as somebody's.
  await expect(startEmbeddedPostgres(folder, () => undefined)).rejects.toThrow(/another service/);
  await server.stop();
  expect(await runningEmbeddedUrl(folder)).toBeNull();
});
