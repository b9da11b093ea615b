/** How many requests a minute, and which of them share a limit. */
import { describe, expect, jest, test } from "@jest/globals";
import express from "express";
import supertest from "supertest";
import { networkOf } from "../../src/server/load/address.ts";
import { limitPer } from "../../src/server/protection.ts";

describe("limitPer", () => {
  const appOf = (perMinute: number) =>
    express()
      .use(limitPer(({ headers }) => headers["x-key"]?.toString() ?? null, perMinute))
      .use((_request, response) => void response.send("here"));
  const ask = (app: express.Express, key?: string) => {
    const asked = supertest(app).get("/");
    return key === undefined ? asked : asked.set("X-Key", key);
  };

  test("refuses what exceeds the limit of its key with 429, and says how much is left and when it is more", async () => {
    const app = appOf(2);
    const first = await ask(app, "a");
    expect([first.status, first.get("RateLimit-Policy")]).toEqual([200, '"2-in-1min"; q=2; w=60']);
    expect(first.get("RateLimit")).toBe('"2-in-1min"; r=1; t=60');
    expect((await ask(app, "a")).status).toBe(200);
    const refused = await ask(app, "a");
    expect([refused.status, refused.body.code]).toEqual([429, "RATE_LIMITED"]);
    expect(refused.get("RateLimit")).toMatch(/; r=0; t=/);
    expect(Number(refused.get("Retry-After"))).toBeGreaterThan(0);
    expect((await ask(app, "b")).status).toBe(200);
  });

  test("counts again from the start after a minute", async () => {
    const now = jest.spyOn(Date, "now");
    try {
      const app = appOf(1);
      const at = async (ms: number) => {
        now.mockReturnValue(ms);
        return (await ask(app, "a")).status;
      };
      expect([await at(1_000_000), await at(1_059_999), await at(1_060_000), await at(1_060_001)]).toEqual([
        200, 429, 200, 429,
      ]);
    } finally {
      now.mockRestore();
    }
  });

  test("does not count a request without a key, and nothing where the limit is 0", async () => {
    const [counting, unlimited] = [appOf(1), appOf(0)];
    for (let times = 0; times < 3; times += 1) {
      expect((await ask(counting)).status).toBe(200);
      expect((await ask(unlimited, "a")).status).toBe(200);
    }
  });
});

describe("networkOf", () => {
  test.each([
    ["203.0.113.10", "203.0.113.10"],
    ["::ffff:203.0.113.10", "::ffff:cb00:710a"],
    ["2001:db8:1:2fe:1:2:3:4", "2001:db8:1:200::/56"],
    ["2001:DB8:1:2FF::1", "2001:db8:1:200::/56"],
    ["2001:db8:1:300::1", "2001:db8:1:300::/56"],
    ["2001:db8::1", "2001:db8:0:0::/56"],
    ["fe80::1%eth0", "fe80:0:0:0::/56"],
    ["::1", "0:0:0:0::/56"],
    ["1:2:3:4:5:6:7::", "1:2:3:0::/56"],
    ["", ""],
  ])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network));
});
