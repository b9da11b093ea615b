import { describe, expect, test } from "@jest/globals";
import { remembered } from "../../src/intake/fast-path/remembered.ts";

describe("remembered", () => {
  function counted() {
    const asked: string[] = [];
    const clock = { at: 0 };
    const look = (portalId: number, name: string) => {
      asked.push(`${portalId} ${name}`);
      return name === "fails" ? Promise.reject(new Error("away")) : Promise.resolve(asked.length);
    };
    return { asked, clock, ask: remembered(look, { forMs: 2000, now: () => clock.at }) };
  }

  test("asks once for the same key within the time", async () => {
    const { asked, clock, ask } = counted();
    expect(await Promise.all([ask(1, "a"), ask(1, "a")])).toEqual([1, 1]);
    clock.at = 1999;
    expect(await ask(1, "a")).toBe(1);
    expect(asked).toEqual(["1 a"]);
  });

  test("asks again once the time is over", async () => {
    const { asked, clock, ask } = counted();
    await ask(1, "a");
    clock.at = 2000;
    expect(await ask(1, "a")).toBe(2);
    expect(asked).toEqual(["1 a", "1 a"]);
  });

  test("asks for each key", async () => {
    const { asked, ask } = counted();
    await ask(1, "a");
    await ask(1, "b");
    await ask(2, "a");
    expect(asked).toEqual(["1 a", "1 b", "2 a"]);
  });

  test("does not keep a failure", async () => {
    const { asked, ask } = counted();
    await expect(ask(1, "fails")).rejects.toThrow("away");
    await expect(ask(1, "fails")).rejects.toThrow("away");
    expect(asked).toHaveLength(2);
  });
});
