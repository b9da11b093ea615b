/** Texts and values that cost much or break what reads them: refused by name before anything is done with them. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { createTestConsole, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie = "";
beforeAll(async () => {
  tested = await createTestConsole();
  tested.platforms.validateMessages = () => Promise.reject(new Error("LINE was asked"));
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const api = (body: object) => tested.http.post("/api/messages").set("Cookie", cookie).send(body);
const form = (fields: Readonly<Record<string, string>>) =>
  tested.http.post("/messages").set("Cookie", cookie).set("Accept", "text/html").type("form").send(fields);

const UTM = { source: "line", medium: "social", campaign: "autumn", content: "", term: "" };

describe("an address followed by", () => {
  test.each([")", "]", ".", "!"])(
    "240,000 times %j is too long a text, through the API and from a form",
    async (end) => {
      const text = `https://a.b/${end.repeat(240_000)}`;
      const { status, body } = await api({ name: "Long", utm: UTM, messages: [{ type: "text", text }] });
      expect([status, body.code, body.field]).toEqual([422, "MESSAGE_INVALID", "messages[0].text"]);
      const page = await form({ name: "Long", bubble1: text, utm_source: "line" });
      expect([page.status, page.text.includes("bubble 1 › text has 240,012 characters")]).toEqual([422, true]);
    },
  );

  test("as many closing brackets as a text can have: saved, and every link is tagged", async () => {
    tested.platforms.validateMessages = () => Promise.resolve({ kind: "ok", value: null });
    const text = `https://a.b/${")".repeat(4900)}`;
    expect((await api({ name: "Brackets", utm: UTM, messages: [{ type: "text", text }] })).status).toBe(201);
  });
});

/** Has no text, number or other plain value: `String()` of it throws. */
const STRANGE = { toString: 1, valueOf: 1 };

const bubble = (contents: readonly unknown[]) => ({
  type: "flex",
  altText: "Tea",
  contents: { type: "bubble", body: { type: "box", layout: "vertical", contents } },
});
const nested = (depth: number): object =>
  depth === 0 ? { type: "text", text: "tea" } : { type: "box", layout: "vertical", contents: [nested(depth - 1)] };

const STRANGE_MESSAGES: readonly (readonly [field: string, message: object])[] = [
  ["messages[0].type", { type: STRANGE }],
  ["messages[0].type", {}],
  ["messages[0].text", { type: "text", text: STRANGE }],
  [
    "messages[0].emojis[0].index",
    { type: "text", text: "$", emojis: [{ index: STRANGE, productId: "a", emojiId: "b" }] },
  ],
  ["messages[0].packageId", { type: "sticker", packageId: STRANGE, stickerId: "1" }],
  ["messages[0].duration", { type: "audio", originalContentUrl: "https://a.b/c", duration: STRANGE }],
  ["messages[0].contents.body.contents[0].type", bubble([{ type: STRANGE }])],
  ["messages[0].contents.body.contents[0].url", bubble([{ type: "image", url: STRANGE }])],
  ["messages[0].contents.type", { type: "flex", altText: "Tea", contents: { type: STRANGE } }],
  ["messages[0].template.type", { type: "template", altText: "Tea", template: { type: STRANGE } }],
  ["messages[0].baseUrl", { type: "imagemap", altText: "Tea", baseUrl: STRANGE }],
  ["messages[0].contents.body.contents", bubble([nested(200)])],
];

describe("a value that is no text", () => {
  test.each(STRANGE_MESSAGES)("at %s is named by the form, which keeps it, and by the API", async (field, message) => {
    const bubble2 = JSON.stringify(message);
    const written = { name: "Strange", bubble1: "", bubble2 };
    // Without a type it may be anything: the form says what it takes.
    const place = field.replace("messages[0].", "");
    // A long way is cut short.
    const shown = /[.[]/.test(place) ? `(${place}` : "bubble 2 › ";
    const named = field === "messages[0].type" ? "a message with its “type”" : shown;
    for (const asked of [written, { ...written, preview: "1" }, { ...written, preview: "images" }]) {
      const { status, text } = await form(asked);
      expect([asked, status]).toEqual([asked, 422]);
      expect(/<div id="bubble2-problem"><p[^>]*>([^<]*)/.exec(text)?.[1]).toContain(named);
      expect(text).toContain(bubble2.replaceAll('"', "&quot;"));
    }
    const { status, body } = await api({ name: "Strange", messages: [message] });
    expect([status, body.field]).toEqual([422, expect.stringContaining(field)]);
    expect(await tested.store.savedMessages(PORTAL_ID)).not.toContainEqual(
      expect.objectContaining({ name: "Strange" }),
    );
  });
});

describe("a control character in a name is refused:", () => {
  const secret = "0123456789abcdef0123456789abcdef";
  const NAMED: readonly (readonly [method: "post" | "put" | "patch", path: string, rest: object])[] = [
    ["post", "/channels", { channelId: "1657001234", channelSecret: secret }],
    ["patch", `/channels/${CHANNEL_ID}`, {}],
    ["post", `/channels/${CHANNEL_ID}/testers`, { lineUserId: `U${"a".repeat(32)}` }],
    ["post", "/messages", { messages: [{ type: "text", text: "Hello" }] }],
    ["put", `/messages/${CHANNEL_ID}`, { messages: [{ type: "text", text: "Hello" }] }],
  ];

  test.each(NAMED)("%s %s", async (method, path, rest) => {
    for (const character of ["\n", "\r", "\t", "\u0007", "\u007f", "\u0085", "\u2028", "\u2029"]) {
      const sent = { ...rest, name: `Hoshi${character}=cmd` };
      const { status, body } = await tested.http[method](`/api${path}`).set("Cookie", cookie).send(sent);
      expect([character, status, body.code, body.field]).toEqual([character, 422, "FIELD_INVALID", "name"]);
      expect(body.detail).toContain("must not contain line breaks");
    }
  });

  test("in the form of a channel, in the reader's language", async () => {
    const sent = { name: "Hoshi\u0085=cmd", timeZone: "Asia/Tokyo", quotaFloor: "0" };
    const asked = tested.http.post(`/channels/${CHANNEL_ID}`).set("Cookie", cookie).set("Accept-Language", "ja");
    const { status, text } = await asked.type("form").send(sent);
    expect([status, text.includes("改行、タブなどの制御文字は使用できません")]).toEqual([422, true]);
  });
});
