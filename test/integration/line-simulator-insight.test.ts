/** The simulated LINE's figures: late, growing for 14 days, hidden below 20; and the account's statistics. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { CHANNEL_ID, startLineCaller, TEXT, type LineCaller } from "../support/line-caller.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let line: LineCaller;
afterEach(() => line.simulator.stop());

interface Reading {
  readonly overview: Record<string, number | null>;
  readonly messages: Record<string, number | null>[];
  readonly clicks: { seq: number; url: string; uniqueClick: number | null }[];
}

async function reading(requestId: string): Promise<Reading> {
  const { status, body } = await line.call("GET", `/v2/bot/insight/message/event?requestId=${requestId}`);
  expect(status).toBe(200);
  return body as unknown as Reading;
}

describe("a message's figures", () => {
  test("appear after hours, grow for 14 days and stay", async () => {
    line = await startLineCaller();
    const { requestId } = await line.narrowcast({ messages: [TEXT, { type: "text", text: "no link" }] });
    expect(await reading(requestId)).toMatchObject({
      overview: { delivered: null, uniqueImpression: null },
      messages: [],
      clicks: [],
    });
    line.clock.skip(HOUR);
    const [seen] = line.simulator.control.narrowcasts(CHANNEL_ID);
    const delivered = Number(seen?.recipients) - Number(seen?.failures);
    expect(await reading(requestId)).toMatchObject({ overview: { delivered, uniqueImpression: null } });
    const opens: number[] = [];
    for (const wait of [7 * HOUR, DAY, 3 * DAY, 9 * DAY, 2 * DAY, 30 * DAY]) {
      line.clock.skip(wait);
      opens.push(Number((await reading(requestId)).overview["uniqueImpression"]));
    }
    const [first = 0, ...later] = opens;
    expect(first).toBeGreaterThan(20);
    expect(later).toEqual(later.toSorted((left, right) => left - right));
    expect(later.at(-1)).toBe(later.at(-2));
    expect(later.at(-1)).toBeLessThan(delivered);
  });

  test("one row per bubble and per address", async () => {
    line = await startLineCaller();
    const uri = { type: "uri", label: "Go", uri: "https://example.com/two" };
    const template = { type: "buttons", text: "Choose", actions: [uri, { ...uri, uri: "https://example.com/three" }] };
    const { requestId } = await line.narrowcast({
      messages: [TEXT, { type: "template", altText: "Choose", template }],
    });
    line.clock.skip(5 * DAY);
    const { messages, clicks, overview } = await reading(requestId);
    expect(messages.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(clicks.map(({ seq, url }) => `${seq} ${url}`)).toEqual([
      "1 https://example.com/spring",
      "2 https://example.com/two",
      "2 https://example.com/three",
    ]);
    expect(overview["uniqueMediaPlayed"]).toBeNull();
  });

  test("video is watched to different points", async () => {
    line = await startLineCaller();
    const video = {
      type: "video",
      originalContentUrl: "https://example.com/v.mp4",
      previewImageUrl: "https://example.com/v.png",
    };
    const { requestId } = await line.narrowcast({ messages: [video] });
    line.clock.skip(5 * DAY);
    const { messages, overview, clicks } = await reading(requestId);
    const [row = {}] = messages;
    expect(Number(overview["uniqueMediaPlayed"])).toBeGreaterThan(Number(overview["uniqueMediaPlayed100Percent"]));
    expect(Number(row["mediaPlayed25Percent"])).toBeGreaterThan(Number(row["mediaPlayed100Percent"]));
    expect({ clicks, click: overview["uniqueClick"] }).toEqual({ clicks: [], click: null });
  });

  test("fewer than 20 people are never shown, delivered is exact", async () => {
    line = await startLineCaller();
    const { control } = line.simulator;
    const userIds = control.friendIds(CHANNEL_ID, 18, { blocked: false });
    const recipient = {
      type: "audience",
      audienceGroupId: control.addAudience(CHANNEL_ID, { description: "few", userIds }),
    };
    const { requestId } = await line.narrowcast({ messages: [TEXT], recipient });
    line.clock.skip(10 * DAY);
    expect(await reading(requestId)).toMatchObject({
      overview: { delivered: 18, uniqueImpression: null, uniqueClick: null },
      messages: [],
      clicks: [],
    });
  });

  test("are not there for a request that was never made", async () => {
    line = await startLineCaller({ friends: 100 });
    const path = "/v2/bot/insight/message/event?requestId=00000000-0000-4000-a000-000000000000";
    expect((await line.call("GET", path)).status).toBe(404);
    expect((await line.call("GET", "/v2/bot/insight/message/event")).status).toBe(400);
  });
});

const tokyo = (at: number) => new Date(at + 9 * HOUR).toISOString().slice(0, 10).replaceAll("-", "");

describe("the account's figures", () => {
  test("followers are ready for days that are over in Japan", async () => {
    line = await startLineCaller({ friends: 1000, targetReachShare: 0.5 });
    const ask = (date: string) => line.call("GET", `/v2/bot/insight/followers?date=${date}`);
    const yesterday = (await ask(tokyo(line.clock.now() - DAY))).body;
    expect(yesterday).toMatchObject({ status: "ready", followers: 1000 });
    const { blocks, targetedReaches } = yesterday;
    expect(targetedReaches).toBe(Math.round((1000 - Number(blocks)) / 2));
    expect((await ask(tokyo(line.clock.now()))).body).toMatchObject({ status: "unready", followers: null });
    expect((await ask("19990101")).body).toMatchObject({ status: "out_of_service" });
    expect((await ask("2026-01-01")).status).toBe(400);
  });

  test("demographics add up and show what is unknown", async () => {
    line = await startLineCaller();
    const { body } = await line.call("GET", "/v2/bot/insight/demographic");
    expect(body["available"]).toBe(true);
    for (const name of ["genders", "ages", "areas", "appTypes", "subscriptionPeriods"]) {
      const tiles = body[name] as { percentage: number }[];
      expect(tiles.reduce((total, { percentage }) => total + percentage, 0)).toBeCloseTo(100, -1);
    }
    const areas = body["areas"] as { area: string; percentage: number }[];
    expect(areas.find(({ area }) => area === "unknown")?.percentage).toBeCloseTo(43, -1);
    expect(areas.map(({ area }) => area)).toEqual(expect.arrayContaining(["東京", "北海道"]));
  });

  test.each([{ friends: 15 }, { friends: 5000, country: "other" as const }])(
    "no demographics for %j",
    async (channel) => {
      line = await startLineCaller(channel);
      expect((await line.call("GET", "/v2/bot/insight/demographic")).body).toEqual({ available: false });
    },
  );

  test("deliveries count narrowcasts of the day", async () => {
    line = await startLineCaller();
    const day = tokyo(line.clock.now());
    await line.narrowcast({ messages: [TEXT], limit: { max: 100 } });
    line.clock.skip(DAY);
    const { body } = await line.call("GET", `/v2/bot/insight/message/delivery?date=${day}`);
    expect(body).toEqual({ status: "ready", apiNarrowcast: 100, apiMulticast: 0 });
  });
});
