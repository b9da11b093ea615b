/** The message pages: written and changed by forms, checked where the fault is. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { finding } from "../../src/delivery/codes.ts";
import type { SavedMessage } from "../../src/ports/store/saved-messages.ts";
import { removeMessage } from "../../src/console/messages/operations.ts";
import type { Asking } from "../../src/console/request/ports.ts";
import { Missing } from "../../src/console/request/refusal.ts";
import { removeExpired } from "../../src/store/jobs/retention.ts";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { KINDS } from "../support/message-kinds.ts";
import { createTestConsole, EMAIL, type TestConsole } from "./console.support.ts";

const EVIL = '<script>alert("x")</script>';

let tested: TestConsole;
let cookie: string;
let usual: TestConsole["platforms"];
beforeAll(async () => {
  tested = await createTestConsole();
  usual = { ...tested.platforms };
  cookie = await tested.signIn();
});
afterAll(() => tested.close());
beforeEach(() => void Object.assign(tested.platforms, usual));
afterEach(async () => {
  for (const { id } of await tested.store.savedMessages(PORTAL_ID))
    await tested.store.deleteSavedMessage(PORTAL_ID, id);
});

type Form = Readonly<Record<string, string | readonly string[]>>;

const get = (path: string) => tested.http.get(path).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string, form: Form = {}) => tested.http.post(path).set("Cookie", cookie).type("form").send(form);

async function onlySaved(): Promise<SavedMessage> {
  const [message, ...more] = await tested.store.savedMessages(PORTAL_ID);
  if (message === undefined || more.length > 0) throw new Error("expected exactly one saved message");
  return message;
}

const bubblesOf = (messages: readonly unknown[]): Record<string, string> =>
  Object.fromEntries(messages.map((message, index) => [`bubble${index + 1}`, JSON.stringify(message)]));

/** What a browser would send again from the page's form. */
function formIn(page: string): Record<string, string> {
  const plain = (text = "") =>
    text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const form =
    /<form method="post" action="\/messages(?:\/[^"/]+)?\?portal=\d+"[^>]*>[\s\S]*?<\/form>/.exec(page)?.[0] ?? "";
  const areas = [...form.matchAll(/<textarea name="(\w+)"[^>]*>\n([\s\S]*?)<\/textarea>/g)];
  const inputs = [...form.matchAll(/<input name="(\w+)" value(?:="([^"]*)")?/g)];
  return Object.fromEntries([...areas, ...inputs].map(([, name = "", value]) => [name, plain(value)]));
}

/** The field that the page marks, and what it says there. */
function marked(page: string): { field: string | undefined; problem: string | undefined } {
  const field = /<textarea name="(\w+)"[^>]* aria-invalid="true"/.exec(page)?.[1];
  return { field, problem: new RegExp(`<div id="${field}-problem"><p[^>]*>([^<]*)`).exec(page)?.[1] };
}

/** The bubbles whose notification text is not asked for. */
const hidden = (page: string) => [...page.matchAll(/data-notification-of="(\w+)" hidden/g)].map(([, bubble]) => bubble);

const chatIn = (page: string) => /<div class="line-chat".*?<\/section>/s.exec(page)?.[0] ?? "";

