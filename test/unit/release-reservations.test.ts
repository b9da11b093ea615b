/** Batches of completions reserve one after the other, so that they do not fill the rate limit's seconds to come. */
import { expect, test } from "@jest/globals";
import { createAcquire } from "../../src/platforms/hubspot/rate-limit.ts";
import type { RateLimiter, Reservation } from "../../src/ports/rate-limiter.ts";

/** A rate limiter whose reservations are granted by hand, oldest first. */
function manualLimiter() {
  const waiting: ((granted: Reservation) => void)[] = [];
  const limiter: RateLimiter = {
    reserve: () => new Promise((grant) => waiting.push(grant)),
    tryAcquire: () => Promise.reject(new Error("releases reserve")),
    pause: () => Promise.reject(new Error("nothing was refused")),
    recordRefusal: async () => undefined,
    affordsRefusal: async () => true,
  };
  return { limiter, waiting, grant: () => waiting.shift()?.({ kind: "reserved", inMs: 0 }) };
}

/** All that follows from what has happened so far. */
const settled = () => new Promise((done) => setImmediate(done));

test("a release that comes while an earlier one reserves waits for it, also after others have gone", async () => {
  const { limiter, waiting, grant } = manualLimiter();
  const acquire = createAcquire(limiter);
  const first = acquire(1, "release");
  const second = acquire(1, "release");
  await settled();
  expect(waiting).toHaveLength(1);
  grant();
  expect(await first).toBeNull();
  await settled();
  const third = acquire(1, "release");
  await settled();
  expect(waiting).toHaveLength(1);
  grant();
  expect(await second).toBeNull();
  await settled();
  expect(waiting).toHaveLength(1);
  grant();
  expect(await third).toBeNull();
});

test("other requests and other accounts do not wait for a release", async () => {
  const { limiter, waiting } = manualLimiter();
  const acquire = createAcquire(limiter);
  for (const [portalId, queue] of [
    [1, "release"],
    [1, "prompt"],
    [2, "release"],
  ] as const)
    void acquire(portalId, queue);
  await settled();
  expect(waiting).toHaveLength(3);
});

test("a reservation that fails does not stop the next one", async () => {
  const { limiter } = manualLimiter();
  let calls = 0;
  const acquire = createAcquire({
    ...limiter,
    reserve: () =>
      (calls += 1) === 1 ? Promise.reject(new Error("no database")) : Promise.resolve({ kind: "reserved", inMs: 0 }),
  });
  const [first, second] = [acquire(1, "release"), acquire(1, "release")];
  await expect(first).rejects.toThrow("no database");
  expect(await second).toBeNull();
});
