/** Texts that are more than texts: what is stored comes out as what it was, wherever it is shown. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { createTestConsole, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie = "";
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const EVIL = [
  "'; drop table saved_messages; --",
  "$1 ${1} %s \\'; select pg_sleep(10)",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</title><svg/onload=alert(1)>",
  "{{constructor.constructor('alert(1)')()}}",
];

const post = (path: string, body: object) => tested.http.post(path).set("Cookie", cookie).send(body);

describe("a name that is", () => {
  test.each(EVIL)("%s is stored as it is and shown as text", async (name) => {
    const saved = await post("/api/messages", { name, messages: [{ type: "text", text: name.replaceAll("{{", "{") }] });
    expect([saved.status, saved.body.name]).toEqual([201, name]);
    const tester = { name, lineUserId: `U${"b".repeat(32)}` };
    expect((await post(`/api/channels/${CHANNEL_ID}/testers`, tester)).body.name).toBe(name);
    for (const path of ["/messages", `/messages/${saved.body.id}`, "/channels"]) {
      const { text } = await tested.http.get(path).set("Cookie", cookie);
      expect(text).not.toMatch(/<script>alert|<img src=x|<svg\/onload/);
      expect(text).toContain(
        name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").slice(0, 20),
      );
    }
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from saved_messages`.execute(
      tested.database.db,
    );
    expect(rows[0]?.count).toBeGreaterThan(0);
  });
});

describe("prototype pollution", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s in a body changes no other object", async (name) => {
    const inner = `{"isAdmin":true,"prototype":{"isAdmin":true},"toString":"x"}`;
    const body = `{"name":"Sale","messages":[{"type":"text","text":"x","${name}":${inner}}],"${name}":${inner}}`;
    const { status } = await tested.http.post("/api/messages").set("Cookie", cookie).type("json").send(body);
    expect(status).toBe(422);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    await tested.http.get(`/deliveries?${name}[isAdmin]=1&${name}.isAdmin=1`).set("Cookie", cookie);
    await tested.http.post("/channels").set("Cookie", cookie).type("form").send(`${name}[isAdmin]=1&name=x`);
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  });
});

describe("headers", () => {
  test("line breaks in what leads back, the language or a name end up in no header", async () => {
    const split = "%0d%0aSet-Cookie:%20stolen=1";
    for (const path of [
      `/hubspot/oauth/install?return=/channels${split}`,
      `/?lang=en${split}`,
      `/?search=${split}`,
      `/deliveries/x${split}`,
    ]) {
      const { headers } = await tested.http.get(path).set("Cookie", cookie);
      expect(JSON.stringify(headers)).not.toMatch(/stolen=1(?!%)/);
    }
  });
});

describe("JSON that is too much", () => {
  test.each([
    ["300 kB", `{"name":"${"x".repeat(300_000)}"}`, 413],
    ["100,000 levels deep", `{"name":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 422],
    ["many names", `{${Array.from({ length: 20_000 }, (_, at) => `"a${at}":1`).join()}}`, 422],
  ])("%s is refused by name", async (_name, body, expected) => {
    const response = await tested.http.post("/api/messages").set("Cookie", cookie).type("json").send(body);
    expect(response.status).toBe(expected);
    expect(response.body.field).toEqual(expect.any(String));
  });
});

describe("links in messages", () => {
  let inside: Server;
  let asked = 0;
  beforeAll(async () => {
    inside = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((done) => inside.listen(0, "127.0.0.1", done));
  });
  afterAll(() => void inside.close());

  test("are never followed by us: not when saved, shown, tested or opened", async () => {
    const address = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/latest/meta-data`;
    const messages = [{ type: "text", text: `Look: ${address}` }];
    const utm = { source: "line", medium: "m", campaign: "c", content: "", term: "" };
    const saved = await post("/api/messages", { name: "Inside", messages, utm });
    expect(saved.status).toBe(201);
    const tester = await tested.store.saveTester(PORTAL_ID, CHANNEL_ID, {
      name: "Mika",
      lineUserId: `U${"c".repeat(32)}`,
    });
    await tested.http.get(`/messages/${saved.body.id}`).set("Cookie", cookie);
    await post(`/api/messages/${saved.body.id}/test`, { channelId: CHANNEL_ID, testerIds: [tester?.id] });
    const pictures = ["http", "https"].map((scheme) => address.replace("http", scheme));
    for (const picture of pictures) {
      await post("/api/messages", {
        name: "x",
        messages: [{ type: "image", originalContentUrl: picture, previewImageUrl: picture }],
      });
    }
    expect(asked).toBe(0);
  });
});
