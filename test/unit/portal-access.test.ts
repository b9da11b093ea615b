import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { afterRefusal } from "../../src/delivery/hubspot/portal-access.ts";

const T0 = Date.parse("2026-12-01T00:00:00Z");
const MINUTE = 60_000;
const REMOVED = finding("HUBSPOT_UNAUTHORIZED");

/** HubSpot is asked whenever it is due, and always refuses in the same way. */
function refusedUntilGone(why = REMOVED, most = 30): ReturnType<typeof afterRefusal>[] {
  const all: ReturnType<typeof afterRefusal>[] = [];
  for (let now = T0; all.length < most && all.at(-1)?.gone !== true; now = all.at(-1)?.dueAt ?? now)
    all.push(afterRefusal(all.at(-1) ?? null, why, now));
  return all;
}

describe("a refresh that HubSpot refuses because the installation is gone", () => {
  test("counts as a removal after eight answers in five hours", () => {
    const all = refusedUntilGone();
    expect(all).toHaveLength(8);
    expect(all.map(({ dueAt }) => (dueAt - T0) / MINUTE)).toEqual([5, 15, 45, 105, 165, 225, 285, 345]);
    expect(all.at(-1)).toMatchObject({ gone: true, refusals: 8, since: T0 });
  });

  test("does not after one more answer days later: it may have been gone for a moment twice", () => {
    const first = afterRefusal(null, REMOVED, T0);
    expect(afterRefusal(first, REMOVED, T0 + 3 * 24 * 60 * MINUTE).gone).toBe(false);
  });

  test("does not within four hours, however often it is asked", () => {
    let last = afterRefusal(null, REMOVED, T0);
    for (let asked = 0; asked < 50; asked += 1) last = afterRefusal(last, REMOVED, T0 + 239 * MINUTE);
    expect(last.gone).toBe(false);
    expect(afterRefusal(last, REMOVED, T0 + 240 * MINUTE).gone).toBe(true);
  });

  test("begins again after an answer of another kind", () => {
    const seven = refusedUntilGone().at(-2) ?? null;
    const ours = afterRefusal(
      seven,
      finding("HUBSPOT_APP_REFUSED", { detail: "BAD_CLIENT_SECRET" }),
      T0 + 300 * MINUTE,
    );
    expect(ours).toMatchObject({ gone: false, refusals: 1 });
    expect(afterRefusal(ours, REMOVED, T0 + 310 * MINUTE)).toMatchObject({ gone: false, refusals: 1 });
  });
});

test.each(["HUBSPOT_APP_REFUSED", "HUBSPOT_REFUSED"] as const)("%s never counts as a removal", (code) => {
  const all = refusedUntilGone(finding(code, { detail: "x" }));
  expect(all).toHaveLength(30);
  expect(all.some(({ gone }) => gone)).toBe(false);
});
