import { expect, test } from "@jest/globals";
import { logEachSecond } from "../../src/intake/trust/log-each-second.ts";

test("thousands of refusals are a line a second, and none goes uncounted", () => {
  let now = 1_800_000_000_000;
  const lines: [number, string][] = [];
  const log = logEachSecond<string>(
    (count, said) => void lines.push([count, said]),
    () => now,
  );
  for (let call = 0; call < 3000; call += 1) {
    log(`call ${call}`);
    now += 1;
  }
  expect(lines).toEqual([
    [1, "call 0"],
    [1000, "call 1000"],
    [1000, "call 2000"],
  ]);
  now -= 3_600_000;
  log("the clock was set back");
  expect(lines.at(-1)).toEqual([1000, "the clock was set back"]);
});
