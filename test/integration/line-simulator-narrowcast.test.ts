/** The simulated LINE as its documentation describes narrowcasts: targeting, limits, refusals now and later, phases. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { CHANNEL_ID, startLineCaller, TEXT, type LineCaller } from "../support/line-caller.ts";

const HOUR = 3_600_000;
let line: LineCaller;
afterEach(() => line.simulator.stop());

const audience = (name: string) => ({ type: "audience", audienceGroupId: line.audience(name) }) as const;
const demographic = { type: "gender", oneOf: ["male"] } as const;
const messages = [TEXT];

async function outcomeOf(body: object): Promise<Record<string, unknown>> {
  const { status, requestId } = await line.narrowcast({ messages, ...body });
  expect(status).toBe(202);
  line.clock.skip(2 * HOUR);
  return line.progress(requestId);
}

describe("phases", () => {
  test("waits without counts, sends, succeeds with every figure", async () => {
    line = await startLineCaller();
    line.simulator.control.setSendingPace({ waitingMs: 10_000, sendingMs: 60_000 });
    const { requestId } = await line.narrowcast({ messages });
    expect(await line.progress(requestId)).toEqual({
      phase: "waiting",
      acceptedTime: expect.stringMatching(/\.\d{3}Z$/),
    });
    line.clock.skip(30_000);
    expect(await line.progress(requestId)).toMatchObject({ phase: "sending", targetCount: expect.any(Number) });
    line.clock.skip(60_000);
    const [seen] = line.simulator.control.narrowcasts(CHANNEL_ID);
    const done = await line.progress(requestId);
    expect(done).toMatchObject({ phase: "succeeded", targetCount: seen?.recipients, failureCount: seen?.failures });
    expect(Number(done["successCount"]) + Number(done["failureCount"])).toBe(done["targetCount"]);
  });

  test("is readable for 14 days", async () => {
    line = await startLineCaller();
    const { requestId } = await line.narrowcast({ messages });
    line.clock.skip(14 * 24 * HOUR - 60_000);
    expect(await line.progress(requestId)).toMatchObject({ phase: "succeeded" });
    line.clock.skip(60_000);
    const path = `/v2/bot/message/progress/narrowcast?requestId=${requestId}`;
    expect(await line.call("GET", path)).toMatchObject({ status: 404 });
  });
});

describe("targeting", () => {
  test("reaches exactly those the tree and the filter mean, blockers never", async () => {
    line = await startLineCaller();
    const { control } = line.simulator;
    const ids = control.friendIds(CHANNEL_ID, 3000);
    const uploaded = {
      type: "audience",
      audienceGroupId: control.addAudience(CHANNEL_ID, { description: "x", userIds: ids }),
    };
    const not = { type: "operator", not: audience("Clicked the spring sale") };
    const recipient = { type: "operator", and: [uploaded, audience("Newsletter readers"), not] } as const;
    const everyone = { recipient: { type: "operator", or: [recipient, audience("VIP chat tag")] } } as const;
    const all = await outcomeOf(everyone);
    const some = await outcomeOf({ ...everyone, filter: { demographic } });
    expect(all["targetCount"]).toBe(control.countMatching(CHANNEL_ID, everyone as never));
    expect(some["targetCount"]).toBe(
      control.countMatching(CHANNEL_ID, { ...everyone, filter: { demographic } } as never),
    );
    expect(Number(some["targetCount"])).toBeLessThan(Number(all["targetCount"]) / 2);
    const blockers = new Set(control.friendIds(CHANNEL_ID, 20_000, { blocked: true }));
    const [first] = control.narrowcasts(CHANNEL_ID);
    const got = control.recipientsOf(CHANNEL_ID, first?.requestId ?? "");
    expect(got.filter((id) => blockers.has(id))).toEqual([]);
  });

  test("counts unknown attributes nowhere, unless `not` is assumed to include them", async () => {
    line = await startLineCaller();
    const { control } = line.simulator;
    const count = (filter: object) => control.countMatching(CHANNEL_ID, { filter: { demographic: filter } } as never);
    const everyone = control.countMatching(CHANNEL_ID, {});
    const [men, women] = [count(demographic), count({ type: "gender", oneOf: ["female"] })];
    const unknown = everyone - men - women;
    expect(unknown / everyone).toBeCloseTo(0.38, 1);
    expect(count({ type: "operator", not: demographic })).toBe(women + unknown);
    control.assume({ notIncludesUnknown: false });
    expect(count({ type: "operator", not: demographic })).toBe(women);
  });

  test("friendship grows with the days", async () => {
    line = await startLineCaller();
    const { control } = line.simulator;
    const wanted = { filter: { demographic: { type: "subscriptionPeriod", lt: "day_30" } } } as const;
    expect(control.countMatching(CHANNEL_ID, wanted)).toBeGreaterThan(0);
    line.clock.skip(31 * 24 * HOUR);
    expect(control.countMatching(CHANNEL_ID, wanted)).toBe(0);
  });
});

describe("minimum sizes", () => {
  test.each([
    ["Store staff (37)", {}, undefined],
    ["Complaint chat tag (12)", {}, undefined],
    ["Store staff (37)", { filter: { demographic } }, 2],
    ["Clicked the workshop (37)", {}, 4],
    ["Saw the pilot message (37)", {}, 4],
    ["Partner's pilot (shared, 37)", {}, 4],
    ["Partner's members (shared)", {}, undefined],
    ["Clicked the spring sale", {}, undefined],
  ])("%s with %j ends with %s", async (name, extra, errorCode) => {
    line = await startLineCaller();
    const progress = await outcomeOf({ recipient: audience(name), ...extra });
    expect(progress["phase"]).toBe(errorCode === undefined ? "succeeded" : "failed");
    expect(progress["errorCode"]).toBe(errorCode);
  });

  test.each(["MESSAGING_API", "OA_MANAGER"])("a small %s upload is exempt for its owner only", async (createRoute) => {
    line = await startLineCaller();
    const { control } = line.simulator;
    const small = { description: "small", type: "UPLOAD", size: 30, createRoute };
    const sharedBy = { serviceType: "account", id: "@other", name: "Other account" };
    const toAudience = (id: number) => ({ recipient: { type: "audience", audienceGroupId: id } });
    const own = await outcomeOf(toAudience(control.addAudience(CHANNEL_ID, small)));
    const shared = await outcomeOf(toAudience(control.addAudience(CHANNEL_ID, { ...small, sharedBy })));
    expect([own["phase"], shared["phase"], shared["errorCode"]]).toEqual(["succeeded", "failed", 4]);
  });

  test("an excluded small click audience fails it too", async () => {
    line = await startLineCaller();
    const not = { type: "operator", not: audience("Clicked the workshop (37)") };
    const progress = await outcomeOf({ recipient: { type: "operator", and: [audience("Newsletter readers"), not] } });
    expect(progress).toMatchObject({
      phase: "failed",
      errorCode: 4,
      failedDescription: expect.any(String),
      targetCount: 0,
    });
  });

  test.each([
    ["counted", 2],
    ["ignored", undefined],
  ] as const)("a large click audience that is only left out: %s", async (underNot, errorCode) => {
    line = await startLineCaller();
    line.simulator.control.assume({ underNot });
    const not = { type: "operator", not: audience("Saw the rich menu") };
    const progress = await outcomeOf({ recipient: { type: "operator", and: [audience("Store staff (37)"), not] } });
    expect(progress["errorCode"]).toBe(errorCode);
    const [sent] = line.simulator.control.narrowcasts(CHANNEL_ID);
    expect(sent?.meant ?? 0).toBeGreaterThanOrEqual(sent?.recipients ?? 0);
  });

  test("an upload leaves out who has not accepted the privacy policy, and counts who cannot be reached", async () => {
    line = await startLineCaller({ declinedPolicyShare: 0 });
    const { control } = line.simulator;
    const ids = control.friendIds(CHANNEL_ID, 60);
    control.declinePolicy(CHANNEL_ID, ids.slice(3));
    control.assume({ unknownUserIds: "added" });
    const stranger = `U${"0123456789abcdef".repeat(2)}`;
    const audiences = [...ids, stranger].map((id) => ({ id }));
    const { body } = await line.call("POST", "/v2/bot/audienceGroup/upload", { description: "60", audiences });
    line.clock.skip(HOUR);
    const made = control.audiences(CHANNEL_ID).find(({ id }) => id === Number(body["audienceGroupId"]));
    expect(made).toMatchObject({ status: "READY", size: 4 });
  });

  test("attributes need a target reach of 100, at once", async () => {
    line = await startLineCaller({ friends: 90 });
    expect(await line.narrowcast({ messages })).toMatchObject({ status: 202 });
    expect(await line.narrowcast({ messages, filter: { demographic } })).toMatchObject({
      status: 403,
      body: { message: "Your account does not have enough friends" },
    });
  });
});

describe("limit and quota", () => {
  /** The table of LINE's guide: 80 meant, 90 or 50 messages left. */
  test.each([
    [{ upToRemainingQuota: true }, 90, 80, undefined],
    [{ upToRemainingQuota: true }, 50, 50, undefined],
    [{ upToRemainingQuota: true, forbidPartialDelivery: true }, 90, 80, undefined],
    [{ upToRemainingQuota: true, forbidPartialDelivery: true }, 50, 0, 5],
    [{ max: 30, upToRemainingQuota: true }, 50, 30, undefined],
    [{ max: 30, upToRemainingQuota: true, forbidPartialDelivery: true }, 90, 0, 5],
    [{ max: 30 }, 50, 30, undefined],
  ])("%j with %i left sends %i", async (limit, left, sent, errorCode) => {
    line = await startLineCaller({ friends: 100, blockedShare: 0, declinedPolicyShare: 0, targetReachShare: 1 });
    const { control } = line.simulator;
    control.setQuota(CHANNEL_ID, { type: "limited", value: 1000, used: 1000 - left });
    const userIds = control.friendIds(CHANNEL_ID, 80);
    const recipient = {
      type: "audience",
      audienceGroupId: control.addAudience(CHANNEL_ID, { description: "80", userIds }),
    };
    const progress = await outcomeOf({ recipient, limit });
    expect(progress).toMatchObject({ targetCount: sent, ...(errorCode !== undefined && { errorCode }) });
    const { body } = await line.call("GET", "/v2/bot/message/quota/consumption");
    expect(body).toEqual({ totalUsage: 1000 - left + Number(progress["successCount"]) });
  });

  test("without a limit the whole target reach is held, and let go when it is over", async () => {
    line = await startLineCaller({ quota: { type: "limited", value: 16_000 } });
    const small = { messages, recipient: audience("Store staff (37)") };
    expect(await line.narrowcast(small)).toMatchObject({ status: 202 });
    expect(await line.narrowcast(small)).toMatchObject({
      status: 429,
      body: { message: "You have reached your monthly limit." },
    });
    expect(await line.narrowcast({ ...small, limit: { max: 37 } })).toMatchObject({ status: 202 });
    line.clock.skip(HOUR);
    expect(await line.narrowcast(small)).toMatchObject({ status: 202 });
  });
});

