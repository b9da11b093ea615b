/** Send times of workflows that run again and again: what is stored, shown, and said when a date can do no more. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { sendAtOf } from "../../src/delivery/lifecycle/send-time.ts";
import { anArrival, PORTAL_ID } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, type TestConsole } from "./console.support.ts";

const HOUR = 3_600_000;
let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const read = (html: string): string => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
const page = async (id: string, language = "en") =>
  read(
    (await tested.http.get(`/deliveries/${id}?lang=${language}`).set("Cookie", cookie).set("Accept", "text/html")).text,
  );
const json = async (id: string) => (await tested.http.get(`/api/deliveries/${id}`).set("Cookie", cookie)).body;

async function view(id: string) {
  const found = await tested.store.viewDelivery(PORTAL_ID, id);
  if (found === null) throw new Error("no such delivery");
  return found;
}

/** By the service's clock, which these tests skip. */
const serviceNow = async () => (await view(await tested.openDelivery())).now;

let contacts = 500_000;
/** One more contact of the same step. */
async function comesLater(id: string, change: Partial<Inputs> = {}) {
  contacts += 1;
  const { delivery } = await view(id);
  const [answer] = await tested.store.enroll([anArrival(contacts, {}, { ...delivery.inputs, ...change })]);
  return answer;
}

const next = (minute: number, ...weekdays: number[]) => ({ date: null, weekdays, minute });
/** By the clocks of Tokyo, which know no summer time. */
const tokyo = (at: number) => new Date(at + 9 * HOUR).toISOString().slice(11, 16);

describe("a delivery with a send time that recurs", () => {
  test("says when it goes out and by which rule, in the reader's language and through the API", async () => {
    const id = await tested.openDelivery(60, PORTAL_ID, { sendAt: next(9 * 60, 1, 2, 3, 4, 5) });
    const { delivery, now } = await view(id);
    const at = sendAtOf(delivery) ?? 0;
    expect(tokyo(at)).toBe("09:00");
    expect(at).toBeGreaterThanOrEqual(now);
    expect(await json(id)).toMatchObject({ sendAt: new Date(at).toISOString(), sendAtRecurs: true });
    expect(await page(id)).toMatch(/Send time [^(]*09:00 \(next Mon–Fri 09:00\)/);
    expect(await page(id, "ja")).toContain("（次の月–金 09:00）".replace("（", "(").replace("）", ")"));
  });

  test("goes on being sent each time: a run after the cooldown opens the next, with a time of its own", async () => {
    const first = await measured(tested, { sendAt: null, resendAfter: "1h" });
    await tested.skip(2 * HOUR);
    const answer = await comesLater(first, { sendAt: next(9 * 60) });
    if (answer?.kind !== "held" || answer.covered) throw new Error(JSON.stringify(answer));
    const { delivery, now } = await view(answer.deliveryId);
    expect(answer.deliveryId).not.toBe(first);
    expect(sendAtOf(delivery)).toBeGreaterThanOrEqual(now);
    expect((await view(first)).timeline.map(({ event }) => event)).not.toContain("refused_later");
    expect(await page(first)).not.toContain("single moment");
  });

  test("counts from the edit that changes it", async () => {
    const id = await tested.openDelivery(60, PORTAL_ID, { sendAt: next(0, 1) });
    const before = await view(id);
    await tested.skip(HOUR);
    const now = (await view(id)).now;
    const minute = Math.floor((now + 9 * HOUR) / 60_000 - 5) % 1440;
    await comesLater(id, { sendAt: next(minute) });
    const { delivery, timeline } = await view(id);
    // Five minutes ago: tomorrow, although the window was open then.
    expect((sendAtOf(delivery) ?? 0) - now).toBeGreaterThan(23 * HOUR);
    expect(delivery.openedAt).toBe(before.delivery.openedAt);
    expect(timeline.filter(({ event }) => event === "edited")).toHaveLength(1);
    expect(await page(id)).toContain("next Mon 00:00");
    expect(await page(id, "ja")).toContain("次の月 00:00");
  });
});

describe("a delivery with a date", () => {
  const notice = "The send time of this delivery is a single moment";

  test("says that later runs send nothing, on the first execution that comes after it and where it was sent", async () => {
    const id = await measured(tested, { sendAt: (await serviceNow()) - HOUR / 2, resendAfter: "1h" });
    expect(await page(id)).not.toContain(notice);
    expect(await json(id)).toMatchObject({ sendAtRecurs: false });
    await tested.skip(2 * HOUR);
    for (let times = 0; times < 3; times += 1) {
      expect(await comesLater(id)).toMatchObject({ kind: "refused", finding: { code: "SEND_AT_PASSED" } });
    }
    const { timeline } = await view(id);
    expect(timeline.filter(({ event }) => event === "refused_later")).toMatchObject([
      { finding: { code: "SEND_AT_PASSED" } },
    ]);
    const shown = await page(id);
    expect(shown).toContain(notice);
    expect(shown).toContain("write “next 09:00” or “next Mon–Fri 12:00”");
    expect(await page(id, "ja")).toContain("「次の9:00」や「次の月–金 12:00」と入力してください");
  });

  test("says so as soon as contacts are covered by it", async () => {
    const id = await measured(tested, { sendAt: (await serviceNow()) - HOUR / 2, resendAfter: "24h" });
    expect(await comesLater(id)).toMatchObject({ kind: "finished", covered: true });
    expect(await page(id)).toContain(notice);
  });
});
