import { describe, expect, test } from "@jest/globals";
import { messagesErrors } from "../../simulators/line/narrowcast/validate-narrowcast.ts";
import { checkMessages, MESSAGE_KINDS } from "../../src/delivery/message/message-check.ts";
import { KINDS } from "../support/message-kinds.ts";

type Message = Record<string, unknown>;

const kinds = Object.entries(KINDS);

/** The message with the value at `path` replaced; undefined leaves it out. */
function changed(kind: string, path: string, value: unknown): Message {
  // Not structuredClone: it keeps what several places share.
  const message = JSON.parse(JSON.stringify(KINDS[kind])) as Message;
  const names = path.split(/[.[\]]+/).filter((name) => name !== "");
  const last = names.pop() ?? "";
  const owner = names.reduce<Message>((inner, name) => inner[name] as Message, message);
  if (value === undefined) delete owner[last];
  else owner[last] = value;
  return message;
}

const faultOf = (message: unknown) => checkMessages([message]);

describe("every kind of message", () => {
  test("of LINE's documentation is known", () => {
    expect(new Set(kinds.map(([, { type }]) => type))).toEqual(new Set(MESSAGE_KINDS));
    expect(MESSAGE_KINDS).toHaveLength(11);
  });

  test.each(kinds)("%s passes here and at LINE", (_, message) => {
    expect(checkMessages([message])).toBeNull();
    expect(messagesErrors({ messages: [message] })).toEqual([]);
  });

  test.each(kinds)("%s is refused without anything that it needs, as LINE does", (_, message) => {
    // Which placeholder needs a substitution is left to LINE.
    for (const name of Object.keys(message).filter((one) => one !== "substitution")) {
      const { [name]: _left, ...rest } = message;
      const atLine = messagesErrors({ messages: [rest] });
      const here = checkMessages([rest]);
      expect([name, here === null]).toEqual([name, atLine.length === 0]);
      if (here !== null) expect(here.property).toBe(`messages[0].${name}`);
    }
  });
});

describe("how many", () => {
  const text = { type: "text", text: "a" };

  test("one to five", () => {
    expect(checkMessages([text, text, text, text, text])).toBeNull();
    expect(checkMessages([])).toMatchObject({ property: "messages" });
    expect(checkMessages([text, text, text, text, text, text])).toMatchObject({ property: "messages" });
  });

  test("the faulty one is named", () => {
    expect(checkMessages([text, { type: "text", text: "" }])).toEqual({
      property: "messages[1].text",
      problem: "empty",
      figures: {},
    });
    expect(checkMessages([text, "hello"])).toMatchObject({ property: "messages[1]" });
  });
});

