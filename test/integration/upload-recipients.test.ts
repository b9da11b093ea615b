/** The way of LINE user IDs to LINE on a real store, with a LINE that does what a test tells it; killed in between. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { asksOf } from "../../src/delivery/lifecycle/approval.ts";
import { finding } from "../../src/delivery/codes.ts";
import { afterCommand } from "../../src/delivery/lifecycle/commands.ts";
import { outcomeOf, type Delivery } from "../../src/delivery/delivery.ts";
import { withoutSmallSize } from "../../src/delivery/numbers/hidden.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import type { MemberValue, Page } from "../../src/ports/hubspot.ts";
import type { Audience, IdFile, Line } from "../../src/ports/line.ts";
import { advanceDelivery, type AdvancePorts } from "../../src/steps/advance-delivery.ts";
import { tidyUp } from "../../src/steps/tidy-up.ts";
import { anArrival, anAudience, anInputs, refTo } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };
const lineId = (number: number) => `U${number.toString(16).padStart(32, "0")}`;
const ok = <T>(value: T) => ({ kind: "ok" as const, value });

/** LINE's audiences, as far as uploads go. */
class FakeLine {
  readonly files: { name: string; ids: string[] }[] = [];
  readonly audiences = new Map<string, Audience>();
  readonly sends: string[] = [];
  deleted: string[] = [];
  profilesAsked: string[] = [];
  unknown = new Set<string>();
  status: Audience["status"] = "READY";
  /** Of these IDs LINE keeps none, without a word. */
  dropped = new Set<string>();
  /** Called when a file has arrived; throws where the process dies, answers where LINE does not. */
  onFile: () => ReturnType<Line["createUpload"]> | null = () => null;

  readonly port = {
    findUpload: (_channel: unknown, name: string) =>
      Promise.resolve(ok([...this.audiences.values()].findLast((one) => one.name === name) ?? null)),
    createUpload: async (_channel: unknown, name: string, file: IdFile) => {
      const ids = await idsOf(file);
      this.files.push({ name, ids });
      if (ids.some((id) => this.unknown.has(id))) {
        return { kind: "refused" as const, finding: finding("UPLOAD_FAILED", { detail: "IDS_INVALID" }) };
      }
      const id = String(900 + this.audiences.size);
      const kept = ids.filter((each) => !this.dropped.has(each)).length;
      this.audiences.set(id, withoutSmallSize(anAudience(id, name, kept)));
      return (await this.onFile()) ?? ok(id);
    },
    addToUpload: () => Promise.reject(new Error("one file is enough")),
    audience: (_channel: unknown, id: string) => {
      const found = this.audiences.get(id);
      return Promise.resolve(
        found
          ? ok({ ...found, status: this.status })
          : { kind: "refused" as const, finding: finding("AUDIENCE_NOT_FOUND") },
      );
    },
    unreachableIds: (_channel: unknown, ids: readonly string[]) => {
      this.profilesAsked.push(...ids);
      return Promise.resolve(ok(ids.filter((id) => this.unknown.has(id))));
    },
    deleteAudience: (_channel: unknown, id: string) => {
      this.deleted.push(id);
      this.audiences.delete(id);
      return Promise.resolve(ok(null));
    },
    quota: () => Promise.resolve(ok({ allowance: null, used: 0 })),
    validateMessages: () => Promise.resolve(ok(null)),
    sendNarrowcast: (_channel: unknown, { body }: { body: string }) => {
      this.sends.push(body);
      return Promise.resolve({ kind: "accepted" as const, requestId: "request-1" });
    },
    progress: () =>
      Promise.resolve(
        ok({
          phase: "succeeded" as const,
          counts: { target: 58, success: 58, failure: 0 },
          errorCode: null,
          failedDescription: null,
        }),
      ),
  };
}

async function idsOf(file: IdFile): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of file.ids()) ids.push(...page);
  if (ids.length !== file.count) throw new Error(`${ids.length} IDs came out of a file of ${file.count}`);
  return ids;
}

let tested: TestStore;
let line: FakeLine;
let members: (after: string | null) => Page<MemberValue>;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());
beforeEach(async () => {
  await sql`truncate timeline, readings, enrollments, recipients, deliveries`.execute(tested.database.db);
  line = new FakeLine();
  members = () => ({ items: [], after: null });
});

