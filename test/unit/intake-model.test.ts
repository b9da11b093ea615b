/** The capacity model where its answer can be worked out by hand. */
import { describe, expect, test } from "@jest/globals";
import { carriedPerSecond, type Installation, type IntakeCosts } from "../../scripts/capacity/intake-model.ts";
import { createMachine, createTimeline } from "../../scripts/capacity/machine.ts";

const COSTS: IntakeCosts = { caller: 0, request: 50, commit: 100, stored: 10, sync: 400 };
const APART: Installation = {
  instances: 1,
  connections: 256,
  deliveries: 1,
  databases: 1,
  processors: { kind: "apart", ofEachDatabase: 16 },
};

const carried = (costs: Partial<IntakeCosts>, installation: Partial<Installation> = {}) =>
  carriedPerSecond({ ...COSTS, ...costs }, { ...APART, ...installation });

/** Within a hundredth. */
const closeTo = (expected: number) => ({
  asymmetricMatch: (actual: unknown) => typeof actual === "number" && Math.abs(actual / expected - 1) < 0.01,
});

describe("what an installation carries", () => {
  test("is what its instance can do where nothing else binds", () => {
    expect(carried({})).toEqual(closeTo(1e6 / 50));
  });

  test("grows with the instances until the lock of the one delivery binds: one batch after the other", () => {
    // Of each instance's 25 callers one is stored at once and the others after it; no two batches are under way together.
    const locked = (25 * 1e6) / (2 * (100 + 400) + 25 * 10);
    expect(carried({ request: 1 }, { instances: 10, connections: 250 })).toEqual(closeTo(locked));
  });

  test("is not bound by that lock where the instances serve deliveries of their own", () => {
    const each = carried({}, { connections: 25 });
    expect(carried({}, { instances: 10, connections: 250, deliveries: 10 })).toEqual(closeTo(10 * each));
  });

  test("is bound by the database's processors, and by more databases no longer", () => {
    const busy = { request: 1, commit: 0, stored: 100, sync: 0 };
    const many = { instances: 40, connections: 4000, deliveries: 400 };
    expect(carried(busy, many)).toEqual(closeTo(16 * (1e6 / 100)));
    expect(carried(busy, { ...many, databases: 2 })).toEqual(closeTo(2 * 16 * (1e6 / 100)));
  });

  test("is what one machine's processors can do where everything shares them", () => {
    const processors = { kind: "one_machine", count: 2 } as const;
    const inAll = 20 + 50 + 10;
    expect(carried({ caller: 20, commit: 0, sync: 0 }, { instances: 4, processors })).toEqual(
      closeTo((2 * 1e6) / inAll),
    );
  });
});

test("a machine does as much at once as it has processors, and the rest in its turn", () => {
  const timeline = createTimeline();
  const machine = createMachine(timeline, 2);
  const ended: [string, number][] = [];
  for (const [name, us] of Object.entries({ a: 10, b: 5, c: 7, d: 1 })) {
    machine.work(us, () => ended.push([name, timeline.now()]));
  }
  timeline.runUntil(100);
  expect(ended).toEqual([
    ["b", 5],
    ["a", 10],
    ["d", 11],
    ["c", 12],
  ]);
  expect(timeline.now()).toBe(100);
});
