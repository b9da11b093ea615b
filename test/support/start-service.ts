/** The whole service in this process, on a database of its own, with both simulated platforms beside it. */
import { randomBytes } from "node:crypto";
import type { RequestListener } from "node:http";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID, SEGMENT, startWorld, type World } from "../../simulators/demo-world.ts";
import { readConfig, type Config } from "../../src/app/config.ts";
import { listen, type HttpServer, type ServerLimits } from "../../src/server/listener.ts";
import { createLog } from "../../src/observability/log.ts";
import { startService, type Service } from "../../src/app/service.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import type { Database } from "../../src/store/postgres/database.ts";
import { createSecrets, type Secrets } from "../../src/store/postgres/secrets.ts";
import { passTime, type PassingTime } from "./pass-time.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** A database with the service's schema that can be thrown away. */
export interface ServiceDatabase extends Database {
  drop(): Promise<void>;
}

export interface RunningService<D extends ServiceDatabase = TestDatabase> extends PassingTime {
  readonly publicUrl: string;
  readonly world: World;
  readonly clock: SandboxClock;
  readonly database: D;
  /** The console's session cookie of the demo portal's user. */
  readonly cookie: string;
  /** The service's id of the connected LINE account. */
  readonly channel: string;
  readonly log: readonly LogLine[];
  readonly secrets: Secrets;
  /** As ENCRYPTION_KEYS would have it. */
  readonly encryptionKeys: string;
  /** What answers the requests: Express. */
  app(): RequestListener;
  /** Stops the service and starts another one on the same database, as a restart would; or on what became of it meanwhile. */
  restart(meanwhile?: (database: D) => Promise<D>): Promise<void>;
  close(): Promise<void>;
}

export interface TestServiceOptions {
  readonly logLevel?: string;
  /** Where nothing is said, no one is limited: tests ask from one address. */
  readonly limits?: Config["limits"];
  readonly tracesUrl?: string;
  /** Open unless given. */
  readonly metrics?: Config["metrics"];
  readonly cards?: Config["cards"];
  /** HubSpot's card has the host name `localhost`, everything else 127.0.0.1. */
  readonly cardHost?: boolean;
  /** Of the listening socket. */
  readonly serverLimits?: Partial<ServerLimits>;
  /** What is set otherwise than in the other tests. */
  readonly config?: Partial<Pick<Config, "intakeAllowQuery" | "optionsSignature" | "mail">> & {
    readonly intakeSegments?: readonly string[];
  };
}

export const startTestService = async (options: TestServiceOptions = {}): Promise<RunningService> =>
  await startServiceOn(await createTestDatabase(), options);

/** `first`: is dropped with the service. */
export async function startServiceOn<D extends ServiceDatabase>(
  first: D,
  options: TestServiceOptions = {},
): Promise<RunningService<D>> {
  let database = first;
  const clock = new SandboxClock();
  const key = randomBytes(32);
  const secrets = createSecrets([key]);
  const lines: LogLine[] = [];
  const log = createLog(options.logLevel ?? "info", { write: (line: string) => void lines.push(JSON.parse(line)) });
  let app: RequestListener = () => undefined;
  const open = async (at: number): Promise<HttpServer> => {
    const opened = await listen(at, "127.0.0.1", options.serverLimits);
    const setHandler = (listener: RequestListener) => opened.setHandler((app = listener));
    return { ...opened, setHandler };
  };
  let server = await open(0);
  const { port } = server;
  const publicUrl = `http://127.0.0.1:${port}`;
  const world = await startWorld(clock, publicUrl);
  const limits = options.limits ?? { perAddress: 0, perSession: 0, perPortal: 0 };
  const tracesUrl = options.tracesUrl ?? null;
  const cards = options.cards ?? "on";
  const cardsUrl = options.cardHost === true ? `http://localhost:${port}` : null;
  const defaults = readConfig({});
  const metrics = options.metrics ?? defaults.metrics;
  const config = {
    ...defaults,
    intakeSegments: [SEGMENT],
    limits,
    tracesUrl,
    metrics,
    cards,
    cardsUrl,
    ...options.config,
    ...world.urls,
    app: { ...APP },
    publicUrl,
  };
  const start = (): Promise<Service> => startService({ config, server, database, secrets, log, sandbox: null });
  let service = await start();
  await setClock(database.db, clock.state);
  const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  return {
    publicUrl,
    world,
    clock,
    get database() {
      return database;
    },
    cookie,
    channel,
    log: lines,
    secrets,
    encryptionKeys: key.toString("base64"),
    app: () => app,
    ...passTime({ db: () => database.db, clock, world }),
    async restart(meanwhile = (same) => Promise.resolve(same)) {
      await service.stop();
      database = await meanwhile(database);
      server = await open(port);
      service = await start();
    },
    async close() {
      await service.stop();
      await world.stop();
      await database.drop();
    },
  };
}
