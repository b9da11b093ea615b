/** A simulated HubSpot: a strict HTTP server with HubSpot's limits, delays and faults. */
import type { Express } from "express";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SandboxClock } from "../clock.ts";
import { createApi } from "./api.ts";
import { createControl, type HubSpotControl } from "./control.ts";
import { createPages } from "./pages/pages.ts";
import type { Poster } from "./poster.ts";
import { createWorld } from "./world.ts";

export interface HubSpotSimulator {
  /** What HUBSPOT_API_URL is set to. */
  readonly apiUrl: string;
  /** What HUBSPOT_APP_URL is set to: the authorize page and the pages people see. */
  readonly appUrl: string;
  readonly control: HubSpotControl;
  stop(): Promise<void>;
}

export interface HubSpotSimulatorOptions {
  readonly clock: SandboxClock;
  readonly seed?: number | undefined;
  readonly host?: string;
  readonly apiPort?: number;
  /** Where it is free. */
  readonly appPort?: number | undefined;
  /** How HubSpot's own requests travel; over plain HTTP unless given. */
  readonly poster?: Poster | undefined;
  /** See `WorldOptions`. */
  readonly startedAt?: number | undefined;
}

export async function startHubSpotSimulator(options: HubSpotSimulatorOptions): Promise<HubSpotSimulator> {
  const { clock, seed = 1, host = "127.0.0.1", apiPort = 0, appPort = 0, poster, startedAt } = options;
  const world = createWorld(clock, { seed, poster, startedAt });
  const control = createControl(world);
  const api = await listen(createApi(world), host, apiPort);
  const pages = await listen(createPages(world), host, appPort).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return listen(createPages(world), host, 0);
  });
  return {
    apiUrl: api.url,
    appUrl: pages.url,
    control,
    async stop() {
      world.stopping.abort(new Error("the simulator stops"));
      world.agenda.stop();
      world.poster.close();
      await Promise.all([close(api.server), close(pages.server)]);
    },
  };
}

async function listen(app: Express, host: string, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer(app);
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, host, done);
  });
  return { server, url: `http://${host}:${(server.address() as AddressInfo).port}` };
}

function close(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
