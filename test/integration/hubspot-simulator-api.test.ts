import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
  allScopes,
  apiOf,
  app,
  authorize,
  definition,
  install,
  portalId,
  redirectUri,
  startBench,
  token,
  type Bench,
} from "./hubspot-simulator.support.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const control = () => bench.hubspot.control;
const installed = async (scopes = allScopes, portal = portalId) =>
  apiOf(bench.hubspot, (await install(bench.hubspot, scopes, portal)).accessToken);

const schema = (name: string, change: object = {}) => ({
  name,
  labels: { singular: "Delivery", plural: "Deliveries" },
  primaryDisplayProperty: "key",
  requiredProperties: ["key"],
  properties: [
    { name: "key", label: "Key", type: "string", fieldType: "text", hasUniqueValue: true },
    { name: "opens", label: "Opens", type: "number", fieldType: "number" },
    { name: "sent_at", label: "Sent at", type: "datetime", fieldType: "date" },
    { name: "day", label: "Day", type: "date", fieldType: "date" },
    {
      name: "outcome",
      label: "Outcome",
      type: "enumeration",
      fieldType: "select",
      options: [{ label: "Delivered", value: "delivered", displayOrder: 0, hidden: false }],
    },
  ],
  associatedObjects: [],
  ...change,
});

describe("authorizing", () => {
  const page = (values: Record<string, string>) =>
    fetch(`${bench.hubspot.appUrl}/oauth/authorize?${new URLSearchParams(values).toString()}`);
  const asked = { client_id: app.clientId, redirect_uri: redirectUri, scope: "oauth automation", state: "s<1>" };

  test("shows the accounts and hands a code and the state back", async () => {
    const html = await (await page(asked)).text();
    expect(html).toContain('name="portalId" value="4242"');
    expect(html).toContain("s&lt;1>");
    expect(await authorize(bench.hubspot)).toMatch(/^na1-/);
  });

  test.each([
    [{ client_id: "nobody" }, "client ID"],
    [{ redirect_uri: `${redirectUri}/` }, "redirect URI"],
    [{ scope: "" }, "scope is missing"],
  ])("refuses %j", async (change, words) => {
    const answer = await page({ ...asked, ...change });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(words);
  });

  test("refuses a link without the required scopes, or with ones the app was not set up for", async () => {
    control().registerApp({ ...app, requiredScopes: ["automation"], optionalScopes: ["crm.lists.read"] });
    expect((await page({ ...asked, scope: "oauth" })).status).toBe(400);
    expect((await page({ ...asked, scope: "automation tickets" })).status).toBe(400);
    expect((await page({ ...asked, scope: "automation", optional_scope: "crm.lists.read" })).status).toBe(200);
  });

  test("grants custom objects to Enterprise only", async () => {
    control().addPortal({ portalId: 5, name: "Small" });
    expect(await authorize(bench.hubspot, ["crm.objects.custom.read"], 5)).toBe("");
    const form = { ...asked, optional_scope: "crm.objects.custom.read crm.lists.read", portalId: "5" };
    const response = await fetch(`${bench.hubspot.appUrl}/oauth/authorize`, {
      method: "POST",
      body: new URLSearchParams(form),
      redirect: "manual",
    });
    const code = new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const { body } = await token(bench.hubspot, { grant_type: "authorization_code", code }, "/oauth/2026-09/token");
    expect(body).toMatchObject({ hub_id: 5, scopes: ["oauth", "automation", "crm.lists.read"] });
  });
});

