/** What is measured, and that alerts, dashboard and runbook speak of nothing else. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import express from "express";
import pino from "pino";
import supertest from "supertest";
import { parse } from "yaml";
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { answerErrors } from "../../src/server/problem.ts";
import { registerWorkMetrics } from "../../src/observability/work-metrics.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const scrape = async (): Promise<string> => (await fetch(`${service.publicUrl}/metrics`)).text();
/** The value of one line; NaN when there is none. */
function valueIn(text: string, name: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.split(" ").at(-1)?.replace("+Inf", "Infinity") ?? Number.NaN);
}

async function enrolled(size: number) {
  const hubspot = service.world.hubspot.control;
  const listId = hubspot.addList(PORTAL_ID, { name: `List of ${size}`, size });
  const definition = await service.world.publishAction(service.publicUrl);
  const [audience] = service.world.line.control.audiences("1657001234");
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: String(audience?.id),
    messageText: "Hello",
  };
  const id = hubspot.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId: definition, inputFields });
  await hubspot.enroll(PORTAL_ID, id, { contactIds: Array.from({ length: size - 1 }, (_, index) => index + 1) }).done;
  return {
    finished: () =>
      hubspot.executions(PORTAL_ID, id).every(({ state }) => state === "SUCCESS" || state === "FAIL_CONTINUE"),
  };
}

