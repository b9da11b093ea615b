/** What the simulated LINE remembers over a restart: everything but the friends, who are made again from the same seed. */
import type { Channel, World } from "./world.ts";

export interface Memory {
  readonly channels: ReadonlyMap<string, Omit<Channel, "friends">>;
  readonly tokens: World["tokens"];
}

/** Can be cloned as data. */
export function memoryOf({ channels, tokens }: World): Memory {
  const withoutFriends = [...channels].map(([id, { friends: _madeAgain, ...kept }]) => [id, kept] as const);
  return { channels: new Map(withoutFriends), tokens };
}

/** Into a world that has the same channels, just added. */
export function remember(world: World, { channels, tokens }: Memory): void {
  for (const [id, kept] of channels) {
    const added = world.channels.get(id);
    if (added) world.channels.set(id, { ...kept, friends: added.friends });
  }
  for (const [token, known] of tokens) world.tokens.set(token, known);
}
