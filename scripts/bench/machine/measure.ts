/** What the benches look at from outside: a process's memory, and what is in the database. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";

const SAMPLE_MS = 500;

/** Resident megabytes of a process, a few times a second. */
export function watchMemory(pid: number): { stop(): Promise<readonly number[]> } {
  const samples: Promise<number>[] = [];
  const sample = () => void samples.push(residentMegabytes(pid));
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    stop() {
      clearInterval(timer);
      return Promise.all(samples);
    },
  };
}

async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Math.round(Number(stdout.trim()) / 1024);
}

/** How many executions are stored whose tag begins with one of these. */
export async function storedExecutions(databaseUrl: string, ...tags: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>(
      "select count(*)::int as count from enrollments where callback_id like any ($1)",
      [tags.map((tag) => `%-${tag}-%`)],
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
