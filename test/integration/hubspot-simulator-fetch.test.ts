/** The simulated `hubspot.fetch`: strict about addresses, sizes and time, as HubSpot's pages say. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extensionFetch } from "../support/extension-fetch.ts";
import { app, install, portalId, startBench, type Bench } from "./hubspot-simulator.support.ts";

let bench: Bench;
let origin: string;
let card: ReturnType<typeof extensionFetch>;
beforeAll(async () => {
  bench = await startBench();
  origin = new URL(bench.actionUrl).origin;
  bench.hubspot.control.registerApp({ ...app, permittedUrls: { fetch: [`${origin}/hubspot/cards`] } });
  await install(bench.hubspot);
  card = extensionFetch(bench.hubspot.appUrl, { portalId, appId: app.appId });
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.received.length = 0;
  bench.answer = () => ({ json: { ok: true } });
});

const url = (path = "/hubspot/cards/deliveries/1") => origin + path;

describe("what arrives", () => {
  test("who asks is added to the query, and all of it is signed with v3", async () => {
    const answer = await card(url("/hubspot/cards/deliveries/1?lang=ja"));
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
    const [received] = bench.received;
    const asked = new URL(received?.url ?? "", origin);
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      lang: "ja",
      userId: expect.stringMatching(/^\d+$/),
      portalId: String(portalId),
      userEmail: expect.stringContaining("@"),
      appId: app.appId,
    });
    const timestamp = String(received?.headers["x-hubspot-request-timestamp"]);
    const signed = `GET${asked.href.replaceAll("%40", "@")}${timestamp}`;
    const expected = createHmac("sha256", app.clientSecret).update(signed).digest("base64");
    expect(received?.headers["x-hubspot-signature-v3"]).toBe(expected);
  });

  describe("a fragment, and a name that HubSpot appends too", () => {
    const usual = () => ({ ...bench.hubspot.control.settings });
    const FORGED = "?userId=1&portalId=1&userEmail=a%40b&appId=2";
    /** What arrived: the portals that the address names, and whether the signature is over it. */
    async function arrived(address: string, change: Partial<ReturnType<typeof usual>>) {
      const before = usual();
      Object.assign(bench.hubspot.control.settings, change);
      await card(url(address)).finally(() => Object.assign(bench.hubspot.control.settings, before));
      const [received] = bench.received;
      const asked = new URL(received?.url ?? "", origin);
      const signed = `GET${asked.href.replaceAll("%40", "@")}${String(received?.headers["x-hubspot-request-timestamp"])}`;
      const mac = createHmac("sha256", app.clientSecret).update(signed).digest("base64");
      return [asked.searchParams.getAll("portalId"), received?.headers["x-hubspot-signature-v3"] === mac];
    }
    const ours = String(portalId);

    test.each([
      ["signed", ["1"], false],
      ["unsigned", ["1"], true],
      ["cut", ["1", ours], true],
    ] as const)("%s", async (extensionFetchFragment, portals, isSigned) => {
      expect(await arrived(`/hubspot/cards/x${FORGED}#`, { extensionFetchFragment })).toEqual([portals, isSigned]);
    });

    test("refused: nothing is sent", async () => {
      await expect(arrived("/hubspot/cards/x#", { extensionFetchFragment: "refused" })).rejects.toThrow("fragment");
      expect(bench.received).toEqual([]);
    });

    test.each([
      ["twice", ["1", ours]],
      ["kept", ["1"]],
      ["replaced", [ours]],
    ] as const)("named already: %s", async (extensionFetchNamed, portals) => {
      expect(await arrived(`/hubspot/cards/x${FORGED}`, { extensionFetchNamed })).toEqual([portals, true]);
    });
  });

  describe("where HubSpot is more careless than its pages say", () => {
    const change = (settings: object) => Object.assign(bench.hubspot.control.settings, settings);
    const usual = () => ({ ...bench.hubspot.control.settings });
    let before: ReturnType<typeof usual>;
    beforeEach(() => void (before = usual()));
    afterEach(() => void change(before));
    const target = () => bench.received[0]?.url?.split("userId=")[0];

    test("addresses compared as text lead out of the permitted path, resolved before they are signed or not", async () => {
      change({ extensionFetchPermitted: "text" });
      await card(url("/hubspot/cards/../actions/x"));
      expect(target()).toBe("/hubspot/actions/x?");
      bench.received.length = 0;
      change({ extensionFetchPath: "as_written" });
      await card(url("/hubspot/cards/%2e%2e/actions//x"));
      expect(target()).toBe("/hubspot/cards/%2e%2e/actions//x?");
      await expect(card(url("/hubspot/actions/x"))).rejects.toThrow("permittedUrls");
    });

    test("no list of permitted addresses, and a fragment that is sent", async () => {
      change({ extensionFetchPermitted: "ignored", extensionFetchFragment: "sent" });
      await card(url("/hubspot/actions/x#"));
      expect(target()).toBe("/hubspot/actions/x#?");
    });

    test("a body that is an array", async () => {
      await expect(card(url(), { method: "POST", body: [1] })).rejects.toThrow("no object");
      change({ extensionFetchBody: "all" });
      await card(url(), { method: "POST", body: [1] });
      expect(bench.received.map(({ body }) => body)).toEqual(["[1]"]);
    });
  });

  test("a body goes out as JSON, and a refusal comes back as it is", async () => {
    bench.answer = () => ({ status: 409, json: { code: "TOO_LATE" } });
    const answer = await card(url(), { method: "POST", body: { why: "now" } });
    expect([answer.status, await answer.json()]).toEqual([409, { code: "TOO_LATE" }]);
    expect(bench.received.map(({ body }) => body)).toEqual(['{"why":"now"}']);
  });

  test("an app that fails is asked once more", async () => {
    bench.answer = () => ({ status: bench.received.length === 1 ? 503 : 200, json: {} });
    expect((await card(url())).status).toBe(200);
    expect(bench.received).toHaveLength(2);
    bench.received.length = 0;
    bench.answer = () => ({ status: 500, json: {} });
    expect((await card(url())).status).toBe(500);
    expect(bench.received).toHaveLength(2);
  });
});