describe("the form", () => {
  test("makes, changes and deletes a message; line ends are those of LINE", async () => {
    const made = await post("/messages", { name: "Morning", bubble1: "Good\r\nmorning" });
    const { id, messages } = await onlySaved();
    expect(messages).toEqual([{ type: "text", text: "Good\nmorning" }]);
    expect([made.status, made.get("Location")]).toEqual([303, `/messages/${id}?done=savedMessage`]);
    expect((await get(`/messages/${id}?done=savedMessage`)).text).toContain("LINE accepts it");
    expect((await get("/messages")).text).toContain(`href="/messages/${id}"`);
    await post(`/messages/${id}`, { name: "Evening", bubble1: "Good evening" });
    expect(await onlySaved()).toMatchObject({ id, name: "Evening", messages: [{ text: "Good evening" }] });
    expect((await post(`/messages/${id}/delete`)).get("Location")).toBe(`/messages?deleted=${id}`);
    expect(await tested.store.savedMessages(PORTAL_ID)).toEqual([]);
    expect((await get(`/messages/${id}`)).status).toBe(404);
  });

  test("takes up to five bubbles of every kind and gives them back unchanged", async () => {
    const kinds = Object.values(KINDS);
    for (let first = 0; first < kinds.length; first += 5) {
      const messages = kinds.slice(first, first + 5);
      await post("/messages", {
        name: "Rich",
        ...bubblesOf(messages),
        utm_source: "line",
        utm_campaign: "autumn & tea",
      });
      const saved = await onlySaved();
      expect(saved).toMatchObject({ messages, utm: { source: "line", campaign: "autumn & tea", term: "" } });
      await post(`/messages/${saved.id}`, formIn((await get(`/messages/${saved.id}`)).text));
      expect(await onlySaved()).toEqual({ ...saved, updatedAt: expect.any(Number) });
      await tested.store.deleteSavedMessage(PORTAL_ID, saved.id);
    }
  });

  test("leaves out empty bubbles and empty UTM parameters; a text that begins with an empty line keeps it", async () => {
    await post("/messages", { name: "Two", bubble2: "\r\nsecond", bubble5: "fifth", bubble3: "  ", utm_term: " " });
    const saved = await onlySaved();
    expect(saved).toMatchObject({ messages: [{ text: "\nsecond" }, { text: "fifth" }], utm: null });
    expect(formIn((await get(`/messages/${saved.id}`)).text)).toMatchObject({ bubble1: "\nsecond", bubble2: "fifth" });
  });

  test("has room for five Flex carousels of almost 50 KB, indented", async () => {
    const text = "茶".repeat(1650);
    const body = { type: "box", layout: "vertical", contents: [{ type: "text", text }] };
    const contents = { type: "carousel", contents: Array.from({ length: 10 }, () => ({ type: "bubble", body })) };
    const flex = JSON.stringify({ type: "flex", altText: "Tea", contents }, null, 2);
    const form = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`bubble${number}`, flex]));
    expect((await post("/messages", { name: "Large", ...form })).status).toBe(303);
    expect((await onlySaved()).messages).toHaveLength(5);
  });

  test("is in the reader's language", async () => {
    const { text } = await get("/messages/new?lang=ja");
    expect(text).toContain("吹き出し5");
    expect(text).not.toContain("Bubble");
  });

  test("shows whatever a person wrote as text", async () => {
    await post("/messages", { name: EVIL, bubble1: `</textarea>${EVIL}`, utm_source: `">${EVIL}` });
    const { id } = await onlySaved();
    for (const path of ["/messages", `/messages/${id}`]) expect((await get(path)).text).not.toContain("<script>alert");
  });
});

