import { describe, expect, test } from "@jest/globals";
import { createGroupCommit, QueueFull } from "../../src/intake/fast-path/group-commit.ts";

/** A store whose commits wait until they are let through. */
function heldStore() {
  const batches: { items: readonly number[]; go: (error?: unknown) => void }[] = [];
  const commit = (items: readonly number[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      batches.push({ items, go: (error) => (error === undefined ? resolve(items.map(String)) : reject(error)) });
    });
  return { batches, commit };
}

const turn = () => new Promise((done) => setImmediate(done));

const isOutage = (error: unknown) => (error as { code?: string }).code === "08006";

/** Hundreds are portals. */
const ownerOf = (item: number) => Math.floor(item / 100);

describe("group commit", () => {
  test("whatever arrives while one commit runs goes into the next, in order", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 100, maxQueue: 100 });
    const answers = [group.add(1)];
    await turn();
    answers.push(...[2, 3, 4].map((item) => group.add(item)));
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
    batches[0]?.go();
    await turn();
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3, 4]]);
    batches[1]?.go();
    expect(await Promise.all(answers)).toEqual(["1", "2", "3", "4"]);
  });

  test("arrivals of the same instant go together, though nothing runs", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 100, maxQueue: 100 });
    const answers = [group.add(1)];
    await Promise.resolve();
    answers.push(group.add(2));
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1, 2]]);
    batches[0]?.go();
    expect(await Promise.all(answers)).toEqual(["1", "2"]);
  });

  test("a batch that is full waits for no other arrival", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 2, maxQueue: 100 });
    const answers = [1, 2, 3, 4, 5].map((item) => group.add(item));
    await turn();
    batches[0]?.go();
    expect(await Promise.all(answers.slice(0, 2))).toEqual(["1", "2"]);
    for (let step = 0; step < 10; step += 1) await Promise.resolve();
    expect(batches.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    batches[1]?.go();
    await turn();
    await turn();
    batches[2]?.go();
    expect(await Promise.all(answers.slice(2))).toEqual(["3", "4", "5"]);
  });

  test("a batch is never larger than asked for", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 2, maxQueue: 100 });
    const answers = [1, 2, 3].map((item) => group.add(item));
    for (let index = 0; index < 2; index += 1) {
      await turn();
      batches[index]?.go();
      await turn();
    }
    expect(batches.map(({ items }) => items)).toEqual([[1, 2], [3]]);
    expect(await Promise.all(answers)).toEqual(["1", "2", "3"]);
  });

  test("a full queue refuses at once and loses no caller who waits", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 10, maxQueue: 2 });
    const answers = [group.add(1)];
    await turn();
    answers.push(group.add(2), group.add(3));
    await expect(group.add(4)).rejects.toBeInstanceOf(QueueFull);
    batches[0]?.go();
    await turn();
    await turn();
    batches[1]?.go();
    expect(await Promise.all(answers)).toEqual(["1", "2", "3"]);
  });

  test("an outage refuses the whole batch, and the next one is tried again", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 10, maxQueue: 10 });
    const lost = group.add(1);
    await turn();
    batches[0]?.go(Object.assign(new Error("gone"), { code: "08006" }));
    await expect(lost).rejects.toThrow("gone");
    const stored = group.add(2);
    await turn();
    await turn();
    batches[1]?.go();
    expect(await stored).toBe("2");
  });

  test.each([
    ["that the database refuses", Object.assign(new Error("bad text"), { code: "22021" })],
    ["that meets a mistake of ours", new Error("an arrival lost its delivery")],
  ])("one arrival %s does not take the others with it", async (_which, refused) => {
    const commit = (items: readonly number[]) =>
      items.includes(13) ? Promise.reject(refused) : Promise.resolve(items.map(String));
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 10, maxQueue: 10 });
    const results = await Promise.allSettled([1, 2, 13, 4].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  test("of two arrivals the one that cannot be stored does not take the other with it", async () => {
    const commit = (items: readonly number[]) =>
      items.includes(13) ? Promise.reject(new Error("bad text")) : Promise.resolve(items.map(String));
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 10, maxQueue: 10 });
    const results = await Promise.allSettled([13, 1].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });

  test("once there are several owners, none takes more than half of the queue", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 10, maxQueue: 4 });
    const answers = [201, 101].map((item) => group.add(item));
    await turn();
    // The first two are on their way: the queue is empty.
    answers.push(group.add(102), group.add(103));
    expect(group.full).toBe(false);
    await expect(group.add(104)).rejects.toBeInstanceOf(QueueFull);
    answers.push(group.add(202), group.add(301));
    expect(group.full).toBe(true);
    await expect(group.add(401)).rejects.toBeInstanceOf(QueueFull);
    batches[0]?.go();
    await turn();
    await turn();
    expect(group.full).toBe(false);
    batches[1]?.go();
    expect(await Promise.all(answers)).toEqual(["201", "101", "102", "103", "202", "301"]);
  });

  test("a single owner has the whole queue", async () => {
    const { batches, commit } = heldStore();
    const group = createGroupCommit({ commit, isOutage, ownerOf, maxBatch: 10, maxQueue: 4 });
    const answers = [1, 2, 3, 4].map((item) => group.add(item));
    expect(group.full).toBe(true);
    await expect(group.add(5)).rejects.toBeInstanceOf(QueueFull);
    await turn();
    batches[0]?.go();
    expect(await Promise.all(answers)).toEqual(["1", "2", "3", "4"]);
  });
});
