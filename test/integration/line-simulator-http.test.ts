/** The simulated LINE as a server: tokens, rate limits, bodies, faults, and what it remembers. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CHANNEL_ID, startLineCaller, TEXT, type LineCaller } from "../support/line-caller.ts";

const INFO = "/v2/bot/info";
const NARROWCAST = "/v2/bot/message/narrowcast";
let line: LineCaller;
beforeEach(async () => void (line = await startLineCaller({ friends: 500 })));
afterEach(() => line.simulator.stop());

describe("tokens", () => {
  test("live for 15 minutes", async () => {
    const { body, status, requestId } = await line.token();
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: "Bearer", expires_in: 900 } });
    expect(requestId).not.toBe("");
    const headers = { Authorization: `Bearer ${String(body["access_token"])}` };
    expect((await line.call("GET", INFO, undefined, headers)).status).toBe(200);
    line.clock.skip(900_000);
    expect((await line.call("GET", INFO, undefined, headers)).status).toBe(401);
    expect((await line.call("GET", INFO, undefined, { Authorization: "Bearer nonsense" })).status).toBe(401);
  });

  test.each([
    [{ client_secret: "wrong" }, "invalid_request"],
    [{ client_id: "unknown" }, "invalid_request"],
    [{ client_secret: "" }, "invalid_request"],
    [{ grant_type: "password" }, "unsupported_grant_type"],
  ])("%j is %s", async (form, error) => {
    expect(await line.token(form)).toMatchObject({
      status: 400,
      body: { error, error_description: expect.any(String) },
    });
  });

  test("a rotated secret ends new tokens, not the ones in use", async () => {
    expect((await line.call("GET", INFO)).status).toBe(200);
    line.simulator.control.rotateSecret(CHANNEL_ID, "another");
    expect((await line.call("GET", INFO)).status).toBe(200);
    expect((await line.token()).body).toEqual({
      error: "invalid_request",
      error_description: "Invalid 'client_credentials'.",
    });
  });
});

describe("rate limits", () => {
  // So slow that no budget refills by itself.
  beforeEach(() => line.clock.setSpeed(1e-9));

  test("60 narrowcasts an hour, one more each minute; insights are counted apart", async () => {
    const body = { messages: [TEXT] };
    for (let nth = 1; nth <= 60; nth += 1) expect((await line.narrowcast(body)).status).toBe(202);
    expect(await line.narrowcast(body)).toMatchObject({
      status: 429,
      body: { message: "The API rate limit has been exceeded. Try again later." },
    });
    expect((await line.call("GET", "/v2/bot/insight/demographic")).status).toBe(200);
    line.clock.skip(60_000);
    expect((await line.narrowcast(body)).status).toBe(202);
    expect((await line.narrowcast(body)).status).toBe(429);
  });

  test("60 looks at audiences a minute, whichever they are", async () => {
    const [one, other] = [line.audience("Newsletter readers"), line.audience("VIP chat tag")];
    for (let nth = 1; nth <= 60; nth += 1) {
      expect((await line.call("GET", `/v2/bot/audienceGroup/${nth % 2 === 0 ? one : other}`)).status).toBe(200);
    }
    expect((await line.call("GET", `/v2/bot/audienceGroup/${one}`)).status).toBe(429);
    expect((await line.call("GET", "/v2/bot/audienceGroup/list?page=1")).status).toBe(200);
  });
});

describe("requests", () => {
  test("what is not there, not JSON, not typed, too large", async () => {
    expect(await line.call("GET", "/v2/bot/nothing")).toMatchObject({ status: 404, body: { message: "Not found" } });
    expect((await line.call("DELETE", INFO)).status).toBe(404);
    expect((await line.call("POST", NARROWCAST, "{broken")).status).toBe(400);
    expect((await line.call("POST", NARROWCAST, "{}", { "Content-Type": "text/plain" })).status).toBe(415);
    const huge = { messages: [{ type: "text", text: "x".repeat(2 * 1024 * 1024) }] };
    expect((await line.call("POST", NARROWCAST, huge)).status).toBe(413);
  });

  test("are remembered with their retry key and body", async () => {
    const retryKey = "11111111-2222-4333-8444-555555555555";
    const { requestId } = await line.narrowcast({ messages: [TEXT] }, retryKey);
    const seen = line.simulator.control.requests(CHANNEL_ID).filter(({ path }) => path === NARROWCAST);
    expect(seen).toMatchObject([
      { method: "POST", status: 202, answered: true, retryKey, requestId, body: { messages: [TEXT] } },
    ]);
  });

  test("profiles are of friends only", async () => {
    const { control } = line.simulator;
    const [friend] = control.friendIds(CHANNEL_ID, 1, { blocked: false });
    const [blocker] = control.friendIds(CHANNEL_ID, 1, { blocked: true });
    const ask = async (id: string | undefined) => (await line.call("GET", `/v2/bot/profile/${String(id)}`)).status;
    expect([await ask(friend), await ask(blocker), await ask("U12")]).toEqual([200, 404, 400]);
  });
});

describe("faults", () => {
  const send = () => line.narrowcast({ messages: [TEXT] });
  const accepted = () => line.simulator.control.narrowcasts(CHANNEL_ID).length;

  test("a status once, then as ever", async () => {
    line.simulator.control.fault({
      path: "/narrowcast",
      times: 1,
      kind: "status",
      status: 503,
      body: { message: "busy" },
    });
    expect(await send()).toMatchObject({ status: 503, body: { message: "busy" } });
    expect(accepted()).toBe(0);
    expect((await send()).status).toBe(202);
  });

  test.each([
    ["reset-before", 0],
    ["reset-after", 1],
  ] as const)("%s leaves %i accepted", async (kind, count) => {
    line.simulator.control.fault({ method: "POST", path: /narrowcast$/, times: 1, kind });
    await expect(send()).rejects.toThrow();
    expect(accepted()).toBe(count);
    const seen = line.simulator.control.requests().filter(({ path }) => path === NARROWCAST);
    expect(seen).toMatchObject([{ answered: false, status: count === 0 ? 0 : 202 }]);
  });

  test.each([
    ["timeout-before", 0],
    ["timeout-after", 1],
  ] as const)("%s never answers and leaves %i accepted", async (kind, count) => {
    line.simulator.control.fault({ path: NARROWCAST, times: 1, kind });
    const lost = send().catch((error: unknown) => error);
    const arrived = () =>
      line.simulator.control
        .requests()
        .some(({ path, status }) => path === NARROWCAST && (count === 0 || status === 202));
    while (!arrived()) await line.call("GET", INFO);
    expect(accepted()).toBe(count);
    await line.simulator.stop();
    expect(String(await lost)).toMatch(/^TypeError/);
  });

  test("malformed answers carry the request id, slow ones arrive", async () => {
    line.simulator.control.fault({ path: INFO, times: 1, kind: "malformed" });
    await expect(line.call("GET", INFO)).rejects.toThrow(/JSON/);
    line.simulator.control.fault({ path: INFO, times: 1, kind: "slow", delayMs: 5 });
    expect((await line.call("GET", INFO)).status).toBe(200);
  });

  test("an internal error of LINE shows in the progress", async () => {
    line.simulator.control.failNextNarrowcast(CHANNEL_ID, 1);
    const { requestId } = await send();
    line.clock.skip(3_600_000);
    expect(await line.progress(requestId)).toMatchObject({ phase: "failed", errorCode: 1 });
  });
});