describe("a message that is deleted", () => {
  const saved = async (name: string): Promise<string> => {
    await post("/messages", { name, bubble1: "Hello" });
    return (await tested.store.savedMessages(PORTAL_ID)).find((one) => one.name === name)?.id ?? "";
  };

  test("is asked about: the deliveries and workflows of the last month that used it are named, and no others", async () => {
    const [id, other] = [await saved("Used"), await saved("Unused")];
    const delivery = await tested.openDelivery(3, PORTAL_ID, { message: { kind: "saved", messageId: id } });
    const asked = (page: string) => /<details class="command" id="ask-delete">.*?<\/details>/s.exec(page)?.[0] ?? "";
    const used = asked((await get(`/messages/${id}`)).text);
    expect(used).toContain(`href="/deliveries/${delivery}"`);
    expect(used).toMatch(/<a href="[^"]+">Workflow \d+</);
    expect(used).toContain(">not sent yet<");
    await post(`/deliveries/${delivery}/cancel`);
    expect(asked((await get(`/messages/${id}`)).text)).not.toContain(">not sent yet<");
    const unused = asked((await get(`/messages/${other}`)).text);
    expect(unused).toContain("No delivery used this message in the last 30 days.");
    expect(unused).not.toContain("/deliveries/");
  });

  test("can be brought back from the list, as it was, by an undo that is offered at once", async () => {
    const id = await saved("Autumn");
    const before = await onlySaved();
    const { text } = await get((await post(`/messages/${id}/delete`)).get("Location") ?? "");
    expect(text).toContain("“Autumn” was deleted.");
    expect(text.match(new RegExp(`action="/messages/${id}/restore`, "g"))).toHaveLength(2);
    expect((await get("/messages")).text.match(new RegExp(`action="/messages/${id}/restore`, "g"))).toHaveLength(1);
    // Pressed in a second tab, it stays deleted, and can be brought back there too.
    expect((await post(`/messages/${id}/delete`)).get("Location")).toBe(`/messages?deleted=${id}`);
    const restored = await post(`/messages/${id}/restore`);
    expect([restored.status, restored.get("Location")]).toEqual([303, `/messages/${id}?done=restoredMessage`]);
    expect(await onlySaved()).toEqual(before);
    expect((await post(`/messages/${id}/restore`)).get("Location")).toBe(`/messages/${id}?done=restoredMessage`);
    const actions = (await tested.store.auditTrail(PORTAL_ID, { limit: 3, before: null })).map(({ action }) => action);
    expect(actions).toEqual(["restore_message", "delete_message", "create_message"]);
  });

  test("by another person at the same moment is noted once", async () => {
    const id = await saved("Two people");
    const { store } = tested;
    const session = { portalId: PORTAL_ID, userId: 1, userEmail: EMAIL };
    const meanwhile: typeof store.savedMessage = async (portalId, asked) => {
      const read = await store.savedMessage(portalId, asked);
      await store.deleteSavedMessage(portalId, asked);
      return read;
    };
    const ports = { store: { ...store, savedMessage: meanwhile } };
    await expect(removeMessage({ session, id, ports } as unknown as Asking)).rejects.toThrow(Missing);
    const [latest] = await store.auditTrail(PORTAL_ID, { limit: 1, before: null });
    expect(latest?.action).not.toBe("delete_message");
  });

  test("does not take with it what is being written in another tab: that can be saved as a new one", async () => {
    const id = await saved("Autumn");
    await post(`/messages/${id}/delete`);
    const { status, text } = await post(`/messages/${id}`, { name: "Winter", bubble1: "Snow" });
    expect([status, text]).toEqual([422, expect.stringContaining("This message was deleted after you opened it.")]);
    expect(formIn(text)).toMatchObject({ name: "Winter", bubble1: "Snow", version: "" });
    expect(text).toContain('action="/messages?portal=');
    expect((await post(`/messages/${CHANNEL_ID}`, { name: "Winter", bubble1: "Snow" })).status).toBe(404);
  });

  test("keeps its name for those who still ask for it", async () => {
    const id = await saved("Autumn");
    await post(`/messages/${id}/delete`);
    expect(await tested.store.savedMessageName(PORTAL_ID, id)).toBe("Autumn");
    expect(await tested.store.savedMessageName(PORTAL_ID, "nothing")).toBeNull();
  });

  test("goes for good after 30 days", async () => {
    const ids = [await saved("Older"), await saved("Newer")] as const;
    for (const [id, days] of [
      [ids[0], 31],
      [ids[1], 29],
    ] as const) {
      await post(`/messages/${id}/delete`);
      await sql`update saved_messages set deleted_at = now() - make_interval(days => ${days}) where id = ${id}`.execute(
        tested.database.db,
      );
    }
    await removeExpired(tested.database.db, 90);
    const left = await tested.store.deletedMessages(PORTAL_ID);
    expect(left.map(({ id }) => id).filter((id) => ids.some((one) => one === id))).toEqual([ids[1]]);
  });
});

test("two people change a message: the second one is asked before the text of the first one goes", async () => {
  await post("/messages", { name: "Autumn", bubble1: "Hello" });
  const { id } = await onlySaved();
  const opened = formIn((await get(`/messages/${id}`)).text);
  expect((await post(`/messages/${id}`, { ...opened, bubble1: "First" })).status).toBe(303);
  const asked = await post(`/messages/${id}`, { ...opened, bubble1: "Second" });
  expect([asked.status, asked.text]).toEqual([
    422,
    expect.stringContaining("This message was changed after you opened"),
  ]);
  expect((await onlySaved()).messages).toEqual([{ type: "text", text: "First" }]);
  const again = formIn(asked.text);
  expect(again).toMatchObject({ bubble1: "Second" });
  expect((await post(`/messages/${id}`, again)).status).toBe(303);
  expect((await onlySaved()).messages).toEqual([{ type: "text", text: "Second" }]);
});

test("what was done is said to who did it, not where another site's link says it", async () => {
  const from = async (site: string) =>
    (await tested.http.get("/?done=stopped").set("Cookie", cookie).set("Sec-Fetch-Site", site)).text;
  expect(await from("same-origin")).toContain("You stopped all sends.");
  for (const site of ["cross-site", "same-site", "none"])
    expect(await from(site)).not.toContain("You stopped all sends.");
});

