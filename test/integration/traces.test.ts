/** Traces as a collector receives them by OTLP/HTTP, and that nothing is done without one. */
import { afterEach, expect, test } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTraces } from "../../src/observability/traces.ts";
import { RetryLater } from "../../src/steps/retry-later.ts";
import { startTestService } from "../support/start-service.ts";

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: { stringValue?: string; intValue?: number } }[];
  readonly status: { readonly code: number };
}

interface Received {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
}

const spans: Span[] = [];
let bodies = "";
let receiver: Server | null = null;
afterEach(() => {
  receiver?.close();
  spans.length = 0;
  bodies = "";
});

/** A little OTLP receiver; answers its address. */
async function receive(): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      if (request.url !== "/v1/traces") return void response.writeHead(404).end();
      bodies += body;
      const { resourceSpans } = JSON.parse(body) as Received;
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    });
  });
  receiver = server;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const value = (span: Span | undefined, key: string): unknown => {
  const found = span?.attributes.find((one) => one.key === key)?.value;
  return found?.stringValue ?? (found?.intValue === undefined ? undefined : Number(found.intValue));
};
const named = (name: string): Span[] => spans.filter((span) => span.name === name);

test("a step with its delivery and result, and below it what it asked the platforms", async () => {
  const traces = await startTraces(await receive(), pino({ level: "silent" }));
  const ask = () => Promise.resolve({ kind: "later", finding: { code: "LINE_UNAVAILABLE" } });
  const line = traces.asked("line", { sendNarrowcast: ask });
  const step = { job: "advance", deliveryId: "d1" };
  await traces.span("step advance", step, async () => void (await line.sendNarrowcast()));
  const later = traces.span("step release", step, () => Promise.reject(new RetryLater("some are held", 2)));
  await expect(later).rejects.toThrow("some are held");
  const failed = traces.span("step record", step, () => Promise.reject(new TypeError("of Taro Yamada")));
  await expect(failed).rejects.toThrow("of Taro Yamada");
  await traces.stop();

  const [advance] = named("step advance");
  const [asked] = named("line sendNarrowcast");
  expect([value(advance, "deliveryId"), value(advance, "result")]).toEqual(["d1", "done"]);
  expect([value(asked, "result"), value(asked, "code")]).toEqual(["later", "LINE_UNAVAILABLE"]);
  expect([asked?.traceId, asked?.parentSpanId]).toEqual([advance?.traceId, advance?.spanId]);
  const results = ["step release", "step record"].map((name) => value(named(name)[0], "result"));
  expect(results).toEqual(["later", "failed"]);
  expect(named("step record")[0]?.status.code).toBe(2);
  expect(bodies).not.toContain("Taro");
});

test("of the whole service: batches of the intake, steps, questions to both platforms, and nothing of anybody", async () => {
  const service = await startTestService({ tracesUrl: await receive() });
  const hubspot = service.world.hubspot.control;
  const listId = hubspot.addList(PORTAL_ID, { name: "Few", size: 3 });
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const [audience] = service.world.line.control.audiences(ACCOUNT.channelId);
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: String(audience?.id),
    messageText: "Hello",
  };
  const workflow = hubspot.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  await hubspot.enroll(PORTAL_ID, workflow, { listId }).done;
  const executions = () => hubspot.executions(PORTAL_ID, workflow);
  await service.passUntil(() => executions().every(({ state }) => state !== "BLOCKED" && state !== "PENDING"));
  const deliveryId = executions()[0]?.outputFields["deliveryId"];
  await service.close();
  const arrivals = named("intake batch").reduce((sum, span) => sum + Number(value(span, "arrivals")), 0);
  expect(arrivals).toBe(3);
  const steps = new Set(["step advance", "step release"].map((name) => value(named(name)[0], "deliveryId")));
  expect(steps).toEqual(new Set([deliveryId]));
  for (const asked of ["hubspot list", "hubspot completeCallbacks"]) {
    const above = spans.find(({ spanId }) => spanId === named(asked)[0]?.parentSpanId);
    expect(value(above, "deliveryId")).toBe(deliveryId);
  }
  expect(named("line verify")).toHaveLength(1);
  for (const callback of executions().map(({ callbackId }) => callbackId)) expect(bodies).not.toContain(callback);
  expect(bodies).not.toContain(ACCOUNT.channelSecret);
});

test("without a receiver the ports are themselves, and work is only done", async () => {
  const traces = await startTraces(null, pino({ level: "silent" }));
  const port = { ask: () => Promise.resolve(1) };
  expect(traces.asked("line", port)).toBe(port);
  expect(await traces.span("step", {}, () => Promise.resolve(2))).toBe(2);
  await traces.stop();
});

test("a receiver that is away is said, and holds nothing up", async () => {
  const address = await receive();
  await new Promise((done) => receiver?.close(done));
  const lines: string[] = [];
  const traces = await startTraces(address, pino({}, { write: (line: string) => void lines.push(line) }));
  expect(await traces.span("step", {}, () => Promise.resolve(2))).toBe(2);
  await traces.stop();
  expect(lines.join()).toContain("traces.failed");
});