async function opened(change: Partial<Inputs> = {}, valueOf = lineId): Promise<string> {
  const inputs = anInputs({ targetingMode: "narrow_to_enrolled", audienceId: null, ...change });
  const arrivals = Array.from({ length: 60 }, (_, index) => anArrival(index, { lineUserId: valueOf(index) }, inputs));
  const [first] = await tested.store.enroll(arrivals);
  if (first?.kind !== "held") throw new Error("not held");
  await tested.store.record(refTo(first.deliveryId), (fresh, now) =>
    afterSeal(fresh as In<"collecting">, "person", now),
  );
  return first.deliveryId;
}

const ports = (): AdvancePorts => ({
  store: tested.store,
  line: line.port as unknown as Line,
  hubspot: {
    checkAccess: () => Promise.resolve(ok({ timeZone: null })),
    list: () => Promise.reject(new Error("the list was asked for")),
    memberValues: (_portal, { after }) => Promise.resolve(ok(members(after))),
  },
});

const delivery = async (id: string) => {
  const snapshot = await tested.store.delivery(refTo(id));
  if (snapshot === null) throw new Error("gone");
  return snapshot.delivery;
};

/** As the jobs would: step by step until the outcome; time passes where the delivery rests. */
async function play(id: string, steps = 40): Promise<Delivery> {
  for (let step = 0; step < steps; step += 1) {
    const now = await delivery(id);
    if (outcomeOf(now) !== null) return now;
    await advanceDelivery(refTo(id), ports()).catch((error: Error) => {
      if (error.message !== "killed") throw error;
    });
    await tested.skip(120_000);
  }
  return delivery(id);
}

const notes = async (id: string) => {
  const view = await tested.store.viewDelivery(4711, id);
  return view?.timeline.flatMap(({ event, finding: found }) => (event === "noted" ? [found] : []));
};

const events = async (id: string) => {
  const view = await tested.store.viewDelivery(4711, id);
  return view?.timeline.map(({ event, finding: found }) => (found === null ? event : `${event} ${found.code}`)) ?? [];
};

test("the enrolled contacts' IDs are uploaded once, ANDed, and everything is tidied up afterwards", async () => {
  const id = await opened();
  expect(outcomeOf(await play(id))?.kind).toBe("delivered");
  expect(line.files).toEqual([
    { name: `HubSpot enrolled ${id}`, ids: Array.from({ length: 60 }, (_, n) => lineId(n)) },
  ]);
  expect(line.sends).toHaveLength(1);
  expect(JSON.parse(line.sends[0] ?? "{}")).toMatchObject({ recipient: { audienceGroupId: 900 }, limit: { max: 60 } });
  await tidyUp(refTo(id), { store: tested.store, line: line.port });
  expect(line.deleted).toEqual(["900"]);
  expect(await tested.store.recipientCounts(refTo(id), "enrolled")).toMatchObject({ valid: 0, invalid: 0 });
  await tidyUp(refTo(id), { store: tested.store, line: line.port });
  expect(line.deleted).toEqual(["900"]);
});

describe("killed", () => {
  test("after LINE took the file: it is found by its name, not sent again", async () => {
    let lives = 0;
    line.onFile = () => {
      if ((lives += 1) === 1) throw new Error("killed");
      return null;
    };
    const id = await opened();
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    expect(line.files).toHaveLength(1);
    expect(line.sends).toHaveLength(1);
  });

  test("or without an answer", async () => {
    let tries = 0;
    line.onFile = () =>
      (tries += 1) === 1 ? Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") }) : null;
    const id = await opened();
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    expect(line.files).toHaveLength(1);
    expect(await events(id)).toContain("waiting LINE_UNAVAILABLE");
  });

  test("and cancelled while the file was on its way: the audience does not stay behind", async () => {
    const id = await opened();
    line.onFile = () => {
      throw new Error("killed");
    };
    await play(id, 3);
    await tested.store.record(refTo(id), (fresh) => ({
      delivery: {
        ...fresh,
        state: {
          phase: "final",
          seal: null,
          narrowcast: null,
          following: null,
          counts: null,
          outcome: { kind: "cancelled", finding: finding("CANCELLED_BY_PERSON"), at: 1 },
          reading: null,
        },
      },
      events: [],
    }));
    await tidyUp(refTo(id), { store: tested.store, line: line.port });
    expect(line.deleted).toEqual(["900"]);
    expect(await tested.store.recipientCounts(refTo(id), "enrolled")).toMatchObject({ valid: 0 });
  });
});