test("a message is the beginning of another one: its copy is not saved before it is", async () => {
  await post("/messages", { name: "Autumn", bubble1: "Hello", utm_source: "line" });
  const { id } = await onlySaved();
  const { text } = await get(`/messages/new?from=${id}`);
  expect(formIn(text)).toMatchObject({ name: "Autumn (copy)", bubble1: "Hello", utm_source: "line" });
  expect(text).toContain('action="/messages?portal=');
  await onlySaved();
  expect((await get(`/messages/new?from=${CHANNEL_ID}`)).status).toBe(404);
});

test("code keeps the order in which it was written", async () => {
  const code = { size: "mega", type: "bubble", body: { spacing: "md", type: "box", layout: "vertical", contents: [] } };
  await post("/messages", { name: "Card", bubble1: JSON.stringify(code), notification1: "Tea" });
  const { id } = await onlySaved();
  const written = { type: "flex", contents: code };
  expect(formIn((await get(`/messages/${id}`)).text)["bubble1"]).toBe(JSON.stringify(written, null, 2));
});

describe("a fault", () => {
  const TEXT = { type: "text", text: "Hello" };

  test.each([
    ["a personal token", "Dear {{ contact.firstname }}", "Everybody receives the same message"],
    ["JSON that ends too early", '{"type": "text"', "Bubble 2 is code that ends too early"],
    ["broken JSON", '{"type":\n "text",,}', "Bubble 2 is code, but not valid JSON: look at line 2, column 9."],
    ["no JSON at all", '{"type": text}', "Bubble 2 is code, but not valid JSON. Paste all of it"],
    [
      "JavaScript",
      "{ type: 'text', text: 'Hello' }",
      "Bubble 2 is code, but not valid JSON: look at line 1, column 3.",
    ],
    [
      "a command",
      "curl https://api.line.me/ -d '{\"messages\":[]}'",
      "Bubble 2 is code, but not valid JSON. Paste all",
    ],
    ["typographic quotation marks", "{“type”: “text”}", "Bubble 2 is code with typographic quotation marks"],
    ["code that is no message", '[{"to":"U1"}]', "Bubble 2 is code, but no message of LINE."],
    ["an empty list", "[]", "Bubble 2 is code, but no message of LINE."],
    [
      "a message within a message",
      JSON.stringify({ type: "text", text: '{"type":"text"}' }),
      "text is code, which people would",
    ],
    ["an unknown kind", '{"type": "video_call"}', "bubble 2 › type must be one of text"],
    ["a text that is too long", "a".repeat(5001), "bubble 2 › text has 5,001 characters, at most 5,000 are allowed"],
    ["a picture without TLS", '{"type":"image","originalContentUrl":"http://a.example/a"}', "must be an address"],
  ])("%s stands at its bubble before LINE is asked; nothing is lost", async (_, bubble2, problem) => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
    const form = { name: "Morning", bubble2, utm_source: "line" };
    const { status, text } = await post("/messages", form);
    expect(status).toBe(422);
    expect(marked(text)).toEqual({ field: "bubble2", problem: expect.stringContaining(problem) });
    expect(formIn(text)).toMatchObject(form);
    expect(await tested.store.savedMessages(PORTAL_ID)).toEqual([]);
  });

  test("that LINE finds stands there too, also when changing; what is saved stays", async () => {
    await post("/messages", { name: "Morning", bubble1: "Good morning" });
    const { id } = await onlySaved();
    const refused = finding("LINE_REFUSED_MESSAGE", { detail: "messages[1].packageId: is not a sticker" });
    tested.platforms.validateMessages = () => Promise.resolve({ kind: "refused", finding: refused });
    const form = { name: "Evening", ...bubblesOf([TEXT, KINDS["sticker"]]) };
    const { status, text } = await post(`/messages/${id}`, form);
    expect([status, marked(text).field]).toEqual([422, "bubble2"]);
    expect(marked(text).problem).toContain("is not a sticker");
    expect(text).toContain(`action="/messages/${id}?portal=${PORTAL_ID}"`);
    expect(await onlySaved()).toMatchObject({ name: "Morning" });
  });

  test("is numbered as in the form, where empty bubbles count, and framed in the preview", async () => {
    const detail = "messages[1] /body/contents/0/color: invalid property";
    tested.platforms.validateMessages = () =>
      Promise.resolve({ kind: "refused", finding: finding("LINE_REFUSED_MESSAGE", { detail }) });
    const contents = { type: "bubble", body: { type: "box", layout: "vertical", contents: [TEXT] } };
    const flex = JSON.stringify({ type: "flex", altText: "Tea", contents });
    const { status, text } = await post("/messages", { name: "A", bubble1: "Hello", bubble3: flex });
    expect([status, marked(text).field]).toEqual([422, "bubble3"]);
    expect(marked(text).problem).toContain("bubble 3 › body › component 1 › colour (/body/contents/0/color)");
    expect(text).toMatch(/<p class="[^"]*faulty/);
  });

  test("that only the UTM parameters make is one", async () => {
    const bubble1 = `${"a".repeat(4980)} https://a.example`;
    const { status, text } = await post("/messages", { name: "Long", bubble1, utm_source: "line" });
    expect([status, marked(text).field]).toEqual([422, "bubble1"]);
    expect((await post("/messages", { name: "Long", bubble1 })).status).toBe(303);
  });

  test("nothing written: said at the first bubble", async () => {
    const { status, text } = await post("/messages", { name: "Empty" });
    expect([status, marked(text)]).toEqual([422, { field: "bubble1", problem: "Write at least one bubble." }]);
  });

  test("that is about the whole stands above the form", async () => {
    for (const [form, problem] of [
      [{ name: " ", bubble1: "Hello" }, "Fill in “Name”"],
      [{ name: "Long", bubble1: "Hello", utm_source: "a".repeat(101) }, "utm.source"],
    ] as const) {
      const { status, text } = await post("/messages", form);
      expect([status, marked(text).field]).toEqual([422, undefined]);
      expect(/<p class="said[^>]*>([^<]*)/.exec(text)?.[1]).toContain(problem);
    }
  });

  test("LINE away: saved all the same, and the page says that LINE was not asked", async () => {
    tested.platforms.validateMessages = () => Promise.resolve({ kind: "later", finding: finding("LINE_UNAVAILABLE") });
    const location = (await post("/messages", { name: "Later", bubble1: "Hello" })).get("Location") ?? "";
    expect((await get(location)).text).toContain("LINE could not be asked");
  });
});

