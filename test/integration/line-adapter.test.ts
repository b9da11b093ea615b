/** The LINE adapter against the simulated platform: what it reads, and what it does when an answer gets lost. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { SandboxClock } from "../../simulators/clock.ts";
import { startLineSimulator, type LineSimulator } from "../../simulators/line/server.ts";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import type { Finding } from "../../src/delivery/codes.ts";
import type { Audience, ChannelRef, Line } from "../../src/ports/line.ts";
import {
  createMemoryCredentials,
  createMemoryRateLimiter,
  type MemoryCredentials,
} from "../support/memory-credentials.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const channelId = "1657001234";
const channelSecret = "0123456789abcdef0123456789abcdef";
const who = { lineChannelId: channelId, channelSecret };
const channel = { portalId: 4711, channelId: "main" };

let clock: SandboxClock;
let simulator: LineSimulator;
let credentials: MemoryCredentials;
let reach: number;
let line: Line;
let responses: [ChannelRef, Finding | null][];

beforeEach(async () => {
  clock = new SandboxClock();
  simulator = await startLineSimulator({ clock, seed: 7, friends: 3000 });
  const quota = { type: "limited", value: 5000, used: 1200 } as const;
  reach = simulator.control.addChannel({ channelId, channelSecret, displayName: "Hoshi Coffee", quota }).targetReach;
  credentials = createMemoryCredentials();
  credentials.connect(channel, who);
  responses = [];
  line = anAdapter();
});
afterEach(() => simulator.stop());

function anAdapter(): Line {
  const { url: apiUrl, dataUrl } = simulator;
  return createLineAdapter({
    apiUrl,
    dataUrl,
    credentials,
    limiter: createMemoryRateLimiter(),
    timeoutMs: PATIENCE_MS,
    onResponse: (...what) => void responses.push(what),
  });
}

const requestsTo = (path: string) => simulator.control.requests().filter((seen) => seen.path.startsWith(path));
const idOf = (name: string) =>
  String(simulator.control.audiences(channelId).find(({ description }) => description.startsWith(name))?.id);

async function allAudiences(): Promise<readonly Audience[]> {
  const answer = await line.audiences(channel);
  if (answer.kind !== "ok") throw new Error(answer.finding.code);
  return answer.value;
}

describe("connecting", () => {
  test("tells whose account it is", async () => {
    const answer = await line.verify(who);
    expect(answer).toMatchObject({ kind: "ok", value: { displayName: "Hoshi Coffee" } });
    expect(answer.kind === "ok" && answer.value.botUserId).toMatch(/^U[0-9a-f]{32}$/);
  });

  test("with a wrong secret or an unknown channel is refused; where LINE is away it waits", async () => {
    for (const wrong of [{ channelSecret: "f".repeat(32) }, { lineChannelId: "1657009999" }]) {
      const asked = { ...who, ...wrong };
      expect(await line.verify(asked)).toEqual({
        kind: "refused",
        finding: { code: "CHANNEL_CREDENTIALS_REFUSED", figures: { channel: asked.lineChannelId } },
      });
    }
    simulator.control.fault({ path: "/oauth2/v3/token", times: 1, kind: "status", status: 503 });
    const away = { kind: "later", finding: { code: "LINE_UNAVAILABLE" } };
    expect(await line.verify({ ...who, channelSecret: "f".repeat(32) })).toMatchObject(away);
  });

  test("goes on when a token has run out", async () => {
    expect((await line.quota(channel)).kind).toBe("ok");
    clock.skip(16 * 60_000);
    expect((await line.quota(channel)).kind).toBe("ok");
    expect(requestsTo("/oauth2/v3/token")).toHaveLength(2);
  });

  test("again asks with a fresh token: a kept one would hide that the secret has changed", async () => {
    expect((await line.quota(channel)).kind).toBe("ok");
    expect(await line.account(channel)).toMatchObject({ kind: "ok", value: { displayName: "Hoshi Coffee" } });
    expect(requestsTo("/oauth2/v3/token")).toHaveLength(2);
    simulator.control.rotateSecret(channelId, "fresh");
    expect((await line.quota(channel)).kind).toBe("ok");
    const refused = { kind: "later", finding: { code: "CHANNEL_UNAUTHORIZED" } };
    expect(await line.account(channel)).toMatchObject(refused);
  });

  test("tells how LINE answered for which account; a refusal is an answer", async () => {
    await line.quota(channel);
    await line.audience(channel, "1");
    await line.verify(who);
    simulator.control.rotateSecret(channelId, "fresh");
    await line.account(channel);
    expect(responses.map(([, finding]) => finding?.code ?? null)).toEqual([null, null, null, "CHANNEL_UNAUTHORIZED"]);
    expect(new Set(responses.map(([one]) => one))).toEqual(new Set([channel]));
  });

  test("with a changed secret uses the new one at once", async () => {
    simulator.control.rotateSecret(channelId, "fresh");
    credentials.connect(channel, { ...who, channelSecret: "fresh" });
    expect((await line.quota(channel)).kind).toBe("ok");
  });
});

describe("audiences", () => {
  test("come from all pages, those that can be sent to first, then by name", async () => {
    for (let number = 100; number < 160; number += 1) {
      simulator.control.addAudience(channelId, { description: `Extra ${number}`, size: 60 });
    }
    const all = await allAudiences();
    expect(all.length).toBe(simulator.control.audiences(channelId).length);
    const ready = all.filter(({ status }) => status === "READY");
    expect(all.slice(0, ready.length)).toEqual(ready);
    const names = ready.map(({ name }) => name);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)));
  });

  test("are exempt from the minimum only when our own uploads or chat tags", async () => {
    const all = await allAudiences();
    const exempt = all.filter((audience) => audience.exempt).map(({ name }) => name);
    expect(exempt).toEqual(expect.arrayContaining(["Newsletter readers", "Customers of the year", "VIP chat tag"]));
    for (const name of ["Points ad upload", "Partner's members (shared)", "Clicked the spring sale"]) {
      expect(all.find((audience) => audience.name === name)).toMatchObject({ exempt: false });
    }
  });

  test("say whether their size is exact or hidden, and hide one below 20 that LINE tells", async () => {
    const all = await allAudiences();
    const named = (name: string) => all.find((audience) => audience.name.startsWith(name));
    expect(named("Complaint chat tag")).toMatchObject({ size: 0, sizeIsExact: false });
    expect(named("Clicked the typo")).toMatchObject({ size: 0, sizeIsExact: false });
    expect(named("Newsletter readers")?.expiresAt).toBeGreaterThan(clock.now());
  });

  test("are read once for all who ask at the same time, and kept", async () => {
    const answers = await Promise.all([line.audiences(channel), line.audiences(channel), line.audiences(channel)]);
    await line.audiences(channel);
    expect(new Set(answers).size).toBe(1);
    expect(requestsTo("/v2/bot/audienceGroup/list")).toHaveLength(1);
  });

  test("do not need the shared ones", async () => {
    simulator.control.fault({ path: "/shared/list", times: 1, kind: "status", status: 403, body: { message: "no" } });
    const names = (await allAudiences()).map(({ name }) => name);
    expect(names).toContain("Newsletter readers");
    expect(names).not.toContain("Partner's members (shared)");
  });

  test("that could not be read are asked for again", async () => {
    simulator.control.fault({ path: "/audienceGroup/list", times: 1, kind: "status", status: 500 });
    expect(await line.audiences(channel)).toMatchObject({ kind: "later", finding: { code: "LINE_UNAVAILABLE" } });
    expect((await allAudiences()).length).toBeGreaterThan(0);
  });

  test("one by one are as they are now", async () => {
    const id = idOf("Newsletter readers");
    await line.audience(channel, id);
    expect(await line.audience(channel, id)).toMatchObject({ kind: "ok", value: { id, exempt: true } });
    expect(requestsTo(`/v2/bot/audienceGroup/${id}`)).toHaveLength(2);
    const shared = await line.audience(channel, idOf("Partner's members"));
    expect(shared).toMatchObject({ kind: "ok", value: { exempt: false, name: "Partner's members (shared)" } });
    const figures = { audience: "123456" };
    const missing = { kind: "refused", finding: { code: "AUDIENCE_NOT_FOUND", figures } };
    expect(await line.audience(channel, "123456")).toEqual(missing);
  });
});

describe("figures", () => {
  test("quota with and without a cap", async () => {
    expect(await line.quota(channel)).toEqual({ kind: "ok", value: { allowance: 5000, used: 1200 } });
    simulator.control.setQuota(channelId, { type: "none" });
    expect(await line.quota(channel)).toMatchObject({ kind: "ok", value: { allowance: null } });
  });

  test("target reach, asked once an hour", async () => {
    expect(await line.targetReach(channel, clock.now())).toEqual({ kind: "ok", value: reach });
    await line.targetReach(channel, clock.now());
    expect(requestsTo("/v2/bot/insight/followers")).toHaveLength(1);
  });

  test("target reach of the day before while yesterday's is not ready, else none", async () => {
    const unready = { path: "/insight/followers", kind: "status", status: 200, body: { status: "unready" } } as const;
    simulator.control.fault({ ...unready, times: 1 });
    expect(await line.targetReach(channel, clock.now())).toEqual({ kind: "ok", value: reach });
    simulator.control.fault({ ...unready, times: 2 });
    expect(await anAdapter().targetReach(channel, clock.now())).toEqual({ kind: "ok", value: null });
  });
});

describe("sending", () => {
  const messages = [{ type: "text", text: "Good morning" }];
  const aRequest = () => ({
    retryKey: randomUUID(),
    body: JSON.stringify({ messages, recipient: { type: "audience", audienceGroupId: Number(idOf("Newsletter")) } }),
  });
  const fault = (kind: "timeout-before" | "timeout-after" | "reset-before" | "reset-after") =>
    simulator.control.fault({ path: "/message/narrowcast", times: 1, kind });

  test.each(["timeout-after", "reset-after"] as const)("%s: LINE has it, and the same key finds it", async (kind) => {
    const request = aRequest();
    fault(kind);
    expect((await line.sendNarrowcast(channel, request)).kind).toBe("unknown");
    const [sent] = simulator.control.narrowcasts(channelId);
    const again = await line.sendNarrowcast(channel, request);
    expect(again).toEqual({ kind: "already_accepted", requestId: sent?.requestId });
    expect(simulator.control.narrowcasts(channelId)).toHaveLength(1);
  });

  test.each(["timeout-before", "reset-before"] as const)("%s: LINE never had it, and takes it now", async (kind) => {
    const request = aRequest();
    fault(kind);
    expect((await line.sendNarrowcast(channel, request)).kind).toBe("unknown");
    expect(simulator.control.narrowcasts(channelId)).toEqual([]);
    expect((await line.sendNarrowcast(channel, request)).kind).toBe("accepted");
    expect(simulator.control.narrowcasts(channelId)).toMatchObject([{ retryKey: request.retryKey }]);
  });

  test("is followed to its counts and its first numbers", async () => {
    simulator.control.setSendingPace({ waitingMs: 60_000, sendingMs: 60_000 });
    const sent = await line.sendNarrowcast(channel, aRequest());
    if (sent.kind !== "accepted") throw new Error(sent.kind);
    expect(await line.progress(channel, sent.requestId)).toMatchObject({ value: { phase: "waiting", counts: null } });
    clock.skip(200_000);
    const [seen] = simulator.control.narrowcasts(channelId);
    const target = seen?.recipients ?? 0;
    const progress = await line.progress(channel, sent.requestId);
    expect(progress).toMatchObject({ kind: "ok", value: { phase: "succeeded", errorCode: null } });
    expect(progress).toMatchObject({ value: { counts: { target, failure: seen?.failures } } });
    clock.skip(72 * 3_600_000);
    const insight = await line.insight(channel, sent.requestId);
    expect(insight).toMatchObject({ kind: "ok", value: { delivered: target - (seen?.failures ?? 0) } });
  });

  test("that fails afterwards says with which code", async () => {
    simulator.control.failNextNarrowcast(channelId, 1);
    const sent = await line.sendNarrowcast(channel, aRequest());
    if (sent.kind !== "accepted") throw new Error(sent.kind);
    clock.skip(3_600_000);
    const progress = await line.progress(channel, sent.requestId);
    expect(progress).toMatchObject({ kind: "ok", value: { phase: "failed", errorCode: 1 } });
  });
});
