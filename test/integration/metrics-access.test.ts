/** Metrics are read by those who have the token, or who reach the port that is for them alone. */
import { describe, expect, test } from "@jest/globals";
import express from "express";
import supertest from "supertest";
import { healthRoutes } from "../../src/server/health.ts";
import { guardMetrics, type MetricsAccess } from "../../src/server/metrics-access.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { startTestService } from "../support/start-service.ts";

const TOKEN = "token-of-prometheus";

/** The status of `GET /metrics` on the service's own port. */
async function statusWith(access: Partial<MetricsAccess>, authorization?: string): Promise<number> {
  const app = express();
  app.use("/metrics", guardMetrics({ token: null, port: null, open: false, ...access }));
  app.use(createMetrics().routes);
  const request = supertest(app).get("/metrics");
  return (await (authorization === undefined ? request : request.set("Authorization", authorization))).status;
}

describe("metrics on the service's own port", () => {
  test("are not there with HubSpot credentials and neither token nor port", async () => {
    expect(await statusWith({})).toBe(404);
    expect(await statusWith({}, `Bearer ${TOKEN}`)).toBe(404);
    expect(await statusWith({ open: true })).toBe(200);
  });

  test("need the token where one is set, also in a sandbox", async () => {
    for (const access of [{ token: TOKEN }, { token: TOKEN, open: true }]) {
      for (const wrong of [undefined, TOKEN, "Bearer ", `Bearer ${TOKEN}x`, `bearer${TOKEN}`, `Basic ${TOKEN}`])
        expect(await statusWith(access, wrong)).toBe(401);
      expect(await statusWith(access, `Bearer ${TOKEN}`)).toBe(200);
    }
  });

  test("are not there where they have a port of their own", async () => {
    expect(await statusWith({ port: 9464, open: true })).toBe(404);
    expect(await statusWith({ port: 9464, token: TOKEN }, `Bearer ${TOKEN}`)).toBe(404);
  });
});

test("METRICS_PORT serves the metrics and nothing else, and only with the token where there is one", async () => {
  const service = await startTestService({ metrics: { token: TOKEN, port: 0, open: false } });
  try {
    expect((await fetch(`${service.publicUrl}/metrics`)).status).toBe(404);
    const port = service.log.find(({ event }) => event === "metrics.listening")?.["port"];
    const own = `http://127.0.0.1:${String(port)}`;
    expect((await fetch(`${own}/metrics`)).status).toBe(401);
    const answer = await fetch(`${own}/metrics`, { headers: { Authorization: `Bearer ${TOKEN}` } });
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining("line_audience_intake_queue 0"),
    ]);
    for (const path of ["/", "/api/channels", "/healthz", "/hubspot/oauth/install"]) {
      const status = (await fetch(own + path, { headers: { Authorization: `Bearer ${TOKEN}` } })).status;
      expect([path, status]).toEqual([path, 404]);
    }
  } finally {
    await service.close();
  }
});

test("callers that ask together whether the service is ready share one look at the database", async () => {
  let looks = 0;
  const asked = Promise.withResolvers<void>();
  const looked = Promise.withResolvers<void>();
  const database = () => {
    looks += 1;
    looked.resolve();
    return asked.promise;
  };
  const server = express().use(healthRoutes({ database })).listen(0, "127.0.0.1");
  const all = Array.from({ length: 20 }, () => supertest(server).get("/readyz"));
  // supertest sends when it is awaited.
  const answers = Promise.all(all.map(async (one) => (await one).status));
  await looked.promise;
  asked.resolve();
  expect(new Set(await answers)).toEqual(new Set([200]));
  expect(looks).toBe(1);
  server.close();
});
