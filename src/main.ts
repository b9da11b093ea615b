/** Starts and stops the process; the only file that starts the sandbox. */
import { join } from "node:path";
import type { Logger } from "pino";
import { ConfigError, readConfig, type Config } from "./app/config.ts";
import { listen } from "./server/listener.ts";
import { createLog } from "./observability/log.ts";
import { PRODUCT } from "./app/product.ts";
import { startService, type Service, type ServiceOptions } from "./app/service.ts";
import { startProblem } from "./app/start-problem.ts";
import { tuneGarbageCollector } from "./app/v8-flags.ts";
import { tlsWarning } from "./store/postgres/connection/address.ts";
import { requireSessions } from "./store/postgres/connection/sessions.ts";
import { connectDatabase, migrate, schemaMadeAt } from "./store/postgres/database.ts";
import { serviceNow } from "./store/postgres/clock.ts";
import { startEmbeddedPostgres } from "./store/postgres/embedded-postgres.ts";
import { createSecrets, keptKey, keptSegment } from "./store/postgres/secrets.ts";

/** What to undo when the process ends, newest first. */
type Undo = () => Promise<void>;

async function start(config: Config, log: Logger, undo: Undo[]): Promise<void> {
  const proxied = config.trustedProxies > 0;
  const server = await listen(config.port, config.host, proxied ? { perAddress: Number.POSITIVE_INFINITY } : {});
  undo.push(server.close);
  const publicUrl = config.publicUrl ?? `http://localhost:${server.port}`;
  const database = await openDatabase(config, log, undo);
  const secrets = createSecrets(config.encryptionKeys ?? [await keptKey(join(config.dataDir, "encryption-key"))]);
  const intakeSegments = config.intakeSegments ?? [await keptSegment(join(config.dataDir, "intake-segment"))];
  const shared = { server, database, secrets, log };
  const given = { ...config, intakeSegments, publicUrl };
  if (config.app === null) return startInSandbox(shared, given, undo);
  const service = await startService({ ...shared, config: { ...given, app: config.app }, sandbox: null });
  undo.push(service.stop);
  announce(publicUrl, []);
}

/** Never loaded with credentials: a production image need not contain the simulators. */
async function startInSandbox(
  shared: Pick<ServiceOptions, "server" | "database" | "secrets" | "log">,
  config: Omit<ServiceOptions["config"], "app">,
  undo: Undo[],
): Promise<void> {
  const { database, log } = shared;
  const { publicUrl, dataDir } = config;
  const { startSandbox } = await import("../simulators/sandbox.ts");
  const { pages, notice, clock, examples, connect, ...sandbox } = await startSandbox({
    publicUrl,
    dataDir,
    segment: config.intakeSegments[0] ?? "",
    notBefore: await serviceNow(database.db),
    database: await schemaMadeAt(database),
    onError: (err) => log.error({ event: "sandbox.failed", err }),
  });
  undo.push(sandbox.stop);
  const url = sandbox.config.hubspotAppUrl;
  const service = await startService({
    ...shared,
    config: { ...config, ...sandbox.config },
    sandbox: { url, clock, examples },
  });
  undo.push(service.stop);
  clock.onChange((state) => followClock(service, state, log));
  await service.setClock(clock.state);
  await connect();
  if (notice !== null) process.stdout.write(`\n${notice}\n`);
  announce(publicUrl, pages);
  process.stdout.write(firstSteps(publicUrl, url));
}

const firstSteps = (publicUrl: string, hubspotUrl: string): string =>
  [
    `1. Open ${publicUrl} and sign in: HubSpot is simulated and asks for no password.`,
    `2. Open ${hubspotUrl}, choose the workflow “Autumn blend” and press “Enroll contacts”.`,
    `3. Press “Skip 5 min” at the top until it is delivered. “Add example deliveries” beside it makes more.`,
  ]
    .map((line) => `  ${line}\n`)
    .join("") + "\n";

async function openDatabase(config: Config, log: Logger, undo: Undo[]) {
  const url = config.databaseUrl ?? (await openEmbedded(config, log, undo));
  const onError = (err: Error) => log.warn({ event: "database.connection_lost", err });
  const database = connectDatabase(url, onError, { maxConnections: config.databasePoolSize });
  undo.push(() => database.pool.end());
  // The embedded server has enough, and no pooler in front.
  if (config.databaseUrl !== null) await requireSessions(database.pool, config.databasePoolSize);
  const warning = tlsWarning(url);
  if (warning !== null) log.warn({ event: "database.not_protected" }, warning);
  await migrate(database);
  return database;
}

async function openEmbedded({ dataDir, production }: Config, log: Logger, undo: Undo[]): Promise<string> {
  if (production)
    log.warn(
      { event: "database.embedded" },
      "NODE_ENV=production with the embedded database: it has no replica and no backup of its own, and serves one process. Set DATABASE_URL to a PostgreSQL that has them.",
    );
  const ending = new AbortController();
  const options = { signal: ending.signal, detached: true };
  const starting = startEmbeddedPostgres(dataDir, (line) => log.debug({ event: "postgres" }, line), options);
  // Also when the end is asked for while it is still starting.
  undo.push(() => {
    ending.abort();
    return starting.then(({ stop }) => stop(), ignored);
  });
  return (await starting).url;
}

function followClock(service: Service, state: Parameters<Service["setClock"]>[0], log: Logger): void {
  service.setClock(state).catch((err: unknown) => log.error({ event: "clock.failed", err }));
}

function announce(publicUrl: string, pages: readonly { name: string; url: string }[]): void {
  const lines = [{ name: PRODUCT, url: publicUrl }, ...pages];
  const width = Math.max(...lines.map(({ name }) => name.length));
  process.stdout.write(`\n${lines.map(({ name, url }) => `  ${name.padEnd(width)}  ${url}`).join("\n")}\n\n`);
}

/** Below the ten seconds that container runtimes wait before they kill. */
const STOP_WITHIN_MS = 9500;

async function main(): Promise<void> {
  tuneGarbageCollector();
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const undo: Undo[] = [];
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    // A step that waits for a platform is freed by others, and may be run again; an embedded server is adopted.
    setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref();
    for (const step of undo.toReversed())
      await step().catch((err: unknown) => log.error({ event: "stop.failed", err }));
    process.exit(code);
  };
  process.on("SIGTERM", () => void stop(0));
  process.on("SIGINT", () => void stop(0));
  // The terminal was closed: its database would stay behind.
  process.on("SIGHUP", () => void stop(0));
  try {
    await start(config, log, undo);
  } catch (err) {
    // Broken off by a signal: what was under way has failed for that reason alone.
    if (stopping) return;
    const problem = startProblem(err, config);
    log.fatal({ event: "start.failed", ...(problem === null ? { err } : { problem }) });
    tell(problem ?? `${String(err)} (the log has the details)`);
    await stop(1);
  }
}

/** A person reads this, beside the log's line for programs. */
const tell = (problem: string): void => void process.stderr.write(`The service did not start: ${problem}\n`);

/** What broke is reported where it was awaited. */
const ignored = (): void => undefined;

main().catch((err: unknown) => {
  const wrong = err instanceof ConfigError;
  // Before the settings are read there is no level but the default one.
  createLog("info").fatal({ event: "start.failed", ...(wrong ? { problem: err.problems.join("; ") } : { err }) });
  process.stderr.write(`${wrong ? err.message : String(err)}\n`);
  process.exitCode = 1;
});