describe("code that is pasted into a bubble", () => {
  const TEXT = { type: "text", text: "Hello" };
  const [STICKER, IMAGE] = [KINDS["sticker"], KINDS["image"]];
  const flex = KINDS["bubble"] ?? {};
  const { contents } = flex;

  test.each([
    ["a list", [TEXT, STICKER, flex]],
    ["the body of a request", { messages: [TEXT, STICKER, flex] }],
    ["the body of a push", { to: `U${"0".repeat(32)}`, messages: [TEXT, STICKER, flex], notificationDisabled: true }],
  ])("%s is taken apart where it is", async (_, pasted) => {
    const form = { name: "Parts", bubble1: "First", bubble3: JSON.stringify(pasted), bubble5: "Last" };
    await post("/messages", form);
    const saved = await onlySaved();
    const messages = [{ type: "text", text: "First" }, TEXT, STICKER, flex, { type: "text", text: "Last" }];
    expect(saved.messages).toEqual(messages);
    const shown = formIn((await get(`/messages/${saved.id}`)).text);
    expect(shown).toMatchObject({
      bubble1: "First",
      bubble2: "Hello",
      notification4: flex["altText"],
      bubble5: "Last",
    });
  });

  test("a look takes it apart as well, and saves nothing", async () => {
    const form = { name: "Parts", bubble1: JSON.stringify([TEXT, flex]), preview: "1" };
    const { status, text } = await post("/messages", form);
    expect(status).toBe(200);
    expect(formIn(text)).toMatchObject({ bubble1: "Hello", notification2: flex["altText"], bubble3: "" });
    expect(text).toContain(`Notification: ${String(flex["altText"])}`);
    expect(await tested.store.savedMessages(PORTAL_ID)).toEqual([]);
  });

  test("more than five together say how many, at the bubble that brings them, and nothing is lost", async () => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
    const form = { name: "Many", bubble1: "First", bubble2: JSON.stringify([TEXT, TEXT, TEXT, TEXT, TEXT]) };
    const { status, text } = await post("/messages", { ...form, bubble3: "Last" });
    expect(status).toBe(422);
    expect(marked(text)).toEqual({
      field: "bubble2",
      problem: expect.stringContaining("Together these are 7 bubbles. LINE takes at most 5 in one message"),
    });
    expect(formIn(text)).toMatchObject({ ...form, bubble3: "Last" });
    const six = await post("/messages?lang=ja", {
      name: "Many",
      bubble1: JSON.stringify(Array.from({ length: 6 }, () => TEXT)),
    });
    expect([six.status, marked(six.text).problem]).toEqual([422, expect.stringContaining("合わせて6個の吹き出し")]);
    expect(await tested.store.savedMessages(PORTAL_ID)).toEqual([]);
  });

  test("in a list of 10,000 messages is refused like any other that is too long", async () => {
    const { status, text } = await post("/messages", {
      name: "Many",
      bubble1: JSON.stringify(Array.from({ length: 10_000 }, () => ({ type: "a" }))),
    });
    expect([status, marked(text).problem]).toEqual([422, expect.stringContaining("10000")]);
  });

  test("a Flex container alone needs a notification text, in a field of its own", async () => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
    const form = { name: "Autumn", bubble1: "Hello", bubble3: JSON.stringify(contents) };
    const { status, text } = await post("/messages", form);
    expect(status).toBe(422);
    expect(marked(text)).toEqual({
      field: "notification3",
      problem: expect.stringContaining("Bubble 3 needs a notification text"),
    });
    expect(hidden(text)).toEqual(["bubble1", "bubble2", "bubble4", "bubble5"]);
    expect(formIn(text)).toMatchObject(form);
    expect(chatIn(text)).toContain("Autumn");
    Object.assign(tested.platforms, usual);
    await post("/messages", { ...form, notification3: "The autumn\r\nblend" });
    const saved = await onlySaved();
    expect(saved.messages).toEqual([TEXT, { type: "flex", altText: "The autumn\nblend", contents }]);
    const page = (await get(`/messages/${saved.id}`)).text;
    expect(hidden(page)).toEqual(["bubble1", "bubble3", "bubble4", "bubble5"]);
    const shown = formIn(page);
    expect(shown["notification2"]).toBe("The autumn\nblend");
    expect(shown["bubble2"]).not.toContain("altText");
    await post(`/messages/${saved.id}`, { ...shown, notification2: "Another" });
    expect((await onlySaved()).messages[1]).toEqual({ type: "flex", altText: "Another", contents });
  });

  test.each(["template", "imagemap"])("so does a message of kind %s", async (kind) => {
    const [message] = Object.values(KINDS).filter(({ type }) => type === kind);
    const { altText, ...rest } = message ?? {};
    const without = await post("/messages", { name: "Autumn", ...bubblesOf([rest]) });
    expect([without.status, marked(without.text).field]).toEqual([422, "notification1"]);
    await post("/messages", { name: "Autumn", ...bubblesOf([rest]), notification1: String(altText) });
    expect((await onlySaved()).messages).toEqual([message]);
  });

  test("one for several bubbles is for those that have none", async () => {
    const form = { name: "Autumn", ...bubblesOf([[flex, contents]]), notification1: "Typed" };
    await post("/messages", form);
    expect((await onlySaved()).messages).toEqual([flex, { ...flex, altText: "Typed" }]);
  });

  test("two notification texts for one bubble: which one is meant is asked", async () => {
    const form = { name: "Autumn", ...bubblesOf([flex]), notification1: "Typed" };
    const { status, text } = await post("/messages", form);
    expect([status, marked(text).field]).toEqual([422, "notification1"]);
    expect(marked(text).problem).toContain("“Typed” in this field");
    expect(formIn(text)).toMatchObject(form);
    await post("/messages", { ...form, notification1: String(flex["altText"]) });
    expect((await onlySaved()).messages).toEqual([flex]);
  });

  test.each([
    ["too long", "a".repeat(1501), "has 1,501 characters, at most 1,500 are allowed"],
    ["code", '{"type":"bubble"}', "bubble 1 › notification text is code"],
    ["a personal token", "Dear {{ contact.firstname }}", "Everybody receives the same message"],
  ])("a notification text that is %s", async (_, notification1, problem) => {
    const { status, text } = await post("/messages", { name: "Autumn", ...bubblesOf([contents]), notification1 });
    expect(status).toBe(422);
    expect(marked(text)).toEqual({ field: "notification1", problem: expect.stringContaining(problem) });
    expect(formIn(text)).toMatchObject({ notification1 });
  });

  test("words that only look like code are a text", async () => {
    await post("/messages", { name: "Words", bubble1: "{name}", bubble2: "[Important] We move", bubble3: "2026" });
    const saved = await onlySaved();
    expect(saved.messages.map(({ text }) => text)).toEqual(["{name}", "[Important] We move", "2026"]);
    expect(formIn((await get(`/messages/${saved.id}`)).text)).toMatchObject({ bubble1: "{name}", bubble3: "2026" });
  });

  test("saved as a text before: its page says so, and saving it again makes the messages of it", async () => {
    const text = JSON.stringify([TEXT, IMAGE]);
    const { id } = await tested.store.createSavedMessage(PORTAL_ID, {
      name: "Before",
      messages: [{ type: "text", text }],
      utm: null,
    });
    const page = await get(`/messages/${id}`);
    expect([page.status, marked(page.text).field]).toEqual([200, "bubble1"]);
    expect(marked(page.text).problem).toContain("text is code, which people would");
    expect(chatIn(page.text)).toContain("&quot;type&quot;");
    await post(`/messages/${id}`, formIn(page.text));
    expect((await onlySaved()).messages).toEqual([TEXT, IMAGE]);
  });
});

