import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { locked, migrating } from "../../simulators/hubspot/faults/standard-faults.ts";
import { signatureV2, signatureV3 } from "../../simulators/hubspot/signing.ts";
import {
  apiOf,
  app,
  held,
  install,
  portalId,
  startBench,
  workflowFor,
  definition,
  type Bench,
  type Received,
} from "./hubspot-simulator.support.ts";

const minute = 60_000;
const day = 86_400_000;
const done = (callbackId: string, outputFields: object) => ({ callbackId, typedOutputs: {}, outputFields });

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const control = () => bench.hubspot.control;
const states = () =>
  control()
    .executions(portalId)
    .map(({ state }) => state);

/** Waits for what follows from a network answer; the test's own limit ends a wait in vain. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setImmediate(next));
}

describe("signatures", () => {
  test("v2 is as documented", () => {
    const request = {
      clientSecret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
      method: "GET",
      uri: "https://www.example.com/webhook_uri",
      body: "",
    };
    expect(signatureV2(request)).toBe("eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e");
  });

  test("v3 signs the URI with HubSpot's characters decoded", () => {
    const request = { clientSecret: "s", method: "POST", body: "{}" };
    const encoded = signatureV3({ ...request, uri: "https://a.example/x?to=a%40b%3Ac" }, 1);
    expect(encoded).toBe(signatureV3({ ...request, uri: "https://a.example/x?to=a@b:c" }, 1));
    expect(signatureV3({ ...request, uri: "https://a.example/x?to=%20" }, 1)).not.toBe(
      signatureV3({ ...request, uri: "https://a.example/x?to= " }, 1),
    );
  });
});

describe("the execution request", () => {
  test("is signed twice and carries the inputs as strings and typed", async () => {
    const workflowId = workflowFor(bench, { channel: "main", areas: "jp_13;jp_27" });
    const { done: answered, callbackIds } = control().enroll(portalId, workflowId, { count: 1 });
    await answered;
    const { headers, body } = bench.received[0] as Received;
    const payload = JSON.parse(body) as Record<string, unknown>;
    expect(payload).toMatchObject({
      callbackId: callbackIds[0],
      origin: { portalId, actionDefinitionVersion: 1 },
      context: { source: "WORKFLOWS", workflowId, actionExecutionIndexIdentifier: { actionExecutionIndex: 0 } },
      object: { objectType: "CONTACT", properties: { firstname: expect.any(String) } },
      inputFields: { channel: "main", areas: "jp_13;jp_27" },
      fields: { areas: { type: "ENUMERATION", value: ["jp_13", "jp_27"] } },
    });
    const v2 = createHash("sha256").update(`${app.clientSecret}POST${bench.actionUrl}${body}`).digest("hex");
    expect(headers["x-hubspot-signature"]).toBe(v2);
    const timestamp = Number(headers["x-hubspot-request-timestamp"]);
    const request = { clientSecret: app.clientSecret, method: "POST", uri: bench.actionUrl, body };
    expect(headers["x-hubspot-signature-v3"]).toBe(signatureV3(request, timestamp));
    expect(Math.abs(Date.now() - timestamp)).toBeLessThan(5 * minute);
  });

  test("takes a value from the record, and the revision the workflow was saved with", async () => {
    const actionDefinitionId = control().publishAction(app.appId, definition(bench.actionUrl));
    const inputFields = { channel: "{{ enrolled_object.email }}" };
    const workflow = { name: "Old", actionDefinitionId, inputFields, unchecked: true };
    const workflowId = control().createWorkflow(portalId, workflow);
    expect(control().reviseAction(actionDefinitionId, { objectTypes: [] })).toBe(2);
    await control().enroll(portalId, workflowId, { count: 1 }).done;
    const payload: unknown = JSON.parse(bench.received[0]?.body ?? "");
    expect(payload).toMatchObject({
      origin: { actionDefinitionVersion: 1 },
      inputFields: { channel: expect.stringMatching(/^contact-\d+@example.com$/) },
    });
  });
});

describe("answers", () => {
  test("a hold lasts as long as asked and then the record goes on without a result", async () => {
    bench.answer = () => held("PT45M");
    await control().enroll(portalId, workflowFor(bench), { count: 3 }).done;
    expect(states()).toEqual(["BLOCKED", "BLOCKED", "BLOCKED"]);
    bench.clock.skip(44 * minute);
    expect(states()).toEqual(["BLOCKED", "BLOCKED", "BLOCKED"]);
    bench.clock.skip(minute);
    expect(states()).toEqual(["EXPIRED", "EXPIRED", "EXPIRED"]);
    expect(control().executions(portalId)[0]?.historyText("en")).toContain("without a result");
  });

  test("a hold lasts a week when nothing is asked", async () => {
    bench.answer = () => held();
    await control().enroll(portalId, workflowFor(bench), { count: 1 }).done;
    bench.clock.skip(7 * day - minute);
    expect(states()).toEqual(["BLOCKED"]);
    bench.clock.skip(minute);
    expect(states()).toEqual(["EXPIRED"]);
  });

  test.each([
    [{ status: 200, json: {} }, "SUCCESS"],
    [{ status: 200, json: { outputFields: { hs_execution_state: "FAIL_CONTINUE" } } }, "FAIL_CONTINUE"],
    [{ status: 200, json: { outputFields: { hs_execution_state: "NONSENSE" } } }, "FAILED"],
    [held("45 minutes"), "FAILED"],
    [{ status: 400 }, "FAILED"],
  ])("%j becomes %s without another call", async (reply, state) => {
    bench.answer = () => reply;
    await control().enroll(portalId, workflowFor(bench), { count: 1 }).done;
    expect(states()).toEqual([state]);
    expect(bench.received).toHaveLength(1);
  });

  test("5xx is repeated with the same callbackId, later each time, for three days", async () => {
    bench.answer = () => ({ status: 500 });
    const started = bench.clock.now();
    const run = control().enroll(portalId, workflowFor(bench), { count: 1 });
    const waits: number[] = [];
    while (bench.clock.now() - started < 2 * day) {
      const waitMs = (await retryPlanned()) - bench.clock.now();
      waits.push(Math.round(waitMs / minute));
      bench.clock.skip(waitMs);
      control().executions(portalId);
    }
    expect(waits.slice(0, 10)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 480]);
    await retryPlanned();
    bench.clock.skip(3 * day);
    await run.done;
    expect(states()).toEqual(["FAILED"]);
    const ids = bench.received.map(({ body }) => (JSON.parse(body) as { callbackId: string }).callbackId);
    expect(new Set(ids).size).toBe(1);
  });

  test("a repeated call that succeeds counts like a first one", async () => {
    const workflowId = workflowFor(bench);
    bench.answer = () => ({ status: 503 });
    const run = control().enroll(portalId, workflowId, { count: 2, concurrency: 1 });
    await retryPlanned();
    bench.answer = () => held("P1D");
    bench.clock.skip(minute);
    await run.done;
    expect(states()).toEqual(["BLOCKED", "BLOCKED"]);
  });

  test("429 honours Retry-After", async () => {
    bench.answer = () => ({ status: 429, headers: { "Retry-After": "7200" } });
    const run = control().enroll(portalId, workflowFor(bench), { count: 1 });
    await retryPlanned();
    bench.answer = () => held("P1D");
    bench.clock.skip(7190_000);
    expect(control().executions(portalId)[0]?.attempts).toBe(1);
    bench.clock.skip(10_000);
    await run.done;
    expect(control().executions(portalId)[0]?.attempts).toBe(2);
  });

  test("a share is delivered twice with the same callbackId", async () => {
    const { done: answered } = control().enroll(portalId, workflowFor(bench), { count: 200, duplicateShare: 0.25 });
    await answered;
    const ids = bench.received.map(({ body }) => (JSON.parse(body) as { callbackId: string }).callbackId);
    expect(new Set(ids).size).toBe(200);
    expect(ids.length).toBeGreaterThan(220);
    expect(ids.length).toBeLessThan(280);
  });

  test("a rate counts in simulated time", async () => {
    const run = control().enroll(portalId, workflowFor(bench), { count: 3, ratePerSecond: 1 / 3600 });
    await until(() => bench.received.length === 1);
    expect(
      control()
        .executions(portalId)
        .map(({ attempts }) => attempts),
    ).toEqual([1, 0, 0]);
    bench.clock.skip(3_600_000);
    await until(() => bench.received.length === 2);
    expect(states().at(-1)).toBe("PENDING");
    bench.clock.skip(3_600_000);
    await run.done;
    expect(states()).toEqual(["BLOCKED", "BLOCKED", "BLOCKED"]);
  });

  test("no more calls are under way than allowed", async () => {
    const run = control().enroll(portalId, workflowFor(bench), { count: 30, concurrency: 3 });
    let most = 0;
    bench.answer = () => {
      const waiting = control()
        .executions(portalId)
        .filter(({ state, attempts }) => state === "PENDING" && attempts > 0);
      most = Math.max(most, waiting.length);
      return held("P1D");
    };
    await run.done;
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });

  test("an uninstalled app is no longer called", async () => {
    const workflowId = workflowFor(bench);
    control().uninstall(portalId, app.appId);
    await control().enroll(portalId, workflowId, { count: 2 }).done;
    expect(states()).toEqual(["FAILED", "FAILED"]);
    expect(bench.received).toHaveLength(0);
  });
});

/** Resolves when the answer was read and the next call is planned. */
async function retryPlanned(): Promise<number> {
  await until(() =>
    control()
      .executions(portalId)
      .every(({ retryAt }) => retryAt !== undefined),
  );
  return Math.max(
    ...control()
      .executions(portalId)
      .map(({ retryAt = 0 }) => retryAt),
  );
}

