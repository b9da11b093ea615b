import { describe, expect, jest, test } from "@jest/globals";
import { setImmediate } from "node:timers/promises";
import pino from "pino";
import { finding } from "../../src/delivery/codes.ts";
import { createRefusalCounter } from "../../src/intake/not-started.ts";
import type { NotStarted } from "../../src/ports/store/enrollments.ts";

function counter(save: (portalId: number, refused: readonly NotStarted[]) => Promise<void> = async () => undefined) {
  const saved: { portalId: number; refused: readonly NotStarted[] }[] = [];
  const lines: { event?: string }[] = [];
  const refusals = createRefusalCounter({
    store: {
      async noteNotStarted(portalId, refused) {
        await save(portalId, refused);
        saved.push({ portalId, refused });
      },
    },
    isOutage: (error) => (error as Error).message === "away",
    log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as { event?: string }) }),
  });
  return { refusals, saved, lines };
}

const MISSING = finding("MESSAGE_MISSING");
const run = { portalId: 1, workflowId: "900" };

/** And until what it led to has happened. */
async function pass(ms: number): Promise<void> {
  jest.advanceTimersByTime(ms);
  await setImmediate();
}

describe("refusals", () => {
  test("a run of 5,000 contacts is one statement, a second after the first", async () => {
    jest.useFakeTimers();
    try {
      const { refusals, saved } = counter();
      for (let number = 0; number < 5000; number += 1) refusals.count(run, MISSING);
      await pass(999);
      expect(saved).toEqual([]);
      await pass(1);
      const refused = [expect.objectContaining({ workflowId: "900", finding: MISSING, executions: 5000 })];
      expect(saved).toEqual([{ portalId: 1, refused }]);
      await pass(10_000);
      expect(saved).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  test("each workflow and code is counted by itself, with the figures of the last one, a statement for each portal", async () => {
    const { refusals, saved } = counter();
    refusals.count(run, finding("MESSAGE_TOO_LONG", { length: 5001, maximum: 5000 }));
    refusals.count(run, finding("MESSAGE_TOO_LONG", { length: 6000, maximum: 5000 }));
    refusals.count({ ...run, workflowId: null }, MISSING);
    refusals.count({ ...run, portalId: 2 }, MISSING);
    await refusals.flush();
    expect(saved.map(({ portalId, refused }) => [portalId, refused.length])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(saved[0]?.refused[0]).toMatchObject({ executions: 2, finding: { figures: { length: 6000 } } });
  });

  test("nothing that may be a person's is kept", async () => {
    const { refusals, saved } = counter();
    refusals.count(run, finding("INPUT_INVALID", { field: "ageFrom", value: "mika@example.com", allowed: "0–" }));
    refusals.count(run, finding("SENDING_STOPPED", { person: "aya@example.com" }));
    await refusals.flush();
    expect(JSON.stringify(saved)).not.toContain("@");
    expect(saved[0]?.refused.map(({ finding: { figures } }) => figures)).toEqual([
      { field: "ageFrom", value: "…", allowed: "0–" },
      { person: "…" },
    ]);
  });

  test("what cannot be stored is stored later; what never will be is logged and let go", async () => {
    let trouble: string | null = "away";
    const { refusals, saved, lines } = counter(async () => {
      if (trouble !== null) throw new Error(trouble);
    });
    refusals.count(run, MISSING);
    await refusals.flush();
    refusals.count(run, MISSING);
    trouble = null;
    await refusals.flush();
    expect(saved.map(({ refused }) => refused[0]?.executions)).toEqual([2]);
    trouble = "a bug";
    refusals.count(run, MISSING);
    await refusals.flush();
    trouble = null;
    await refusals.flush();
    expect(saved).toHaveLength(1);
    expect(lines.map(({ event }) => event)).toEqual(["not_started.unstored", "not_started.unstored"]);
  });
});
