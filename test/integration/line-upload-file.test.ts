/** A file of LINE user IDs on the wire, and what LINE may answer to it, word for word. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createLineAdapter } from "../../src/platforms/line/line-adapter.ts";
import { sendIdFile } from "../../src/platforms/line/upload-file.ts";
import type { IdFile, Line } from "../../src/ports/line.ts";
import { startAnsweringServer, type AnsweringServer, type Asked, type Reply } from "../support/answering-server.ts";
import { createMemoryCredentials, createMemoryRateLimiter } from "../support/memory-credentials.ts";
import { PATIENCE_MS } from "../support/patience.ts";

const channel = { portalId: 4711, channelId: "main" };
const UPLOAD = "/v2/bot/audienceGroup/upload/byFile";
const userId = (number: number) => `U${number.toString(16).padStart(32, "0")}`;

function aFile(count: number, perBatch = 2): IdFile {
  return {
    count,
    async *ids() {
      for (let start = 0; start < count; start += perBatch) {
        yield Array.from({ length: Math.min(perBatch, count - start) }, (_, index) => userId(start + index));
      }
    },
  };
}

describe("a file of LINE user IDs", () => {
  let server: AnsweringServer;
  let line: Line;

  beforeEach(async () => {
    server = await startAnsweringServer();
    const credentials = createMemoryCredentials();
    credentials.connect(channel, { lineChannelId: "1657001234", channelSecret: "secret" });
    const { url } = server;
    const limiter = createMemoryRateLimiter();
    line = createLineAdapter({
      apiUrl: url,
      dataUrl: url,
      credentials,
      limiter,
      timeoutMs: PATIENCE_MS,
      uploadTimeoutMs: PATIENCE_MS,
    });
  });
  afterEach(() => server.stop());

  function answerWith(reply: Reply): void {
    const token = { access_token: "token-1", expires_in: 900, token_type: "Bearer" };
    server.answer = ({ path }) => (path === "/oauth2/v3/token" ? { status: 200, body: token } : reply);
  }
  const created = () => server.asked.filter(({ path }) => path === UPLOAD);
  const refused = (code: string, figures: object) => ({ kind: "refused", finding: { code, figures } });
  const later = (code: string, figures = {}) => ({ kind: "later", finding: { code, figures } });

  test("goes out as a form of known length, one ID a line", async () => {
    answerWith({ status: 202, body: { audienceGroupId: 5614991017776 } });
    expect(await line.createUpload(channel, "HubSpot 新宿", aFile(3))).toEqual({ kind: "ok", value: "5614991017776" });
    const [asked] = created();
    expect(asked).toMatchObject({ method: "POST", headers: { authorization: "Bearer token-1" } });
    expect(asked?.headers["content-length"]).toBe(String(Buffer.byteLength(asked?.body ?? "")));
    expect(asked?.headers["transfer-encoding"]).toBeUndefined();
    const form = await formOf(asked);
    const fields = [...form].filter(([name]) => name !== "file");
    expect(fields).toEqual([
      ["description", "HubSpot 新宿"],
      ["isIfaAudience", "false"],
      ["uploadDescription", "HubSpot 新宿"],
    ]);
    const file = form.get("file") as File;
    expect(file.type).toBe("text/plain");
    expect(await file.text()).toBe(`${userId(0)}\n${userId(1)}\n${userId(2)}\n`);
  });

  test("that is added names the audience it is added to", async () => {
    answerWith({ status: 202, body: "" });
    expect(await line.addToUpload(channel, "5614991017776", aFile(1))).toEqual({ kind: "ok", value: null });
    const [asked] = created();
    expect(asked?.method).toBe("PUT");
    const form = await formOf(asked);
    expect([...form.keys()]).toEqual(["audienceGroupId", "uploadDescription", "file"]);
    expect(form.get("audienceGroupId")).toBe("5614991017776");
  });

  const detailed = (code: string) => ({ message: "something", details: [{ message: code }] });
  const INVALID = "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT";
  const invalid = refused("UPLOAD_FAILED", { detail: "IDS_INVALID" });
  const full = refused("AUDIENCES_FULL", { maximum: 1000 });
  /** https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
  test.each<[string, Reply, object]>([
    ["400 for an ID, in the details", { status: 400, body: detailed(INVALID) }, invalid],
    ["400 for an ID, as the message", { status: 400, body: { message: INVALID } }, invalid],
    ["400 for the thousandth", { status: 400, body: detailed("AUDIENCE_GROUP_COUNT_MAX_OVER") }, full],
    [
      "400 for the thousandth, as the message",
      { status: 400, body: { message: "AUDIENCE_GROUP_COUNT_MAX_OVER" } },
      full,
    ],
    [
      "400 for anything else",
      {
        status: 400,
        body: { message: "audience group not found", details: [{ message: "AUDIENCE_GROUP_NOT_FOUND" }] },
      },
      refused("UPLOAD_FAILED", { detail: "audience group not found AUDIENCE_GROUP_NOT_FOUND" }),
    ],
    ["400 without words", { status: 400, body: "<html>" }, refused("UPLOAD_FAILED", { detail: "HTTP 400" })],
    ["403", { status: 403, body: { message: "no" } }, refused("LINE_ACCESS_DENIED", { detail: "no" })],
    ["413", { status: 413, body: { message: "large" } }, refused("LINE_REFUSED_REQUEST", { detail: "large" })],
    ["429", { status: 429, body: { message: "The API rate limit has been exceeded." } }, later("LINE_RATE_LIMITED")],
    [
      "429 with Retry-After",
      { status: 429, headers: { "retry-after": "17" } },
      { ...later("LINE_RATE_LIMITED"), retryAfterSeconds: 17 },
    ],
    ["500", { status: 500 }, later("LINE_UNAVAILABLE")],
    ["503 from a proxy", { status: 503, body: "<html>" }, later("LINE_UNAVAILABLE")],
    ["a redirect", { status: 302, headers: { location: "/elsewhere" } }, later("LINE_UNAVAILABLE")],
    ["silence", "hang", later("LINE_UNAVAILABLE")],
    ["a broken connection", "reset", later("LINE_UNAVAILABLE")],
    [
      "202 that names no audience",
      { status: 202 },
      later("LINE_UNAVAILABLE", { detail: "answer.audienceGroupId is not an id" }),
    ],
    ["202 that is no JSON", { status: 202, body: "{" }, later("LINE_UNAVAILABLE")],
  ])("that LINE answers with %s", async (_name, reply, expected) => {
    answerWith(reply);
    expect(await line.createUpload(channel, "Autumn", aFile(3))).toEqual(expected);
    expect(created()).toHaveLength(1);
  });

  test("is broken off when its time is up", async () => {
    answerWith("hang");
    await line.createUpload(channel, "Autumn", aFile(3));
    await server.abandoned;
  });
});

describe("a large file", () => {
  let server: Server;
  let url: string;

  async function listen(listener: RequestListener): Promise<void> {
    server = createServer(listener);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const send = (file: IdFile) =>
    sendIdFile(
      { url, method: "POST", token: "token", fields: { description: "Autumn" }, file, timeoutMs: 60_000 },
      () => null,
    );

  test("is not kept in memory while it goes out", async () => {
    let received = 0;
    await listen((request, response) => {
      request.on("data", (chunk: Buffer) => (received += chunk.length));
      request.on("end", () => response.writeHead(202).end("{}"));
    });
    const before = buffersInUse();
    let atTheEnd = Number.POSITIVE_INFINITY;
    const whole = aFile(1_500_000, 10_000);
    const file: IdFile = {
      count: whole.count,
      async *ids() {
        yield* whole.ids();
        atTheEnd = buffersInUse();
      },
    };
    expect(await send(file)).toMatchObject({ kind: "ok" });
    expect(received).toBeGreaterThan(1_500_000 * 34);
    // Half of the file: what else lives in the process moves by some megabytes.
    expect(atTheEnd - before).toBeLessThan(25_000_000);
  });

  test("is read no faster than LINE takes it", async () => {
    let [received, read, furthest] = [0, 0, 0];
    await listen((request, response) => {
      void slowly(request, (bytes) => (received += bytes)).then(() => response.writeHead(202).end("{}"));
    });
    const whole = aFile(1_500_000, 10_000);
    const file: IdFile = {
      count: whole.count,
      async *ids() {
        for await (const ids of whole.ids()) {
          read += ids.length * 34;
          furthest = Math.max(furthest, read - received);
          yield ids;
        }
      },
    };
    expect(await send(file)).toMatchObject({ kind: "ok" });
    expect(read).toBe(1_500_000 * 34);
    expect(furthest).toBeLessThan(12_000_000);
  });

  test("that is refused before it has arrived is read no further", async () => {
    await listen((_request, response) => void response.writeHead(401).end("{}"));
    const ended = Promise.withResolvers<number>();
    const whole = aFile(1_500_000, 10_000);
    const file: IdFile = {
      count: whole.count,
      async *ids() {
        let read = 0;
        try {
          for await (const ids of whole.ids()) {
            read += ids.length;
            yield ids;
          }
        } finally {
          ended.resolve(read);
        }
      },
    };
    expect(await send(file)).toMatchObject({ kind: "error", error: { status: 401 } });
    expect(await ended.promise).toBeLessThan(1_500_000);
  });
});

/** A piece every few turns of the event loop. */
async function slowly(request: IncomingMessage, took: (bytes: number) => void): Promise<void> {
  for await (const chunk of request) {
    took((chunk as Buffer).length);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
  }
}

/** After collecting garbage. */
function buffersInUse(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().arrayBuffers;
}

/** As the platform's own parser reads it. */
async function formOf(asked: Asked | undefined): Promise<FormData> {
  return new Response(asked?.body ?? "", {
    headers: { "content-type": asked?.headers["content-type"] ?? "" },
  }).formData();
}