describe("retry key", () => {
  test("a repetition is answered with the accepted request, for a day", async () => {
    line = await startLineCaller();
    const key = randomUUID();
    const first = await line.narrowcast({ messages }, key);
    const again = await line.narrowcast({ messages }, key);
    expect(again).toMatchObject({ status: 409, body: { message: "The retry key is already accepted" } });
    expect(again.headers.get("x-line-accepted-request-id")).toBe(first.requestId);
    expect(again.requestId).not.toBe(first.requestId);
    expect(await line.narrowcast({ messages: [TEXT, TEXT] }, key)).toMatchObject({ status: 409 });
    line.simulator.control.assume({ retryOtherBody: "refused" });
    expect(await line.narrowcast({ messages: [TEXT, TEXT] }, key)).toMatchObject({ status: 400 });
    line.clock.skip(24 * HOUR);
    expect(await line.narrowcast({ messages }, key)).toMatchObject({ status: 202 });
    expect(line.simulator.control.narrowcasts(CHANNEL_ID)).toHaveLength(2);
  });

  test("a refused request leaves the key free, a malformed key is refused", async () => {
    line = await startLineCaller();
    const key = randomUUID();
    expect(await line.narrowcast({ messages: [] }, key)).toMatchObject({ status: 400 });
    expect(await line.narrowcast({ messages }, key)).toMatchObject({ status: 202 });
    expect(await line.narrowcast({ messages }, "no-uuid")).toMatchObject({ status: 400 });
  });

  test("elsewhere it is refused", async () => {
    line = await startLineCaller();
    const headers = { "X-Line-Retry-Key": randomUUID() };
    expect(await line.call("GET", "/v2/bot/info", undefined, headers)).toMatchObject({ status: 400 });
    expect(await line.call("POST", "/v2/bot/message/validate/narrowcast", { messages }, headers)).toMatchObject({
      status: 400,
    });
  });

  test("the conflict may show in the progress only", async () => {
    line = await startLineCaller();
    line.simulator.control.assume({ retryConflict: "async" });
    const key = randomUUID();
    await line.narrowcast({ messages }, key);
    const second = await line.narrowcast({ messages }, key);
    expect(second.status).toBe(202);
    line.clock.skip(HOUR);
    expect(await line.progress(second.requestId)).toMatchObject({ phase: "failed", errorCode: 3 });
  });
});

