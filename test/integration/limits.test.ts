/** A caller that asks too much is refused; HubSpot never is. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import express from "express";
import supertest from "supertest";
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { limitPeople } from "../../src/server/protection.ts";
import { extensionFetch } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService({ limits: { perAddress: 40, perSession: 60, perPortal: 20 } });
});
afterAll(() => service.close());

const statuses = async (count: number, path: string, init: RequestInit = {}): Promise<number[]> => {
  const answers = Array.from({ length: count }, () => fetch(service.publicUrl + path, { redirect: "manual", ...init }));
  return (await Promise.all(answers)).map(({ status }) => status);
};
const count = (all: readonly number[], status: number) => all.filter((one) => one === status).length;

describe("limits of the running service", () => {
  test("the API per portal, with a code and when to retry", async () => {
    const headers = { Cookie: service.cookie };
    expect(count(await statuses(25, "/api/channels", { headers }), 429)).toBeGreaterThanOrEqual(5);
    const refused = await fetch(`${service.publicUrl}/api/channels`, { headers });
    expect(await refused.json()).toMatchObject({ status: 429, code: "RATE_LIMITED" });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("the card per portal, which shows the refusal's title", async () => {
    const { hubspot } = service.world;
    const card = extensionFetch(hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId });
    const path = "/hubspot/cards/deliveries/00000000-0000-4000-8000-000000000000";
    const answers: Response[] = [];
    for (let asked = 0; asked < 25; asked += 1) answers.push(await card(service.publicUrl + path));
    expect(
      count(
        answers.map(({ status }) => status),
        429,
      ),
    ).toBeGreaterThanOrEqual(5);
    expect(await answers.at(-1)?.json()).toMatchObject({ code: "RATE_LIMITED", title: expect.any(String) });
  });

  test("pages and API together per address, for people who are not signed in; made-up sessions are no way around", async () => {
    const madeUp = () => ({ headers: { Cookie: `line_audience_session=${Math.random()}` } });
    const asked = await Promise.all(Array.from({ length: 45 }, () => statuses(1, "/", madeUp())));
    expect(count(asked.flat(), 429)).toBeGreaterThan(0);
    expect((await fetch(`${service.publicUrl}/api/channels`)).status).toBe(429);
    for (const page of ["/help", "/help/setup", "/support", "/privacy", "/terms"])
      expect([page, (await fetch(service.publicUrl + page)).status]).toEqual([page, 429]);
  });

  test("an office behind that address works on; a person who asks too much is stopped alone", async () => {
    // With what a proxy that signs people in adds.
    const headers = { Cookie: service.cookie, Authorization: "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x" };
    expect((await fetch(`${service.publicUrl}/settings`, { headers })).status).toBe(200);
    expect(count(await statuses(60, "/settings", { headers }), 429)).toBeGreaterThan(0);
  });

  test("people get a page in their language, programs the problem", async () => {
    const headers = { Accept: "text/html,*/*;q=0.8", "Accept-Language": "ja" };
    const page = await fetch(service.publicUrl, { headers });
    expect([page.status, page.headers.get("content-type")]).toEqual([429, "text/html; charset=utf-8"]);
    expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await page.text()).toContain("リクエストが多すぎます");
    expect(await (await fetch(service.publicUrl)).json()).toMatchObject({ code: "RATE_LIMITED" });
  });

  test("a forged X-Forwarded-For is no new address", async () => {
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    expect((await fetch(service.publicUrl, { headers })).status).toBe(429);
  });

  test("a header that does not fit TRUSTED_PROXIES is in the log once, and noted where readiness is asked for", async () => {
    const lines = service.log.filter(({ event }) => event === "proxies.mismatch");
    expect(lines).toEqual([expect.objectContaining({ trustedProxies: 0, forwardedForEntries: 1 })]);
    const ready = await fetch(`${service.publicUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      expect.objectContaining({ status: "ready", note: expect.stringContaining("Set TRUSTED_PROXIES") }),
    ]);
  });

  test("signing in has a limit of its own", async () => {
    expect(count(await statuses(50, "/hubspot/oauth/install"), 429)).toBeGreaterThan(0);
  });

  test("health and metrics have none", async () => {
    expect(count(await statuses(60, "/healthz"), 200)).toBe(60);
    expect(count(await statuses(45, "/metrics"), 200)).toBe(45);
  });
});

test("a key has its own limit; keys that are not good share their address's, which good ones do not feel", async () => {
  const own = await startTestService({ limits: { perAddress: 30, perSession: 40, perPortal: 0 } });
  try {
    const makeKey = async (name: string): Promise<string> => {
      const headers = { Cookie: own.cookie, "Content-Type": "application/json" };
      const body = JSON.stringify({ name, roles: ["viewer"] });
      const made = await fetch(`${own.publicUrl}/api/keys`, { method: "POST", headers, body });
      return ((await made.json()) as { secret: string }).secret;
    };
    const ask = (token: string) =>
      fetch(`${own.publicUrl}/api/settings`, { headers: { Authorization: `Bearer ${token}` } });
    const statusesOf = async (tokens: readonly string[]) =>
      (await Promise.all(tokens.map(ask))).map(({ status }) => status);
    const [first, second] = [await makeKey("First"), await makeKey("Second")];
    expect(await statusesOf([first, second])).toEqual([200, 200]);
    const guessed = await statusesOf(Array.from({ length: 40 }, (_, index) => `guessed-${index}`));
    expect(new Set(guessed)).toEqual(new Set([401, 429]));
    const refused = await ask("guessed");
    expect([refused.status, await refused.json()]).toEqual([429, expect.objectContaining({ code: "RATE_LIMITED" })]);
    expect(refused.headers.get("retry-after")).toMatch(/^\d{1,2}$/);
    expect(await statusesOf([first, second])).toEqual([200, 200]);
    const much = await statusesOf(Array.from({ length: 45 }, () => first));
    expect(new Set(much)).toEqual(new Set([200, 429]));
    expect(await statusesOf([first, second])).toEqual([429, 200]);
  } finally {
    await own.close();
  }
});

test("behind a trusted proxy each address counts for itself", async () => {
  const app = express();
  app.set("trust proxy", 1);
  app.use(limitPeople({ perAddress: 1, perSession: 0 }, () => null));
  app.use((_request, response) => void response.end());
  const from = (address: string) => supertest(app).get("/").set("X-Forwarded-For", address);
  expect((await from("203.0.113.7")).status).toBe(200);
  expect((await from("203.0.113.7")).status).toBe(429);
  expect((await from("203.0.113.8")).status).toBe(200);
  // What the client itself wrote stands before what the proxy added.
  expect((await from("198.51.100.1, 203.0.113.8")).status).toBe(429);
  expect((await from("2001:db8::1")).status).toBe(200);
  expect((await from("2001:db8::2")).status).toBe(429);
});

describe("an address that a trusted proxy passes on", () => {
  const limited = (perAddress: number) => {
    const app = express();
    app.set("trust proxy", 1);
    app.use(limitPeople({ perAddress, perSession: 0 }, () => null));
    app.use((_request, response) => void response.end());
    return (forwardedFor: string) => supertest(app).get("/").set("X-Forwarded-For", forwardedFor);
  };

  test.each([
    ["IPv4 with a port", (port: number) => `203.0.113.10:${port}`, "203.0.113.10"],
    ["IPv6 with a port", (port: number) => `[2001:db8:2:2::1]:${port}`, "2001:db8:2:2::1"],
    ["IPv6 in brackets", () => "[2001:db8:2:3::1]", "2001:db8:2:3::1"],
  ])("%s is one address, whatever the port", async (_name, written, bare) => {
    const from = limited(5);
    for (let port = 50_001; port <= 50_005; port += 1) expect((await from(written(port))).status).toBe(200);
    expect((await from(written(50_006))).status).toBe(429);
    expect((await from(bare)).status).toBe(429);
    expect((await from("198.51.100.1")).status).toBe(200);
  });

  test("that is none counts as the connection's own", async () => {
    const from = limited(3);
    const junk = ["unknown", "_hidden", "203.0.113.10:", "1.2.3", "[::1", "999.1.1.1:80", "203.0.113.10%eth0", "a b"];
    const statuses: number[] = [];
    for (const one of junk) statuses.push((await from(one)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
    expect((await from("203.0.113.10")).status).toBe(200);
  });
});