test("cancelled while LINE took the file: tidying up is asked for once more", async () => {
  const id = await opened();
  const tidy = () => tidyUp(refTo(id), { store: tested.store, line: line.port });
  line.onFile = async () => {
    // LINE shows the audience only after everyone else has been here.
    const made = [...line.audiences];
    line.audiences.clear();
    await tested.store.record(refTo(id), (fresh, now) =>
      afterCommand(fresh, { do: "cancel", by: "aya@example.com" }, now),
    );
    await tidy();
    for (const [audienceId, audience] of made) line.audiences.set(audienceId, audience);
    return ok("900");
  };
  await play(id);
  expect(line.audiences.size).toBe(1);
  const { uploads } = await delivery(id);
  expect(uploads).toMatchObject([{ state: "sent", audienceId: "900" }]);
  await tidy();
  expect(line.audiences.size).toBe(0);
});

test("IDs that LINE objects to are found, named and left out", async () => {
  line.unknown = new Set([lineId(3), lineId(44)]);
  const id = await opened();
  expect(outcomeOf(await play(id))?.kind).toBe("delivered");
  expect(line.files.map(({ ids }) => ids.length)).toEqual([60, 58]);
  expect(line.profilesAsked).toHaveLength(60);
  expect(await events(id)).toContain("noted SOME_IDS_INVALID");
});

test("a file that LINE refuses although it knows everyone in it ends the delivery", async () => {
  const id = await opened();
  line.port.createUpload = () =>
    Promise.resolve({ kind: "refused" as const, finding: finding("UPLOAD_FAILED", { detail: "IDS_INVALID" }) });
  expect(outcomeOf(await play(id))).toMatchObject({ kind: "failed", finding: { code: "UPLOAD_FAILED" } });
  expect(line.sends).toEqual([]);
});

test("too few IDs left after LINE's objections: nothing is sent", async () => {
  line.unknown = new Set(Array.from({ length: 11 }, (_, index) => lineId(index)));
  const id = await opened();
  expect(outcomeOf(await play(id))?.finding).toMatchObject({
    code: "VALID_IDS_BELOW_MINIMUM",
    figures: { valid: 49, invalid: 11 },
  });
});

test.each([
  [11, 49],
  [57, "<20"],
])("%i of 60 IDs that LINE does not keep are too many: nothing is sent", async (dropped, kept) => {
  line.dropped = new Set(Array.from({ length: dropped }, (_, index) => lineId(index)));
  const id = await opened();
  expect(outcomeOf(await play(id))?.finding).toEqual(finding("KEPT_IDS_BELOW_MINIMUM", { kept, sent: 60, needed: 50 }));
  expect(line.sends).toEqual([]);
});

test("ten that LINE does not keep are no reason, and the reservation does not tell how many", async () => {
  line.dropped = new Set(Array.from({ length: 10 }, (_, index) => lineId(index)));
  const id = await opened();
  expect(outcomeOf(await play(id))?.kind).toBe("delivered");
  expect(JSON.parse(line.sends[0] ?? "{}")).toMatchObject({ limit: { max: 60 } });
});

test.each(["FAILED", "EXPIRED"] as const)("an audience that ends as %s ends the delivery", async (status) => {
  line.status = status;
  const id = await opened();
  expect(outcomeOf(await play(id))?.finding).toEqual(finding("UPLOAD_FAILED", { detail: status }));
});

test("an audience that is never built ends shortly before the holds do", async () => {
  line.status = "IN_PROGRESS";
  const id = await opened();
  await play(id, 8);
  await tested.skip(48 * 3_600_000);
  expect(outcomeOf(await play(id))?.finding).toMatchObject({ code: "AUDIENCE_PREPARING", figures: { ids: 60 } });
});