describe("completing", () => {
  test("releases with outputs, and the history says so in the reader's language", async () => {
    const { accessToken } = await install(bench.hubspot);
    const api = apiOf(bench.hubspot, accessToken);
    const run = control().enroll(portalId, workflowFor(bench), { count: 2 });
    await run.done;
    const [first = "", second = ""] = run.callbackIds;
    const outputs = { hs_execution_state: "SUCCESS", code: "DELIVERED", count: "120" };
    const batch = await api("/automation/actions/callbacks/2026-09/complete", { inputs: [done(first, outputs)] });
    expect(batch.status).toBe(204);
    const single = { typedOutputs: {}, outputFields: { hs_execution_state: "FAIL_CONTINUE" } };
    expect((await api(`/automation/actions/callbacks/2026-09/${second}/complete`, single)).status).toBe(204);
    const [one, two] = control().executions(portalId);
    expect(one).toMatchObject({ state: "SUCCESS", completions: 1, outputFields: outputs });
    expect(one?.historyText("en")).toBe("Sent to 120 people.");
    expect(one?.historyText("ja")).toBe("120人に配信しました。");
    expect(two?.state).toBe("FAIL_CONTINUE");
    expect(two?.historyText("ja")).toBe("Not sent.");
  });

  test("passes over a callback that it does not hold, invented ones too, or refuses it in its own words, as set", async () => {
    const { accessToken } = await install(bench.hubspot);
    const api = apiOf(bench.hubspot, accessToken);
    const run = control().enroll(portalId, workflowFor(bench), { count: 2 });
    await run.done;
    const [dead = "", alive = ""] = run.callbackIds;
    control().dropCallback(dead);
    const inputs = [done(dead, {}), done(alive, {})];
    const body = { typedOutputs: {}, outputFields: {} };
    control().settings.unknownCallbacks = "not-found";
    const refused = await api("/automation/actions/callbacks/2026-09/complete", { inputs });
    expect(refused).toMatchObject({
      status: 404,
      body: { message: `Callback with ID ${dead} not found for App ID ${app.appId}` },
    });
    expect((await api(`/automation/actions/callbacks/2026-09/${dead}/complete`, body)).status).toBe(404);
    expect(states()).toEqual(["EXPIRED", "BLOCKED"]);
    control().settings.unknownCallbacks = "accepted";
    expect((await api("/automation/actions/callbacks/2026-09/complete", { inputs })).status).toBe(204);
    expect(states()).toEqual(["EXPIRED", "SUCCESS"]);
    const again = await api(`/automation/actions/callbacks/2026-09/${alive}/complete`, done(alive, {}));
    expect(again.status).toBe(400);
    expect((await api(`/automation/actions/callbacks/2026-09/${alive}/complete`, body)).status).toBe(204);
    expect((await api("/automation/actions/callbacks/2026-09/ap-1-2-3-0/complete", body)).status).toBe(204);
    expect(control().execution(alive)).toMatchObject({ completions: 1, refusedCompletions: 1 });
  });

  test("loses sight of all callbacks for as long as it is asked to, and holds them all the same", async () => {
    const { accessToken } = await install(bench.hubspot);
    const api = apiOf(bench.hubspot, accessToken);
    const run = control().enroll(portalId, workflowFor(bench), { count: 1 });
    await run.done;
    const inputs = run.callbackIds.map((callbackId) => done(callbackId, {}));
    control().loseCallbacksFor(minute);
    expect((await api("/automation/actions/callbacks/2026-09/complete", { inputs })).status).toBe(404);
    bench.clock.skip(minute);
    expect((await api("/automation/actions/callbacks/2026-09/complete", { inputs })).status).toBe(204);
    expect(states()).toEqual(["SUCCESS"]);
  });

  test("asks to leave an account alone for a time, with and without Retry-After", async () => {
    const { accessToken } = await install(bench.hubspot);
    const api = apiOf(bench.hubspot, accessToken);
    const ask = async () => (await api("/automation/actions/callbacks/2026-09/complete", { inputs: [] })).status;
    control().fault(locked({ until: bench.clock.now() + 2000 }));
    expect([await ask(), await ask()]).toEqual([423, 423]);
    bench.clock.skip(2000);
    control().fault(migrating({ path: "/callbacks/", until: bench.clock.now() + minute }, 60));
    const answer = await fetch(`${bench.hubspot.apiUrl}/automation/actions/callbacks/2026-09/complete`, {
      method: "POST",
    });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([477, "60"]);
    bench.clock.skip(minute);
    expect(await ask()).toBe(204);
  });

  test("refuses more than a batch holds, missing typedOutputs, other than text, and unknown states", async () => {
    const { accessToken } = await install(bench.hubspot);
    const api = apiOf(bench.hubspot, accessToken);
    const run = control().enroll(portalId, workflowFor(bench), { count: 1 });
    await run.done;
    const [id = ""] = run.callbackIds;
    const post = (inputs: unknown) => api("/automation/actions/callbacks/2026-09/complete", { inputs });
    const wrong = [
      Array.from({ length: 101 }, () => done(id, {})),
      [done(id, { count: 1 })],
      [done(id, { hs_execution_state: "BLOCK" })],
    ];
    for (const inputs of wrong) expect((await post(inputs)).body).toMatchObject({ category: "VALIDATION_ERROR" });
    const untyped = { inputs: [{ callbackId: id, outputFields: {} }] };
    expect((await api("/automation/actions/callbacks/2026-09/complete", untyped)).status).toBe(400);
    expect(states()).toEqual(["BLOCKED"]);
    bench.hubspot.control.settings.formerVersions = "served";
    expect((await api("/automation/v4/actions/callbacks/complete", untyped)).status).toBe(204);
  });

  test("any of a rule's values fits", async () => {
    bench.answer = () => ({ json: { outputFields: { code: "REHEARSED", count: "9" } } });
    await control().enroll(portalId, workflowFor(bench), { count: 1 }).done;
    expect(control().executions(portalId)[0]?.historyText()).toBe("Sent to 9 people.");
  });

  test("comes too early before the hold is answered, unless set otherwise", async () => {
    const { accessToken } = await install(bench.hubspot);
    const api = apiOf(bench.hubspot, accessToken);
    bench.answer = () => ({ status: 500 });
    const { callbackIds } = control().enroll(portalId, workflowFor(bench), { count: 1 });
    await retryPlanned();
    control().settings.unknownCallbacks = "not-found";
    const inputs = callbackIds.map((id) => done(id, { code: "DELIVERED" }));
    expect((await api("/automation/actions/callbacks/2026-09/complete", { inputs })).status).toBe(404);
    control().settings.completeBeforeHold = "accept";
    expect((await api("/automation/actions/callbacks/2026-09/complete", { inputs })).status).toBe(204);
    expect(states()).toEqual(["SUCCESS"]);
  });

  test("needs the automation scope and the portal's own token", async () => {
    const run = control().enroll(portalId, workflowFor(bench), { count: 1 });
    await run.done;
    const inputs = run.callbackIds.map((id) => done(id, {}));
    const weak = await install(bench.hubspot, ["crm.lists.read"]);
    const refused = await apiOf(bench.hubspot, weak.accessToken)("/automation/actions/callbacks/2026-09/complete", {
      inputs,
    });
    expect(refused).toMatchObject({ status: 403, body: { category: "MISSING_SCOPES" } });
    control().addPortal({ portalId: 5, name: "Other" });
    const other = await install(bench.hubspot, ["automation"], 5);
    const foreign = await apiOf(bench.hubspot, other.accessToken)("/automation/actions/callbacks/2026-09/complete", {
      inputs,
    });
    // Passed over as an invented one would be.
    expect(foreign.status).toBe(204);
    expect(states()).toEqual(["BLOCKED"]);
  });
});