describe("limits of LINE, to the character", () => {
  const button = { type: "uri", label: "Open", uri: "https://tea.example/" };
  const many = (count: number, value: unknown) => Array.from({ length: count }, () => value);
  const textOf = (size: number) => "a".repeat(size);
  const url = (size: number) => "https://a.example/".padEnd(size, "a");
  const family = "👨‍👩‍👧";

  test.each([
    ["text", "text", textOf(5000), textOf(5001)],
    // One apple is two UTF-16 units.
    ["text", "text", "🍎".repeat(2500), `${"🍎".repeat(2500)}a`],
    ["textV2", "text", textOf(5000), textOf(5001)],
    ["text", "quickReply.items[0].action.label", textOf(20), textOf(21)],
    // Labels and template texts are counted as people count.
    ["text", "quickReply.items[0].action.label", family.repeat(20), family.repeat(21)],
    ["text", "quickReply.items[0].imageUrl", url(2000), url(2001)],
    ["text", "sender.name", textOf(20), textOf(21)],
    ["image", "originalContentUrl", url(2000), url(2001)],
    ["image", "previewImageUrl", "https://a.example/b.jpg", "http://a.example/b.jpg"],
    ["video", "trackingId", textOf(100), textOf(101)],
    ["audio", "duration", 1, 0],
    ["location", "title", textOf(100), textOf(101)],
    ["location", "address", textOf(100), textOf(101)],
    ["location", "latitude", -90, -90.1],
    ["location", "longitude", 180, 180.1],
    ["coupon", "deliveryTag", textOf(30), textOf(31)],
    ["coupon", "deliveryTag", "autumn_2026", "autumn-2026"],
    ["imagemap", "altText", textOf(1500), textOf(1501)],
    ["imagemap", "baseSize.width", 1040, 1041],
    ["imagemap", "actions[0].linkUri", url(1000), url(1001)],
    ["imagemap", "actions[1].text", textOf(400), textOf(401)],
    ["imagemap", "video.externalLink.label", textOf(30), textOf(31)],
    ["buttons", "template.title", family.repeat(40), family.repeat(41)],
    ["buttons", "template.text", family.repeat(60), family.repeat(61)],
    ["buttons", "template.actions", many(4, button), many(5, button)],
    ["buttons", "template.actions[0].data", textOf(300), textOf(301)],
    ["buttons", "template.actions[0].displayText", textOf(300), textOf(301)],
    ["buttons", "template.actions[1].text", textOf(300), textOf(301)],
    ["buttons", "template.actions[2].uri", url(1000), url(1001)],
    ["buttons", "template.actions[2].uri", "tel:09012345678", "javascript:alert(1)"],
    ["buttons", "template.actions[2].uri", "line://nv/camera", "tea.example"],
    ["confirm", "template.text", textOf(240), textOf(241)],
    ["confirm", "template.actions", many(2, button), many(3, button)],
    ["carousel", "template.columns[3].text", textOf(60), textOf(61)],
    ["image_carousel", "template.columns[0].action.label", textOf(12), textOf(13)],
    ["bubble", "contents.footer.contents[0].action.label", textOf(40), textOf(41)],
    ["bubble", "contents.footer.contents[0].action.uri", url(1000), url(1001)],
    ["bubble", "contents.body.layout", "vertical", "diagonal"],
    ["bubble", "altText", textOf(1500), textOf(1501)],
  ])("%s: %s", (kind, path, good, bad) => {
    const make = (value: unknown) => {
      const message = changed(kind, path, value);
      if (path === "text") delete message["emojis"];
      return message;
    };
    expect(faultOf(make(good))).toBeNull();
    expect(messagesErrors({ messages: [make(good)] })).toEqual([]);
    expect(faultOf(make(bad))?.property).toBe(`messages[0].${path}`);
    expect(messagesErrors({ messages: [make(bad)] })).not.toEqual([]);
  });

  test("lists", () => {
    const column = { text: "Ten kinds", actions: [button] };
    const bubble = { type: "bubble", body: { type: "box", layout: "vertical", contents: [] } };
    const reply = { type: "action", action: button };
    expect(faultOf(changed("carousel", "template.columns", many(11, column)))?.property).toBe(
      "messages[0].template.columns",
    );
    expect(faultOf(changed("flex carousel", "contents.contents", many(13, bubble)))?.property).toBe(
      "messages[0].contents.contents",
    );
    expect(faultOf(changed("text", "quickReply.items", many(13, reply)))).toBeNull();
    expect(faultOf(changed("text", "quickReply.items", many(14, reply)))?.property).toBe(
      "messages[0].quickReply.items",
    );
    expect(faultOf(changed("carousel", "template.columns[1].actions", many(2, button)))).toEqual({
      property: "messages[0].template.columns[1].actions",
      problem: "uneven_buttons",
      figures: { count: 1 },
    });
  });

  test("more text fits into a template without title and picture", () => {
    const plain = (size: number) => ({ type: "buttons", text: textOf(size), actions: [button] });
    expect(faultOf(changed("buttons", "template", plain(160)))).toBeNull();
    expect(faultOf(changed("buttons", "template", plain(161)))?.property).toBe("messages[0].template.text");
    for (const more of [{ title: "Tea" }, { thumbnailImageUrl: url(60) }]) {
      const fault = (size: number) => faultOf(changed("buttons", "template", { ...plain(size), ...more }));
      expect([fault(60), fault(61)?.property]).toEqual([null, "messages[0].template.text"]);
    }
  });

  test("Flex JSON by its bytes: 30 KB a bubble, 50 KB a carousel", () => {
    const bubble = (bytes: number) => {
      const body = (text: string) => ({
        type: "bubble",
        body: { type: "box", layout: "vertical", contents: [{ type: "text", text }] },
      });
      return body("a".repeat(bytes - JSON.stringify(body("")).length));
    };
    const flex = (contents: unknown) => faultOf({ type: "flex", altText: "Tea", contents });
    expect(flex(bubble(30 * 1024))).toBeNull();
    expect(flex(bubble(30 * 1024 + 1))).toEqual({
      property: "messages[0].contents",
      problem: "too_many_bytes",
      figures: { bytes: 30721, most: 30720 },
    });
    expect(flex({ type: "carousel", contents: many(2, bubble(25_000)) })).toBeNull();
    expect(flex({ type: "carousel", contents: many(3, bubble(18_000)) })?.property).toBe("messages[0].contents");
  });

  test("LINE's emojis stand where the text has a dollar sign", () => {
    expect(faultOf(changed("text", "emojis[0].index", 5))).toEqual({
      property: "messages[0].emojis[0].index",
      problem: "no_emoji_place",
      figures: {},
    });
  });
});