describe("refusals", () => {
  test.each([
    ["no operator key", { recipient: { type: "operator" } }],
    ["two operator keys", { recipient: { type: "operator", and: [], not: { type: "audience", audienceGroupId: 1 } } }],
    ["an empty operator", { recipient: { type: "operator", or: [] } }],
    ["ages upside down", { filter: { demographic: { type: "age", gte: "age_30", lt: "age_20" } } }],
    ["an unknown age", { filter: { demographic: { type: "age", gte: "age_18" } } }],
    ["an unknown gender", { filter: { demographic: { type: "gender", oneOf: ["unknown"] } } }],
    ["no values", { filter: { demographic: { type: "area", oneOf: [] } } }],
    ["limit 0", { limit: { max: 0 } }],
    ["an unknown field", { customAggregationUnits: ["x"] }],
    ["six messages", { messages: Array(6).fill(TEXT) }],
    ["no messages", { messages: undefined }],
    [
      "11 audiences",
      {
        recipient: {
          type: "operator",
          or: Array.from({ length: 11 }, () => ({ type: "audience", audienceGroupId: 1 })),
        },
      },
    ],
    [
      "11 attributes",
      { filter: { demographic: { type: "operator", or: Array.from({ length: 11 }, () => demographic) } } },
    ],
  ])("%s", async (_, broken) => {
    line = await startLineCaller();
    const { status, body } = await line.narrowcast({ messages, ...broken });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { message: /error\(s\)/.exec(String(body["message"]))?.input },
    });
    expect(body["details"]).toEqual(
      expect.arrayContaining([{ message: expect.any(String), property: expect.any(String) }]),
    );
  });

  test.each([
    "Campaign of last year (expired)",
    "Upload still building",
    "Impressions too few (failed)",
    "Ads audience, inactive",
  ])("the audience %s", async (name) => {
    line = await startLineCaller();
    const answer = await line.narrowcast({ messages, recipient: audience(name) });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: `Invalid audience group id: ${line.audience(name)}` },
    });
  });

  test("forbidding parts without asking for the quota", async () => {
    line = await startLineCaller();
    const answer = await line.narrowcast({ messages, limit: { forbidPartialDelivery: true } });
    const message = "The option forbidPartialDelivery must be used with upToRemainingQuota.";
    expect(answer).toMatchObject({ status: 400, body: { message } });
  });

  test("redelivery before success and after 14 days", async () => {
    line = await startLineCaller();
    const { requestId } = await line.narrowcast({ messages });
    const again = { messages, recipient: { type: "redelivery", requestId } };
    expect(await line.narrowcast(again)).toMatchObject({
      status: 400,
      body: { message: `Invalid request id: ${requestId}` },
    });
    line.clock.skip(HOUR);
    expect(await line.narrowcast(again)).toMatchObject({ status: 202 });
    line.clock.skip(14 * 24 * HOUR);
    expect(await line.narrowcast(again)).toMatchObject({ status: 400 });
  });
});
