/**
 * One delivery of a million executions against many of ten thousand, through the real store on a PostgreSQL each: how long
 * the seal takes, what an execution costs the database from arrival to release, and how much memory the service needs.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult } from "./bench-result.ts";
import { twoDigits } from "./figures.ts";
import type { Sealed, SealOrder } from "./servers/seal-server.ts";

const SIZES = { ten_thousand: { size: 10_000, deliveries: 30 }, million: { size: 1_000_000, deliveries: 1 } } as const;

export async function benchSeal(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  try {
    const few = await run({ ...SIZES.ten_thousand, dataDir: join(folder, "few") }, say);
    const many = await run({ ...SIZES.million, dataDir: join(folder, "many") }, say);
    return {
      bench: "seal",
      figures: { ...named("ten_thousand", few), ...named("million", many) },
      ratios: {
        seal: twoDigits(few.sealMs / many.sealMs),
        database_cost: twoDigits(few.databaseMicroseconds / many.databaseMicroseconds),
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(order: SealOrder, say: (line: string) => void): Promise<Sealed> {
  const child = fork(new URL("./servers/seal-server.ts", import.meta.url), [JSON.stringify(order)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const done = await Promise.race([once(child, "message"), gone.then(() => null)]);
  if (done === null) throw new Error(`the process of ${order.size} executions ended before it was done`);
  await gone;
  const [sealed] = done as [Sealed];
  say(`${order.deliveries} × ${order.size.toLocaleString("en")} executions: ${JSON.stringify(sealed)}`);
  return sealed;
}

const named = (name: string, sealed: Sealed) => ({
  [`${name}_seal_ms`]: twoDigits(sealed.sealMs),
  [`${name}_database_us_each`]: twoDigits(sealed.databaseMicroseconds),
  [`${name}_enrolled_per_second`]: Math.round(sealed.enrolledPerSecond),
  [`${name}_released_per_second`]: Math.round(sealed.releasedPerSecond),
  [`${name}_peak_mb`]: sealed.peakMb,
});
