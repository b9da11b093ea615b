/** The HubSpot adapter against the simulated platform: lists, held executions, the delivery record. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readVersions } from "../../src/hubspot/addresses.ts";
import { hubspotError } from "../../src/hubspot/answers.ts";
import { RECORD_PROPERTIES, RECORD_SCHEMA } from "../../src/hubspot/delivery-record.ts";
import type { Completion } from "../../src/ports/hubspot.ts";
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
    bench.pace.book = async (bucket) => {
      booked.push(bucket);
      return { kind: "booked", inMs: bucket.endsWith(":search") ? 200 : 0 };
    };
    expect((await bench.adapter.searchLists(portalId, "", null)).kind).toBe("ok");
    expect(booked).toEqual([`hubspot:${portalId}:search`, `hubspot:${portalId}`]);
  });

  test("wait for their turn: four searches a second, and the portal's own budget", async () => {
    bench.pace.makeWait(`hubspot:${portalId}:search`, 250);
    expect(await bench.adapter.searchLists(portalId, "", null)).toMatchObject({ retryAfterSeconds: 0.25 });
    bench.pace.makeWait(`hubspot:${portalId}`, 900);
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

  const complete = () => bench.adapter.completeCallbacks(portalId, completions);
  const completedAt = () =>
    bench.hubspot.control.executions(portalId).map(({ completions: times, outputFields: told }) => ({ times, told }));
  const batches = () => requestsTo("POST", "/automation/actions/callbacks/2026-09/complete").length;

  test("are completed in one request with what they are told", async () => {
    expect(await complete()).toEqual({ kind: "ok", value: { completed: callbackIds, gone: [] } });
    expect(batches()).toBe(1);
    expect(completedAt()).toEqual(callbackIds.map(() => ({ times: 1, told: outputFields })));
  });

  test.each([[[0]], [[8]], [[4, 5]], [[0, 3, 8]], [[0, 1, 2, 3, 4, 5, 6, 7, 8]]])(
    "number %p dead in a batch HubSpot refuses whole: the others are completed, once",
    async (dead) => {
      bench.hubspot.control.settings.batchWithDeadCallback = "all-fail";
      const gone = dead.map((index) => callbackIds[index] ?? "");
      for (const callbackId of gone) bench.hubspot.control.dropCallback(callbackId);
      const { completed, gone: lost } = valueOf(await complete());
      expect(new Set(lost)).toEqual(new Set(gone));
      expect(new Set(completed)).toEqual(new Set(callbackIds.filter((callbackId) => !gone.includes(callbackId))));
      expect(completedAt().map(({ times }) => times)).toEqual(
        callbackIds.map((_, index) => (dead.includes(index) ? 0 : 1)),
      );
    },
  );

  test("are all told done where HubSpot passes over a dead one", async () => {
    bench.hubspot.control.settings.batchWithDeadCallback = "skip-dead";
    bench.hubspot.control.dropCallback(callbackIds[3] ?? "");
    expect(await complete()).toEqual({ kind: "ok", value: { completed: callbackIds, gone: [] } });
    expect(batches()).toBe(1);
    expect(completedAt().filter(({ times }) => times === 1)).toHaveLength(8);
  });

  test("completed in a split that is then held up are not forgotten", async () => {
    bench.hubspot.control.dropCallback(callbackIds[8] ?? "");
    // The whole, then its first half, then the budget is used up.
    bench.pace.makeWait(`hubspot:${portalId}`, 0, 0, 700);
    const { completed, gone } = valueOf(await complete());
    expect({ completed, gone }).toEqual({ completed: callbackIds.slice(0, 5), gone: [] });
    const rest = completions.slice(5);
    expect(valueOf(await bench.adapter.completeCallbacks(portalId, rest))).toEqual({
      completed: callbackIds.slice(5, 8),
      gone: [callbackIds[8]],
    });
    expect(completedAt().map(({ times }) => times)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0]);
  });

  test("whose completion was answered into the void are gone the next time", async () => {
    bench.hubspot.control.fault({ path: "/actions/callbacks/2026-09/complete", times: 1, kind: "reset-after" });
    expect(await complete()).toEqual(later("HUBSPOT_UNAVAILABLE"));
    expect(valueOf(await complete())).toEqual({ completed: [], gone: callbackIds });
    expect(completedAt().every(({ times }) => times === 1)).toBe(true);
  });

  test.each(["outputs-refused", "wrong-place"] as const)(
    "all refused, whoever is meant (%s), are not given up",
    async (allCompletions) => {
      bench.hubspot.control.settings.allCompletions = allCompletions;
      expect(await complete()).toMatchObject({ kind: "later", finding: { code: "HUBSPOT_REFUSED" } });
      const [one] = completions;
      expect(await bench.adapter.completeCallbacks(portalId, one === undefined ? [] : [one])).toMatchObject({
        kind: "later",
        finding: { code: "HUBSPOT_REFUSED", figures: { detail: expect.stringMatching(/Output field|HTTP 404/) } },
      });
      bench.hubspot.control.settings.allCompletions = "as-they-are";
      expect(valueOf(await complete())).toEqual({ completed: callbackIds, gone: [] });
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
    [{ kind: "status", status: 403 }, refused("HUBSPOT_UNAUTHORIZED")],
    [{ kind: "timeout-before" }, later("HUBSPOT_UNAVAILABLE")],
    [{ kind: "reset-before" }, later("HUBSPOT_UNAVAILABLE")],
  ] as const)("that meet %p are neither completed nor given up", async (trouble, expected) => {
    bench.hubspot.control.fault({ path: "/actions/callbacks/2026-09/complete", times: 1, ...trouble });
    expect(await complete()).toMatchObject(expected);
    expect(completedAt().every(({ times }) => times === 0)).toBe(true);
    expect(valueOf(await complete())).toEqual({ completed: callbackIds, gone: [] });
  });

  test("refused by the rate limit let everybody rest for as long as HubSpot says", async () => {
    const trouble = { kind: "status", status: 429, headers: { "Retry-After": "3" } } as const;
    bench.hubspot.control.fault({ path: "/actions/callbacks/2026-09/complete", times: 1, ...trouble });
    await complete();
    expect(bench.pace.rests).toEqual([{ bucket: `hubspot:${portalId}`, seconds: 3 }]);
  });

  test("none at all ask nothing", async () => {
    const none = { completed: [], gone: [] };
    expect(valueOf(await bench.adapter.completeCallbacks(portalId, []))).toEqual(none);
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
    const odd = { ...properties, outcome: "nonsense" };
    const answer = await bench.adapter.writeRecord(portalId, typeId, odd);
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
