import { expect, test } from "@jest/globals";
import express from "express";
import pino from "pino";
import supertest from "supertest";
import { limitRefusals } from "../../src/server/load/unverified.ts";
import { createRefusals, type Refusal } from "../../src/intake/trust/refusals.ts";

function refusing(perMinute: number) {
  const lines: unknown[] = [];
  const clock = { now: 1_800_000_000_000 };
  const refuse = createRefusals({
    log: pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(JSON.parse(line)) }),
    now: () => clock.now,
    countRefusal: limitRefusals(perMinute),
  });
  let asked = 0;
  const before = async () => void (asked += 1);
  const refusal: Refusal = { verdict: "wrong", route: "action", before };
  const app = express()
    .set("trust proxy", 1)
    .use((request, response) => refuse(request, response, refusal));
  const from = (address: string) => supertest(app).post("/").set("X-Forwarded-For", address);
  return { from, lines, clock, asked: () => asked };
}

test("a flood of wrong signatures is one line a second, with their number", async () => {
  const { from, lines, clock } = refusing(0);
  for (let second = 0; second < 3; second += 1) {
    for (let request = 0; request < 20; request += 1) expect((await from("203.0.113.1")).status).toBe(401);
    clock.now += 1000;
  }
  const line = { level: 40, event: "signature.refused", verdict: "wrong", route: "action" };
  expect(lines).toEqual([
    { ...line, requests: 1 },
    { ...line, requests: 20 },
    { ...line, requests: 20 },
  ]);
});

test("an address that was refused too often is asked to return later, on a new connection; others are not concerned", async () => {
  const { from, asked } = refusing(2);
  for (let request = 0; request < 2; request += 1) expect((await from("203.0.113.1:5000")).status).toBe(401);
  const { status, headers, body } = await from("203.0.113.1:5001");
  expect([status, body.code, headers["connection"]]).toEqual([429, "RATE_LIMITED", "close"]);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  // What a refusal looks up first is not looked up for it.
  expect(asked()).toBe(2);
  expect((await from("203.0.113.2")).status).toBe(401);
});