describe("a fault names its rule with its figures", () => {
  const tea = { type: "text", text: "Tea" };
  const family = "👨‍👩‍👧";
  const reply = (label: string, uri = "https://tea.example/") => ({
    type: "action",
    action: { type: "uri", label, uri },
  });
  const replies = (...items: readonly object[]) => ({ ...tea, quickReply: { items } });
  const placeholders = (substitution: unknown) => ({ type: "textV2", text: "Tea", substitution });
  const leaf = { type: "emoji", emoji: undefined, productId: "a", emojiId: "001" };
  const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, leaf]));
  const picture = (originalContentUrl: string) => ({ ...KINDS["image"], originalContentUrl });
  const tap = (uri: string) => ({
    type: "flex",
    altText: "Tea",
    contents: { type: "bubble", action: { type: "uri", uri }, body: { type: "box", layout: "vertical", contents: [] } },
  });

  test.each<[unknown, string, string, object]>([
    ["Tea", "", "no_object", {}],
    [
      { type: "hologram" },
      ".type",
      "not_one_of",
      {
        allowed: "text, textV2, sticker, image, video, audio, location, coupon, imagemap, template, flex",
      },
    ],
    [{ type: 5 }, ".type", "not_one_of", { allowed: MESSAGE_KINDS.join(", ") }],
    [{ ...tea, quickReply: "a" }, ".quickReply", "no_object", {}],
    [{ ...tea, quickReply: { items: "a" } }, ".quickReply.items", "no_list", {}],
    [replies(), ".quickReply.items", "too_few", { least: 1 }],
    [
      replies(...Array.from({ length: 14 }, () => reply("a"))),
      ".quickReply.items",
      "too_many",
      { count: 14, most: 13 },
    ],
    [replies({ ...reply("a"), type: "b" }), ".quickReply.items[0].type", "not_one_of", { allowed: "action" }],
    [
      replies(reply("a", "ftp://tea.example")),
      ".quickReply.items[0].action.uri",
      "no_address",
      { schemes: "http, https, line, tel" },
    ],
    // Far too long ones are counted in code units.
    [replies(reply(family.repeat(80))), ".quickReply.items[0].action.label", "too_long", { length: 80, most: 20 }],
    [replies(reply(family.repeat(81))), ".quickReply.items[0].action.label", "too_long", { length: 648, most: 20 }],
    [picture(" https://tea.example/a.jpg"), ".originalContentUrl", "no_address", { schemes: "https" }],
    [tap("javascript:alert(1)"), ".contents.action.uri", "no_link", { schemes: "javascript, data" }],
    [{ ...KINDS["audio"], duration: 1.5 }, ".duration", "not_whole", {}],
    [{ ...KINDS["location"], latitude: "1" }, ".latitude", "out_of_range", { least: -90, most: 90 }],
    [{ ...KINDS["sticker"], packageId: 1 }, ".packageId", "not_digits", {}],
    [placeholders("a"), ".substitution", "no_object", {}],
    [placeholders(named(101)), ".substitution", "too_many", { count: 101, most: 100 }],
    [placeholders({ "a b": leaf }), ".substitution.a b", "no_name", { most: 20 }],
    [placeholders({ " a": leaf }), ".substitution. a", "no_name", { most: 20 }],
    [placeholders({ a: { type: "mention" } }), ".substitution.a.type", "not_one_of", { allowed: "emoji" }],
    [placeholders({ a: { ...leaf, emojiId: null } }), ".substitution.a.emojiId", "missing", {}],
    [placeholders({ a: { ...leaf, productId: null } }), ".substitution.a.productId", "missing", {}],
  ])("%j", (message, place, problem, figures) => {
    expect(faultOf(message)).toEqual({ property: `messages[0]${place}`, problem, figures });
  });

  test("but not for a hundred placeholders", () => expect(faultOf(placeholders(named(100)))).toBeNull());
});

