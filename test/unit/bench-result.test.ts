import { expect, test } from "@jest/globals";
import { brokenPromises } from "../../scripts/bench/bench-result.ts";

const result = (ratios: Record<string, number>, floors?: Record<string, number>) => ({
  bench: "console",
  figures: {},
  ratios,
  ...(floors === undefined ? {} : { floors }),
});

test("a bench fails where a promised ratio is missed or was not measured, and only there", () => {
  expect(brokenPromises(result({ open: 0.1 }))).toEqual([]);
  expect(brokenPromises(result({ open: 0.5, days: 0.8, older: 0.1 }, { open: 0.5, days: 0.5 }))).toEqual([]);
  expect(brokenPromises(result({ open: 0.49, days: Number.NaN }, { open: 0.5, days: 0.5, list: 0.5 }))).toEqual([
    "console: open is 0.49, below 0.5",
    "console: days is NaN, below 0.5",
    "console: list is missing, below 0.5",
  ]);
});