describe("a scrape", () => {
  test("shows an open window, who is held since when, and what became of them", async () => {
    const before = await scrape();
    expect(valueIn(before, "line_audience_database_up")).toBe(1);
    expect(valueIn(before, "line_audience_first_hold_ends_seconds")).toBe(Number.POSITIVE_INFINITY);
    expect(valueIn(before, "line_audience_insight_budget_left")).toBe(60);
    const { finished } = await enrolled(60);
    let text = "";
    // Gauges of the database are kept for a few seconds.
    await service.passUntil(async () => valueIn((text = await scrape()), "line_audience_open_windows") === 1, 100);
    expect(valueIn(text, 'line_audience_deliveries{phase="collecting"}')).toBe(1);
    expect(valueIn(text, "line_audience_oldest_unreleased_seconds")).toBeGreaterThan(0);
    expect(valueIn(text, "line_audience_first_hold_ends_seconds")).toBeGreaterThan(3600);
    expect(valueIn(text, 'line_audience_request_seconds_count{group="intake",status="2xx"}')).toBe(59);
    await service.passUntil(finished);
    await service.passUntil(async () => valueIn((text = await scrape()), "line_audience_open_windows") === 0, 1000);
    expect(text).toMatch(/line_audience_delivery_outcomes_total\{outcome="\w+"\} 1/);
    expect(text).toMatch(/line_audience_step_seconds_count\{job="advance",result="done"\} \d/);
    expect(valueIn(text, "line_audience_steps_in_flight")).toBeGreaterThanOrEqual(0);
  });

  test("counts what platforms refuse, by what was asked and our code", async () => {
    const body = JSON.stringify({ name: "x", channelId: "1657001234", channelSecret: "f".repeat(32) });
    const headers = { Cookie: service.cookie, "Content-Type": "application/json" };
    await fetch(`${service.publicUrl}/api/channels`, { method: "POST", headers, body });
    expect(await scrape()).toContain(
      'line_audience_platform_errors_total{platform="line",operation="verify",code="CHANNEL_CREDENTIALS_REFUSED"} 1',
    );
  });

  test("without the database still answers, says so, and asks once for all gauges", async () => {
    const metrics = createMetrics();
    let asked = 0;
    registerWorkMetrics(metrics, () => {
      asked += 1;
      return Promise.reject(new Error("connection terminated"));
    });
    const { status, text } = await supertest(express().use(metrics.routes)).get("/metrics");
    expect([status, valueIn(text, "line_audience_database_up"), asked]).toEqual([200, 0, 1]);
    expect(text).toMatch(/^line_audience_open_windows NaN$/im);
  });

  test("counts what the action's handler throws as what was answered", async () => {
    const metrics = createMetrics();
    const app = express()
      .get("/action", metrics.timed("intake"), () => Promise.reject(new Error("a bug")))
      .use(metrics.routes)
      .use(answerErrors(pino({ level: "silent" })));
    expect((await supertest(app).get("/action")).status).toBe(500);
    const { text } = await supertest(app).get("/metrics");
    expect(valueIn(text, 'line_audience_request_seconds_count{group="intake",status="5xx"}')).toBe(1);
  });

  test("names no portal and no delivery", async () => {
    const text = await scrape();
    expect(text).not.toContain(String(PORTAL_ID));
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

describe("alerts, dashboard and runbook", () => {
  const { groups } = parse(read("ops/alerts.yaml")) as { groups: readonly { rules: readonly Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  const dashboard = JSON.parse(read("ops/dashboard.json")) as {
    panels: readonly { targets: readonly { expr: string }[] }[];
  };
  const exprs = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  /** Names of metrics: what is no function, label or its value. */
  const metricsIn = (expr: string) =>
    expr.replaceAll(/\{[^}]*\}/g, "").match(/\b(?:line_audience|process|nodejs)_\w+\b/g) ?? [];

  test("speak only of metrics that are exported", async () => {
    const text = await scrape();
    const exported = new Set(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = "", type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
    const used = new Set(exprs.flatMap(metricsIn));
    expect(used.size).toBeGreaterThan(15);
    expect([...used].filter((name) => !exported.has(name))).toEqual([]);
  });

  /** `code=~"A|B"` as `code="A"` and `code="B"`; any other label as it is. */
  const anyOf = (pair: string): readonly string[] => {
    const [, label, values] = /^(\w+)=~"([^"]*)"$/.exec(pair) ?? [];
    return values === undefined ? [pair] : values.split("|").map((value) => `${label}="${value}"`);
  };

  test("every series an alert looks at is there from the start: what appears at 1 has not increased", async () => {
    const fresh = await startTestService();
    const text = await (await fetch(`${fresh.publicUrl}/metrics`)).text();
    await fresh.close();
    const lines = text.split("\n");
    const selectors = rules.flatMap(({ expr }) => [...expr.matchAll(/\b(line_audience_\w+)(?:\{([^}]*)\})?/g)]);
    expect(selectors.length).toBeGreaterThan(10);
    const absent = selectors.filter(([, name = "", labels = ""]) => {
      const pairs = labels.split(",").map((pair) => pair.trim());
      return !lines.some(
        (line) =>
          /[{ ]/.test(line.slice(name.length, name.length + 1)) &&
          line.startsWith(name) &&
          pairs.every((pair) => anyOf(pair).some((one) => line.includes(one))),
      );
    });
    expect(absent.map(([selector]) => selector)).toEqual([]);
  });

  test("an answer that is our fault, on the main route, is watched", () => {
    const selector = 'line_audience_request_seconds_count{group="intake", status="5xx"}';
    expect(rules.filter(({ expr }) => expr.includes(selector)).map(({ alert }) => alert)).toEqual(["IntakeFails"]);
  });

  test("our own metrics are all watched or shown", async () => {
    const names = [...(await scrape()).matchAll(/^# TYPE (line_audience_\w+) /gm)].map(([, name = ""]) => name);
    const shown = exprs.join(" ");
    expect(names.filter((name) => !shown.includes(name) && name !== "line_audience_database_up")).toEqual([]);
  });

  test("each alert has its section, and no section is without an alert", () => {
    const sections = [...read("docs/runbook.md").matchAll(/^## (\w+)$/gm)].map(([, title]) => title);
    expect(sections).toEqual(rules.map(({ alert }) => alert));
    for (const { alert, annotations } of rules) {
      expect(annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
      expect(annotations.summary).not.toBe("");
    }
    for (const part of read("docs/runbook.md").split(/^## /m).slice(1)) {
      expect(part).toMatch(/\*\*What it means\.\*\*[\s\S]*\*\*Look\.\*\*[\s\S]*\*\*Do\.\*\*/);
    }
  });
});

test("a counted port answers as before and counts what is no success", async () => {
  const port = {
    link: () => "https://example.com",
    good: async () => ({ kind: "ok", value: 1 }),
    bad: async () => ({ kind: "later", finding: { code: "LINE_UNAVAILABLE", figures: {} } }),
    broken: async (): Promise<never> => {
      throw new Error("a bug");
    },
  };
  const metrics = createMetrics();
  const watched = metrics.counted("line", port);
  expect(watched.link()).toBe("https://example.com");
  expect(await watched.good()).toEqual({ kind: "ok", value: 1 });
  expect(await watched.bad()).toMatchObject({ kind: "later" });
  await expect(watched.broken()).rejects.toThrow("a bug");
  const app = express().use(metrics.routes);
  const counts = (await supertest(app).get("/metrics")).text
    .split("\n")
    .filter((line) => line.startsWith("line_audience_platform_errors_total{"));
  expect(counts).toEqual([
    'line_audience_platform_errors_total{platform="line",operation="bad",code="LINE_UNAVAILABLE"} 1',
  ]);
});
