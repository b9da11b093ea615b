/** Wires the process: each `compose-*.ts` gives one side of it its ports. */
import { createApp } from "../server/app.ts";
import type { HttpServer } from "../server/listener.ts";
import { guardUnverified } from "../server/load/unverified.ts";
import { setClock, type ServiceClock } from "../store/postgres/clock.ts";
import { startWorker } from "../worker/worker.ts";
import { createConsole } from "./compose-console.ts";
import { createIncoming } from "./compose-intake.ts";
import { startObservability } from "./compose-observability.ts";
import { createPorts } from "./compose-platforms.ts";
import { startBackgroundWork } from "./compose-worker.ts";
import type { Parts } from "./parts.ts";

export interface ServiceOptions extends Omit<Parts, "metrics" | "traces" | "deliveryUrl"> {
  readonly server: HttpServer;
  /** What runs the jobs; the simulation runs them in an order of its own. */
  readonly runJobs?: typeof startWorker;
}

export interface Service {
  /** Sets service time; only the sandbox and tests do. */
  setClock(clock: ServiceClock): Promise<void>;
  /** Answers what is under way, gives jobs back, closes nothing that others use. */
  stop(): Promise<void>;
}

export async function startService({ runJobs = startWorker, ...options }: ServiceOptions): Promise<Service> {
  const { config, server, database, log } = options;
  const observability = await startObservability(config, log);
  const { metrics, traces } = observability;
  const deliveryUrl = (id: string) => `${config.publicUrl}/deliveries/${id}`;
  const shared = { ...options, metrics, traces, deliveryUrl };
  const parts = { ...shared, ...createPorts(shared) };
  const work = await startBackgroundWork({ ...parts, runJobs });
  const { trustedProxies, limits } = config;
  const { connections } = server;
  const unverified = guardUnverified({ connections, metrics, trustedProxies, perAddress: limits.perAddress, log });
  const people = createConsole({ ...parts, unverified });
  const intake = createIncoming({ ...parts, consolePorts: people.ports, unverified, turnedAway: work.outage.report });
  const { checks } = work;
  server.setHandler(createApp({ log, metrics, settings: config, checks, unverified, intake, console: people.routes }));
  return {
    setClock: (clock) => setClock(database.db, clock),
    async stop() {
      people.stop();
      await server.close();
      await intake.stop();
      await work.stop();
      await observability.stop();
    },
  };
}
