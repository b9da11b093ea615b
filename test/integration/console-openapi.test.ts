/** What `openapi.json` says of requests: the API takes what is as described, and refuses what is not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Test } from "supertest";
import { ALERT_KINDS } from "../../src/delivery/alerts/alerts.ts";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { bodyMutants, queryMutants } from "./console-openapi-mutants.support.ts";
import { ApiDocument, type Operation } from "./console-openapi.support.ts";
import { createTestConsole, type TestConsole } from "./console.support.ts";

const api = new ApiDocument();
const MESSAGE = {
  name: "Morning",
  messages: [{ type: "text", text: "Good morning" }],
  utm: { source: "line", medium: "message", campaign: "autumn", content: "tea", term: "green" },
};
const FILTER = {
  search: "tea",
  list: "1",
  audience: "1",
  channel: CHANNEL_ID,
  outcome: "open",
  from: "2026-01-31",
  to: "2026-02-01",
};

/** A place in a list cannot be made up: it may look right and be none. */
const LEFT_OPEN: readonly unknown[] = ["before"];

/** A right body for every operation with one, with everything in it that is described. */
const BODIES: Readonly<Record<string, () => object>> = {
  "POST /channels": () => ({ name: "Tea house", channelId: "1234567891", channelSecret: "0123456789abcdef".repeat(2) }),
  "PATCH /channels/{id}": () => ({ name: "Demo shop", timeZone: "Asia/Taipei", quotaFloor: 500 }),
  "POST /channels/{id}/testers": () => ({ name: "Aya", lineUserId: `U${"a".repeat(32)}` }),
  "POST /messages": () => MESSAGE,
  "PUT /messages/{id}": () => MESSAGE,
  "POST /messages/{id}/test": () => ({ channelId: CHANNEL_ID, testerIds: [testerId] }),
  "PATCH /settings": () => ({
    quietSeconds: 60,
    ceilingSeconds: 3600,
    minimumEnrolled: 50,
    quietHours: { from: "21:00", to: "08:30" },
    language: "ja",
    timeZone: "Asia/Taipei",
    newMemberRole: "viewer",
    alwaysApprove: true,
    approveAbove: 5000,
    approveAboveFactor: 1.5,
    separateApprover: true,
    oneSendInDays: 3,
  }),
  "POST /keys": () => ({ name: `Key ${Math.random()}`, roles: ["sender", "viewer"], expiresInDays: 30 }),
  "POST /keys/{id}/rotate": () => ({ expiresInDays: 30, graceHours: 24 }),
  "PATCH /notifications": () => ({ language: "th", mail: Object.fromEntries(ALERT_KINDS.map((kind) => [kind, true])) }),
  "PATCH /members/{id}": () => ({ roles: ["sender", "administrator"] }),
};

/** A right query for every operation that may have one, with everything in it that is described. */
const QUERIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "GET /channels/{id}/audiences": { name: "tea" },
  "GET /deliveries": {
    ...FILTER,
    limit: "2",
    before: "2026-11-24T09:00:00.000000Z_0d9f6f7e-0000-4000-8000-000000000001",
    after: "2026-11-24T09:00:00.000000Z_0d9f6f7e-0000-4000-8000-000000000001",
    sort: "newest",
  },
  "GET /deliveries.csv": FILTER,
  "GET /deliveries.json": FILTER,
  "GET /audit": { limit: "2", before: "7" },
  "GET /not-started": { limit: "2", before: "2026-11-24T09:00:00.000000Z_LIST_MISSING.900" },
};

let tested: TestConsole;
let cookie: string;
let testerId: string;
let idsOf: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  tested = await createTestConsole();
  const { id: messages } = await tested.store.createSavedMessage(PORTAL_ID, { ...MESSAGE, utm: null });
  const tester = await tested.store.saveTester(PORTAL_ID, CHANNEL_ID, {
    name: "Mika",
    lineUserId: `U${"1".repeat(32)}`,
  });
  testerId = tester?.id ?? "";
  const [member] = await tested.store.members(PORTAL_ID);
  const made = await tested.store.makeApiKey(PORTAL_ID, 1, { name: "Reports", roles: ["sender"], days: 90 });
  if (made.kind !== "ok") throw new Error(made.kind);
  idsOf = { keys: made.key.id, channels: CHANNEL_ID, messages, members: member?.id };
});
afterAll(() => tested.close());
beforeEach(async () => {
  cookie = await tested.signIn();
});

