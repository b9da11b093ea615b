/** LINE user IDs as audiences: the adapter against the simulated platform, and when an answer gets lost. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { SandboxClock } from "../../simulators/clock.ts";
import type { FaultRule } from "../../simulators/line/faults/fault-rule.ts";
import { startLineSimulator, type LineSimulator } from "../../simulators/line/server.ts";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { IdFile, Line } from "../../src/ports/line.ts";
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
const NAME = "HubSpot enrolled 新宿 1";
const UPLOAD = "/v2/bot/audienceGroup/upload/byFile";
const STRANGER = `U${"0123456789abcdef".repeat(2)}`;

let clock: SandboxClock;
let simulator: LineSimulator;
let limiter: MemoryRateLimiter;
let line: Line;

beforeEach(async () => {
  clock = new SandboxClock();
  simulator = await startLineSimulator({ clock, seed: 7, friends: 3000 });
  simulator.control.addChannel({ channelId, channelSecret, displayName: "Hoshi Coffee", declinedPolicyShare: 0 });
  const credentials = createMemoryCredentials();
  credentials.connect(channel, { lineChannelId: channelId, channelSecret });
  limiter = createMemoryRateLimiter();
  const { url: apiUrl, dataUrl } = simulator;
  line = createLineAdapter({
    apiUrl,
    dataUrl,
    credentials,
    limiter,
    timeoutMs: PATIENCE_MS,
    uploadTimeoutMs: PATIENCE_MS,
  });
});
afterEach(() => simulator.stop());

interface CountedFile extends IdFile {
  /** How often it was read from its beginning. */
  reads: number;
}

function aFile(ids: readonly string[], { perBatch = 700, count = ids.length } = {}): CountedFile {
  const file: CountedFile = {
    count,
    reads: 0,
    async *ids() {
      file.reads += 1;
      for (let start = 0; start < ids.length; start += perBatch) yield ids.slice(start, start + perBatch);
    },
  };
  return file;
}

const friends = (count: number, from = 0) => simulator.control.friendIds(channelId, count, { from });
const fault = (kind: FaultRule["kind"], more: Partial<FaultRule> = {}) =>
  simulator.control.fault({ path: "/audienceGroup", times: 1, kind, ...more });
const uploads = () => simulator.control.audiences(channelId).filter(({ description }) => description === NAME);
const requestsTo = (path: string) => simulator.control.requests().filter((seen) => seen.path === path);
const ready = () => clock.skip(3_600_000);

function valueOf<T>(answer: Answer<T>): T {
  if (answer.kind !== "ok") throw new Error(JSON.stringify(answer));
  return answer.value;
}

const unavailable = { kind: "later", finding: { code: "LINE_UNAVAILABLE", figures: {} } };

