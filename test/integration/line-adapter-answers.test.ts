/** What LINE may answer, word for word as documented, and what we make of it. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import type { Line } from "../../src/ports/line.ts";
import { startAnsweringServer, type AnsweringServer, type Reply } from "../support/answering-server.ts";
import {
  createMemoryCredentials,
  createMemoryRateLimiter,
  type MemoryRateLimiter,
} from "../support/memory-credentials.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const channel = { portalId: 4711, channelId: "main" };
const retryKey = "6f1c9f9e-6c9b-4c2f-9c1a-0d7f3b1a2c3d";
const body = '{ "messages" : [{"type":"text","text":"Good morning \\u2603"}],\n  "limit":{"max":60} }';
const NARROWCAST = "/v2/bot/message/narrowcast";

let server: AnsweringServer;
let limiter: MemoryRateLimiter;
let line: Line;

beforeEach(async () => {
  server = await startAnsweringServer();
  limiter = createMemoryRateLimiter();
  const credentials = createMemoryCredentials();
  credentials.connect(channel, { lineChannelId: "1657001234", channelSecret: "secret" });
  line = createLineAdapter({ apiUrl: server.url, dataUrl: server.url, credentials, limiter, timeoutMs: PATIENCE_MS });
});
afterEach(() => server.stop());

/** Tokens are minted as asked; everything else meets `reply`. */
function answerWith(reply: Reply | ((path: string, token: string) => Reply)): void {
  let minted = 0;
  server.answer = ({ path, headers }) => {
    if (path === "/oauth2/v3/token") {
      minted += 1;
      return { status: 200, body: { access_token: `token-${minted}`, expires_in: 900, token_type: "Bearer" } };
    }
    return typeof reply === "function" ? reply(path, headers.authorization ?? "") : reply;
  };
}

const asked = (path: string) => server.asked.filter((each) => each.path === path);
const send = () => line.sendNarrowcast(channel, { retryKey, body });
const refused = (code: string, figures: object = {}) => ({ kind: "refused", finding: { code, figures } });
const later = (code: string, figures: object = {}) => ({ kind: "later", finding: { code, figures } });
const unknown = { kind: "unknown", finding: { code: "LINE_UNAVAILABLE", figures: {} } };

