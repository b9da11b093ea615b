/** One seed's world: both platforms, the processes of the service, and what people do. */
import { startWorld, type World } from "../../../simulators/demo-world.ts";
import { SandboxClock } from "../../../simulators/clock.ts";
import type { PlannedEvent } from "../plan/plan.ts";
import { FRIENDS, prepare, type Campaign } from "./campaigns.ts";
import { happen, type Past } from "./events.ts";
import { createProcesses, type Processes, type StageOptions } from "./processes.ts";

export interface Stage extends Processes {
  readonly world: World;
  readonly past: Readonly<Past>;
  /** None before `prepare`. */
  campaigns(): readonly Campaign[];
  /** Installs, connects, publishes and builds the workflows. */
  prepare(): Promise<void>;
  happen(event: PlannedEvent): void;
  /** The standby takes over, and every process begins again: that one lives on is tried with a real service. */
  failOver(): Promise<void>;
}

export async function createStage(options: StageOptions): Promise<Stage> {
  const { seed, database, network } = options;
  const world = await startWorld(new SandboxClock(), network.publicUrl, {
    seed,
    friends: FRIENDS,
    poster: network.poster,
  });
  const processes = createProcesses(options, world);
  const past: Past = { dropped: new Set(), uninstalled: false, skewMs: 0, maxSkewMs: 0, failOvers: 0 };
  let prepared: Awaited<ReturnType<typeof prepare>> = { campaigns: [], cookie: "" };
  return {
    ...processes,
    world,
    past,
    campaigns: () => prepared.campaigns,
    async prepare() {
      prepared = await prepare(options, world);
    },
    happen: (event) => happen({ options, world, past, ...prepared }, event),
    async failOver() {
      past.failOvers += 1;
      network.faults.set("fail_over", (network.faults.get("fail_over") ?? 0) + 1);
      for (const instance of processes.instances) await processes.kill(instance);
      await database.standby.takeOver();
    },
    async stop() {
      await processes.stop();
      await world.stop();
    },
  };
}
