import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { signatureV3 } from "../../simulators/hubspot/signing.ts";
import {
  apiOf,
  app,
  definition,
  held,
  install,
  portalId,
  startBench,
  type Bench,
} from "./hubspot-simulator.support.ts";

let bench: Bench;
let definitionId: number;
beforeEach(async () => {
  bench = await startBench();
  const labels = definition("").labels;
  const en = {
    ...labels.en,
    actionCardContent: "To {{areas}} by {{channel}}",
    actionDescription: "<script>alert(1)</script>",
  };
  const ja = {
    ...labels.ja,
    inputFieldLabels: { areas: "地域" },
    inputFieldOptionLabels: { areas: { jp_13: "東京" } },
  };
  const change = { labels: { en, ja } };
  definitionId = bench.hubspot.control.publishAction(app.appId, definition(bench.actionUrl, change));
});
afterEach(() => bench.stop());

const control = () => bench.hubspot.control;
const get = async (path: string) => (await fetch(bench.hubspot.appUrl + path)).text();
const post = (path: string, form: [string, string][]) =>
  fetch(bench.hubspot.appUrl + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
const askOptions = (question: object) =>
  fetch(`${bench.hubspot.appUrl}/workflows/options`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ portalId, definitionId, ...question }),
  });
const filled: [string, string][] = [
  ["portalId", String(portalId)],
  ["name", "Autumn <sale>"],
  ["field.channel", "main"],
  ["field.areas", "jp_13"],
  ["field.areas", "jp_27"],
];

describe("the editor", () => {
  test("is built from the action, in both languages, and escapes what the app wrote", async () => {
    const english = await get(`/workflows/new?portalId=${portalId}`);
    expect(english).toContain("Areas");
    expect(english).toContain("Tokyo");
    expect(english).toContain("&lt;script>alert(1)");
    expect(english).not.toContain("<script>alert");
    expect(english).toMatch(/data-field="audience" data-controller="channel"[^>]* disabled/);
    const japanese = await get(`/workflows/new?portalId=${portalId}&language=ja&field.areas=jp_13&field.channel=main`);
    expect(japanese).toContain("地域");
    expect(japanese).toContain("東京");
    expect(japanese).toMatch(/value="jp_13" checked/);
    expect(japanese).not.toMatch(/data-field="audience" data-controller="channel"[^>]* disabled/);
  });

  test("saves what was chosen, and names what is missing beside its field", async () => {
    const refused = await post("/workflows", [
      ["portalId", String(portalId)],
      ["name", "x"],
    ]);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain("is required");
    const saved = await post("/workflows", filled);
    expect(saved.status).toBe(303);
    const page = await get(saved.headers.get("location") ?? "");
    expect(page).toContain("Autumn &lt;sale>");
    expect(page).toContain("Tokyo, Osaka");
  });

  test("asks the app for options, signed, with the controlling value and the page wanted", async () => {
    bench.answer = () => ({ json: { options: [{ label: "A", value: "1" }], after: "2", searchable: true } });
    const inputFields = { channel: "main", areas: "jp_13" };
    const answer = await askOptions({ inputFieldName: "audience", inputFields, q: "sp", after: "1" });
    expect(await answer.json()).toEqual({ options: [{ label: "A", value: "1" }], after: "2", searchable: true });
    const [{ url, headers, body } = { url: "", headers: {}, body: "" }] = bench.received;
    expect(JSON.parse(body)).toMatchObject({
      origin: { portalId, actionDefinitionId: definitionId },
      objectTypeId: "0-1",
      inputFieldName: "audience",
      inputFields: { channel: { type: "ENUMERATION", value: "main" } },
      fetchOptions: { q: "sp", after: "1" },
    });
    expect(JSON.parse(body)).not.toHaveProperty("inputFields.areas");
    const uri = new URL(url, bench.actionUrl).href;
    const signed = { clientSecret: app.clientSecret, method: "POST", uri, body };
    const v3 = signatureV3(
      signed,
      Number(new Headers(headers as Record<string, string>).get("x-hubspot-request-timestamp")),
    );
    expect(headers).toHaveProperty("x-hubspot-signature-v3", v3);
  });

  test("says what is wrong with the app's options", async () => {
    bench.answer = () => ({ json: { options: [{ label: "A", value: 1 }] } });
    const answer = await askOptions({ inputFieldName: "channel" });
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain("must be a string");
  });
});