describe("a file of LINE user IDs", () => {
  test("becomes an audience of exactly these people", async () => {
    const id = valueOf(await line.createUpload(channel, NAME, aFile(friends(1500))));
    expect(await line.audience(channel, id)).toMatchObject({ value: { name: NAME, status: "IN_PROGRESS" } });
    ready();
    const value = { id, name: NAME, type: "UPLOAD", status: "READY", size: 1500, sizeIsExact: true, exempt: true };
    expect(await line.audience(channel, id)).toMatchObject({ kind: "ok", value });
    const recipient = { type: "audience", audienceGroupId: Number(id) } as const;
    expect(simulator.control.countAmong(channelId, friends(1500), { recipient })).toBe(
      simulator.control.countMatching(channelId, { recipient }),
    );
  });

  test("may be followed by others, also by the same once more", async () => {
    const id = valueOf(await line.createUpload(channel, NAME, aFile(friends(1000))));
    expect(await line.addToUpload(channel, id, aFile(friends(500, 1000)))).toEqual({ kind: "ok", value: null });
    expect(await line.addToUpload(channel, id, aFile(friends(500, 1000)))).toEqual({ kind: "ok", value: null });
    ready();
    expect(await line.audience(channel, id)).toMatchObject({ value: { status: "READY", size: 1500 } });
  });

  test("takes its turn among the audience calls", async () => {
    const id = valueOf(await line.createUpload(channel, NAME, aFile(friends(60))));
    await line.addToUpload(channel, id, aFile(friends(60)));
    await line.findUpload(channel, NAME);
    await line.deleteAudience(channel, id);
    const budgets = ["audience_create", "audience_add", "audience_list", "audience_delete"];
    expect(limiter.asked).toEqual(budgets.map((budget) => `line:${channelId}:${budget}`));
    limiter.makeWait("audience_create", 9000);
    const file = aFile(friends(60));
    expect(await line.createUpload(channel, NAME, file)).toEqual({
      kind: "later",
      finding: { code: "LINE_RATE_LIMITED", figures: {} },
      retryAfterSeconds: 9,
    });
    expect(file.reads).toBe(0);
  });

  test("with an ID that is none is refused as such", async () => {
    const wrong = { kind: "refused", finding: { code: "UPLOAD_FAILED", figures: { detail: "IDS_INVALID" } } };
    const misshapen = [...friends(800), STRANGER.toUpperCase(), ...friends(10, 900)];
    expect(await line.createUpload(channel, NAME, aFile(misshapen))).toEqual(wrong);
    simulator.control.assume({ unknownUserIds: "refused" });
    expect(await line.createUpload(channel, NAME, aFile([...friends(60), STRANGER]))).toEqual(wrong);
    expect(uploads()).toEqual([]);
  });

  test("is refused when the account has a thousand audiences", async () => {
    while (simulator.control.audiences(channelId).filter(({ shared }) => !shared).length < 1000) {
      simulator.control.addAudience(channelId, { description: "Old", size: 50 });
    }
    expect(await line.createUpload(channel, NAME, aFile(friends(60)))).toEqual({
      kind: "refused",
      finding: { code: "AUDIENCES_FULL", figures: { maximum: 1000 } },
    });
  });

  test("of a channel that is not connected is refused", async () => {
    const figures = { channel: "main" };
    const missing = { kind: "refused", finding: { code: "CHANNEL_NOT_FOUND", figures } };
    expect(await line.createUpload(elsewhere, NAME, aFile(friends(60)))).toEqual(missing);
  });

  test("whose source fails says what failed, and LINE has nothing", async () => {
    const file: IdFile = {
      count: 60,
      async *ids() {
        yield friends(30);
        throw new Error("the database is gone");
      },
    };
    await expect(line.createUpload(channel, NAME, file)).rejects.toThrow("the database is gone");
    expect(uploads()).toEqual([]);
  });

  test.each([
    ["more", 59],
    ["fewer", 61],
  ])("with %s IDs than it said is our mistake, not LINE's", async (_what, count) => {
    const file = aFile(friends(60), { count });
    await expect(line.createUpload(channel, NAME, file)).rejects.toThrow(`not of the ${count} LINE user IDs`);
    expect(uploads()).toEqual([]);
  });
});

describe("an upload that meets", () => {
  test.each(["reset-after", "timeout-after", "malformed"] as const)(
    "%s: LINE has it, and its name finds it",
    async (kind) => {
      fault(kind);
      expect(await line.createUpload(channel, NAME, aFile(friends(100)))).toEqual(unavailable);
      const found = valueOf(await line.findUpload(channel, NAME));
      expect(found).toMatchObject({ name: NAME, id: String(uploads()[0]?.id) });
      expect(uploads()).toHaveLength(1);
    },
  );

  test.each(["reset-before", "timeout-before"] as const)("%s: LINE has nothing, and takes it now", async (kind) => {
    fault(kind);
    const file = aFile(friends(100));
    expect(await line.createUpload(channel, NAME, file)).toEqual(unavailable);
    expect(await line.findUpload(channel, NAME)).toEqual({ kind: "ok", value: null });
    expect(await line.createUpload(channel, NAME, file)).toMatchObject({ kind: "ok" });
    expect(uploads()).toHaveLength(1);
  });

  test.each<[number, string, object]>([
    [500, "LINE_UNAVAILABLE", {}],
    [429, "LINE_RATE_LIMITED", { message: "The API rate limit has been exceeded. Try again later." }],
  ])("%i goes out again later", async (status, code, body) => {
    const id = valueOf(await line.createUpload(channel, NAME, aFile(friends(100))));
    const later = { kind: "later", finding: { code } };
    fault("status", { status, body });
    expect(await line.createUpload(channel, "Another", aFile(friends(100)))).toMatchObject(later);
    fault("status", { status, body });
    expect(await line.addToUpload(channel, id, aFile(friends(100)))).toMatchObject(later);
    expect(await line.addToUpload(channel, id, aFile(friends(100)))).toMatchObject({ kind: "ok" });
  });

  test("401 goes out again at once with a fresh token, read again, and once only", async () => {
    const file = aFile(friends(2000));
    fault("status", { status: 401 });
    const id = valueOf(await line.createUpload(channel, NAME, file));
    expect(file.reads).toBe(2);
    expect(requestsTo("/oauth2/v3/token")).toHaveLength(2);
    ready();
    expect(await line.audience(channel, id)).toMatchObject({ value: { size: 2000 } });
    fault("status", { status: 401, times: 2 });
    expect(await line.addToUpload(channel, id, file)).toMatchObject({
      kind: "later",
      finding: { code: "CHANNEL_UNAUTHORIZED" },
    });
    expect(requestsTo(UPLOAD)).toHaveLength(4);
  });

  test("a token that has run out gets a new one", async () => {
    await line.quota(channel);
    clock.skip(16 * 60_000);
    expect(await line.createUpload(channel, NAME, aFile(friends(2000)))).toMatchObject({ kind: "ok" });
  });

  test("403 is refused", async () => {
    fault("status", { status: 403, body: { message: "Access to this API is not available for your account" } });
    expect(await line.createUpload(channel, NAME, aFile(friends(60)))).toMatchObject({
      kind: "refused",
      finding: { code: "LINE_ACCESS_DENIED" },
    });
  });
});

