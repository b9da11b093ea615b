/** Every request the HubSpot adapter sends, against the models of HubSpot's own SDK: it is generated from HubSpot's API. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { RECORD_PROPERTIES, RECORD_SCHEMA, recordSchema } from "../../src/platforms/hubspot/records/delivery-record.ts";
import { installed, startAdapterBench, valueOf, type AdapterBench } from "../integration/hubspot-adapter.support.ts";
import { portalId, workflowFor } from "../integration/hubspot-simulator.support.ts";
import { startRecordingProxy, type RecordingProxy } from "../support/recording-proxy.ts";

interface Attribute {
  readonly baseName: string;
  readonly name: string;
  readonly type: string;
}

const require = createRequire(import.meta.url);
const codegen = join(dirname(require.resolve("@hubspot/api-client/package.json")), "lib/codegen");

/** Every way in which a request's value departs from the SDK's model: keys it has not, types, what it requires. */
function faults(module: string, type: string, value: unknown, path = "$"): string[] {
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no array`];
    return value.flatMap((each, index) => faults(module, item, each, `${path}[${index}]`));
  }
  const entry = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (entry !== undefined)
    return Object.entries(value ?? {}).flatMap(([key, each]) => faults(module, entry, each, `${path}.${key}`));
  if (["string", "number", "boolean"].includes(type)) return typeof value === type ? [] : [`${path} is no ${type}`];
  return modelFaults(module, type, value, path);
}

function modelFaults(module: string, type: string, value: unknown, path: string): string[] {
  const file = join(codegen, module, "models", type);
  // An enumeration of the SDK: its values are listed in the declaration of the model that uses it.
  if (!existsSync(`${file}.js`)) return typeof value === "string" ? [] : [`${path} is no text`];
  const model = (require(file) as Record<string, { attributeTypeMap?: Attribute[] }>)[type];
  const attributes = model?.attributeTypeMap ?? [];
  const declared = readFileSync(`${file}.d.ts`, "utf8");
  const body = (value ?? {}) as Record<string, unknown>;
  const known = new Set(attributes.map(({ baseName }) => baseName));
  const strange = Object.keys(body).filter((key) => !known.has(key));
  return [
    ...strange.map((key) => `${path}.${key} is not in ${type}`),
    ...attributes.flatMap(({ baseName, name, type: attributeType }) => {
      if (body[baseName] === undefined)
        return declared.includes(`'${name}': `) ? [`${path}.${baseName} is missing`] : [];
      return faults(module, attributeType, body[baseName], `${path}.${baseName}`);
    }),
  ];
}

interface Expected {
  readonly request: RegExp;
  readonly module: string;
  readonly model: string;
  /** Faults that HubSpot's documentation asks for. */
  readonly documented?: RegExp;
}

const EXPECTED: readonly Expected[] = [
  {
    request: /^POST \/automation\/actions\/callbacks\/2026-09\/complete$/,
    module: "automation/actions",
    model: "BatchInputCallbackCompletionBatchRequest",
    // Required since the dated versions: Automation/Actions V4/…/actionsV4.json of HubSpot-public-api-spec-collection
    documented: /\.typedOutputs is not in CallbackCompletionBatchRequest$/,
  },
  { request: /^POST \/crm\/lists\/2026-09\/search$/, module: "crm/lists", model: "ListSearchRequest" },
  {
    request: /^POST \/crm-object-schemas\/2026-09\/schemas$/,
    module: "crm/schemas",
    model: "ObjectSchemaEgg",
    // Required since the dated versions: CRM/Schemas/…/schemas.json of HubSpot-public-api-spec-collection
    documented: /\.allowsSensitiveProperties is not in ObjectSchemaEgg$/,
  },
  { request: /^POST \/crm\/properties\/2026-09\/[^/]+$/, module: "crm/properties", model: "PropertyCreate" },
  {
    request: /^POST \/crm\/objects\/2026-09\/[^/]+\/batch\/upsert$/,
    module: "crm/objects",
    model: "BatchInputSimplePublicObjectBatchInputUpsert",
  },
  {
    request: /^POST \/crm\/objects\/2026-09\/contacts\/batch\/read$/,
    module: "crm/contacts",
    model: "BatchReadInputSimplePublicObjectId",
  },
];

let bench: AdapterBench;
let proxy: RecordingProxy;

/** One request of each kind, with all we ever put into it. */
async function useEverything(): Promise<void> {
  const { control } = bench.hubspot;
  const adapter = bench.anotherAdapter(proxy.url);
  const workflowId = workflowFor(bench);
  await control.enroll(portalId, workflowId, { contactIds: control.addContacts(portalId, 3) }).done;
  const outputFields = { hs_execution_state: "SUCCESS", outcome: "delivered" };
  const completions = control.executions(portalId).map(({ callbackId }) => ({ callbackId, outputFields }));
  valueOf(await adapter.completeCallbacks(portalId, completions, false));
  valueOf(await adapter.searchLists(portalId, "News", null));
  const listId = control.addList(portalId, { name: "Newsletter", size: 3 });
  valueOf(await adapter.list(portalId, listId));
  valueOf(await adapter.memberValues(portalId, { listId, property: "line_user_id", after: null }));
  const typeId = valueOf(await adapter.ensureRecordType(portalId));
  const full = Object.fromEntries(RECORD_PROPERTIES.map(({ name, type, options }) => [name, sample(type, options)]));
  valueOf(await adapter.writeRecord(portalId, typeId, full));
}

function sample(type: string, options: readonly { readonly value: string }[] = []): string {
  if (type === "enumeration") return options[0]?.value ?? "";
  return { number: "12", datetime: "1795000000000" }[type] ?? "text";
}

/** An object made by a version that knew fewer properties, in a portal of its own. */
async function extendOlderObject(): Promise<void> {
  bench.hubspot.control.addPortal({ portalId: 6161, name: "Older", enterprise: true });
  const { tokens } = await installed(bench, 6161);
  const properties = RECORD_PROPERTIES.filter(({ name }) => !["opens", "opens_state", "sent_at"].includes(name));
  await fetch(`${bench.hubspot.apiUrl}/crm-object-schemas/2026-09/schemas`, {
    method: "POST",
    headers: { Authorization: `Bearer ${tokens.accessToken}`, "Content-Type": "application/json" },
    body: JSON.stringify({ ...RECORD_SCHEMA, properties }),
  });
  valueOf(await bench.anotherAdapter(proxy.url).ensureRecordType(6161));
}

beforeAll(async () => {
  bench = await startAdapterBench();
  await installed(bench, portalId);
  proxy = await startRecordingProxy(bench.hubspot.apiUrl);
  await useEverything();
  await extendOlderObject();
});
afterAll(async () => {
  await proxy.close();
  await bench.stop();
});

const sent = ({ request }: Expected) => proxy.exchanges.filter(({ method, path }) => request.test(`${method} ${path}`));

describe("what we send to HubSpot", () => {
  test.each(EXPECTED)("$request is a $model", (expected) => {
    const requests = sent(expected);
    expect(requests).not.toEqual([]);
    const found = requests.flatMap(({ requestBody }) =>
      faults(expected.module, expected.model, JSON.parse(requestBody)),
    );
    expect(found.filter((fault) => expected.documented?.test(fault) !== true)).toEqual([]);
    expect(requests.every(({ status }) => status < 300)).toBe(true);
  });

  test("is all described above", () => {
    const bodies = proxy.exchanges.filter(
      ({ requestBody, requestType }) => requestBody !== "" && /json/.test(requestType),
    );
    const undescribed = bodies
      .map(({ method, path }) => `${method} ${path}`)
      .filter((request) => !EXPECTED.some((expected) => expected.request.test(request)));
    expect(undescribed).toEqual([]);
  });

  // `required` of CallbackCompletionBatchRequest, ListSearchRequest and ObjectSchemaEgg in the dated OpenAPI files of
  // github.com/HubSpot/HubSpot-public-api-spec-collection; the SDK's models are of v3 and v4.
  test.each([
    [/callbacks/, { inputs: expect.arrayContaining([expect.objectContaining({ typedOutputs: {} })]) }],
    [/lists/, { additionalProperties: expect.any(Array), listIds: [], offset: 0, processingTypes: [] }],
    [/schemas/, { allowsSensitiveProperties: false, searchableProperties: expect.any(Array) }],
  ])("has what the dated versions require: %s", (path, required) => {
    const bodies = proxy.exchanges
      .filter((one) => one.method === "POST" && path.test(one.path) && !one.path.includes("objects"))
      .map(({ requestBody }) => JSON.parse(requestBody) as object);
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(body).toMatchObject(required);
  });

  test("creates the object in each version as that version requires", () => {
    const association = "shouldCreateSameObjectAssociation";
    expect(recordSchema("v3")).toEqual(RECORD_SCHEMA);
    expect(recordSchema("2026-09")).not.toHaveProperty(association);
    expect(recordSchema("2026-03")).toMatchObject({ allowsSensitiveProperties: false, [association]: false });
  });

  test("would be found out: a key too many, a wrong type, something missing", () => {
    const upsert = (input: object) =>
      faults("crm/objects", "BatchInputSimplePublicObjectBatchInputUpsert", { inputs: [input] });
    const good = { id: "d-1", idProperty: "delivery_id", properties: { outcome: "sealed" } };
    expect(upsert(good)).toEqual([]);
    expect(upsert({ ...good, color: "red" })).not.toEqual([]);
    expect(upsert({ ...good, properties: { opens: 4 } })).not.toEqual([]);
    expect(upsert({ idProperty: "delivery_id", properties: {} })).not.toEqual([]);
  });
});