/** https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message */
describe("a narrowcast that LINE answers with", () => {
  const messageError = {
    message: "The request body has 2 error(s)",
    details: [
      { message: "May not be empty", property: "messages[0].text" },
      { message: "Must be one of the following values: [text, ...]", property: "messages[1].type" },
    ],
  };
  const faulty =
    "messages[0].text: May not be empty; messages[1].type: Must be one of the following values: [text, ...]";
  test.each<[string, Reply, object]>([
    [
      "400 unknown or unready audience",
      { status: 400, body: { message: "Invalid audience group id: 5614991017776" } },
      refused("AUDIENCE_NOT_READY", { audience: "5614991017776", status: "UNKNOWN" }),
    ],
    ["400 faulty messages", { status: 400, body: messageError }, refused("LINE_REFUSED_MESSAGE", { detail: faulty })],
    [
      "400 faulty conditions",
      {
        status: 400,
        body: {
          message: "The request body has 1 error(s)",
          details: [{ message: "must be less than or equal to 10", property: "filter.demographic" }],
        },
      },
      refused("LINE_REFUSED_REQUEST", {
        detail: "The request body has 1 error(s) – filter.demographic: must be less than or equal to 10",
      }),
    ],
    [
      "400 forbidPartialDelivery alone",
      {
        status: 400,
        body: { message: "The option forbidPartialDelivery must be used with upToRemainingQuota." },
      },
      refused("LINE_REFUSED_REQUEST", {
        detail: "The option forbidPartialDelivery must be used with upToRemainingQuota.",
      }),
    ],
    [
      "400 bad redelivery id",
      { status: 400, body: { message: "Invalid request id: abc" } },
      refused("LINE_REFUSED_REQUEST", { detail: "Invalid request id: abc" }),
    ],
    [
      "403 too few friends",
      { status: 403, body: { message: "Your account does not have enough friends" } },
      refused("REACH_BELOW_MINIMUM", { reach: "<100", needed: 100 }),
    ],
    [
      "403 without the API",
      { status: 403, body: { message: "Access to this API is not available for your account" } },
      refused("LINE_ACCESS_DENIED", { detail: "Access to this API is not available for your account" }),
    ],
    [
      "413",
      { status: 413, body: { message: "Request entity too large" } },
      refused("LINE_REFUSED_REQUEST", { detail: "Request entity too large" }),
    ],
    ["415 without JSON", { status: 415, body: "<html>" }, refused("LINE_REFUSED_REQUEST", { detail: "HTTP 415" })],
    [
      "409 naming the accepted request",
      {
        status: 409,
        body: { message: "The retry key is already accepted" },
        headers: { "x-line-request-id": "second", "x-line-accepted-request-id": "first" },
      },
      { kind: "already_accepted", requestId: "first" },
    ],
    [
      "409 naming nothing",
      { status: 409, body: { message: "The retry key is already accepted" } },
      { kind: "already_accepted", requestId: null },
    ],
    [
      "429 rate limit",
      { status: 429, body: { message: "The API rate limit has been exceeded. Try again later." } },
      later("LINE_RATE_LIMITED"),
    ],
    [
      "429 with Retry-After",
      { status: 429, body: { message: "The API rate limit has been exceeded." }, headers: { "retry-after": "17" } },
      { ...later("LINE_RATE_LIMITED"), retryAfterSeconds: 17 },
    ],
    [
      "429 with an empty Retry-After",
      { status: 429, body: { message: "The API rate limit has been exceeded." }, headers: { "retry-after": "" } },
      later("LINE_RATE_LIMITED"),
    ],
    [
      "429 monthly limit",
      { status: 429, body: { message: "You have reached your monthly limit." } },
      later("QUOTA_RESERVED"),
    ],
    ["429 in other words", { status: 429, body: "slow down" }, later("LINE_RATE_LIMITED")],
    ["500", { status: 500, body: { message: "Internal error" } }, unknown],
    ["503 from a proxy", { status: 503, body: "<html>busy</html>" }, unknown],
    ["202", { status: 202, headers: { "x-line-request-id": "r-1" } }, { kind: "accepted", requestId: "r-1" }],
    [
      "202 with a broken body",
      { status: 202, body: "{", headers: { "x-line-request-id": "r-2" } },
      { kind: "accepted", requestId: "r-2" },
    ],
    ["202 that names no request", { status: 202 }, unknown],
    ["silence", "hang", unknown],
    ["a broken connection", "reset", unknown],
  ])("%s", async (_name, reply, expected) => {
    answerWith(reply);
    expect(await send()).toEqual(expected);
    expect(asked(NARROWCAST)).toHaveLength(1);
  });
});

describe("a narrowcast", () => {
  test("goes out to the byte as stored, with its retry key, every time", async () => {
    answerWith({ status: 500 });
    await send();
    await send();
    expect(asked(NARROWCAST).map(({ body }) => body)).toEqual([body, body]);
    const [first] = asked(NARROWCAST);
    expect(first?.headers).toMatchObject({
      "x-line-retry-key": retryKey,
      "content-type": "application/json",
      authorization: "Bearer token-1",
    });
  });

  test("that gets no answer in time is broken off", async () => {
    answerWith("hang");
    expect(await send()).toEqual(unknown);
    await server.abandoned;
  });

  test("that never left us may be tried again", async () => {
    // The token is good; by the time of the send no server listens any more.
    answerWith({ status: 200, body: { userId: "U", basicId: "@b", displayName: "Hoshi" } });
    const who = { lineChannelId: "1657001234", channelSecret: "secret" };
    expect((await line.verify(who)).kind).toBe("ok");
    await server.stop();
    // A connection kept open from before breaks while it is used, which proves nothing: this one uses it up.
    expect(await line.progress(channel, "r-1")).toEqual(later("LINE_UNAVAILABLE"));
    expect(await send()).toEqual(later("LINE_UNAVAILABLE"));
  });

  test("waits for its turn among sixty an hour", async () => {
    answerWith({ status: 202, headers: { "x-line-request-id": "r-1" } });
    limiter.makeWait("line:1657001234:narrowcast", 59_001);
    expect(await send()).toEqual({ ...later("LINE_RATE_LIMITED"), retryAfterSeconds: 60 });
    expect(server.asked).toEqual([]);
    expect(await send()).toEqual({ kind: "accepted", requestId: "r-1" });
  });

  test("of a channel that is not connected is refused", async () => {
    const other = { portalId: 4712, channelId: "main" };
    expect(await line.sendNarrowcast(other, { retryKey, body })).toEqual(
      refused("CHANNEL_NOT_FOUND", { channel: "main" }),
    );
    expect(server.asked).toEqual([]);
  });

  test("refused with 401 goes again with a fresh token, once", async () => {
    answerWith((_path, token) =>
      token === "Bearer token-1" ? { status: 401 } : { status: 202, headers: { "x-line-request-id": "r-1" } },
    );
    expect(await send()).toEqual({ kind: "accepted", requestId: "r-1" });
    expect(asked(NARROWCAST).map(({ body }) => body)).toEqual([body, body]);
    expect(asked("/oauth2/v3/token")).toHaveLength(2);
  });

  test("refused with 401 twice asks for the channel to be reconnected", async () => {
    answerWith({ status: 401 });
    expect(await send()).toEqual(later("CHANNEL_UNAUTHORIZED", { channel: "1657001234" }));
    expect(asked(NARROWCAST)).toHaveLength(2);
  });
});

