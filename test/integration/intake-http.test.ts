/** The endpoint that HubSpot calls: signed or not, well-formed or not, with the store up or down. */
import { sql } from "kysely";
import { bucketOf, PORTAL_LIMIT } from "../../src/platforms/hubspot/rate-limit.ts";
import { createRateLimiter } from "../../src/store/accounts/rate-limiter.ts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import request from "supertest";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const ACTION = `/hubspot/actions/send-line-audience/${SEGMENT}`;
let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

let executions = 0;
function execution(change: Record<string, unknown> = {}) {
  executions += 1;
  const inputFields = {
    channel: service.channel,
    deliveryList: "77",
    audienceId: "5614991017776",
    messageText: "Hello",
  };
  return {
    callbackId: `ap-${PORTAL_ID}-${executions}-7-0`,
    origin: { portalId: PORTAL_ID, actionDefinitionId: 1, actionDefinitionVersion: 1 },
    context: {
      source: "WORKFLOWS",
      workflowId: 192,
      actionId: 1,
      actionExecutionIndexIdentifier: { enrollmentId: executions, actionExecutionIndex: 0 },
    },
    object: { objectId: executions, objectType: "CONTACT", properties: {} },
    inputFields,
    ...change,
  };
}

function signed(path: string, body: string, how: "v2" | "v3" = "v2") {
  const uri = service.publicUrl + path;
  const now = String(Date.now());
  const v2 = createHash("sha256").update(`${APP.clientSecret}POST${uri}${body}`).digest("hex");
  const v3 = createHmac("sha256", APP.clientSecret).update(`POST${uri}${body}${now}`).digest("base64");
  const headers: Record<string, string> =
    how === "v2"
      ? { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": v2 }
      : { "X-HubSpot-Signature-v3": v3, "X-HubSpot-Request-Timestamp": now };
  return request(service.publicUrl).post(path).set("Content-Type", "application/json").set(headers).send(body);
}

const act = (change: Record<string, unknown> = {}, how: "v2" | "v3" = "v2") =>
  signed(ACTION, JSON.stringify(execution(change)), how);

describe("the action", () => {
  test.each(["v2", "v3"] as const)(
    "signed with %s: held, with a duration that outlasts window and sending",
    async (how) => {
      const { status, body } = await act({}, how);
      expect(status).toBe(200);
      expect(body.outputFields).toMatchObject({ hs_execution_state: "BLOCK", hs_expiration_duration: "PT1845M" });
    },
  );

  test("a wrong or missing signature is 401, whatever the body", async () => {
    const body = JSON.stringify(execution());
    const unsigned = await request(service.publicUrl).post(ACTION).set("Content-Type", "application/json").send(body);
    expect([unsigned.status, unsigned.body.code]).toEqual([401, "SIGNATURE_INVALID"]);
    const other = await signed(ACTION, body).set("X-HubSpot-Signature", "0".repeat(64));
    expect(other.status).toBe(401);
    const elsewhere = await signed(`${ACTION}?portal=1`, body);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([503, "QUERY_UNEXPECTED"]);
  });

  test.each([
    ["not JSON", "{", "body"],
    ["not an object", "[]", "body"],
    ["no callback", JSON.stringify({ origin: { portalId: 1 }, object: { objectId: 1 } }), "callbackId"],
    ["no portal", JSON.stringify({ callbackId: "a", origin: {}, object: { objectId: 1 } }), "origin.portalId"],
    ["no record", JSON.stringify({ callbackId: "a", origin: { portalId: 1 } }), "object"],
  ])("%s is 400 and names the field", async (_name, body, field) => {
    const answer = await signed(ACTION, body);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
    expect(answer.type).toBe("application/problem+json");
  });

  test("too large is 413", async () => {
    const answer = await signed(ACTION, JSON.stringify(execution({ padding: "x".repeat(300_000) })));
    expect([answer.status, answer.body.code]).toEqual([413, "TOO_LARGE"]);
  });

  test.each([
    [{ ageFrom: "40", ageTo: "20" }, "AGE_RANGE_REVERSED"],
    [{ messageText: "Hello {{ contact.firstname }}" }, "PERSONAL_TOKEN_IN_MESSAGE"],
    [{ messageText: "" }, "MESSAGE_MISSING"],
    [{ messageText: '{"type":"text"}' }, "MESSAGE_IS_CODE"],
    [{ audienceId: "" }, "TARGETING_MISSING"],
    [{ gender: "men" }, "INPUT_INVALID"],
    [{ channel: "00000000-0000-4000-8000-000000000000" }, "CHANNEL_NOT_FOUND"],
    [{ messageText: "", message: "00000000-0000-4000-8000-000000000000" }, "MESSAGE_NOT_FOUND"],
  ])("a builder's mistake %j lets the record go on with %s and a sentence", async (inputs, code) => {
    const { inputFields } = execution();
    const { status, body } = await act({ inputFields: { ...inputFields, ...inputs } });
    expect(status).toBe(200);
    expect(body.outputFields).toMatchObject({
      hs_execution_state: "FAIL_CONTINUE",
      outcome: "failed",
      outcomeCode: code,
    });
    expect(body.outputFields.outcomeMessage).toMatch(/\.$/);
  });

  test("a portal that has not installed the app gets an answer that says so", async () => {
    const { body } = await act({ origin: { portalId: 1 } });
    expect(body.outputFields).toMatchObject({
      hs_execution_state: "FAIL_CONTINUE",
      outcomeCode: "PORTAL_NOT_INSTALLED",
    });
  });

  test("with the store down: 503 and Retry-After; up again, the same execution is stored once", async () => {
    const body = JSON.stringify(execution());
    await service.database.refuseConnections();
    // A line for many: it may have been written a moment ago.
    const known = { event: "intake.shed", callbackId: JSON.parse(body).callbackId, portalId: PORTAL_ID };
    let down = await signed(ACTION, body);
    while (!service.log.some((line) => line.event === known.event)) down = await signed(ACTION, body);
    expect(service.log).toContainEqual(expect.objectContaining(known));
    expect([down.status, down.body.code]).toEqual([503, "INTAKE_UNAVAILABLE"]);
    expect(Number(down.headers["retry-after"])).toBeGreaterThan(0);
    await service.database.acceptConnections();
    const up = await signed(ACTION, body);
    expect(up.body.outputFields).toMatchObject({ hs_execution_state: "BLOCK" });
    // HubSpot retries what was turned away: open windows learn that they have to wait for it.
    const waiting = "select from deliveries where phase = 'collecting' and outage_ended_at is not null";
    while ((await service.database.pool.query(waiting)).rowCount === 0) await pause(50);
  });
});

describe("what the log says of executions", () => {
  test("that they failed: which one, and of which portal; and the answer is measured", async () => {
    const failing = execution();
    await service.database.pool.query("alter table enrollments rename to elsewhere");
    const { status } = await signed(ACTION, JSON.stringify(failing));
    await service.database.pool.query("alter table elsewhere rename to enrollments");
    expect(status).toBe(500);
    const known = { event: "intake.failed", callbackId: failing.callbackId, portalId: PORTAL_ID };
    expect(service.log).toContainEqual(expect.objectContaining(known));
    const { text } = await request(service.publicUrl).get("/metrics");
    expect(text).toContain('line_audience_request_seconds_count{group="intake",status="5xx"}');
    expect(text).not.toContain('line_audience_request_seconds_count{group="intake",status="5xx"} 0');
  });

  test("at level debug which callback went into which delivery", async () => {
    const talkative = await startTestService({ logLevel: "debug" });
    const listId = talkative.world.hubspot.control.addList(PORTAL_ID, { name: "Some", size: 4 });
    const actionDefinitionId = await talkative.world.publishAction(talkative.publicUrl);
    const inputFields = {
      channel: talkative.channel,
      targetingMode: "line_conditions",
      deliveryList: listId,
      audienceId: "1",
      messageText: "Hello",
    };
    const { control } = talkative.world.hubspot;
    const workflow = control.createWorkflow(PORTAL_ID, { name: "x", actionDefinitionId, inputFields });
    await control.enroll(PORTAL_ID, workflow, { contactIds: [1, 2, 3] }).done;
    const stored = talkative.log.filter(({ event }) => event === "intake.stored");
    const callbacks = stored.flatMap((line) => line["callbacks"] as { callbackId: string; deliveryId: string }[]);
    const completed = control.executions(PORTAL_ID, workflow).map(({ callbackId, outputFields }) => ({
      portalId: PORTAL_ID,
      callbackId,
      deliveryId: outputFields["deliveryId"],
    }));
    await talkative.close();
    expect(new Set(callbacks)).toEqual(new Set(completed));
  });
});

describe("the dropdowns", () => {
  const options = (field: string, body: Record<string, unknown> = {}) =>
    signed(
      `/hubspot/options/${field}/${SEGMENT}`,
      JSON.stringify({
        origin: { portalId: PORTAL_ID },
        inputFieldName: field,
        inputFields: {},
        fetchOptions: {},
        ...body,
      }),
    );

  test("accounts, and their audiences with size, type and status", async () => {
    const accounts = await options("channel");
    expect(accounts.body.options).toEqual([{ label: "Hoshi Coffee", value: service.channel }]);
    const inputFields = { channel: { type: "STATIC_VALUE", value: service.channel } };
    const audiences = await options("audienceId", { inputFields });
    const readers = audiences.body.options.find(({ label }: { label: string }) => label === "Newsletter readers");
    expect(readers.description).toMatch(/^Uploaded user IDs · 6,000 people · until /);
    const found = await options("audienceId", { inputFields, fetchOptions: { q: "clicked" } });
    expect(found.body.options.length).toBeLessThan(audiences.body.options.length);
  });

  test("an audience that LINE does not have any more is there by its last name", async () => {
    const inputFields = {
      channel: { type: "STATIC_VALUE", value: service.channel },
      audienceId: { type: "STATIC_VALUE", value: "4711471147" },
    };
    await sql`insert into known_names (portal_id, kind, id, name)
      values (${PORTAL_ID}, 'audience', '4711471147', 'Summer sale')`.execute(service.database.db);
    const { body } = await options("audienceId", { inputFields });
    expect(body.options).toContainEqual({ label: "Summer sale (deleted)", value: "4711471147" });
  });

  test("one that cannot be loaded now says when, in whole seconds", async () => {
    const limiter = createRateLimiter(service.database.db);
    await limiter.pause(bucketOf(PORTAL_ID), PORTAL_LIMIT, { seconds: 30.4, code: "HUBSPOT_RATE_LIMITED" });
    const away = await options("suppressionProperty");
    await sql`delete from rate_limits`.execute(service.database.db);
    expect([away.status, away.headers["retry-after"]]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  });

  test("unsigned is 401, an unknown field 404", async () => {
    const unsigned = await request(service.publicUrl).post(`/hubspot/options/channel/${SEGMENT}`).send({});
    expect(unsigned.status).toBe(401);
    expect((await options("shoeSize")).status).toBe(404);
  });
});

test("health, readiness and metrics are open and say nothing secret", async () => {
  expect((await request(service.publicUrl).get("/healthz")).body).toEqual({ status: "ok" });
  expect((await request(service.publicUrl).get("/readyz")).body).toEqual({
    status: "ready",
    parts: { database: "ok", worker: "ok" },
  });
  const metrics = await request(service.publicUrl).get("/metrics");
  expect(metrics.text).toContain("line_audience_intake_queue 0");
  expect(metrics.text).toContain('line_audience_request_seconds_count{group="intake",status="2xx"}');
});

test("a caller who goes away in the middle of the body harms no other", async () => {
  const { port } = new URL(service.publicUrl);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  socket.write(`POST ${ACTION} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"callbackId":`);
  socket.destroy();
  await once(socket, "close");
  expect((await act()).status).toBe(200);
});

test("a chunked body is read all the same; a compressed one, which HubSpot never sends, is refused by name", async () => {
  const body = JSON.stringify(execution());
  const uri = service.publicUrl + ACTION;
  const v2 = createHash("sha256").update(`${APP.clientSecret}POST${uri}${body}`).digest("hex");
  const headers = { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": v2 };
  const chunked = await fetch(uri, {
    method: "POST",
    headers,
    body: new Blob([body]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(chunked.status).toBe(200);
  const zipped = await fetch(uri, {
    method: "POST",
    headers: { ...headers, "Content-Encoding": "gzip" },
    body: gzipSync(body),
  });
  expect(zipped.status).toBe(415);
  expect(await zipped.json()).toMatchObject({ code: "BAD_REQUEST", field: "body" });
});