describe("tokens", () => {
  test("a code works once, for its redirect URI, and not for long", async () => {
    const code = await authorize(bench.hubspot);
    const form = { grant_type: "authorization_code", code };
    expect((await token(bench.hubspot, { ...form, redirect_uri: "http://other" })).status).toBe(400);
    expect((await token(bench.hubspot, { ...form, client_secret: "wrong" })).body["status"]).toBe("BAD_CLIENT_SECRET");
    expect((await token(bench.hubspot, form)).body).toMatchObject({ token_type: "bearer", expires_in: 1800 });
    expect((await token(bench.hubspot, form)).body["status"]).toBe("BAD_AUTH_CODE");
    const late = await authorize(bench.hubspot);
    bench.clock.skip(601_000);
    expect((await token(bench.hubspot, { ...form, code: late })).body["status"]).toBe("EXPIRED_AUTH_CODE");
  });

  test("expire after half an hour of simulated time and can be refreshed until the app is uninstalled", async () => {
    const { accessToken, refreshToken } = await install(bench.hubspot);
    bench.clock.skip(1_800_000);
    const late = await apiOf(bench.hubspot, accessToken)("/account-info/2026-09/details");
    expect(late).toMatchObject({ status: 401, body: { status: "error", category: "EXPIRED_AUTHENTICATION" } });
    const refresh = { grant_type: "refresh_token", refresh_token: refreshToken };
    const renewed = await token(bench.hubspot, refresh);
    expect(renewed.body["refresh_token"]).toBe(refreshToken);
    const api = apiOf(bench.hubspot, String(renewed.body["access_token"]));
    expect((await api("/account-info/2026-09/details")).body).toMatchObject({ portalId, timeZone: "US/Eastern" });
    control().uninstall(portalId, app.appId);
    expect((await api("/account-info/2026-09/details")).body["category"]).toBe("INVALID_AUTHENTICATION");
    expect((await token(bench.hubspot, refresh)).body["status"]).toBe("BAD_REFRESH_TOKEN");
  });

  test("want a form, not JSON", async () => {
    const response = await fetch(`${bench.hubspot.apiUrl}/oauth/2026-03/token`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    expect(response.status).toBe(415);
  });

  test("can be revoked", async () => {
    const { accessToken, refreshToken } = await install(bench.hubspot);
    const client = { client_id: app.clientId, client_secret: app.clientSecret };
    const body = new URLSearchParams({ ...client, token: refreshToken, token_type_hint: "refresh_token" });
    const url = `${bench.hubspot.apiUrl}/oauth/2026-03/token/revoke`;
    expect((await fetch(url, { method: "POST", body })).status).toBe(204);
    expect((await apiOf(bench.hubspot, accessToken)("/crm/lists/2026-09/1")).status).toBe(401);
  });
});

describe("limits", () => {
  test("110 calls in ten seconds of simulated time, then 429 until the window has moved on", async () => {
    const api = await installed();
    const statuses = [];
    for (let call = 0; call < 110; call += 1) statuses.push((await api("/account-info/2026-09/details")).status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const refused = await api("/account-info/2026-09/details");
    expect(refused.body).toMatchObject({
      status: "error",
      policyName: "TEN_SECONDLY_ROLLING",
      category: "RATE_LIMITS",
    });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("X-HubSpot-RateLimit-Remaining")).toBe("0");
    bench.clock.skip(Number(refused.headers.get("Retry-After")) * 1000);
    expect((await api("/account-info/2026-09/details")).headers.get("X-HubSpot-RateLimit-Max")).toBe("110");
  });
});

describe("bodies", () => {
  test("that are no JSON are refused", async () => {
    const { accessToken } = await install(bench.hubspot);
    const post = (type: string, body: string) =>
      fetch(`${bench.hubspot.apiUrl}/crm/lists/2026-09/search`, {
        method: "POST",
        headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": type },
        body,
      });
    expect((await post("text/plain", "{}")).status).toBe(415);
    expect((await post("application/json", "{")).status).toBe(400);
    expect((await post("application/json", '{"count":"20"}')).status).toBe(400);
  });
});

describe("custom objects", () => {
  test("are refused without scopes, without Enterprise, twice, and above the quota", async () => {
    const weak = await installed(["crm.schemas.custom.read"]);
    const refused = await weak("/crm-object-schemas/2026-09/schemas", schema("a"));
    expect(refused.body).toMatchObject({ category: "MISSING_SCOPES", status: "error" });
    control().addPortal({ portalId, name: "Downgraded" });
    const api = await installed(["automation"]);
    expect((await api("/crm-object-schemas/2026-09/schemas", schema("a"))).status).toBe(403);
    control().addPortal({ portalId: 6, name: "Full", enterprise: true, customObjectQuota: 1 });
    const full = await installed(allScopes, 6);
    expect((await full("/crm-object-schemas/2026-09/schemas", schema("a"))).status).toBe(201);
    expect((await full("/crm-object-schemas/2026-09/schemas", schema("a"))).status).toBe(409);
    expect((await full("/crm-object-schemas/2026-09/schemas", schema("b"))).body["category"]).toBe("VALIDATION_ERROR");
  });

  test.each([
    ["upper case", schema("Delivery")],
    ["an unknown display property", schema("a", { primaryDisplayProperty: "name" })],
    ["no required list", schema("a", { requiredProperties: undefined })],
    ["an unknown key", schema("a", { colour: "red" })],
    [
      "a bool without options",
      schema("a", { properties: [{ name: "key", label: "K", type: "bool", fieldType: "booleancheckbox" }] }),
    ],
    ["a wrong editor", schema("a", { properties: [{ name: "key", label: "K", type: "number", fieldType: "text" }] })],
  ])("are refused with %s", async (_why, body) => {
    const api = await installed();
    expect((await api("/crm-object-schemas/2026-09/schemas", body)).status).toBe(400);
  });

  test("grow by properties, one or many, all or none", async () => {
    const api = await installed();
    await api("/crm-object-schemas/2026-09/schemas", schema("delivery"));
    const property = { name: "clicks", label: "Clicks", type: "number", fieldType: "number", groupName: "g" };
    const other = { ...property, name: "blocks" };
    expect((await api("/crm/properties/2026-09/delivery", property)).status).toBe(201);
    expect((await api("/crm/properties/2026-09/delivery", property)).status).toBe(409);
    expect((await api("/crm/properties/2026-09/p_delivery/batch/create", { inputs: [other, property] })).status).toBe(
      409,
    );
    expect((await api("/crm/properties/2026-09/delivery/blocks")).status).toBe(404);
    expect((await api("/crm/properties/2026-09/delivery/batch/create", { inputs: [other] })).status).toBe(201);
    expect((await api(`/crm/properties/2026-09/p${portalId}_delivery/blocks`)).status).toBe(200);
  });
});

describe("upserting records", () => {
  const upsert = async (inputs: unknown) => {
    const api = await installed();
    await api("/crm-object-schemas/2026-09/schemas", schema("delivery"));
    return api("/crm/objects/2026-09/delivery/batch/upsert", { inputs });
  };
  const one = (properties: object, idProperty = "key") => [{ idProperty, id: "d1", properties }];

  test("keeps values as text and answers with them", async () => {
    const values = { opens: "20", sent_at: "2026-11-23T10:00:00Z", day: "1763856000000", outcome: "delivered" };
    expect((await upsert(one(values))).body["results"]).toMatchObject([
      { new: true, properties: { key: "d1", opens: "20", sent_at: "2026-11-23T10:00:00.000Z", day: "2025-11-23" } },
    ]);
  });

  test.each([
    [one({ nothing: "1" }), "PROPERTY_DOESNT_EXIST"],
    [one({ outcome: "lost" }), "INVALID_OPTION"],
    [one({ opens: "many" }), "INVALID_NUMBER"],
    [one({ sent_at: "yesterday" }), "INVALID_DATE"],
    [one({ day: "1763856000001" }), "INVALID_DATE"],
    [one({ opens: 20 }), "must be a string"],
    [one({}, "opens"), "not a unique identifier"],
    [[...one({}), ...one({})], "Duplicate IDs"],
    [Array.from({ length: 101 }, (_, id) => ({ idProperty: "key", id: String(id), properties: {} })), "100"],
  ])("refuses %#: %j", async (inputs, words) => {
    const { status, body } = await upsert(inputs);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(words);
    expect(control().records(portalId, "delivery")).toEqual([]);
  });

  test("writes nothing when one of many is wrong, and notes the batch", async () => {
    await upsert([...one({}), { idProperty: "key", id: "d2", properties: { opens: "x" } }]);
    expect(control().records(portalId, "delivery")).toEqual([]);
    expect(control().requests().at(-1)).toMatchObject({ method: "POST", status: 400, portalId, batchSize: 2 });
  });
});

describe("faults on order", () => {
  const details = "/account-info/2026-09/details";
  const patient = (accessToken: string, ms: number) =>
    fetch(bench.hubspot.apiUrl + details, {
      headers: { Authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(ms),
    });

  test.each([
    ["reset-before", undefined],
    ["reset-after", 0],
    ["timeout-before", undefined],
    ["timeout-after", 0],
  ] as const)("%s loses the answer, and the next call works", async (kind, noted) => {
    const { accessToken } = await install(bench.hubspot);
    control().fault({ path: "account-info", times: 1, kind });
    await expect(patient(accessToken, kind.startsWith("timeout") ? 200 : 30_000)).rejects.toThrow(/failed|time/);
    expect((await patient(accessToken, 30_000)).status).toBe(200);
    const carriedOut = control()
      .requests()
      .find(({ path, status, portalId: by }) => path === details && status === 0 && by !== undefined);
    expect(carriedOut?.status).toBe(noted);
  });

  test("a status, a broken answer and a slow one", async () => {
    const { accessToken } = await install(bench.hubspot);
    control().fault({ method: "GET", path: /details$/, times: 2, kind: "status", status: 502, body: "bad gateway" });
    expect([(await patient(accessToken, 30_000)).status, (await patient(accessToken, 30_000)).status]).toEqual([
      502, 502,
    ]);
    control().fault({ path: details, times: 1, kind: "malformed" });
    await expect((await patient(accessToken, 30_000)).json()).rejects.toThrow("JSON");
    control().fault({ path: details, times: 1, kind: "slow", delayMs: 50 });
    const before = performance.now();
    expect((await patient(accessToken, 30_000)).status).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(49);
  });
});

describe("publishing an action", () => {
  const publish = (change: object) => () => control().publishAction(app.appId, definition(bench.actionUrl, change));

  test.each([
    [{ labels: { ja: { actionName: "配信" } } }, "English"],
    [{ labels: { en: { actionName: "Send" } } }, "misses channel"],
    [{ actionUrl: "http://example.com/action" }, "https"],
    [{ published: undefined }, "published"],
    [{ surprise: true }, "surprise"],
    [{ executionRules: [{ labelName: "NONE", conditions: {} }] }, "NONE"],
    [{ executionRules: [{ labelName: "SENT", conditions: { nothing: "1" } }] }, "unknown output nothing"],
    [{ outputFields: [{ typeDefinition: { name: "code", type: "number", fieldType: "text" } }] }, "fieldType of code"],
    [
      {
        inputFieldDependencies: [
          { dependencyType: "SINGLE_FIELD", controllingFieldName: "no", dependentFieldNames: ["areas"] },
        ],
      },
      "unknown input no",
    ],
    [
      {
        inputFieldDependencies: [
          {
            dependencyType: "CONDITIONAL_SINGLE_FIELD",
            controllingFieldName: "areas",
            dependentFieldNames: ["channel"],
          },
        ],
      },
      "controllingFieldValue",
    ],
  ])("refuses %#: %j", (change, words) => {
    expect(publish(change)).toThrow(words);
  });

  test("refuses an enumeration without options, or with two sources of them", () => {
    const field = { name: "channel", type: "enumeration", fieldType: "select" };
    const input = (typeDefinition: object) => ({
      inputFields: [{ typeDefinition, isRequired: true }],
      inputFieldDependencies: [],
      labels: { en: { actionName: "S", inputFieldLabels: { channel: "C" } } },
      executionRules: [],
    });
    expect(publish(input(field))).toThrow("without options");
    const both = { ...field, options: [{ value: "a", label: "A" }], optionsUrl: bench.actionUrl };
    expect(publish(input(both))).toThrow("more than one source");
  });

  test("needs the developer's own key", async () => {
    const url = `${bench.hubspot.apiUrl}/automation/actions/2026-09/${app.appId}`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(`${url}?hapikey=${app.developerApiKey}`)).status).toBe(200);
    control().registerApp({ ...app, appId: "78", developerApiKey: "another" });
    expect((await fetch(`${url}?hapikey=another`)).status).toBe(403);
  });

  test("shows an unpublished action in the developer's portal only", () => {
    control().addPortal({ portalId: 5, name: "Customer" });
    control().registerApp({ ...app, developerPortalId: portalId });
    const actionDefinitionId = publish({ published: false })();
    const workflow = { name: "w", actionDefinitionId, inputFields: { channel: "main" } };
    expect(() => control().createWorkflow(5, workflow)).toThrow("not published");
    expect(control().createWorkflow(portalId, workflow)).toBeGreaterThan(0);
  });

  test("lets no workflow be saved with wrong inputs", () => {
    const actionDefinitionId = publish({})();
    const save = (inputFields: Record<string, string>) => () =>
      control().createWorkflow(portalId, { name: "w", actionDefinitionId, inputFields });
    expect(save({})).toThrow("channel: is required");
    expect(save({ channel: "a", areas: "jp_13;xx" })).toThrow("has no option xx");
    expect(save({ channel: "a", other: "b" })).toThrow("is no input");
  });
});
