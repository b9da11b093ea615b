/** The simulated HubSpot against HubSpot's own SDK: its client gets along with it, its models describe every answer. */
import { Client } from "@hubspot/api-client";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  app,
  apiOf,
  authorize,
  definition,
  install,
  portalId,
  redirectUri,
  startBench,
  workflowFor,
  type Bench,
} from "../integration/hubspot-simulator.support.ts";

interface Attribute {
  readonly baseName: string;
  readonly name: string;
  readonly type: string;
}

const require = createRequire(import.meta.url);
const codegen = join(dirname(require.resolve("@hubspot/api-client/package.json")), "lib/codegen");

/** Every way in which a value differs from the SDK's model of it. */
function differences(module: string, type: string, value: unknown, path = "$"): string[] {
  const inner = /^Array<(.+)>$/.exec(type)?.[1];
  if (inner !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no array`];
    return value.flatMap((each, index) => differences(module, inner, each, `${path}[${index}]`));
  }
  const entry = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (entry !== undefined)
    return Object.entries(value ?? {}).flatMap(([key, each]) => differences(module, entry, each, `${path}.${key}`));
  if (type === "Date") return Number.isNaN(Date.parse(String(value))) ? [`${path} is no date`] : [];
  if (["string", "number", "boolean"].includes(type)) return typeof value === type ? [] : [`${path} is no ${type}`];
  if (type === "string | null") return value === null || typeof value === "string" ? [] : [`${path} is no text`];
  const file = join(codegen, module, "models", type);
  return existsSync(`${file}.js`) ? modelDifferences(module, type, value, path) : [];
}

function modelDifferences(module: string, type: string, value: unknown, path: string): string[] {
  const file = join(codegen, module, "models", type);
  const model = (require(file) as Record<string, { attributeTypeMap?: Attribute[] }>)[type];
  const attributes = model?.attributeTypeMap;
  // A choice of several models has no attributes of its own.
  if (!attributes) return [];
  const declared = readFileSync(`${file}.d.ts`, "utf8");
  const known = value as Record<string, unknown>;
  return attributes.flatMap(({ baseName, name, type: attributeType }) => {
    const present = known[baseName] !== undefined;
    if (!present) return declared.includes(`'${name}': `) ? [`${path}.${baseName} is missing`] : [];
    return differences(module, attributeType, known[baseName], `${path}.${baseName}`);
  });
}

const propertyInput = {
  name: "delivery_id",
  label: "Delivery",
  type: "string",
  fieldType: "text",
  hasUniqueValue: true,
};
const schema = {
  name: "line_delivery",
  labels: { singular: "LINE delivery", plural: "LINE deliveries" },
  primaryDisplayProperty: "delivery_id",
  secondaryDisplayProperties: [],
  searchableProperties: ["delivery_id"],
  requiredProperties: ["delivery_id"],
  properties: [propertyInput, { name: "sent_at", label: "Sent", type: "datetime", fieldType: "date" }],
  associatedObjects: [],
};

let bench: Bench;
let accessToken: string;
let refreshToken: string;
let workflowId: number;
beforeAll(async () => {
  bench = await startBench();
  bench.hubspot.control.settings.requestsPerTenSeconds = 1000;
  // The SDK knows no others.
  bench.hubspot.control.settings.formerVersions = "served";
  bench.hubspot.control.addList(portalId, { listId: "7", name: "Spring", size: 3 });
  workflowId = workflowFor(bench);
  ({ accessToken, refreshToken } = await install(bench.hubspot));
});
afterAll(() => bench.stop());

const client = (options: object = { accessToken }) => new Client({ basePath: bench.hubspot.apiUrl, ...options });
const heldCallbacks = async (count: number) => {
  const run = bench.hubspot.control.enroll(portalId, workflowId, { count });
  await run.done;
  return run.callbackIds;
};

describe("the SDK's client", () => {
  test("exchanges a code and reads who installed", async () => {
    const { oauth } = client({});
    const code = await authorize(bench.hubspot);
    const token = await oauth.tokensApi.create("authorization_code", code, redirectUri, app.clientId, app.clientSecret);
    expect(token).toMatchObject({ tokenType: "bearer", expiresIn: 1800, refreshToken: expect.any(String) });
    const renewed = await oauth.tokensApi.create(
      "refresh_token",
      undefined,
      undefined,
      app.clientId,
      app.clientSecret,
      token.refreshToken,
    );
    const info = await oauth.accessTokensApi.get(renewed.accessToken);
    expect(info).toMatchObject({ hubId: portalId, appId: 77, scopes: expect.arrayContaining(["oauth", "automation"]) });
    expect(await oauth.refreshTokensApi.get(token.refreshToken)).toMatchObject({ clientId: app.clientId });
  });

  test("completes callbacks, one and many", async () => {
    const [first = "", ...others] = await heldCallbacks(3);
    const { callbacksApi } = client().automation.actions;
    const outputs = { outputFields: { hs_execution_state: "SUCCESS", code: "DELIVERED" } };
    await callbacksApi.complete(first, outputs);
    await callbacksApi.completeBatch({ inputs: others.map((callbackId) => ({ callbackId, ...outputs })) });
    const states = [first, ...others].map((id) => bench.hubspot.control.execution(id)?.state);
    expect(states).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"]);
    // Passed over: HubSpot answers with 204 for a callback that it does not hold.
    await callbacksApi.complete(first, outputs);
    expect(bench.hubspot.control.execution(first)).toMatchObject({ completions: 1, refusedCompletions: 1 });
  });

  test("finds lists and their members", async () => {
    const { lists } = client().crm;
    const found = await lists.listsApi.doSearch({ query: "spr", additionalProperties: ["hs_list_size"] });
    expect(found).toMatchObject({ total: 1, hasMore: false });
    expect(found.lists[0]?.additionalProperties).toEqual({ hs_list_size: "3" });
    expect((await lists.listsApi.getById("7", false)).list).toMatchObject({ name: "Spring", size: 3 });
    const page = await lists.membershipsApi.getPage("7", undefined, undefined, 2);
    expect(page.results).toHaveLength(2);
    const rest = await lists.membershipsApi.getPage("7", page.paging?.next?.after, undefined, 2);
    const ids = [...page.results, ...rest.results].map(({ recordId }) => ({ id: recordId }));
    const contacts = await client().crm.contacts.batchApi.read({
      inputs: ids,
      properties: ["line_user_id"],
      propertiesWithHistory: [],
    });
    expect(contacts.results.map(({ properties }) => properties["line_user_id"])).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^U[0-9a-f]{32}$/)),
    );
  });

  test("creates a schema and upserts records", async () => {
    const { crm } = client();
    const api = apiOf(bench.hubspot, accessToken);
    expect((await api("/crm-object-schemas/2026-09/schemas", schema)).status).toBe(201);
    const { results } = await crm.schemas.coreApi.getAll();
    const type = results.find(({ name }) => name === schema.name);
    expect(type?.fullyQualifiedName).toBe(`p${portalId}_line_delivery`);
    const inputs = [{ idProperty: "delivery_id", id: "d1", properties: { sent_at: "1763900000000" } }];
    const upsert = () => crm.objects.batchApi.upsert(type?.objectTypeId ?? "", { inputs });
    const first = await upsert();
    expect(first.results[0]).toMatchObject({ _new: true, properties: { sent_at: "2025-11-23T12:13:20.000Z" } });
    expect((await upsert()).results[0]).toMatchObject({ _new: false, id: first.results[0]?.id });
    expect(bench.hubspot.control.records(portalId, "line_delivery")).toMatchObject([{ writes: 2 }]);
  });

  test("publishes, revises and archives an action with the developer key", async () => {
    const { definitionsApi, revisionsApi } = client({ developerApiKey: app.developerApiKey }).automation.actions;
    const egg = definition(bench.actionUrl);
    const appId = Number(app.appId);
    const created = await definitionsApi.create(appId, egg as unknown as Parameters<typeof definitionsApi.create>[1]);
    expect(created).toMatchObject({ revisionId: "1", published: true });
    const id = created.id;
    expect((await definitionsApi.update(id, appId, { published: false })).revisionId).toBe("2");
    expect((await revisionsApi.getPage(id, appId)).results.map(({ revisionId }) => revisionId)).toEqual(["2", "1"]);
    await definitionsApi.archive(id, appId);
    await expect(definitionsApi.getById(id, appId)).rejects.toMatchObject({ code: 404 });
  });
});

describe("the SDK's models describe", () => {
  const list = "crm/lists";
  const objects = "crm/objects";
  const properties = "crm/properties";
  const actions = "automation/actions";
  const key = `?hapikey=${app.developerApiKey}`;
  const contactIds = () => ({ inputs: [{ id: bench.hubspot.control.records(portalId, "contacts")[0]?.id }] });
  const record = { inputs: [{ idProperty: "delivery_id", id: "d9", properties: {} }] };
  const other = { ...schema, name: "line_other" };
  const count = { name: "opens", label: "Opens", type: "number", fieldType: "number", groupName: "g" };
  const calls: readonly [string, string, string, (() => unknown)?][] = [
    ["oauth", "AccessTokenInfoResponse", "/oauth/v1/access-tokens/:access"],
    ["oauth", "RefreshTokenInfoResponse", "/oauth/v1/refresh-tokens/:refresh"],
    [list, "ListSearchResponse", "/crm/lists/2026-09/search", () => ({ additionalProperties: ["hs_list_size"] })],
    [list, "ListFetchResponse", "/crm/lists/2026-09/7?includeFilters=false"],
    [list, "ApiCollectionResponseJoinTimeAndRecordId", "/crm/lists/2026-09/7/memberships?limit=2"],
    ["crm/schemas", "ObjectSchema", "/crm-object-schemas/2026-09/schemas", () => other],
    ["crm/schemas", "CollectionResponseObjectSchemaNoPaging", "/crm-object-schemas/2026-09/schemas"],
    ["crm/schemas", "ObjectSchema", "/crm-object-schemas/2026-09/schemas/line_other"],
    [properties, "Property", "/crm/properties/2026-09/line_other", () => count],
    [properties, "CollectionResponsePropertyNoPaging", "/crm/properties/2026-09/contacts"],
    [
      properties,
      "BatchResponseProperty",
      "/crm/properties/2026-09/line_other/batch/read",
      () => ({ inputs: [{ name: "opens" }] }),
    ],
    [objects, "BatchResponseSimplePublicUpsertObject", "/crm/objects/2026-09/line_other/batch/upsert", () => record],
    [objects, "BatchResponseSimplePublicObject", "/crm/objects/2026-09/contacts/batch/read", contactIds],
    [objects, "CollectionResponseWithTotalSimplePublicObject", "/crm/objects/2026-09/line_other/search", () => ({})],
    [
      objects,
      "CollectionResponseSimplePublicObjectWithAssociationsForwardPaging",
      "/crm/objects/2026-09/contacts?limit=2",
    ],
    [actions, "PublicActionDefinition", `/automation/v4/actions/77${key}`, () => definition(bench.actionUrl)],
    [actions, "CollectionResponsePublicActionDefinitionForwardPaging", `/automation/actions/2026-09/77${key}`],
    ["oauth", "ModelError", "/crm/lists/2026-09/404"],
    [
      objects,
      "ModelError",
      "/crm/objects/2026-09/line_other/batch/upsert",
      () => ({ inputs: [{ id: "x", properties: { no: "" } }] }),
    ],
  ];

  test.each(calls.map((call) => ({ call, title: call.slice(0, 3).join(" ") })))("$title", async ({ call }) => {
    const [module, type, path, body] = call;
    const api = apiOf(bench.hubspot, accessToken);
    const answer = await api(path.replace(":access", accessToken).replace(":refresh", refreshToken), body?.());
    expect(answer.status >= 400).toBe(type === "ModelError");
    expect(differences(module, type, answer.body)).toEqual([]);
  });

  test("and the comparison sees what is missing or of another type", () => {
    const wrong = { list: { listId: 7, objectTypeId: "0-1" } };
    expect(differences(list, "ListFetchResponse", wrong)).toEqual(
      expect.arrayContaining(["$.list.listId is no string", "$.list.name is missing"]),
    );
  });
});
