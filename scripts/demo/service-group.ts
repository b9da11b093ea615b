/** The service of a demo: one process, or several on one database behind a balancer; the database is given or embedded. */
import { randomBytes } from "node:crypto";
import type { World } from "../../simulators/demo-world.ts";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";
import { startBalancer } from "./balancer.ts";
import { freePort } from "./free-port.ts";
import { serviceEnvironment } from "./service-environment.ts";
import { ServiceProcess } from "./service-process.ts";

export interface ServiceGroup {
  /** Resolves when all are ready for work. */
  start(): Promise<void>;
  /** SIGKILL for one of them (`chance`: at least 0, below 1), at once back again; resolves when it is ready. */
  killAndRestart(chance: number): Promise<void>;
  /** The most memory one of them had; null where the system does not say. */
  peakMb(): Promise<number | null>;
  stop(): Promise<void>;
}

interface GroupOptions {
  readonly instances: number;
  readonly publicUrl: string;
  /** Of the data. */
  readonly folder: string;
  /** The file that all of them write their log to. */
  readonly log: string;
  readonly world: World;
  /** Null or absent: embedded. */
  readonly databaseUrl?: string | null;
}

export async function createServiceGroup({
  instances,
  publicUrl,
  folder,
  log,
  world,
  databaseUrl = null,
}: GroupOptions): Promise<ServiceGroup> {
  const environment = serviceEnvironment(publicUrl, folder, world);
  if (instances === 1) {
    const only = new ServiceProcess(publicUrl, { ...environment, ...onDatabase(databaseUrl) }, log);
    return {
      start: () => only.start(),
      killAndRestart: () => only.killAndRestart(),
      peakMb: () => only.peakMb(),
      stop: async () => void (await only.stop()),
    };
  }
  const database = databaseUrl === null ? await startEmbeddedPostgres(folder, () => undefined) : null;
  const ports: number[] = [];
  for (let count = 0; count < instances; count += 1) ports.push(await freePort());
  const shared = { ...environment, ...onDatabase(database?.url ?? databaseUrl) };
  const processes = ports.map(
    (port) => new ServiceProcess(`http://127.0.0.1:${port}`, { ...shared, PORT: String(port) }, log),
  );
  const balancer = await startBalancer(Number(new URL(publicUrl).port), ports);
  return {
    start: async () => void (await Promise.all(processes.map((each) => each.start()))),
    killAndRestart: async (chance) => processes[Math.floor(chance * instances)]?.killAndRestart(),
    async peakMb() {
      const peaks = await Promise.all(processes.map((each) => each.peakMb()));
      return peaks.includes(null) ? null : Math.max(...peaks.map(Number));
    },
    async stop() {
      await Promise.all(processes.map((each) => each.stop()));
      await balancer.stop();
      await database?.stop();
    },
  };
}

function onDatabase(url: string | null): NodeJS.ProcessEnv {
  if (url === null) return {};
  const { DATABASE_POOL_SIZE } = process.env;
  return { DATABASE_URL: url, DATABASE_POOL_SIZE, ENCRYPTION_KEYS: randomBytes(32).toString("base64") };
}