describe("the preview", () => {
  const flex = {
    type: "flex",
    altText: "Tea",
    contents: {
      type: "bubble",
      body: {
        type: "box",
        layout: "vertical",
        contents: [{ type: "text", text: "Autumn tea", size: "xl", color: "#1DB446" }],
      },
    },
  };
  const sheetIn = (page: string) => /<link rel="stylesheet" href="(\/assets\/message.css[^"]+)"/.exec(page)?.[1] ?? "";

  test("shows the saved message, with a style sheet of its own instead of inline styles", async () => {
    await post("/messages", { name: "Autumn", bubble1: "Hello", bubble2: JSON.stringify(flex) });
    const { text } = await get(`/messages/${(await onlySaved()).id}`);
    expect(chatIn(text)).toContain("Autumn tea");
    expect(text).not.toMatch(/\sstyle=|<style/);
    const sheet = await tested.http.get(sheetIn(text));
    expect([sheet.status, sheet.type, sheet.get("X-Content-Type-Options")]).toEqual([200, "text/css", "nosniff"]);
    expect(sheet.text).toContain("{color:#1db446}");
    expect(sheet.text).toContain("{font-size:22px}");
    expect((await tested.http.get("/assets/message.css")).text).toBe("");
    expect((await tested.http.get("/assets/message.css?s=color-x%7D*%7B&s=w-1")).text).toBe("");
  });

  test("shows what is written before anything is saved, and asks nothing of LINE", async () => {
    tested.platforms.validateMessages = () => Promise.reject(new Error("asked"));
    const fresh = await post("/messages", { name: "", bubble1: "Only a look", preview: "1" });
    expect(fresh.status).toBe(200);
    expect(chatIn(fresh.text)).toContain("Only a look");
    expect(await tested.store.savedMessages(PORTAL_ID)).toEqual([]);
    const content = { name: "Saved", messages: [{ type: "text", text: "Before" }], utm: null };
    const { id } = await tested.store.createSavedMessage(PORTAL_ID, content);
    const changed = await post(`/messages/${id}`, { name: "Saved", bubble1: "After", preview: "1" });
    expect(chatIn(changed.text)).toContain("After");
    expect(changed.text).toContain("nothing is saved yet");
    expect(formIn(changed.text)["bubble1"]).toBe("After");
    expect(await onlySaved()).toMatchObject({ messages: [{ text: "Before" }] });
    const broken = await post(`/messages/${id}`, { name: "Saved", bubble1: '{"type":', preview: "1" });
    expect([broken.status, chatIn(broken.text)]).toEqual([422, expect.stringContaining("Before")]);
  });

  test("frames the component that is wrong", async () => {
    const detail = "messages[1].contents.body.contents[0].color: invalid property";
    tested.platforms.validateMessages = () =>
      Promise.resolve({ kind: "refused", finding: finding("LINE_REFUSED_MESSAGE", { detail }) });
    const { status, text } = await post("/messages", { name: "A", bubble1: "Hello", bubble2: JSON.stringify(flex) });
    expect(status).toBe(422);
    expect(/<p class="[^"]*faulty[^"]*">([^<]*)</.exec(text)?.[1]).toBe("Autumn tea");
    expect(text).toContain("What is wrong is framed in the preview.");
  });
});