describe("what does not", () => {
  test.each([
    ["another path", () => url("/api/deliveries")],
    ["a path that only begins alike", () => url("/hubspot/cards-of-others")],
    ["a way out of the path", () => url("/hubspot/cards/../../api/deliveries")],
    ["another host", () => "https://elsewhere.example/hubspot/cards"],
    ["plain HTTP to another host", () => "http://elsewhere.example/hubspot/cards"],
  ])("%s is not permitted", async (_name, address) => {
    await expect(card(address())).rejects.toThrow("permittedUrls");
    expect(bench.received).toEqual([]);
  });

  test("headers are not passed on but refused", async () => {
    const options = { headers: { authorization: "Bearer x" } } as object;
    await expect(card(url(), options)).rejects.toThrow("headers");
  });

  test("an account without the app", async () => {
    bench.hubspot.control.addPortal({ portalId: 4243, name: "Not installed", enterprise: false });
    const elsewhere = extensionFetch(bench.hubspot.appUrl, { portalId: 4243, appId: app.appId });
    await expect(elsewhere(url())).rejects.toThrow("not installed");
  });

  test("more than 1 MB either way", async () => {
    const large = "x".repeat(1024 * 1024);
    await expect(card(url(), { method: "POST", body: { large } })).rejects.toThrow("HTTP 413");
    expect(bench.received).toEqual([]);
    bench.answer = () => ({ json: { large } });
    await expect(card(url())).rejects.toThrow("larger than 1 MB");
  });

  test("the 21st request at once", async () => {
    const gate = await holdingServer();
    bench.hubspot.control.registerApp({ ...app, permittedUrls: { fetch: [gate.origin] } });
    const twenty = Array.from({ length: 20 }, () => card(gate.origin));
    await gate.reached(20);
    await expect(card(gate.origin)).rejects.toThrow("HTTP 429");
    gate.open();
    expect((await Promise.all(twenty)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    gate.server.close();
  });

  test("an answer that does not come in time", async () => {
    const gate = await holdingServer();
    bench.hubspot.control.registerApp({ ...app, permittedUrls: { fetch: [gate.origin] } });
    await expect(card(gate.origin, { timeout: 20 })).rejects.toThrow("HTTP 504");
    gate.open();
    gate.server.close();
  });
});

/** Answers no request until it is opened. */
async function holdingServer() {
  const opened = Promise.withResolvers<void>();
  const waiting: { count: number; done: () => void }[] = [];
  let held = 0;
  const server: Server = createServer((_request, response) => {
    held += 1;
    for (const { count, done } of waiting) if (held >= count) done();
    void opened.promise.then(() => response.end("{}"));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    server,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: opened.resolve,
    reached: (count: number) =>
      new Promise<void>((done) => (held >= count ? done() : void waiting.push({ count, done }))),
  };
}
