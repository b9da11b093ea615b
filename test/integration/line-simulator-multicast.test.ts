/** The simulated LINE: multicasts. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { CHANNEL_ID, startLineCaller, TEXT, type Answered, type LineCaller } from "../support/line-caller.ts";

const STRANGER = `U${"0123456789abcdef".repeat(2)}`;
let line: LineCaller;
beforeEach(async () => {
  line = await startLineCaller({ friends: 2000, quota: { type: "limited", value: 600, used: 0 } });
});
afterEach(() => line.simulator.stop());

const friends = (count: number, blocked = false) => line.simulator.control.friendIds(CHANNEL_ID, count, { blocked });
const send = (body: object, retryKey?: string): Promise<Answered> =>
  line.call("POST", "/v2/bot/message/multicast", body, retryKey === undefined ? {} : { "X-Line-Retry-Key": retryKey });
const used = async () => (await line.call("GET", "/v2/bot/message/quota/consumption")).body["totalUsage"];

test("goes to friends who do not block the account, once each, and is counted so", async () => {
  const to = [...friends(3), ...friends(1), ...friends(2, true), STRANGER];
  expect(await send({ to, messages: [TEXT] })).toMatchObject({ status: 200, body: {} });
  expect(line.simulator.control.multicasts(CHANNEL_ID)).toMatchObject([{ recipients: friends(3) }]);
  expect(await used()).toBe(3);
});

test("is no narrowcast: no progress, no statistics, but a figure of its own", async () => {
  const { requestId } = await send({ to: friends(3), messages: [TEXT] });
  const status = async (path: string) => (await line.call("GET", `${path}?requestId=${requestId}`)).status;
  expect(await status("/v2/bot/message/progress/narrowcast")).toBe(404);
  expect(await status("/v2/bot/insight/message/event")).toBe(404);
  expect(line.simulator.control.narrowcasts(CHANNEL_ID)).toEqual([]);
  const date = new Date(line.clock.now() + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
  line.clock.skip(24 * 3_600_000);
  const { body } = await line.call("GET", `/v2/bot/insight/message/delivery?date=${date}`);
  expect(body).toEqual({ status: "ready", apiNarrowcast: 0, apiMulticast: 3 });
});

test("a repetition is answered with the accepted request, for a day", async () => {
  const [retryKey, body] = [randomUUID(), { to: friends(3), messages: [TEXT] }];
  const first = await send(body, retryKey);
  const again = await send(body, retryKey);
  expect(again).toMatchObject({ status: 409, body: { message: "The retry key is already accepted" } });
  expect(again.headers.get("x-line-accepted-request-id")).toBe(first.requestId);
  expect((await send({ ...body, to: friends(4) }, retryKey)).status).toBe(409);
  expect(line.simulator.control.multicasts(CHANNEL_ID)).toHaveLength(1);
  line.clock.skip(24 * 3_600_000);
  expect((await send(body, retryKey)).status).toBe(200);
});

test("more than is left goes to no one, and leaves the key free", async () => {
  const [retryKey, body] = [randomUUID(), { to: friends(5), messages: [TEXT] }];
  line.simulator.control.setQuota(CHANNEL_ID, { type: "limited", value: 100, used: 96 });
  const refusal = { status: 429, body: { message: "You have reached your monthly limit." } };
  expect(await send(body, retryKey)).toMatchObject(refusal);
  line.simulator.control.setQuota(CHANNEL_ID, { type: "limited", value: 100, used: 95 });
  expect((await send(body, retryKey)).status).toBe(200);
  expect(await used()).toBe(100);
});

test("500 people and no more, by their user ids only", async () => {
  expect((await send({ to: friends(500), messages: [TEXT] })).status).toBe(200);
  const { status, body } = await send({ to: friends(501), messages: [TEXT] });
  expect({ status, body }).toMatchObject({ status: 400, body: { details: [{ property: "to" }] } });
  expect((await send({ to: [], messages: [TEXT] })).status).toBe(400);
  const invalid = "The property, 'to', in the request body is invalid (line: -, column: -)";
  expect(await send({ to: ["anna"], messages: [TEXT] })).toMatchObject({ status: 400, body: { message: invalid } });
});

test.each([
  ["no messages", { messages: undefined }, "messages"],
  ["an empty text", { messages: [{ type: "text", text: "" }] }, "messages[0].text"],
  ["a field of narrowcasts", { limit: { max: 1 } }, "limit"],
  ["two units", { customAggregationUnits: ["a", "b"] }, "customAggregationUnits"],
  ["a unit that is no name", { customAggregationUnits: ["spring sale"] }, "customAggregationUnits[0]"],
])("%s is refused", async (_what, wrong, property) => {
  const { status, body } = await send({ to: friends(2), messages: [TEXT], ...wrong });
  expect({ status, body }).toMatchObject({ status: 400, body: { details: [{ property }] } });
});
