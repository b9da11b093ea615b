/** Test sends: to named testers, marked, and in no number. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { finding } from "../../src/delivery/codes.ts";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, NEW_PORTAL_ID, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const NOBODYS_ID = "00000000-0000-4000-8000-000000000000";
const AYA = { name: "Aya", lineUserId: `U${"a".repeat(32)}` };
const BEN = { name: "Ben", lineUserId: `U${"b".repeat(32)}` };

let tested: TestConsole;
let cookie: string;
let usual: TestConsole["platforms"];
beforeAll(async () => {
  tested = await createTestConsole();
  usual = { ...tested.platforms };
  cookie = await tested.signIn();
});
afterAll(() => tested.close());
afterEach(() => void Object.assign(tested.platforms, usual));

type Form = Readonly<Record<string, string | readonly string[]>>;

const get = (path: string) => tested.http.get(path).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string, form: Form = {}) => tested.http.post(path).set("Cookie", cookie).type("form").send(form);

describe("test sends", () => {
  let testers: string[];
  let sent: { channelId: string; to: readonly string[]; messages: readonly unknown[]; retryKey: string }[];
  beforeEach(async () => {
    const saved = await Promise.all([AYA, BEN].map((who) => tested.store.saveTester(PORTAL_ID, CHANNEL_ID, who)));
    testers = saved.map((tester) => tester?.id ?? "");
    sent = [];
    tested.platforms.sendTest = ({ channelId }, request) => {
      sent.push({ channelId, ...request });
      return Promise.resolve({ kind: "ok", value: null });
    };
  });

  async function aMessage(): Promise<string> {
    const made = await post("/messages", { name: "Autumn", bubble1: "https://tea.example/", utm_source: "line" });
    return /[0-9a-f-]{36}/.exec(made.get("Location") ?? "")?.[0] ?? "";
  }

  test("go to the chosen testers as the message would go out, marked", async () => {
    const id = await aMessage();
    const { text } = await get(`/messages/${id}`);
    for (const tester of testers) expect(text).toContain(`name="testerIds" value="${tester}"`);
    for (const [testerIds, to] of [
      [testers[1] ?? "", [BEN.lineUserId]],
      [testers, [AYA.lineUserId, BEN.lineUserId]],
    ] as const) {
      const response = await post(`/messages/${id}/test`, { channelId: CHANNEL_ID, testerIds });
      expect([response.status, response.get("Location")]).toEqual([303, `/messages/${id}?done=testSent`]);
      expect(sent.at(-1)).toMatchObject({ channelId: CHANNEL_ID, to });
    }
    expect(sent[0]?.messages).toEqual([
      { type: "text", text: "Test · Autumn" },
      { type: "text", text: "https://tea.example/?utm_source=line" },
    ]);
    expect(sent[0]?.retryKey).not.toBe(sent[1]?.retryKey);
    expect((await get(`/messages/${id}?done=testSent`)).text).toContain("The test was sent.");
  });

  test("a double press is one test; other testers or another text make another", async () => {
    const id = await aMessage();
    const key = async () => /name="testKey" value="([^"]+)"/.exec((await get(`/messages/${id}`)).text)?.[1] ?? "";
    const testKey = await key();
    const form = { channelId: CHANNEL_ID, testerIds: testers, testKey };
    await Promise.all([post(`/messages/${id}/test`, form), post(`/messages/${id}/test`, form)]);
    await post(`/messages/${id}/test`, { ...form, testerIds: testers[0] ?? "" });
    await post(`/messages/${id}`, { name: "Autumn", bubble1: "Another text" });
    await post(`/messages/${id}/test`, form);
    await post(`/messages/${id}/test`, { ...form, testKey: await key() });
    const [first, again, ...others] = sent.map(({ retryKey }) => retryKey);
    expect(first).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(again).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  test("leave no trace but a line in the log and in the audit trail: no other row of any table changes", async () => {
    const delivery = await measured(tested);
    const id = await aMessage();
    const { audit: _earlier, ...before } = await everyRow();
    expect(before["deliveries"]).not.toEqual([]);
    expect((await post(`/messages/${id}/test`, { channelId: CHANNEL_ID, testerIds: testers })).status).toBe(303);
    expect(sent).toHaveLength(1);
    const { audit, ...after } = await everyRow();
    expect(after).toEqual(before);
    expect(JSON.stringify(audit)).toContain("test_send");
    expect(JSON.stringify(audit)).not.toContain(AYA.lineUserId);
    expect(tested.log).toContainEqual(
      expect.objectContaining({ event: "message.tested", portalId: PORTAL_ID, messageId: id, testers: 2 }),
    );
    expect(JSON.stringify(tested.log)).not.toContain(AYA.lineUserId);
    expect((await get(`/deliveries/${delivery}`)).text).toContain("to 120 people");
  });

  async function everyRow(): Promise<Record<string, unknown[]>> {
    const { db } = tested.database;
    const tables = await sql<{ name: string }>`
      select table_schema || '.' || table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema in ('public', 'graphile_worker') order by 1`.execute(db);
    const rows: Record<string, unknown[]> = {};
    for (const { name } of tables.rows) {
      const found = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(name)} t order by 1`.execute(
        db,
      );
      rows[name.replace("public.", "")] = found.rows;
    }
    return rows;
  }

  test.each([
    [2, "messages[2] /body/contents/0/color: invalid property", "bubble 2 › body › component 1"],
    [2, "messages[0].text: May not be empty", "What is wrong: [Test].text: May not be empty."],
    [5, "messages[2] /hero/url: invalid uri", "bubble 3 › hero › address"],
  ])(
    "of %d bubbles that LINE refuses name the person's bubble, not the one in front: %s",
    async (count, detail, says) => {
      const content = { type: "text", text: "Autumn tea", color: "#zzzzzz" };
      const body = { type: "box", layout: "vertical", contents: [content] };
      const flex = { type: "flex", altText: "Tea", contents: { type: "bubble", body } };
      const messages = [{ type: "text", text: "Tea" }, ...Array.from({ length: count - 1 }, () => flex)];
      const { id } = await tested.store.createSavedMessage(PORTAL_ID, { name: "Tea", messages, utm: null });
      tested.platforms.sendTest = () =>
        Promise.resolve({ kind: "refused", finding: finding("LINE_REFUSED_MESSAGE", { detail }) });
      const form = { channelId: CHANNEL_ID, testerIds: testers };
      const { status, text } = await post(`/messages/${id}/test`, form);
      expect([status, text]).toEqual([422, expect.stringContaining(says)]);
      const api = await tested.http.post(`/api/messages/${id}/test`).set("Cookie", cookie).send(form);
      expect(api.body).toMatchObject({ code: "LINE_REFUSED_MESSAGE", detail: expect.stringContaining(says) });
      if (says.includes("component")) {
        expect(api.body).toMatchObject({ field: "messages[1]" });
        expect(/<p class="[^"]*faulty[^"]*">([^<]*)</.exec(text)?.[1]).toBe("Autumn tea");
      }
    },
  );

  test("of code that was saved as a text before are refused, on the page and through the API", async () => {
    const messages = [{ type: "text", text: '{"messages":[]}' }];
    const { id } = await tested.store.createSavedMessage(PORTAL_ID, { name: "Code", messages, utm: null });
    const form = { channelId: CHANNEL_ID, testerIds: testers };
    const page = await post(`/messages/${id}/test`, form);
    expect([page.status, page.text]).toEqual([422, expect.stringContaining("bubble 1 › text is code")]);
    const api = await tested.http.post(`/api/messages/${id}/test`).set("Cookie", cookie).send(form);
    expect(api.body).toMatchObject({ status: 422, code: "MESSAGE_INVALID", field: "messages[0].text" });
    expect(sent).toEqual([]);
  });

  test("no one chosen, LINE away, a tester gone: said on the message's page", async () => {
    const id = await aMessage();
    const unchosen = await post(`/messages/${id}/test`, { channelId: CHANNEL_ID });
    expect([unchosen.status, unchosen.text]).toEqual([422, expect.stringContaining("Choose at least one tester.")]);
    tested.platforms.sendTest = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    const away = await post(`/messages/${id}/test`, { channelId: CHANNEL_ID, testerIds: testers });
    expect([away.status, away.text]).toEqual([422, expect.stringContaining("LINE is not answering")]);
    const gone = await post(`/messages/${id}/test`, { channelId: CHANNEL_ID, testerIds: NOBODYS_ID });
    expect(gone.status).toBe(404);
    for (const channelId of ["7", "", NOBODYS_ID]) {
      const response = await post(`/messages/${id}/test`, { channelId, testerIds: testers });
      expect([404, 422]).toContain(response.status);
    }
    expect(sent).toEqual([]);
  });

  test("to more than 20 at once are refused", async () => {
    const id = await aMessage();
    const testerIds = Array.from({ length: 21 }, (_, index) => NOBODYS_ID.slice(0, -2) + String(index + 10));
    expect((await post(`/messages/${id}/test`, { channelId: CHANNEL_ID, testerIds })).status).toBe(422);
  });

  test("never with another portal's message, channel or testers", async () => {
    const id = await aMessage();
    const [theirChannel] = await tested.store.channels(OTHER_PORTAL_ID);
    const channelId = theirChannel?.id ?? "";
    const theirTester = await tested.store.saveTester(OTHER_PORTAL_ID, channelId, AYA);
    const content = { name: "Theirs", messages: [{ type: "text", text: "theirs" }], utm: null };
    const theirs = await tested.store.createSavedMessage(OTHER_PORTAL_ID, content);
    const asked = [
      { id: theirs.id, channelId: CHANNEL_ID, testerIds: testers },
      { id, channelId, testerIds: theirTester?.id ?? "" },
      { id, channelId: CHANNEL_ID, testerIds: theirTester?.id ?? "" },
    ];
    for (const { id: messageId, ...form } of asked) {
      expect((await post(`/messages/${messageId}/test`, form)).status).toBe(404);
    }
    expect(sent).toEqual([]);
    expect(await tested.store.saveTester(PORTAL_ID, channelId, AYA)).toBeNull();
    expect(await tested.store.deleteTester(PORTAL_ID, theirTester?.id ?? "")).toBeNull();
    expect((await post(`/messages/${theirs.id}`, { name: "Mine", bubble1: "mine" })).status).toBe(404);
    expect((await post(`/messages/${theirs.id}/delete`)).status).toBe(404);
    expect((await get(`/messages/${theirs.id}`)).text).not.toContain("theirs");
    expect(await tested.store.savedMessage(OTHER_PORTAL_ID, theirs.id)).toMatchObject({ name: "Theirs" });
  });

  test("an account without testers says where to add them", async () => {
    const signedIn = await tested.signIn(NEW_PORTAL_ID);
    const content = { name: "First", messages: [{ type: "text", text: "first" }], utm: null };
    const { id } = await tested.store.createSavedMessage(NEW_PORTAL_ID, content);
    const { text } = await tested.http.get(`/messages/${id}`).set("Cookie", signedIn);
    expect(text).toContain("Add testers under “LINE accounts”");
    expect(text).not.toContain("testerIds");
  });

  test("an Idempotency-Key of the API is LINE's retry key; what is no UUID is refused", async () => {
    const id = await aMessage();
    const key = "3F0F7A0E-5C1D-4D3B-9A52-0C5A1E6F7B21";
    const ask = (header: string) =>
      tested.http
        .post(`/api/messages/${id}/test`)
        .set({ Cookie: cookie, "Idempotency-Key": header })
        .send({ channelId: CHANNEL_ID, testerIds: testers });
    expect((await ask(key)).status).toBe(202);
    expect(sent[0]?.retryKey).toBe(key.toLowerCase());
    const wrong = await ask("again");
    expect([wrong.status, JSON.parse(wrong.text)]).toMatchObject([422, { field: "Idempotency-Key" }]);
    expect(sent).toHaveLength(1);
  });
});
