/**
 * How many executions a second a number of instances can store, from what one execution and one commit cost: callers who
 * wait for their answer, single-threaded instances that commit in groups, deliveries whose row is locked until the commit.
 */
import { createMachine, createTimeline, type Machine, type Timeline } from "./machine.ts";

/** Microseconds. */
export interface IntakeCosts {
  /** Of the caller, for one execution. */
  readonly caller: number;
  /** Of the instance, for one execution. */
  readonly request: number;
  /** Of the database, for one commit, however many executions are in it. */
  readonly commit: number;
  /** Of the database, for one execution. */
  readonly stored: number;
  /** Until a commit is on the disk, and on the way: nothing works, and the delivery stays locked. */
  readonly sync: number;
}

export interface Installation {
  readonly instances: number;
  /** Callers, spread over the instances. */
  readonly connections: number;
  /** Windows that are open at the same time; the callers are spread over them. */
  readonly deliveries: number;
  /** Databases, each with the deliveries of its portals. */
  readonly databases: number;
  readonly processors:
    | { readonly kind: "one_machine"; readonly count: number }
    /** Each instance has a processor of its own, and callers cost nothing. */
    | { readonly kind: "apart"; readonly ofEachDatabase: number };
}

/** As in `service.ts`. */
const MAX_BATCH = 500;

export function carriedPerSecond(costs: IntakeCosts, installation: Installation, seconds = 2): number {
  const timeline = createTimeline();
  const world = createWorld(timeline, costs, installation);
  for (let connection = 0; connection < installation.connections; connection += 1) world.call(connection);
  // The first second fills the queues.
  timeline.runUntil(1e6);
  const warm = world.stored();
  timeline.runUntil((1 + seconds) * 1e6);
  return (world.stored() - warm) / seconds;
}

function createWorld(timeline: Timeline, costs: IntakeCosts, installation: Installation) {
  const { instances, databases, deliveries } = installation;
  const machines = createMachines(timeline, installation);
  const locks = Array.from({ length: deliveries }, createLock);
  let stored = 0;
  const call = (connection: number) =>
    machines.caller.work(costs.caller, () => parts[connection % instances]?.take(connection));
  const commit = (database: number, batch: readonly number[], done: () => void) => {
    const touched = [...new Set(batch.map((connection) => deliveryOf(connection)))].sort((a, b) => a - b);
    lockAll(
      touched.map((delivery) => locks[delivery]).filter((lock) => lock !== undefined),
      (release) => {
        const work = costs.commit + batch.length * costs.stored;
        machines.databases[database]?.work(work, () => timeline.after(costs.sync, () => (release(), done())));
      },
    );
  };
  const deliveryOf = (connection: number) => connection % deliveries;
  const parts = Array.from({ length: instances }, (_, number) => {
    const waiting = Array.from({ length: databases }, (): number[] => []);
    const committing = waiting.map(() => false);
    const thread = createThread(machines.instances[number] ?? machines.caller);
    const drain = (database: number) => {
      const batch = waiting[database]?.splice(0, MAX_BATCH) ?? [];
      committing[database] = batch.length > 0;
      if (batch.length === 0) return;
      commit(database, batch, () => {
        stored += batch.length;
        batch.forEach(call);
        drain(database);
      });
    };
    return {
      take: (connection: number) =>
        thread(costs.request, () => {
          const database = deliveryOf(connection) % databases;
          waiting[database]?.push(connection);
          if (committing[database] === false) drain(database);
        }),
    };
  });
  return { call, stored: () => stored };
}

function createMachines(timeline: Timeline, { instances, databases, processors }: Installation) {
  if (processors.kind === "one_machine") {
    const shared = createMachine(timeline, processors.count);
    return {
      caller: shared,
      instances: Array.from({ length: instances }, () => shared),
      databases: Array.from({ length: databases }, () => shared),
    };
  }
  return {
    caller: { work: (us: number, done: () => void) => timeline.after(us, done) },
    instances: Array.from({ length: instances }, () => createMachine(timeline, 1)),
    databases: Array.from({ length: databases }, () => createMachine(timeline, processors.ofEachDatabase)),
  };
}

/** One piece of work after the other, whatever machine it runs on. */
function createThread(machine: Machine): (us: number, done: () => void) => void {
  const waiting: (() => void)[] = [];
  let busy = false;
  const next = () => {
    const begin = waiting.shift();
    busy = begin !== undefined;
    begin?.();
  };
  return (us, done) => {
    waiting.push(() =>
      machine.work(us, () => {
        done();
        next();
      }),
    );
    if (!busy) next();
  };
}

interface Lock {
  take(granted: () => void): void;
  release(): void;
}

function createLock(): Lock {
  const waiting: (() => void)[] = [];
  let held = false;
  return {
    take(granted) {
      if (held) waiting.push(granted);
      else {
        held = true;
        granted();
      }
    },
    release() {
      const following = waiting.shift();
      held = following !== undefined;
      following?.();
    },
  };
}

/** In a fixed order, so that no two wait for each other. */
function lockAll(locks: readonly Lock[], granted: (release: () => void) => void): void {
  const [first, ...rest] = locks;
  if (first === undefined) return granted(() => undefined);
  first.take(() =>
    lockAll(rest, (release) =>
      granted(() => {
        first.release();
        release();
      }),
    ),
  );
}