const both = (message: Message) => [faultOf(message), messagesErrors({ messages: [message] })] as const;

describe("Flex Messages", () => {
  const picture = "https://cdn.tea.example/tea.jpg";
  const video = {
    type: "video",
    url: "https://cdn.tea.example/tea.mp4",
    previewUrl: picture,
    altContent: { type: "image", url: picture },
  };
  const box = (contents: readonly unknown[], layout = "vertical") => ({ type: "box", layout, contents });
  const flex = (contents: unknown): Message => ({ type: "flex", altText: "Tea", contents });
  const body = (contents: readonly unknown[], layout?: string) => flex({ type: "bubble", body: box(contents, layout) });
  const button = (uri: string) =>
    body([{ type: "button", action: { type: "uri", label: "Open the app", uri, altUri: { desktop: uri } } }]);

  test.each([
    ["a text with no spans", body([{ type: "text", text: "Tea", contents: [] }])],
    [
      "a text with spans",
      body([{ type: "text", text: "", contents: [{ type: "span", text: "Tea" }, { type: "span" }] }]),
    ],
    ["an empty box", body([])],
    ["a long text", body([{ type: "text", text: "a".repeat(9000) }])],
    [
      "a line of icon and text",
      body(
        [
          { type: "icon", url: picture },
          { type: "text", text: "Tea" },
        ],
        "baseline",
      ),
    ],
    ...["teahouse://coupon/1", "mailto:tea@tea.example", "sms:+81312345678", "tea+house.2://a"].map(
      (uri) => [uri, button(uri)] as const,
    ),
    ["an Android intent", button("intent://coupon/#Intent;scheme=teahouse;end")],
    ["a map", button("comgooglemaps://?q=tea")],
    ...[undefined, "kilo", "mega", "giga"].map(
      (size) => [`a video on top, ${size}`, flex({ type: "bubble", size, hero: video })] as const,
    ),
  ])("%s passes here and at LINE", (_, message) => {
    expect(both(JSON.parse(JSON.stringify(message)) as Message)).toEqual([null, []]);
  });

  test.each([
    ["no text and no spans", body([{ type: "text", contents: [] }]), "contents.body.contents[0].text"],
    ["an empty text", body([{ type: "text", text: "", contents: [] }]), "contents.body.contents[0].text"],
    ["spans that are no list", body([{ type: "text", text: "a", contents: {} }]), "contents.body.contents[0].contents"],
    ["a script", button("javascript:alert(1)"), "contents.body.contents[0].action.uri"],
    ["data", button("DATA:text/html,a"), "contents.body.contents[0].action.uri"],
    ["no scheme", button("tea.example/coupon"), "contents.body.contents[0].action.uri"],
    ["no block", flex({ type: "bubble" }), "contents"],
    ["no block but null", flex({ type: "bubble", size: "mega", hero: null, body: null }), "contents"],
    [
      "a video in a carousel",
      flex({ type: "carousel", contents: [{ type: "bubble", size: "mega", hero: video }] }),
      "contents.contents[0].hero",
    ],
    ...["nano", "micro", "deca", "hecto"].map(
      (size) => [`a video, ${size}`, flex({ type: "bubble", size, hero: video }), "contents.hero"] as const,
    ),
    ["a video in a box", body([video]), "contents.body.contents[0]"],
    ["a video in a hero's box", flex({ type: "bubble", hero: box([video]) }), "contents.hero.contents[0]"],
    [
      "a video instead of a video",
      flex({ type: "bubble", hero: { ...video, altContent: video } }),
      "contents.hero.altContent.type",
    ],
    ["a button as hero", flex({ type: "bubble", hero: { type: "text", text: "Tea" } }), "contents.hero.type"],
    ["a box in a line of text", body([box([])], "baseline"), "contents.body.contents[0].type"],
    [
      "a picture in a line of text",
      body([{ type: "image", url: picture }], "baseline"),
      "contents.body.contents[0].type",
    ],
    ["an icon outside a line of text", body([{ type: "icon", url: picture }]), "contents.body.contents[0].type"],
    [
      "a camera",
      body([{ type: "button", action: { type: "camera", label: "Camera" } }]),
      "contents.body.contents[0].action.type",
    ],
  ])("%s is refused here and at LINE", (_, message, place) => {
    const [here, atLine] = both(JSON.parse(JSON.stringify(message)) as Message);
    expect(here?.property).toBe(`messages[0].${place}`);
    expect(atLine).not.toEqual([]);
  });

  test("a video says where it may be", () => {
    expect(faultOf(body([video]))?.problem).toBe("no_video_place");
    expect(faultOf(flex({ type: "bubble" }))).toMatchObject({
      problem: "no_block",
      figures: { allowed: "header, hero, body, footer" },
    });
  });
});