const nameOf = ({ method, template }: Operation): string => `${method} ${template}`;

function operationOf(name: string): Operation {
  const found = api.operations.find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`${name} is not described`);
  return found;
}

function ask({ method, template }: Operation, query = ""): Test {
  const path = template.replace("{id}", idsOf[template.split("/")[1] ?? ""] ?? "");
  const verb = method.toLowerCase() as "get" | "post" | "put" | "patch";
  return tested.http[verb](`/api${path}${query === "" ? "" : `?${query}`}`).set("Cookie", cookie);
}

/** What is wrong with how something wrong was answered; empty for a refusal that is described. */
async function objections(sent: Test): Promise<string[]> {
  const response = await sent;
  const refused = response.status >= 400 && response.status < 500;
  return [...(refused ? [] : [`was answered with ${response.status}`]), ...(refused ? api.faultsOf(response) : [])];
}

/** Whether something was refused for its form; for what it means it may be, such as an unknown time zone. */
async function misgivings(sent: Test): Promise<string[]> {
  const { status, text, type } = await sent;
  if (status >= 500) return [`was answered with ${status}`];
  const { code, field, detail } = (type === "application/problem+json" ? JSON.parse(text) : {}) as Record<
    string,
    string
  >;
  return code === "FIELD_INVALID" && !LEFT_OPEN.includes(field) ? [`was refused: ${detail}`] : [];
}

describe("a body", () => {
  test("every operation with one is asked here", () => {
    const described = api.operations.filter(({ requestBody }) => requestBody !== undefined);
    expect(described.map(nameOf).sort()).toEqual(Object.keys(BODIES).sort());
  });

  test.each(Object.entries(BODIES))("%s takes what is as described, and nothing else", async (name, bodyFor) => {
    const operation = operationOf(name);
    const right = await ask(operation).send(bodyFor());
    expect([right.ok, api.faultsOf(right)]).toEqual([true, []]);
    const mutants = bodyMutants(api, operation, bodyFor());
    expect(mutants.wrong.length).toBeGreaterThan(5);
    const found: string[] = [];
    for (const { what, sent } of mutants.right) {
      found.push(...(await misgivings(ask(operation).send(sent))).map((misgiving) => `${what}: ${misgiving}`));
    }
    for (const { what, sent } of mutants.wrong) {
      for (const objection of await objections(ask(operation).send(sent))) found.push(`${what}: ${objection}`);
    }
    if (operation.requestBody?.required === true) found.push(...(await objections(ask(operation))));
    expect(found).toEqual([]);
  });
});

test("a schema with a name is referred to, and nowhere written out again", () => {
  const { schemas = {} } = api.document.components;
  const text = JSON.stringify(api.document);
  const count = (part: string): number => text.split(part).length - 1;
  const found = Object.entries(schemas).map(([name, schema]) => ({
    name,
    isReferredTo: count(`"#/components/schemas/${name}"`) > 0,
    writtenOut: count(JSON.stringify(schema)),
  }));
  expect(found).toEqual(Object.keys(schemas).map((name) => ({ name, isReferredTo: true, writtenOut: 1 })));
});

describe("a query", () => {
  test("every operation with one is asked here, for everything", () => {
    const described = api.operations.map(
      (one) => [nameOf(one), one.parameters.filter((parameter) => parameter.in === "query")] as const,
    );
    const names = described.filter(([, all]) => all.length > 0);
    expect(Object.fromEntries(names.map(([name, all]) => [name, all.map((one) => one.name).sort()]))).toEqual(
      Object.fromEntries(Object.entries(QUERIES).map(([name, query]) => [name, Object.keys(query).sort()])),
    );
  });

  test.each(Object.entries(QUERIES))("%s takes what is as described, and nothing else", async (name, query) => {
    const operation = operationOf(name);
    const right = await ask(operation, new URLSearchParams(query).toString());
    expect([right.ok, api.faultsOf(right)]).toEqual([true, []]);
    const found: string[] = [];
    for (const parameter of operation.parameters.filter((one) => one.in === "query")) {
      const mutants = queryMutants(api, parameter, query[parameter.name] ?? "");
      for (const { what, sent } of mutants.right) {
        found.push(...(await misgivings(ask(operation, sent))).map((misgiving) => `${what}: ${misgiving}`));
      }
      for (const { what, sent } of mutants.wrong) {
        for (const objection of await objections(ask(operation, sent))) found.push(`${what}: ${objection}`);
      }
    }
    expect(found).toEqual([]);
  });
});
