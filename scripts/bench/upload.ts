/**
 * The LINE user IDs of a million enrolled contacts as one audience: the service from the seal to LINE's READY, and what one
 * writes first (read all IDs, hand them to LINE's SDK as a file). Each is a process of its own, and so is the simulated LINE.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchResult } from "./bench-result.ts";
import { twoDigits } from "./figures.ts";

const IDS = 1_000_000;

/** What each process reports when LINE has all IDs. */
interface Uploaded {
  readonly seconds: number;
  /** Most memory the process ever had, its start included. */
  readonly peakMb: number;
  /** What it had before the first ID was read. */
  readonly idleMb: number;
}

export async function benchUpload(say: (line: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-bench-"));
  await chmod(folder, 0o755);
  const line = fork(new URL("./servers/line-server.ts", import.meta.url), []);
  try {
    const [urls] = (await once(line, "message")) as [object];
    const results: Record<string, Uploaded> = {};
    for (const name of ["service", "sdk"]) {
      say(`${name}: ${IDS.toLocaleString("en")} IDs`);
      results[name] = await upload(name, { ...urls, ids: IDS, dataDir: join(folder, name) });
    }
    return summary(results["service"], results["sdk"]);
  } finally {
    await stop(line);
    await rm(folder, { recursive: true, force: true });
  }
}

async function upload(name: string, order: object): Promise<Uploaded> {
  const child = fork(new URL("./servers/upload-server.ts", import.meta.url), [name, JSON.stringify(order)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const [done] = (await Promise.race([once(child, "message"), failed(child, name)])) as [Uploaded];
    return done;
  } finally {
    await stop(child);
  }
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, "exit")) as [number | null];
  throw new Error(`the process of ${name} ended with code ${code} before LINE had all IDs`);
}

function summary(service: Uploaded | undefined, sdk: Uploaded | undefined): BenchResult {
  if (service === undefined || sdk === undefined) throw new Error("a process did not report");
  const perSecond = ({ seconds }: Uploaded) => Math.round(IDS / seconds);
  return {
    bench: "upload",
    figures: {
      ids: IDS,
      service_seconds: twoDigits(service.seconds),
      service_ids_per_second: perSecond(service),
      service_peak_mb: Math.round(service.peakMb),
      service_idle_mb: Math.round(service.idleMb),
      sdk_seconds: twoDigits(sdk.seconds),
      sdk_ids_per_second: perSecond(sdk),
      sdk_peak_mb: Math.round(sdk.peakMb),
      sdk_idle_mb: Math.round(sdk.idleMb),
    },
    ratios: {
      memory_vs_sdk: twoDigits(sdk.peakMb / service.peakMb),
      speed_vs_sdk: twoDigits(sdk.seconds / service.seconds),
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