describe("an upload by its name", () => {
  test("is this very name, an upload of this channel, and the newest", async () => {
    await line.createUpload(channel, `${NAME}0`, aFile(friends(60)));
    await line.createUpload(channel, NAME.toUpperCase(), aFile(friends(60)));
    simulator.control.addAudience(channelId, { description: NAME, type: "CLICK", size: 60 });
    expect(await line.findUpload(channel, NAME)).toEqual({ kind: "ok", value: null });
    await line.createUpload(channel, NAME, aFile(friends(60)));
    clock.skip(2000);
    const newest = valueOf(await line.createUpload(channel, NAME, aFile(friends(70))));
    expect(await line.findUpload(channel, NAME)).toMatchObject({ kind: "ok", value: { id: newest, exempt: true } });
  });

  test("is looked for on every page", async () => {
    await line.createUpload(channel, NAME, aFile(friends(60)));
    clock.skip(2000);
    for (let number = 0; number < 45; number += 1) {
      simulator.control.addAudience(channelId, {
        description: `${NAME}${number}`,
        size: 60,
        createRoute: "MESSAGING_API",
      });
    }
    expect(await line.findUpload(channel, NAME)).toMatchObject({ value: { name: NAME } });
    expect(requestsTo("/v2/bot/audienceGroup/list")).toHaveLength(2);
  });

  test("is not said to be missing because LINE did not answer", async () => {
    fault("status", { status: 500 });
    expect(await line.findUpload(channel, NAME)).toEqual(unavailable);
  });
});

describe("deleting", () => {
  test("leaves no audience, however often", async () => {
    const id = valueOf(await line.createUpload(channel, NAME, aFile(friends(60))));
    expect(await line.deleteAudience(channel, id)).toEqual({ kind: "ok", value: null });
    expect(uploads()).toEqual([]);
    expect(await line.deleteAudience(channel, id)).toEqual({ kind: "ok", value: null });
    fault("status", { status: 404, body: { message: "Not found" } });
    expect(await line.deleteAudience(channel, id)).toEqual({ kind: "ok", value: null });
  });

  test("what could not be deleted is not gone", async () => {
    const id = valueOf(await line.createUpload(channel, NAME, aFile(friends(60))));
    fault("reset-before");
    expect(await line.deleteAudience(channel, id)).toEqual(unavailable);
    fault("status", { status: 429, body: { message: "The API rate limit has been exceeded." } });
    expect(await line.deleteAudience(channel, id)).toMatchObject({ finding: { code: "LINE_RATE_LIMITED" } });
    const foreign = simulator.control.audiences(channelId).find(({ createRoute }) => createRoute === "OA_MANAGER");
    expect(await line.deleteAudience(channel, String(foreign?.id))).toMatchObject({ kind: "refused" });
    expect(uploads()).toHaveLength(1);
  });
});