describe("a workflow's page", () => {
  const saved = async () => ((await post("/workflows", filled)).headers.get("location") ?? "").split("?")[0] ?? "";

  test("enrolls a list and shows states, sentences, outputs and the app's records", async () => {
    const listId = control().addList(portalId, { name: "Regulars", size: 60 });
    const outputFields = { hs_execution_state: "SUCCESS", code: "DELIVERED", count: "<b>12</b>" };
    bench.answer = () => ({ json: { outputFields } });
    const path = await saved();
    expect((await post(`${path}/enroll`, [["listId", listId]])).status).toBe(303);
    while (
      control()
        .executions(portalId)
        .some(({ state }) => state === "PENDING")
    )
      await new Promise(setImmediate);
    const { accessToken } = await install(bench.hubspot);
    const property = { name: "key", label: "Key", type: "string", fieldType: "text", hasUniqueValue: true };
    const schema = {
      name: "d",
      labels: { singular: "D", plural: "Ds" },
      properties: [property],
      requiredProperties: [],
    };
    const api = apiOf(bench.hubspot, accessToken);
    await api("/crm-object-schemas/2026-09/schemas", { ...schema, associatedObjects: [] });
    await api("/crm/objects/2026-09/d/batch/upsert", { inputs: [{ idProperty: "key", id: "k<1>", properties: {} }] });
    const live = await get(`${path}/live?locale=en`);
    expect(live).toContain("SUCCESS 60");
    expect(live).toContain("The first 20 of 60.");
    expect(live).toContain("Sent to &lt;b>12&lt;/b> people.");
    expect(live).toContain("k&lt;1>");
    // A phone has no room for the table's head.
    for (const name of ["Contact", "State", "Held until", "Calls", "What happened"])
      expect(live).toContain(`<td data-label="${name}">`);
    expect(await get(`${path}/live?locale=ja`)).toContain("人に配信しました。");
  });

  test("speeds the clock up and skips ahead, and leads only to its own pages", async () => {
    bench.answer = () => held("PT45M");
    const path = await saved();
    await post(`${path}/enroll`, [["count", "2"]]);
    while (
      control()
        .executions(portalId)
        .some(({ state }) => state === "PENDING")
    )
      await new Promise(setImmediate);
    const before = bench.clock.now();
    const skip = (referer: string) => {
      const form = { method: "POST", body: new URLSearchParams({ skipMs: "86400000" }) };
      return fetch(`${bench.hubspot.appUrl}/sandbox/clock`, { ...form, headers: { referer }, redirect: "manual" });
    };
    const answer = await skip(`${bench.hubspot.appUrl}${path}?locale=ja`);
    expect(answer.headers.get("location")).toBe(`${path}?locale=ja`);
    expect(bench.clock.now() - before).toBeGreaterThanOrEqual(86_400_000);
    expect(await get(`${path}/live`)).toContain("EXPIRED 2");
    await post("/sandbox/clock", [["speed", "60"]]);
    expect(bench.clock.state.speed).toBe(60);
    expect((await post("/sandbox/clock", [["speed", "0"]])).status).toBe(400);
    expect((await skip("https://evil.example/")).status).toBe(200);
    expect((await skip(`${bench.hubspot.appUrl}//evil.example`)).headers.get("location")).toBe("/evil.example");
  });

  test("the home page leads to workflows and shows the lists", async () => {
    control().addList(portalId, { name: "Regulars", size: 60 });
    const path = await saved();
    const home = await get("/");
    expect(home).toContain(`href="${path}"`);
    expect(home).toContain("60 contacts");
  });
});

test("the app hears, signed, that a contact is to be forgotten, also when it was away; never that it was uninstalled", async () => {
  control().registerApp({
    ...app,
    webhookUrl: `${bench.actionUrl}/events`,
    subscriptions: ["contact.privacyDeletion"],
  });
  bench.answer = () => ({ status: 500 });
  control().uninstall(portalId, app.appId);
  control().forgetContact(portalId, 614, app.appId);
  while (bench.received.length < 1) await new Promise(setImmediate);
  bench.answer = () => ({});
  while (bench.received.length < 2) {
    bench.clock.skip(60_000);
    await new Promise(setImmediate);
  }
  const [first, second] = bench.received;
  expect(second?.body).toBe(first?.body);
  const event = { portalId, appId: 77, subscriptionType: "contact.privacyDeletion", objectId: 614 };
  expect(JSON.parse(second?.body ?? "")).toMatchObject([event]);
  expect(second?.headers).toHaveProperty("x-hubspot-signature-v3");
});
