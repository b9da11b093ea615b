/** What the simulated HubSpot remembers over a restart: everything but the apps and actions, which are registered again. */
import { resume } from "./workflows/executions.ts";
import type { World } from "./world.ts";

export type Memory = Pick<World, "portals" | "refreshTokens" | "accessTokens" | "workflows" | "executions" | "ids">;

/** Can be cloned as data; properties of contacts that control decides are set by it again. */
export function memoryOf({ portals, refreshTokens, accessTokens, workflows, executions, ids }: World): Memory {
  const withoutFunctions = [...portals].map(
    ([id, portal]) => [id, { ...portal, contactValues: new Map<string, never>() }] as const,
  );
  return { portals: new Map(withoutFunctions), refreshTokens, accessTokens, workflows, executions, ids };
}

/** Into a world that has just been made. Executions wait until `resumeAll`. */
export function remember(world: World, memory: Memory): void {
  refill(world.portals, memory.portals);
  refill(world.refreshTokens, memory.refreshTokens);
  refill(world.accessTokens, memory.accessTokens);
  refill(world.workflows, memory.workflows);
  refill(world.executions, memory.executions);
  for (const [kind, id] of memory.ids) world.ids.set(kind, Math.max(id, world.ids.get(kind) ?? 0));
  // The same action gets the same id, by which the workflows know it.
  world.ids.delete("definition");
}

function refill<K, V>(to: Map<K, V>, from: ReadonlyMap<K, V>): void {
  for (const [key, value] of from) to.set(key, value);
}

/** Calls that were not answered are made again, holds go on. The app's server has to be up and its action published. */
export const resumeAll = (world: World): void => resume(world, [...world.executions.values()]);