describe("tokens", () => {
  test("are minted once for all who ask at the same time, and kept", async () => {
    answerWith({ status: 200, body: { phase: "waiting", acceptedTime: "2026-11-23T00:00:00.000Z" } });
    await Promise.all(Array.from({ length: 5 }, () => line.progress(channel, "r-1")));
    await line.progress(channel, "r-1");
    expect(asked("/oauth2/v3/token").map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { grant_type: "client_credentials", client_id: "1657001234", client_secret: "secret" },
    ]);
  });

  test.each([400, 401])("refused with %i ask for the channel to be reconnected", async (status) => {
    server.answer = () => ({
      status,
      body: { error: "invalid_request", error_description: "Invalid 'client_credentials'." },
    });
    expect(await send()).toEqual(later("CHANNEL_UNAUTHORIZED", { channel: "1657001234" }));
    expect(asked(NARROWCAST)).toEqual([]);
  });

  test.each<[string, Reply]>([
    ["500", { status: 500 }],
    ["silence", "hang"],
    ["a broken connection", "reset"],
    ["something that is no JSON", { status: 200, body: "<html>" }],
  ])("that meet %s leave nothing sent, and are asked for again", async (_name, reply) => {
    server.answer = () => reply;
    expect(await send()).toMatchObject(later("LINE_UNAVAILABLE"));
    expect(asked(NARROWCAST)).toEqual([]);
    answerWith({ status: 202, headers: { "x-line-request-id": "r-1" } });
    expect(await send()).toEqual({ kind: "accepted", requestId: "r-1" });
  });
});

describe("reads that LINE answers with", () => {
  const reads: readonly [string, () => Promise<unknown>][] = [
    ["progress", () => line.progress(channel, "r-1")],
    ["insight", () => line.insight(channel, "r-1")],
    ["quota", () => line.quota(channel)],
    ["audience", () => line.audience(channel, "5614991017776")],
    ["audiences", () => line.audiences(channel)],
    ["target reach", () => line.targetReach(channel, Date.now())],
    ["validation", () => line.validateMessages(channel, [{ type: "text", text: "a" }])],
  ];
  test.each<[string, Reply, object]>([
    ["500", { status: 500 }, later("LINE_UNAVAILABLE")],
    ["429", { status: 429, body: { message: "The API rate limit has been exceeded." } }, later("LINE_RATE_LIMITED")],
    ["401 twice", { status: 401 }, later("CHANNEL_UNAUTHORIZED", { channel: "1657001234" })],
    ["403", { status: 403, body: { message: "no" } }, refused("LINE_ACCESS_DENIED", { detail: "no" })],
    ["silence", "hang", later("LINE_UNAVAILABLE")],
    ["a broken connection", "reset", later("LINE_UNAVAILABLE")],
    ["something that is no JSON", { status: 200, body: "<html>" }, later("LINE_UNAVAILABLE")],
  ])("%s mean the same everywhere", async (_name, reply, expected) => {
    answerWith(reply);
    // At once: silence is waited out once for all.
    const answers = await Promise.all(reads.map(async ([name, read]) => [name, await read()]));
    expect(answers).toEqual(reads.map(([name]) => [name, expected]));
  });

  test("404 for a progress: it cannot be known any more", async () => {
    answerWith({ status: 404, body: { message: "Not found" } });
    expect(await line.progress(channel, "r-1")).toEqual(refused("LINE_REQUEST_NOT_FOUND", { requestId: "r-1" }));
  });

  test("400 for messages: the property and the text", async () => {
    const details = [{ message: "Length must be between 0 and 5000", property: "messages[0].text" }];
    answerWith({ status: 400, body: { message: "The request body has 1 error(s)", details } });
    const answer = await line.validateMessages(channel, [{ type: "text", text: "…" }]);
    expect(answer).toEqual(
      refused("LINE_REFUSED_MESSAGE", { detail: "messages[0].text: Length must be between 0 and 5000" }),
    );
  });

  test.each<[string, Reply]>([
    ["404", { status: 404, body: { message: "Not found" } }],
    [
      "400 with the code",
      {
        status: 400,
        body: { message: "audience group not found", details: [{ message: "AUDIENCE_GROUP_NOT_FOUND" }] },
      },
    ],
    ["400 in words alone", { status: 400, body: { message: "audience group not found" } }],
  ])("%s for an audience: it is gone", async (_name, reply) => {
    answerWith(reply);
    expect(await line.audience(channel, "4711")).toEqual(refused("AUDIENCE_NOT_FOUND", { audience: "4711" }));
  });

  test("an audience id that is no number is unknown without asking", async () => {
    for (const audienceId of ["", "VIP", "1e5", "-3", "99999999999999999999"]) {
      expect(await line.audience(channel, audienceId)).toEqual(refused("AUDIENCE_NOT_FOUND", { audience: audienceId }));
    }
    expect(server.asked).toEqual([]);
  });

  test("insight without numbers: hidden or not there yet, never zero", async () => {
    const overview = { requestId: "r-1", timestamp: 1, delivered: 40, uniqueImpression: null };
    answerWith({ status: 200, body: { overview, messages: [], clicks: [] } });
    const value = { delivered: 40, uniqueImpression: null, uniqueClick: null, links: [] };
    expect(await line.insight(channel, "r-1")).toEqual({ kind: "ok", value });
  });
});

