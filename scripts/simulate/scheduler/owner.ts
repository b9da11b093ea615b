/** Which simulated process some code runs in: timers, requests and statements of a dead one go no further. */
import { AsyncLocalStorage } from "node:async_hooks";

export interface Owner {
  readonly name: string;
  alive: boolean;
}

const running = new AsyncLocalStorage<Owner>();

/** Null outside of the service: the platforms, the people and the simulation itself. */
export const currentOwner = (): Owner | null => running.getStore() ?? null;

export const asOwner = <T>(owner: Owner, work: () => T): T => running.run(owner, work);

/** What a dead process waits for. */
export const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