describe("columns of a template", () => {
  const more = { type: "message", label: "More", text: "more" };
  const column = { text: "Tea", actions: [more] };
  const picture = "https://cdn.tea.example/tea.jpg";
  const carousel = (...columns: readonly unknown[]): Message => ({
    type: "template",
    altText: "Tea",
    template: { type: "carousel", columns },
  });

  test.each([
    ["a title", carousel({ ...column, title: "New" }, column), "columns[1].title"],
    ["a title first missing", carousel({ ...column, title: null }, { ...column, title: "New" }), "columns[0].title"],
    ["a picture", carousel({ ...column, thumbnailImageUrl: picture }, column, column), "columns[1].thumbnailImageUrl"],
  ])("%s in some only is refused here and at LINE", (_, message, place) => {
    const [here, atLine] = both(message);
    expect(here).toEqual({ property: `messages[0].template.${place}`, problem: "uneven_columns", figures: {} });
    expect(atLine).toHaveLength(1);
  });

  test.each([
    ["the same in all", carousel({ ...column, title: "New" }, { ...column, title: "Old" })],
    ["null in all", carousel({ ...column, title: null, thumbnailImageUrl: null, defaultAction: null }, column)],
    [
      "long texts beside null",
      carousel({ text: "a".repeat(120), actions: [more], title: null }, { ...column, thumbnailImageUrl: null }),
    ],
  ])("%s passes here and at LINE", (_, message) => {
    expect(both(message)).toEqual([null, []]);
  });

  test("only quick replies open the camera", () => {
    const camera = { type: "camera", label: "Camera" };
    const [here, atLine] = both(carousel({ text: "Tea", actions: [camera] }));
    expect(here?.property).toBe("messages[0].template.columns[0].actions[0].type");
    expect(atLine).not.toEqual([]);
  });
});

describe("left to LINE", () => {
  test("properties that it documents later, wherever they are", () => {
    expect(faultOf({ type: "text", text: "a", novelty: true })).toBeNull();
    expect(faultOf(changed("bubble", "contents.body.novelty", { deep: [1] }))).toBeNull();
  });

  test("null is as good as nothing where nothing is needed", () => {
    expect(faultOf({ type: "text", text: "a", quickReply: null, sender: null })).toBeNull();
    expect(faultOf({ type: "text", text: null })).toEqual({
      property: "messages[0].text",
      problem: "missing",
      figures: {},
    });
  });
});

describe("no message at all", () => {
  test.each([
    null,
    7,
    "text",
    [],
    {},
    { type: "constructor" },
    { type: 5 },
    { type: "flex", altText: "a", contents: [] },
  ])("%j is refused without a crash", (value) => {
    expect(faultOf(value)?.property).toMatch(/^messages\[0\]/);
  });
});