test("uploads and chat tags that another account shares are not exempt, whatever made them", async () => {
  const group = (audienceGroupId: number, type: string) => ({
    audienceGroupId,
    type,
    createRoute: "MESSAGING_API",
    description: `${type} ${audienceGroupId}`,
    status: "READY",
    audienceCount: 30,
  });
  const own = [group(1, "UPLOAD"), group(2, "CHAT_TAG")];
  const shared = [group(2, "CHAT_TAG"), group(3, "UPLOAD"), group(4, "CHAT_TAG")];
  answerWith((path) => ({
    status: 200,
    body: { audienceGroups: path.includes("/shared/") ? shared : own, hasNextPage: false },
  }));
  const answer = await line.audiences(channel);
  const exempt = answer.kind === "ok" ? answer.value.map((audience) => [audience.id, audience.exempt]) : [];
  expect(Object.fromEntries(exempt)).toEqual({ 1: true, 2: true, 3: false, 4: false });
  expect(exempt).toHaveLength(4);
});

test("target reach is asked of yesterday by Japan's calendar, then of the day before", async () => {
  answerWith({ status: 200, body: { status: "unready" } });
  // Half past midnight on the 21st in Japan.
  await line.targetReach(channel, Date.UTC(2026, 10, 20, 15, 30));
  const dates = server.asked.filter(({ method }) => method === "GET").map(({ path }) => path.split("?")[1]);
  expect(dates).toEqual(["date=20261120", "date=20261119"]);
});

describe("the budgets", () => {
  test("are one per channel and route", async () => {
    answerWith({ status: 500 });
    await line.insight(channel, "r-1");
    await line.targetReach(channel, Date.now());
    await line.audience(channel, "5614991017776");
    await line.audiences(channel);
    await line.progress(channel, "r-1");
    const routes = ["message_event", "followers", "audience_get", "audience_list"];
    expect(limiter.asked).toEqual(routes.map((route) => `line:1657001234:${route}`));
  });

  test("of an hour are not waited for", async () => {
    limiter.makeWait("message_event", 1500);
    expect(await line.insight(channel, "r-1")).toEqual({ ...later("LINE_RATE_LIMITED"), retryAfterSeconds: 2 });
    expect(server.asked).toEqual([]);
  });

  test("of a minute are waited for when it takes a moment only", async () => {
    answerWith((path) => ({ status: 200, body: { audienceGroups: [], hasNextPage: /\?page=1&/.test(path) } }));
    limiter.makeWait("audience_list", 0, 20);
    expect(await line.audiences(channel)).toEqual({ kind: "ok", value: [] });
    expect(limiter.asked.filter((bucket) => bucket.endsWith("audience_list"))).toHaveLength(3);
    limiter.makeWait("audience_get", 5000);
    expect(await line.audience(channel, "5614991017776")).toEqual({
      ...later("LINE_RATE_LIMITED"),
      retryAfterSeconds: 5,
    });
  });
});
