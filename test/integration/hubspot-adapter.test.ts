/** The HubSpot adapter against the simulated platform: lists, held executions, the delivery record. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startAnsweringServer } from "../support/answering-server.ts";
import { readVersions } from "../../src/platforms/hubspot/addresses.ts";
import { hubspotError } from "../../src/platforms/hubspot/answers.ts";
import { RECORD_PROPERTIES, RECORD_SCHEMA } from "../../src/platforms/hubspot/records/delivery-record.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { Completion } from "../../src/ports/hubspot.ts";
import { locked, migrating } from "../../simulators/hubspot/faults/standard-faults.ts";
import { installed, later, refused, startAdapterBench, valueOf, type AdapterBench } from "./hubspot-adapter.support.ts";
import { portalId, workflowFor } from "./hubspot-simulator.support.ts";

let bench: AdapterBench;

beforeEach(async () => {
  bench = await startAdapterBench();
  await installed(bench, portalId);
});
afterEach(() => bench.stop());

const requestsTo = (method: string, path: string) =>
  bench.hubspot.control.requests().filter((seen) => seen.method === method && seen.path === path);

describe("lists", () => {
  test("one, with its name and size", async () => {
    const listId = bench.hubspot.control.addList(portalId, { name: "Newsletter", size: 120 });
    const value = { listId, name: "Newsletter", size: 120 };
    expect(await bench.adapter.list(portalId, listId)).toEqual({ kind: "ok", value });
  });

  test("that do not exist", async () => {
    expect(await bench.adapter.list(portalId, "999")).toEqual(refused("LIST_NOT_FOUND", { list: "999" }));
  });

  test("of contacts only, fifty at a time", async () => {
    const { control } = bench.hubspot;
    for (let number = 0; number < 60; number += 1) control.addList(portalId, { name: `Club ${number}`, size: number });
    control.addList(portalId, { name: "Club companies", size: 3, objectTypeId: "0-2" });
    control.addList(portalId, { name: "Other", size: 3 });
    const first = valueOf(await bench.adapter.searchLists(portalId, "Club", null));
    expect(first.after).not.toBeNull();
    const second = valueOf(await bench.adapter.searchLists(portalId, "Club", first.after));
    expect(second.after).toBeNull();
    const names = [...first.items, ...second.items].map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(Array.from({ length: 60 }, (_, number) => `Club ${number}`)));
    expect(names).toHaveLength(60);
    expect([...first.items, ...second.items].find(({ name }) => name === "Club 42")?.size).toBe(42);
  });

  test("wait in place for a turn that comes soon", async () => {
    const booked: string[] = [];
    bench.limiter.reserve = async (bucket) => {
      booked.push(bucket);
      return { kind: "reserved", inMs: bucket.endsWith(":search") ? 200 : 0 };
    };
    expect((await bench.adapter.searchLists(portalId, "", null)).kind).toBe("ok");
    expect(booked).toEqual([`hubspot:${portalId}:search`, `hubspot:${portalId}`]);
  });

  test("wait for their turn: four searches a second, and the portal's own budget", async () => {
    bench.limiter.makeWait(`hubspot:${portalId}:search`, 250);
    expect(await bench.adapter.searchLists(portalId, "", null)).toMatchObject({ retryAfterSeconds: 0.25 });
    bench.limiter.makeWait(`hubspot:${portalId}`, 900);
    expect(await bench.adapter.list(portalId, "1")).toEqual({
      ...later("HUBSPOT_RATE_LIMITED"),
      retryAfterSeconds: 0.9,
    });
    expect(requestsTo("GET", "/crm/lists/2026-09/1")).toEqual([]);
  });
});

describe("held executions", () => {
  const outputFields = { hs_execution_state: "SUCCESS", code: "DELIVERED", count: "12" };
  let callbackIds: string[];
  let completions: Completion[];

  beforeEach(async () => {
    const { control } = bench.hubspot;
    const workflowId = workflowFor(bench);
    await control.enroll(portalId, workflowId, { contactIds: control.addContacts(portalId, 9) }).done;
    callbackIds = control.executions(portalId).map(({ callbackId }) => callbackId);
    completions = callbackIds.map((callbackId) => ({ callbackId, outputFields }));
  });

  const complete = () => bench.adapter.completeCallbacks(portalId, completions, false);
  const completedAt = () =>
    bench.hubspot.control
      .executions(portalId)
      .map(({ completions: times, outputFields: outputs }) => ({ times, outputs }));
  const batches = () => requestsTo("POST", "/automation/actions/callbacks/2026-09/complete").length;

  test("are completed in one request with their outputs", async () => {
    expect(await complete()).toEqual(ALL_DONE());
    expect(batches()).toBe(1);
    expect(completedAt()).toEqual(callbackIds.map(() => ({ times: 1, outputs: outputFields })));
  });

  const ALL_DONE = () => ({ kind: "ok", value: { completed: callbackIds, gone: [], refusal: null } });

  test.each([[[0]], [[7]], [[4, 5]], [[0, 3, 7]]])(
    "number %p unknown in a batch that HubSpot refuses: the others are completed, once, and these stay held",
    async (dead) => {
      bench.hubspot.control.settings.unknownCallbacks = "not-found";
      const unknown = dead.map((index) => callbackIds[index] ?? "");
      for (const callbackId of unknown) bench.hubspot.control.dropCallback(callbackId);
      const { completed, gone, refusal } = valueOf(await complete());
      expect(gone).toEqual([]);
      expect(refusal).toEqual({ code: "HUBSPOT_HOLDS_UNKNOWN", figures: {} });
      expect(new Set(completed)).toEqual(new Set(callbackIds.filter((callbackId) => !unknown.includes(callbackId))));
      expect(completedAt().map(({ times }) => times)).toEqual(
        callbackIds.map((_, index) => (dead.includes(index) ? 0 : 1)),
      );
      // HubSpot names one at a time: no more refusals than that, and one call for the execution asked for alone.
      expect(bench.limiter.refusals).toHaveLength(dead.length);
      expect(batches()).toBe(dead.length + 2);
    },
  );

  test("all unknown, as while HubSpot has a fault, stay held after two calls", async () => {
    bench.hubspot.control.loseCallbacksFor(3_600_000);
    expect(await complete()).toEqual(later("HUBSPOT_HOLDS_UNKNOWN"));
    expect(batches()).toBe(2);
    bench.clock.skip(3_600_000);
    expect(await complete()).toEqual(ALL_DONE());
  });

  test("are all taken as done where HubSpot passes over one that it does not know", async () => {
    bench.hubspot.control.dropCallback(callbackIds[3] ?? "");
    expect(await complete()).toEqual(ALL_DONE());
    expect(batches()).toBe(1);
    expect(completedAt().filter(({ times }) => times === 1)).toHaveLength(8);
  });

  test("completed before the rate limit is used up are not forgotten", async () => {
    bench.hubspot.control.settings.unknownCallbacks = "not-found";
    bench.hubspot.control.dropCallback(callbackIds[0] ?? "");
    // The whole, then one alone, then the budget is used up.
    bench.limiter.makeWait(`hubspot:${portalId}`, 0, 0, 700);
    expect(valueOf(await complete())).toMatchObject({ completed: [callbackIds[8]], gone: [] });
    const left = completions.slice(1, 8);
    expect(valueOf(await bench.adapter.completeCallbacks(portalId, left, false)).completed).toEqual(
      callbackIds.slice(1, 8),
    );
    expect(completedAt().map(({ times }) => times)).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test("whose completion was answered into the void are completed once", async () => {
    bench.hubspot.control.fault({ path: "/actions/callbacks/2026-09/complete", times: 1, kind: "reset-after" });
    expect(await complete()).toEqual(later("HUBSPOT_UNAVAILABLE"));
    expect(await complete()).toEqual(ALL_DONE());
    expect(completedAt().every(({ times }) => times === 1)).toBe(true);
  });

  test.each(["outputs-refused", "wrong-place"] as const)(
    "all refused for a reason of ours (%s) are not given up, and cost two calls at most",
    async (allCompletions) => {
      bench.hubspot.control.settings.allCompletions = allCompletions;
      expect(await complete()).toMatchObject({ kind: "later", finding: { code: "HUBSPOT_REFUSED" } });
      expect(batches()).toBeLessThanOrEqual(2);
      const [one] = completions;
      expect(await bench.adapter.completeCallbacks(portalId, one === undefined ? [] : [one], false)).toMatchObject({
        kind: "later",
        finding: { code: "HUBSPOT_REFUSED", figures: { detail: expect.stringMatching(/Output field|HTTP 404/) } },
      });
      bench.hubspot.control.settings.allCompletions = "as-they-are";
      expect(await complete()).toEqual(ALL_DONE());
    },
  );

  test.each([
    [{ kind: "status", status: 500 }, later("HUBSPOT_UNAVAILABLE")],
    [
      { kind: "status", status: 503, headers: { "Retry-After": "4" } },
      { kind: "later", retryAfterSeconds: 4 },
    ],
    [
      { kind: "status", status: 429 },
      { ...later("HUBSPOT_RATE_LIMITED"), retryAfterSeconds: 10 },
    ],
    [
      { kind: "status", status: 429, headers: { "Retry-After": "3" } },
      { ...later("HUBSPOT_RATE_LIMITED"), retryAfterSeconds: 3 },
    ],
    [
      { kind: "status", status: 423 },
      { ...later("HUBSPOT_LOCKED"), retryAfterSeconds: 2 },
    ],
    [
      { kind: "status", status: 477, headers: { "Retry-After": "86400" } },
      { ...later("HUBSPOT_MIGRATING"), retryAfterSeconds: 86_400 },
    ],
    [{ kind: "status", status: 403 }, refused("HUBSPOT_UNAUTHORIZED")],
    [{ kind: "timeout-before" }, later("HUBSPOT_UNAVAILABLE")],
    [{ kind: "reset-before" }, later("HUBSPOT_UNAVAILABLE")],
  ] as const)("that meet %p are neither completed nor given up, after one call", async (trouble, expected) => {
    bench.hubspot.control.fault({ path: "/actions/callbacks/2026-09/complete", times: 1, ...trouble });
    expect(await complete()).toMatchObject(expected);
    expect(batches()).toBeLessThanOrEqual(1);
    expect(completedAt().every(({ times }) => times === 0)).toBe(true);
    expect(await complete()).toEqual(ALL_DONE());
  });

  test("refused by the rate limit let everyone rest for as long as HubSpot says", async () => {
    const trouble = { kind: "status", status: 429, headers: { "Retry-After": "3" } } as const;
    bench.hubspot.control.fault({ path: "/actions/callbacks/2026-09/complete", times: 1, ...trouble });
    await complete();
    expect(bench.limiter.pauses).toEqual([{ bucket: `hubspot:${portalId}`, seconds: 3, code: "HUBSPOT_RATE_LIMITED" }]);
  });

  test("of which one passes before the account is locked leave nothing given up", async () => {
    const { control } = bench.hubspot;
    control.settings.unknownCallbacks = "not-found";
    control.dropCallback(callbackIds[0] ?? "");
    const before = batches();
    const original = bench.limiter.reserve;
    // The whole is refused, one alone is taken, and then the account is locked.
    bench.limiter.reserve = async (...asked) => {
      if (batches() - before === 2) control.fault(locked({ until: bench.clock.now() + 60_000 }));
      return original(...asked);
    };
    expect(valueOf(await complete())).toMatchObject({ completed: [callbackIds[8]], gone: [] });
    expect(bench.limiter.pauses).toEqual([{ bucket: `hubspot:${portalId}`, seconds: 2, code: "HUBSPOT_LOCKED" }]);
  });

  test("none at all ask nothing", async () => {
    const none = { completed: [], gone: [], refusal: null };
    expect(valueOf(await bench.adapter.completeCallbacks(portalId, [], false))).toEqual(none);
    expect(batches()).toBe(0);
  });
});

describe("the delivery record", () => {
  const SCHEMAS = "/crm-object-schemas/2026-09/schemas";
  const properties = { delivery_id: "d-1", delivery_name: "Newsletter · 2026-11-23", outcome: "collecting" };
  const records = (type: string) => bench.hubspot.control.records(portalId, type);

  test("has its custom object made once", async () => {
    const typeId = valueOf(await bench.adapter.ensureRecordType(portalId));
    expect(typeId).toMatch(/^2-\d+$/);
    expect(valueOf(await bench.adapter.ensureRecordType(portalId))).toBe(typeId);
    expect(requestsTo("POST", SCHEMAS)).toHaveLength(1);
  });

  test("has it made once by two at the same time", async () => {
    const both = await Promise.all([
      bench.adapter.ensureRecordType(portalId),
      bench.anotherAdapter().ensureRecordType(portalId),
    ]);
    const [one] = both.filter(({ kind }) => kind === "ok");
    for (const answer of both) expect(answer).toEqual(one);
    expect(requestsTo("POST", SCHEMAS).filter(({ status }) => status < 300)).toHaveLength(1);
  });

  test("gets the properties that an earlier version did not make, and keeps its own", async () => {
    const token = (await bench.credentials.portalTokens(portalId))?.accessToken ?? "";
    const lacking = ["clicks", "clicks_state", "delivery_url"];
    const older = RECORD_PROPERTIES.filter(({ name }) => !lacking.includes(name));
    const response = await fetch(`${bench.hubspot.apiUrl}${SCHEMAS}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ ...RECORD_SCHEMA, properties: older }),
    });
    const { objectTypeId } = (await response.json()) as { objectTypeId: string };
    expect(valueOf(await bench.adapter.ensureRecordType(portalId))).toBe(objectTypeId);
    expect(requestsTo("POST", `/crm/properties/2026-09/${objectTypeId}`)).toHaveLength(lacking.length);
    expect(requestsTo("POST", SCHEMAS)).toHaveLength(1);
    const full = { ...properties, clicks: "4", clicks_state: "exact", delivery_url: "http://localhost/d" };
    expect((await bench.adapter.writeRecord(portalId, objectTypeId, full)).kind).toBe("ok");
    expect(records(objectTypeId)[0]?.properties).toMatchObject({ clicks: "4", clicks_state: "exact" });
    await bench.adapter.ensureRecordType(portalId);
    expect(requestsTo("POST", `/crm/properties/2026-09/${objectTypeId}`)).toHaveLength(lacking.length);
  });

  test("gets the options that an earlier version did not know, and keeps what the account has changed", async () => {
    const token = (await bench.credentials.portalTokens(portalId))?.accessToken ?? "";
    const own = { value: "looked_at", label: "Looked at by Mika", displayOrder: 9, hidden: true, description: "Ours" };
    const older = RECORD_PROPERTIES.map((property) => {
      if (property.name !== "outcome") return property;
      const { options = [] } = property;
      return { ...property, options: [...options.filter(({ value }) => value !== "uncertain"), own] };
    });
    const response = await fetch(`${bench.hubspot.apiUrl}${SCHEMAS}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ ...RECORD_SCHEMA, properties: older }),
    });
    const { objectTypeId } = (await response.json()) as { objectTypeId: string };
    const uncertain = { ...properties, outcome: "uncertain" };
    expect(await bench.adapter.writeRecord(portalId, objectTypeId, uncertain)).toMatchObject({ kind: "refused" });
    expect(valueOf(await bench.adapter.ensureRecordType(portalId))).toBe(objectTypeId);
    expect((await bench.adapter.writeRecord(portalId, objectTypeId, uncertain)).kind).toBe("ok");
    const kept = { ...properties, delivery_id: "d-2", outcome: "looked_at" };
    expect((await bench.adapter.writeRecord(portalId, objectTypeId, kept)).kind).toBe("ok");
    const shown = await fetch(`${bench.hubspot.apiUrl}${SCHEMAS}/${objectTypeId}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    const schema = (await shown.json()) as { properties: { name: string; options: object[] }[] };
    expect(schema.properties.find(({ name }) => name === "outcome")?.options).toContainEqual(own);
    const changes = () => requestsTo("PATCH", `/crm/properties/2026-09/${objectTypeId}/outcome`).length;
    expect(changes()).toBe(1);
    await bench.adapter.ensureRecordType(portalId);
    expect(changes()).toBe(1);
  });

  test("is not to be had without the permissions for custom objects, which are named", async () => {
    bench.hubspot.control.addPortal({ portalId: 5151, name: "Small", enterprise: false });
    await installed(bench, 5151, false);
    const missing = refused("RECORDS_SCOPES_MISSING", { scopes: "crm.schemas.custom.read" });
    expect(await bench.adapter.ensureRecordType(5151)).toEqual(missing);
  });

  test("cannot be written once the account has lost its plan", async () => {
    const typeId = valueOf(await bench.adapter.ensureRecordType(portalId));
    bench.hubspot.control.setPlan(portalId, { enterprise: false });
    const missing = refused("RECORDS_SCOPES_MISSING", { scopes: "crm.objects.custom.write" });
    expect(await bench.adapter.writeRecord(portalId, typeId, properties)).toEqual(missing);
  });

  test.each([
    ["no list of permissions", {}],
    ["a list that is none", { errors: [{ context: { requiredGranularScopes: 7 } }, null, { context: null }] }],
  ])("is not in the plan where HubSpot says 403 with %s", async (_what, extras) => {
    const error = hubspotError(403, { message: "no", category: "FORBIDDEN", ...extras }, null);
    expect(error.missingScopes).toEqual([]);
  });

  test("is not to be had when the portal's custom objects are used up", async () => {
    bench.hubspot.control.addPortal({ portalId: 5252, name: "Full", enterprise: true, customObjectQuota: 0 });
    await installed(bench, 5252);
    expect(await bench.adapter.ensureRecordType(5252)).toEqual(refused("RECORDS_QUOTA_FULL"));
  });

  test("is one record however often it is written", async () => {
    const typeId = valueOf(await bench.adapter.ensureRecordType(portalId));
    const id = valueOf(await bench.adapter.writeRecord(portalId, typeId, properties));
    const next = { ...properties, outcome: "delivered", enrolled_count: "61", sent_at: "1795000000000" };
    expect(valueOf(await bench.adapter.writeRecord(portalId, typeId, next))).toBe(id);
    expect(records(typeId)).toHaveLength(1);
    expect(records(typeId)[0]?.properties).toMatchObject({
      delivery_id: "d-1",
      outcome: "delivered",
      enrolled_count: "61",
    });
  });

  test("with a value HubSpot does not know is refused in HubSpot's words", async () => {
    const typeId = valueOf(await bench.adapter.ensureRecordType(portalId));
    const unexpected = { ...properties, outcome: "nonsense" };
    const answer = await bench.adapter.writeRecord(portalId, typeId, unexpected);
    expect(answer).toMatchObject({ kind: "refused", finding: { code: "HUBSPOT_REFUSED" } });
    expect(answer.kind === "refused" && String(answer.finding.figures["detail"])).toContain("nonsense");
  });

  test.each([
    ["a property that the form for new records requires", { property: "list_name" }, "list_name"],
    [
      "a property that another's value requires",
      { property: "approved_by", when: { property: "outcome", value: "collecting" } },
      "approved_by",
    ],
  ])("is refused by the account's own rule, with the property's name: %s", async (_what, rule, named) => {
    const typeId = valueOf(await bench.adapter.ensureRecordType(portalId));
    bench.hubspot.control.setRecordRules(portalId, typeId, [rule]);
    const refusal = refused("RECORDS_REFUSED_BY_RULE", { properties: named });
    expect(await bench.adapter.writeRecord(portalId, typeId, properties)).toEqual(refusal);
    expect((await bench.adapter.writeRecord(portalId, typeId, { ...properties, [named]: "x" })).kind).toBe("ok");
    // Earlier versions of the API know no such rules.
    bench.hubspot.control.setRecordRules(portalId, typeId, [{ property: "campaign" }]);
    const earlier = bench.anotherAdapter(bench.hubspot.apiUrl, readVersions("objects=2026-03"));
    expect((await earlier.writeRecord(portalId, typeId, { ...properties, delivery_id: "d-2" })).kind).toBe("ok");
  });

  test("that HubSpot reports among the errors of a 207 is refused in its words, with the token it has", async () => {
    const server = await startAnsweringServer();
    const error = { status: "error", category: "VALIDATION_ERROR", message: "Property values were not valid" };
    server.answer = () => ({ status: 207, body: { status: "COMPLETE", results: [], numErrors: 1, errors: [error] } });
    try {
      const detail = "record d-1: Property values were not valid";
      expect(await bench.anotherAdapter(server.url).writeRecord(portalId, "2-1", properties)).toEqual(
        refused("HUBSPOT_REFUSED", { detail }),
      );
      expect(server.asked.map(({ path }) => path)).toEqual(["/crm/objects/2026-09/2-1/batch/upsert"]);
    } finally {
      await server.stop();
    }
  });

  test("waits while HubSpot is down", async () => {
    const typeId = valueOf(await bench.adapter.ensureRecordType(portalId));
    bench.hubspot.control.fault({ path: "/batch/upsert", times: 1, kind: "status", status: 502 });
    expect(await bench.adapter.writeRecord(portalId, typeId, properties)).toEqual(later("HUBSPOT_UNAVAILABLE"));
    bench.hubspot.control.fault({ path: "/batch/upsert", times: 1, kind: "malformed" });
    expect(await bench.adapter.writeRecord(portalId, typeId, properties)).toEqual({
      kind: "later",
      finding: { code: "HUBSPOT_UNAVAILABLE", figures: { detail: "answer is not an object" } },
    });
    expect((await bench.adapter.writeRecord(portalId, typeId, properties)).kind).toBe("ok");
    expect(records(typeId)).toHaveLength(1);
  });
});

describe("an account that HubSpot asks to leave alone", () => {
  type Ask = (adapter: AdapterBench["adapter"]) => Promise<Answer<unknown>>;
  const questions: readonly (readonly [string, Ask])[] = [
    ["a list", (hubspot) => hubspot.list(portalId, "1")],
    ["a search for lists", (hubspot) => hubspot.searchLists(portalId, "", null)],
    ["the contact properties", (hubspot) => hubspot.contactProperties(portalId)],
    [
      "members of a list",
      (hubspot) => hubspot.memberValues(portalId, { listId: "1", property: "line_user_id", after: null }),
    ],
    ["the access", (hubspot) => hubspot.checkAccess(portalId)],
    ["a person", (hubspot) => hubspot.person(portalId, 1)],
    ["the record type", (hubspot) => hubspot.ensureRecordType(portalId)],
    ["a record", (hubspot) => hubspot.writeRecord(portalId, "2-1", { delivery_id: "d-1" })],
  ];

  test.each(questions)("is not asked for %s before the time is over, by any process", async (_what, ask) => {
    bench.hubspot.control.fault(migrating({ until: bench.clock.now() + 60_000 }, 7200));
    const expected = { ...later("HUBSPOT_MIGRATING"), retryAfterSeconds: 7200 };
    expect(await ask(bench.adapter)).toEqual(expected);
    expect(bench.limiter.pauses).toEqual([{ bucket: `hubspot:${portalId}`, seconds: 7200, code: "HUBSPOT_MIGRATING" }]);
  });
});
