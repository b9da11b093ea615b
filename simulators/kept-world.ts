/** The simulated world in a file beside the service's data, so that a restart finds both as they were. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { Memory as HubSpotMemory } from "./hubspot/memory.ts";
import type { Memory as LineMemory } from "./line/memory.ts";

export interface KeptWorld {
  /** Which database of the service it belongs to. */
  readonly database: string;
  /** Of the simulated HubSpot's pages: links and open tabs stay right. */
  readonly appPort: number;
  readonly hubspot: HubSpotMemory;
  readonly line: LineMemory;
}

/** Higher with every change of what is kept: an older file is not read. */
const VERSION = 1;

const EVERY_MS = 1000;
/** So that a large world costs little: at most one part in so many of the time. */
const SHARE = 20;

/** The world that belongs to this database, or in a sentence why there is none; neither where no sandbox has run before. */
export async function readWorld(file: string, database: string): Promise<KeptWorld | string | null> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (bytes === null) return null;
  const kept = readable(bytes);
  if (kept?.version !== VERSION) return `${file} is damaged or of another version`;
  return kept.world.database === database ? kept.world : `${file} belongs to another database`;
}

interface Kept {
  readonly version: number;
  readonly world: KeptWorld;
}

function readable(bytes: Buffer): Kept | null {
  try {
    return deserialize(bytes) as Kept;
  } catch {
    // Cut off or no such file at all: its caller says so.
    return null;
  }
}

/** Writes what has changed, every second and once more when it is stopped: a kill loses little more than a second. */
export function keepWorld(file: string, current: () => KeptWorld, failed: (error: unknown) => void) {
  const stopping = new AbortController();
  let written = Buffer.alloc(0);
  /** Returns how long it kept everything else waiting. */
  const save = async (): Promise<number> => {
    const begun = performance.now();
    const bytes = serialize({ version: VERSION, world: current() } satisfies Kept);
    const tookMs = performance.now() - begun;
    if (bytes.equals(written)) return tookMs;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.unfinished`, bytes, { mode: 0o600 });
    await rename(`${file}.unfinished`, file);
    written = bytes;
    return tookMs;
  };
  const saving = (async () => {
    while (!stopping.signal.aborted) {
      const tookMs = await save().catch((error: unknown) => {
        failed(error);
        return 0;
      });
      await pause(Math.max(EVERY_MS, tookMs * SHARE), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop(): Promise<void> {
      stopping.abort();
      await saving;
      await save();
    },
  };
}