describe("a suppression list", () => {
  const suppression = { listId: "12", property: "line_id" };
  const page = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => ({
      objectId: `s${from + index}`,
      value: lineId(1000 + from + index),
    }));

  test("is fetched page by page, uploaded and NOTed", async () => {
    members = (after) =>
      after === null
        ? { items: page(0, 100), after: "100" }
        : { items: [...page(100, 150), ...page(0, 3)], after: null };
    const id = await opened({ suppression });
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    expect(line.files.map(({ ids }) => ids.length)).toEqual([60, 150]);
    expect(JSON.parse(line.sends[0] ?? "{}")).toMatchObject({
      recipient: { and: [{ audienceGroupId: 900 }, { not: { audienceGroupId: 901 } }] },
    });
  });

  test("is repaired where one ID or several can be meant, and named where not", async () => {
    const values = [
      lineId(1000),
      ` "${lineId(1001).toUpperCase()}"\u200b\r\n`,
      `${lineId(1002)};${lineId(1003)}`,
      "@hoshi123",
      "",
      `${lineId(1004)}, ${lineId(1005)}0`,
    ];
    const items = values.map((value, index) => ({ objectId: String(index), value }));
    members = () => ({ items, after: null });
    const id = await opened({ suppression });
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    expect(line.files[1]?.ids).toEqual([0, 1, 2, 3, 4].map((number) => lineId(1000 + number)));
    const figures = { invalid: 2, valid: 5, examples: "3: @hoshi123, 5: U000…3ec,␣U000…ed0 (69)" };
    expect(await notes(id)).toEqual([{ code: "SUPPRESSION_IDS_INVALID", figures }]);
  });

  test("of which LINE knows no one stops the send", async () => {
    members = () => ({ items: page(0, 3), after: null });
    line.unknown = new Set(page(0, 3).map(({ value }) => value));
    const id = await opened({ suppression });
    expect(outcomeOf(await play(id))?.finding.code).toBe("SUPPRESSION_HOLDS_NO_LINE_IDS");
    expect(line.sends).toEqual([]);
  });

  test("of which LINE knows some leaves these out", async () => {
    members = () => ({ items: page(0, 3), after: null });
    line.unknown = new Set([lineId(1001)]);
    const id = await opened({ suppression });
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    expect(line.files.at(-1)?.ids).toEqual([lineId(1000), lineId(1002)]);
    expect(await notes(id)).toEqual([]);
  });

  test("without a single ID stops the send", async () => {
    members = () => ({ items: [{ objectId: "1", value: "" }], after: null });
    const id = await opened({ suppression });
    expect(outcomeOf(await play(id))?.finding.code).toBe("SUPPRESSION_HOLDS_NO_LINE_IDS");
    expect(line.sends).toEqual([]);
  });

  const enrolled = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ objectId: `s${index}`, value: lineId(index) }));

  test("that leaves fewer than 50 of the enrolled stops the send before anything is uploaded", async () => {
    members = () => ({ items: [...enrolled(11), ...page(0, 3000)], after: null });
    const id = await opened({ suppression });
    const figures = { left: 49, valid: 60, suppressed: 11, needed: 50 };
    expect(outcomeOf(await play(id))?.finding).toEqual(finding("UNSUPPRESSED_IDS_BELOW_MINIMUM", figures));
    expect(line.files.map(({ name }) => name)).toEqual([`HubSpot enrolled ${id}`]);
    expect(line.sends).toEqual([]);
  });

  test("that leaves 50 of them lets it go, however long it is", async () => {
    members = () => ({ items: [...enrolled(10), ...page(0, 3000)], after: null });
    const id = await opened({ suppression });
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    const { uploads } = await delivery(id);
    expect(uploads).toMatchObject([{ kept: 60 }, { kept: 3010, suppressedEnrolled: 10 }]);
  });

  test("whose members LINE finds among the enrolled later counts again when all is at LINE", async () => {
    // LINE refuses 5 of the enrolled IDs after the list was read: 45 are left of 55, of which the list names 10.
    line.unknown = new Set(Array.from({ length: 5 }, (_, index) => lineId(50 + index)));
    let asked = 0;
    members = () => ({ items: [...enrolled(10), ...page((asked += 1), 20)], after: null });
    const id = await opened({ suppression });
    const figures = { left: 45, valid: 55, suppressed: 10, needed: 50 };
    expect(outcomeOf(await play(id))?.finding).toEqual(finding("UNSUPPRESSED_IDS_BELOW_MINIMUM", figures));
    expect(line.sends).toEqual([]);
  });

  test("of which LINE may keep the wrong ones needs a person", async () => {
    // 60 enrolled, 9 of them suppressed: 51 are left, unless the 2 that LINE dropped are among these.
    line.dropped = new Set([lineId(58), lineId(59)]);
    members = () => ({ items: enrolled(9), after: null });
    const id = await opened({ suppression });
    const asking = await play(id, 12);
    expect(asksOf(asking)).toEqual([finding("MAY_BE_BELOW_MINIMUM", { why: "left_out", needed: 50 })]);
    expect(asking.state.phase).toBe("preparing");
    expect(line.sends).toEqual([]);
    await tested.store.record(refTo(id), (fresh, now) =>
      afterCommand(fresh, { do: "approve", by: "aya@example.com" }, now),
    );
    expect(outcomeOf(await play(id))?.kind).toBe("delivered");
    expect(line.sends).toHaveLength(1);
  });
});
