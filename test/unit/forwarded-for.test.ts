import { describe, expect, test } from "@jest/globals";
import type { Request } from "express";
import pino from "pino";
import { watchForwardedFor } from "../../src/server/load/forwarded-for.ts";

function watched(trustedProxies: number) {
  const lines: { event: string; msg: string; forwardedForEntries: number }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  const clock = { now: 1_800_000_000_000 };
  const watch = watchForwardedFor(trustedProxies, log, () => clock.now);
  const look = (header: string | undefined, signed = false) =>
    watch.look({ headers: { "x-forwarded-for": header } } as unknown as Request, signed);
  return { look, lines, clock, watch };
}

describe("X-Forwarded-For and TRUSTED_PROXIES", () => {
  test.each([
    [0, undefined, false],
    [1, "203.0.113.1", false],
    [2, "203.0.113.1, 198.51.100.1", true],
    // Whatever a caller writes itself stands in front.
    [1, "spoofed, 203.0.113.1", false],
  ])("with %s and %s fit", (trustedProxies, header, signed) => {
    const { look, lines, watch } = watched(trustedProxies);
    look(header, signed);
    expect([lines, watch.mismatch]).toEqual([[], null]);
  });

  test.each([
    [0, "203.0.113.1", false, "Set TRUSTED_PROXIES to the number of proxies"],
    [1, undefined, false, "lower TRUSTED_PROXIES"],
    [2, "203.0.113.1", true, "lower TRUSTED_PROXIES"],
    [1, "203.0.113.1, 198.51.100.1", true, "Raise TRUSTED_PROXIES"],
  ])("with %s and %s do not: the line says what to set", (trustedProxies, header, signed, remedy) => {
    const { look, lines, watch } = watched(trustedProxies);
    look(header, signed);
    expect(lines).toEqual([
      expect.objectContaining({ event: "proxies.mismatch", msg: expect.stringContaining(remedy) }),
    ]);
    expect(watch.mismatch).toBe(lines[0]?.msg);
  });

  test("are spoken of once an hour, however many requests there are", () => {
    const { look, lines, clock, watch } = watched(0);
    for (let request = 0; request < 1000; request += 1) look("203.0.113.1");
    expect(lines).toHaveLength(1);
    clock.now += 3_599_999;
    look("203.0.113.1");
    expect(lines).toHaveLength(1);
    clock.now += 1;
    expect(watch.mismatch).toBeNull();
    look("203.0.113.1");
    expect(lines).toHaveLength(2);
  });
});
