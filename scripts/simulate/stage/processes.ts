/** The processes of the service: started, killed, and started again. */
import type { World } from "../../../simulators/demo-world.ts";
import type { Secrets } from "../../../src/store/postgres/secrets.ts";
import type { Chance } from "../chance.ts";
import type { Plan } from "../plan/plan.ts";
import type { Turns } from "../scheduler/turns.ts";
import { startInstance, type Instance } from "../system/instance.ts";
import type { Network } from "../system/network.ts";
import type { SimulatedDatabase } from "../system/simulated-database.ts";

export interface StageOptions {
  readonly seed: number;
  readonly plan: Plan;
  readonly database: SimulatedDatabase;
  readonly network: Network;
  readonly turns: Turns;
  readonly chance: Chance;
  readonly secrets: Secrets;
  readonly log: ((line: string) => void) | null;
}

export interface Processes {
  readonly instances: ReadonlySet<Instance>;
  /** What went wrong inside a process that was alive. */
  readonly errors: readonly string[];
  start(): void;
  kill(instance: Instance): Promise<void>;
  stop(): Promise<void>;
}

export function createProcesses(
  { database, network, turns, chance, secrets, log }: StageOptions,
  world: World,
): Processes {
  const instances = new Set<Instance>();
  const errors: string[] = [];
  let started = 0;

  const isAlive = (name: string) => [...instances].some((instance) => instance.name === name && instance.alive);

  /** A step that fails in a living process is a fault of ours; what comes back by itself is not. */
  const listen = (name: string) => (line: string) => {
    if (!isAlive(name)) return;
    log?.(line);
    const entry = JSON.parse(line) as { event?: string; err?: { message: string; stack: string } };
    if (entry.err !== undefined && entry.event !== "hubspot.call_failed")
      errors.push(`${entry.event}: ${entry.err.stack}`);
  };

  function start(): void {
    started += 1;
    const name = `i${started}`;
    const failed = (error: unknown) => {
      if (isAlive(name)) errors.push(describe(error));
    };
    const surroundings = { databaseUrl: database.url, network, turns, world, secrets, log: listen(name), failed };
    const instance = startInstance(name, surroundings);
    instances.add(instance);
    instance.started.catch(failed);
  }

  return {
    instances,
    errors,
    start,
    async kill(instance) {
      instance.alive = false;
      instances.delete(instance);
      network.hosts.delete(instance);
      turns.forget(instance);
      network.breakOff(instance);
      const pids = instance.database.pids();
      instance.database.cut();
      await database.end(pids);
      network.faults.set("death", (network.faults.get("death") ?? 0) + 1);
      setTimeout(start, chance.oneOf([100, 2000, 60_000, 600_000]));
    },
    async stop() {
      for (const instance of instances) {
        instance.alive = false;
        instance.database.cut();
      }
      await database.end([...instances].flatMap(({ database: { pids } }) => pids()));
      network.hosts.clear();
    },
  };
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
