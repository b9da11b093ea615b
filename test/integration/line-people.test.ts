/** People one by one: who can be reached, test sends, and what LINE says of all friends together. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { SandboxClock } from "../../simulators/clock.ts";
import type { FaultRule } from "../../simulators/line/faults/fault-rule.ts";
import { startLineSimulator, type LineSimulator } from "../../simulators/line/server.ts";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import { toDemographics } from "../../src/platforms/line/demographics.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { Line, TestSend } from "../../src/ports/line.ts";
import {
  createMemoryCredentials,
  createMemoryRateLimiter,
  type MemoryRateLimiter,
} from "../support/memory-credentials.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const channelId = "1657001234";
const channelSecret = "0123456789abcdef0123456789abcdef";
const channel = { portalId: 4711, channelId: "main" };
const elsewhere = { portalId: 4712, channelId: "main" };
const STRANGER = `U${"0123456789abcdef".repeat(2)}`;
const MULTICAST = "/v2/bot/message/multicast";

let clock: SandboxClock;
let simulator: LineSimulator;
let limiter: MemoryRateLimiter;
let line: Line;

beforeEach(async () => {
  clock = new SandboxClock();
  simulator = await startLineSimulator({ clock, seed: 7, friends: 3000 });
  simulator.control.addChannel({
    channelId,
    channelSecret,
    displayName: "Hoshi Coffee",
    quota: { type: "limited", value: 100 },
  });
  const credentials = createMemoryCredentials();
  credentials.connect(channel, { lineChannelId: channelId, channelSecret });
  limiter = createMemoryRateLimiter();
  const { url: apiUrl, dataUrl } = simulator;
  line = createLineAdapter({ apiUrl, dataUrl, credentials, limiter, timeoutMs: PATIENCE_MS });
});
afterEach(() => simulator.stop());

const friends = (count: number, blocked: boolean) => simulator.control.friendIds(channelId, count, { blocked });
const requestsTo = (path: string) => simulator.control.requests().filter((seen) => seen.path.startsWith(path));
const notConnected = { kind: "refused", finding: { code: "CHANNEL_NOT_FOUND", figures: { channel: "main" } } };
const unavailable = { kind: "later", finding: { code: "LINE_UNAVAILABLE", figures: {} } };
const fault = (path: string, kind: FaultRule["kind"], more: Partial<FaultRule> = {}) =>
  simulator.control.fault({ path, times: 1, kind, ...more });

function valueOf<T>(answer: Answer<T>): T {
  if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

describe("who cannot be reached", () => {
  test("names who blocks the account, is no friend, or does not exist, in the order asked", async () => {
    const [blocked, reachable] = [friends(3, true), friends(50, false)];
    const ids = [...reachable.slice(0, 10), ...blocked, ...reachable.slice(10), STRANGER, "U12"];
    expect(await line.unreachableIds(channel, ids)).toEqual({ kind: "ok", value: [...blocked, STRANGER, "U12"] });
    expect(requestsTo("/v2/bot/profile/")).toHaveLength(ids.length);
    expect(await line.unreachableIds(channel, [])).toEqual({ kind: "ok", value: [] });
    expect(await line.unreachableIds(elsewhere, ids)).toEqual(notConnected);
  });

  test("five hundred are asked about at once, with one token", async () => {
    expect(await line.unreachableIds(channel, friends(500, false))).toEqual({ kind: "ok", value: [] });
    expect(requestsTo("/v2/bot/profile/")).toHaveLength(500);
    expect(requestsTo("/oauth2/v3/token")).toHaveLength(1);
  });

  test.each<[string, Partial<FaultRule>, object]>([
    ["500", { kind: "status", status: 500 }, unavailable],
    ["429", { kind: "status", status: 429 }, { kind: "later", finding: { code: "LINE_RATE_LIMITED", figures: {} } }],
    ["a broken connection", { kind: "reset-after" }, unavailable],
    ["silence", { kind: "timeout-after" }, unavailable],
  ])("is not known after %s", async (_name, rule, expected) => {
    const ids = friends(50, false);
    fault(ids[30] ?? "", "status", rule);
    expect(await line.unreachableIds(channel, ids)).toEqual(expected);
    expect(await line.unreachableIds(channel, ids)).toEqual({ kind: "ok", value: [] });
  });

  test("is asked with a fresh token where LINE refuses the old one", async () => {
    const ids = [...friends(5, false), ...friends(1, true)];
    fault("/profile/", "status", { status: 401, times: 3 });
    expect(await line.unreachableIds(channel, ids)).toEqual({ kind: "ok", value: friends(1, true) });
  });
});

describe("a test send", () => {
  const messages = [{ type: "text", text: "Good morning" }];
  const aTest = (more: Partial<TestSend> = {}): TestSend => ({
    to: friends(2, false),
    messages,
    retryKey: randomUUID(),
    ...more,
  });
  const sent = () => simulator.control.multicasts(channelId);

  test("reaches the testers and no one else, outside all narrowcasts", async () => {
    const send = aTest();
    expect(await line.sendTest(channel, send)).toEqual({ kind: "ok", value: null });
    expect(sent()).toMatchObject([{ recipients: send.to, retryKey: send.retryKey, body: { messages, to: send.to } }]);
    expect(simulator.control.narrowcasts(channelId)).toEqual([]);
    expect(await line.quota(channel)).toEqual({ kind: "ok", value: { allowance: 100, used: 2 } });
  });

  test("is one send however often its key comes", async () => {
    const send = aTest();
    await line.sendTest(channel, send);
    expect(await line.sendTest(channel, send)).toEqual({ kind: "ok", value: null });
    expect(sent()).toHaveLength(1);
  });

  test.each(["reset-after", "timeout-after"] as const)("%s: LINE has it, and the key says so", async (kind) => {
    const send = aTest();
    fault(MULTICAST, kind);
    expect(await line.sendTest(channel, send)).toEqual(unavailable);
    expect(await line.sendTest(channel, send)).toEqual({ kind: "ok", value: null });
    expect(sent()).toHaveLength(1);
  });

  test("goes again with a fresh token", async () => {
    fault(MULTICAST, "status", { status: 401 });
    expect(await line.sendTest(channel, aTest())).toEqual({ kind: "ok", value: null });
    expect(sent()).toHaveLength(1);
    fault(MULTICAST, "status", { status: 401, times: 2 });
    expect(await line.sendTest(channel, aTest())).toMatchObject({ finding: { code: "CHANNEL_UNAUTHORIZED" } });
  });

  test.each<[string, Partial<FaultRule>, object]>([
    ["500", { status: 500 }, unavailable],
    ["429", { status: 429 }, { kind: "later", finding: { code: "LINE_RATE_LIMITED" } }],
    ["403", { status: 403, body: { message: "no" } }, { kind: "refused", finding: { code: "LINE_ACCESS_DENIED" } }],
  ])("that meets %s has not gone out", async (_name, rule, expected) => {
    fault(MULTICAST, "status", rule);
    expect(await line.sendTest(channel, aTest())).toMatchObject(expected);
    expect(sent()).toEqual([]);
  });

  test("is refused for its messages, or for its recipients", async () => {
    const wrong = aTest({ messages: [{ type: "text", text: "" }] });
    expect(await line.sendTest(channel, wrong)).toEqual({
      kind: "refused",
      finding: { code: "LINE_REFUSED_MESSAGE", figures: { detail: "messages[0].text: May not be empty" } },
    });
    const unknown = await line.sendTest(channel, aTest({ to: ["Anna"] }));
    expect(unknown).toMatchObject({ kind: "refused", finding: { code: "LINE_REFUSED_REQUEST" } });
    expect(await line.sendTest(elsewhere, aTest())).toEqual(notConnected);
  });

  test("is refused with the number of the message and the place in it", async () => {
    const body = { type: "box", layout: "vertical", contents: [{ type: "text", text: "Tea", color: "#zzzzzz" }] };
    const flex = { type: "flex", altText: "Tea", contents: { type: "bubble", body } };
    const messages = [{ type: "text", text: "Tea" }, flex];
    const detail = "messages[1] /body/contents/0/color: invalid property";
    const refused = { kind: "refused", finding: { code: "LINE_REFUSED_MESSAGE", figures: { detail } } };
    expect(await line.sendTest(channel, aTest({ messages }))).toEqual(refused);
    expect(await line.validateMessages(channel, messages)).toEqual(refused);
    const request = { retryKey: randomUUID(), body: JSON.stringify({ messages }) };
    expect(await line.sendNarrowcast(channel, request)).toEqual(refused);
  });

  test("waits while the quota is used up", async () => {
    simulator.control.setQuota(channelId, { type: "limited", value: 100, used: 99 });
    expect(await line.sendTest(channel, aTest())).toMatchObject({ kind: "later", finding: { code: "QUOTA_RESERVED" } });
  });
});

describe("the friends' attributes", () => {
  const total = (shares: Iterable<number>) => [...shares].reduce((sum, share) => sum + share, 0);

  test("are shares that fit the friends there are", async () => {
    const found = valueOf(await line.demographics(channel));
    if (found === null) throw new Error("none");
    const count = (demographic: object) =>
      simulator.control.countMatching(channelId, { filter: { demographic: demographic as never } });
    const everyone = count({ type: "appType", oneOf: ["ios", "android"] }) / total(Object.values(found.os));
    const near = (people: number) => people / everyone;
    expect(Object.keys(found.genders)).toEqual(["male", "female"]);
    expect(found.genders["female"]).toBeCloseTo(near(count({ type: "gender", oneOf: ["female"] })), 1);
    expect(found.areas["jp_01"]).toBeCloseTo(near(count({ type: "area", oneOf: ["jp_01"] })), 1);
    expect(Object.keys(found.areas)).toHaveLength(47);
    expect(found.ages[0]).toMatchObject({ from: 0, below: 15 });
    expect(found.ages.at(-1)).toMatchObject({ from: 70, below: null });
    expect(total(found.ages.map(({ share }) => share))).toBeCloseTo(0.62, 1);
    expect(found.friendDays.map(({ from, below }) => [from, below])).toEqual([
      [0, 7],
      [7, 30],
      [30, 90],
      [90, 180],
      [180, 365],
      [365, null],
    ]);
    const old = found.friendDays.at(-1)?.share ?? 0;
    expect(old).toBeCloseTo(near(count({ type: "subscriptionPeriod", gte: "day_365" })), 1);
    expect(total(found.friendDays.map(({ share }) => share))).toBeCloseTo(1, 1);
  });

  test("are asked for once an hour", async () => {
    await line.demographics(channel);
    await line.demographics(channel);
    expect(requestsTo("/v2/bot/insight/demographic")).toHaveLength(1);
    expect(limiter.asked).toEqual([`line:${channelId}:demographics`]);
  });

  test("are null while LINE has none, and asked for again after a failure", async () => {
    fault("/insight/demographic", "status", { status: 500 });
    expect(await line.demographics(channel)).toEqual(unavailable);
    fault("/insight/demographic", "status", { status: 200, body: { available: false } });
    expect(await line.demographics(channel)).toEqual({ kind: "ok", value: null });
  });

  /** https://developers.line.biz/en/reference/messaging-api/#get-demographic */
  test("are read in LINE's words, and what cannot be chosen is left out", () => {
    const percentage = 12.5;
    expect(
      toDemographics({
        available: true,
        genders: [
          { gender: "unknown", percentage: 37.6 },
          { gender: "male", percentage: 31.8 },
          { gender: "female", percentage: 30.6 },
        ],
        ages: ["unknown", "from15to19", "from50", "from70", "someday"].map((age) => ({ age, percentage })),
        areas: ["unknown", "徳島", "東京", "京都", "北海道", "台北市", "新竹縣", "Bangkok", "Atlantis"].map((area) => ({
          area,
          percentage,
        })),
        appTypes: ["ios", "android", "others"].map((appType) => ({ appType, percentage })),
        subscriptionPeriods: ["over365days", "within7days", "unknown"].map((subscriptionPeriod) => ({
          subscriptionPeriod,
          percentage,
        })),
      }),
    ).toEqual({
      genders: { male: expect.closeTo(0.318), female: expect.closeTo(0.306) },
      ages: [
        { from: 15, below: 20, share: 0.125 },
        { from: 50, below: null, share: 0.125 },
        { from: 70, below: null, share: 0.125 },
      ],
      os: { ios: 0.125, android: 0.125 },
      areas: Object.fromEntries(
        ["jp_36", "jp_13", "jp_26", "jp_01", "tw_01", "tw_10", "th_01"].map((code) => [code, 0.125]),
      ),
      friendDays: [
        { from: 365, below: null, share: 0.125 },
        { from: 0, below: 7, share: 0.125 },
      ],
    });
    expect(toDemographics({ available: true })).toMatchObject({ genders: {}, ages: [], friendDays: [] });
    expect(toDemographics({})).toBeNull();
  });
});
