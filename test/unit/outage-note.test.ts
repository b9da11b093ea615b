/** That nobody could be stored is told to the open windows once, and not forgotten while that is not possible. */
import { expect, test } from "@jest/globals";
import { createOutageNote } from "../../src/worker/outage-note.ts";

test("is settled once, and again only after another one", async () => {
  let kept = 0;
  const note = createOutageNote(async () => void (kept += 1));
  await note.settle();
  expect(kept).toBe(0);
  note.noticed();
  note.noticed();
  await note.settle();
  await note.settle();
  expect(kept).toBe(1);
  note.noticed();
  await note.settle();
  expect(kept).toBe(2);
});

test("stays while the database is away, and what is noticed meanwhile too", async () => {
  let away = true;
  let kept = 0;
  const note = createOutageNote(async () => {
    if (away) throw new Error("away");
    kept += 1;
    if (kept === 1) note.noticed();
  });
  note.noticed();
  await expect(note.settle()).rejects.toThrow("away");
  await expect(note.settle()).rejects.toThrow("away");
  away = false;
  await note.settle();
  await note.settle();
  await note.settle();
  expect(kept).toBe(2);
});

test("nobody goes on before it is noted, however many ask at once", async () => {
  const noting = Promise.withResolvers<void>();
  const note = createOutageNote(() => noting.promise);
  note.noticed();
  const passed: string[] = [];
  const all = ["one", "another"].map((name) => note.settle().then(() => passed.push(name)));
  await new Promise(setImmediate);
  expect(passed).toEqual([]);
  noting.resolve();
  await Promise.all(all);
  expect(passed).toHaveLength(2);
});
