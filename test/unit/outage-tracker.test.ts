/** An outage is reported to the open windows once, and not forgotten while that is not possible. */
import { expect, test } from "@jest/globals";
import { createOutageTracker } from "../../src/worker/outage-tracker.ts";

test("is settled once, and again only after another one", async () => {
  let kept = 0;
  const outage = createOutageTracker(async () => void (kept += 1));
  await outage.flush();
  expect(kept).toBe(0);
  outage.report();
  outage.report();
  await outage.flush();
  await outage.flush();
  expect(kept).toBe(1);
  outage.report();
  await outage.flush();
  expect(kept).toBe(2);
});

test("stays while the database is away, and what is noticed meanwhile too", async () => {
  let away = true;
  let kept = 0;
  const outage = createOutageTracker(async () => {
    if (away) throw new Error("away");
    kept += 1;
    if (kept === 1) outage.report();
  });
  outage.report();
  await expect(outage.flush()).rejects.toThrow("away");
  await expect(outage.flush()).rejects.toThrow("away");
  away = false;
  await outage.flush();
  await outage.flush();
  await outage.flush();
  expect(kept).toBe(2);
});

test("no request goes on before it is noted, however many ask at once", async () => {
  const noting = Promise.withResolvers<void>();
  const outage = createOutageTracker(() => noting.promise);
  outage.report();
  const passed: string[] = [];
  const all = ["one", "another"].map((name) => outage.flush().then(() => passed.push(name)));
  await new Promise(setImmediate);
  expect(passed).toEqual([]);
  noting.resolve();
  await Promise.all(all);
  expect(passed).toHaveLength(2);
});