describe("pictures of a message", () => {
  const picture = "https://cdn.tea.example/tea.jpg";
  const image = JSON.stringify({ type: "image", originalContentUrl: picture, previewImageUrl: picture });
  const policyOf = ({ headers }: { headers: unknown }) =>
    /img-src ([^;]*)/.exec((headers as Record<string, string>)["content-security-policy"] ?? "")?.[1];
  const OURS = "'self' data:";

  const showLinkIn = (page: string) => /<a href="(\?images=[\w-]{22})#chat">Show images/.exec(page)?.[1] ?? "";

  test("are loaded only once the reader asks, from that site alone", async () => {
    await post("/messages", { name: "Tea", bubble1: image });
    const { id } = await onlySaved();
    const before = await get(`/messages/${id}`);
    expect(before.text).not.toContain('<img src="https');
    expect(before.text).toContain(">Show images</a> from cdn.tea.example.");
    expect(policyOf(before)).toBe(OURS);
    const after = await get(`/messages/${id}${showLinkIn(before.text)}`);
    expect(after.text).toContain(`<img src="${picture}" alt="Image cdn.tea.example" referrerpolicy="no-referrer"`);
    expect(policyOf(after)).toBe(`${OURS} https://cdn.tea.example`);
    expect(policyOf(await get(`/messages${showLinkIn(before.text)}`))).toBe(OURS);
  });

  test("are not loaded by a link that came from anywhere else", async () => {
    await post("/messages", { name: "Tea", bubble1: image });
    const { id } = await onlySaved();
    const other = await tested.store.createSavedMessage(PORTAL_ID, { name: "Two", messages: [], utm: null });
    const theirs = await tested.http.get(`/messages/${id}`).set("Cookie", await tested.signIn());
    const foreign = [
      "?images=1",
      "?images=",
      "?images",
      // Of another session, and of another page.
      showLinkIn(theirs.text),
      `${showLinkIn((await get(`/messages/${id}`)).text)}x`,
    ];
    for (const query of foreign) {
      const page = await get(`/messages/${id}${query}`);
      expect([query, policyOf(page), page.text.includes('<img src="https')]).toEqual([query, OURS, false]);
    }
    await post(`/messages/${other.id}`, { name: "Two", bubble1: image });
    const elsewhere = await get(`/messages/${other.id}${showLinkIn((await get(`/messages/${id}`)).text)}`);
    expect(policyOf(elsewhere)).toBe(OURS);
  });

  test("of one that is not saved yet: by the form, so that nothing written is lost", async () => {
    const form = { name: "Tea", bubble1: image };
    const before = await post("/messages", { ...form, preview: "1" });
    expect(before.text).toContain(
      '<button class="quiet" form="message-form" name="preview" value="images" formnovalidate>',
    );
    expect(before.text).toContain(`action="/messages?portal=${PORTAL_ID}" id="message-form"`);
    expect(policyOf(before)).toBe(OURS);
    const after = await post("/messages", { ...form, preview: "images" });
    expect(policyOf(after)).toBe(`${OURS} https://cdn.tea.example`);
    expect(after.text).toContain(`<img src="${picture}"`);
    expect(formIn(after.text)).toMatchObject(form);
    expect(await tested.store.savedMessages(PORTAL_ID)).toEqual([]);
  });

  test("of a delivery that is to be approved", async () => {
    await post("/messages", { name: "Tea", bubble1: image });
    const { id: messageId } = await onlySaved();
    const id = await tested.openDelivery(1, PORTAL_ID, { message: { kind: "saved", messageId } });
    const before = await get(`/deliveries/${id}`);
    expect([policyOf(before), before.text.includes('<img src="https')]).toEqual([OURS, false]);
    expect(policyOf(await get(`/deliveries/${id}?images=1`))).toBe(OURS);
    const after = await get(`/deliveries/${id}${showLinkIn(before.text)}`);
    expect(policyOf(after)).toBe(`${OURS} https://cdn.tea.example`);
    expect(after.text).toContain(`<img src="${picture}"`);
  });
});
