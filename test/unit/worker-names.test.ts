import { beforeEach, expect, test } from "@jest/globals";
import { createWorkerNames, type WorkerNames } from "../../src/worker/worker-names.ts";

let noted: (readonly string[])[];
let names: WorkerNames;
beforeEach(() => {
  noted = [];
  names = createWorkerNames((all) => noted.push(all));
});

test("a worker that broke keeps its name until its last job has ended", async () => {
  const first = names.begin("one");
  const [a, b] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const jobs = [first.track(() => a.promise), first.track(() => b.promise)];
  first.end();
  names.begin("two");
  expect(noted.at(-1)).toEqual(["one", "two"]);
  a.resolve("done");
  expect(await jobs[0]).toBe("done");
  expect(noted.at(-1)).toEqual(["one", "two"]);
  b.reject(new Error("failed"));
  await expect(jobs[1]).rejects.toThrow("failed");
  expect(noted.at(-1)).toEqual(["two"]);
});

test("a worker that takes jobs keeps its name between them", async () => {
  const worker = names.begin("one");
  await worker.track(() => Promise.resolve());
  expect(noted).toEqual([["one"]]);
  worker.end();
  expect(noted).toEqual([["one"], []]);
});
