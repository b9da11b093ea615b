/** Messages drawn as in LINE: nothing of a message becomes markup or style, and what it says about itself is drawn. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { renderToString } from "preact-render-to-string";
import { chat } from "../../src/console/messages/preview/chat.ts";
import { pictureChoice } from "../../src/console/messages/preview/pictures.ts";
import { styleSheet } from "../../src/console/messages/preview/style-tokens.ts";
import type { ViewContext } from "../../src/console/request/view-context.ts";
import type { LineMessage } from "../../src/delivery/message/message.ts";
import { pageWords } from "../../src/i18n/wording.ts";
import { KINDS } from "../support/message-kinds.ts";

const context: ViewContext = {
  language: "en",
  words: pageWords("en"),
  session: null,
  timeZone: "UTC",
  sandbox: null,
  path: "/",
  query: "",
  done: null,
  formPage: null,
};

const HIDDEN = pictureChoice(false);
const draw = (message: LineMessage, fault: string | null = null): string =>
  renderToString(chat([message], { fault, choice: HIDDEN }, context).node);
const sheetOf = (message: LineMessage): string => {
  const { styles } = chat([message], { fault: null, choice: HIDDEN }, context);
  return styles === null ? "" : styleSheet((new URL(styles, "http://a").searchParams.get("s") ?? "").split(" "));
};
const flexOf = (contents: object): LineMessage => ({ type: "flex", altText: "Tea", contents });
const bodyOf = (...contents: object[]): LineMessage =>
  flexOf({ type: "bubble", body: { type: "box", layout: "vertical", contents } });

test("a Flex text with an empty list of spans shows its text", () => {
  expect(draw(bodyOf({ type: "text", text: "Autumn", contents: [] }))).toContain(">Autumn</p>");
});

describe("every kind of message", () => {
  test.each(Object.entries(KINDS))(
    "%s is drawn, without a style, script or picture of another site",
    (_name, message) => {
      const drawn = draw(message);
      expect(drawn).toContain('class="line-chat"');
      expect(drawn).not.toMatch(/\sstyle=|<script|<img|<image|src=|href="(?!\?images)/);
      expect(drawn).not.toContain("[object");
      expect(drawn).not.toContain("undefined");
    },
  );

  test.each(Object.entries(KINDS))(
    "%s: with its pictures once the reader asks, without a word of where from",
    (kind, message) => {
      const { node, imagesFrom } = chat([message], { fault: null, choice: pictureChoice(true) }, context);
      const drawn = renderToString(node);
      for (const [tag] of drawn.matchAll(/<img[^>]*>/g)) {
        expect(tag).toMatch(/ src="https:\/\/cdn\.tea\.example\//);
        expect(tag).toContain('referrerpolicy="no-referrer"');
      }
      const loads = /<img|<image/.test(drawn);
      expect(imagesFrom).toEqual(loads ? ["https://cdn.tea.example"] : []);
      expect(loads).toBe(JSON.stringify(message).includes("cdn.tea.example") && !/^(?:audio|sticker|text)/.test(kind));
      expect(drawn).not.toContain("Show images");
    },
  );

  test.each([
    "http://a.example/a.png",
    "javascript:alert(1)",
    "data:image/png;base64,AA==",
    "https://user:word@a.example/a.png",
    "https://a;script-src/a.png",
    "https://[::1]/a.png",
    "//a.example/a.png",
    "",
    7,
    null,
  ])("no picture is loaded from %j", (url) => {
    const shown = chat(
      [
        { type: "image", originalContentUrl: url, previewImageUrl: url },
        bodyOf({ type: "icon", url }, { type: "image", url }),
      ],
      { fault: null, choice: pictureChoice(true) },
      context,
    );
    expect(renderToString(shown.node)).not.toMatch(/<img|src=/);
    expect(shown.imagesFrom).toEqual([]);
  });

  test("texts, labels and titles are there", () => {
    expect(draw(KINDS["text"] ?? {})).toContain("Hello $");
    expect(draw(KINDS["text"] ?? {})).toContain("<span>Later</span>");
    expect(draw(KINDS["location"] ?? {})).toContain("Tokyo");
    expect(draw(KINDS["audio"] ?? {})).toContain("1 minute");
    expect(draw(KINDS["sticker"] ?? {})).toContain("446 / 1988");
    expect(draw(KINDS["buttons"] ?? {})).toContain("Ten kinds");
    expect(draw(KINDS["carousel"] ?? {}).match(/Ten kinds/g)).toHaveLength(10);
    expect(draw(KINDS["image"] ?? {})).toContain("cdn.tea.example");
    expect(draw(KINDS["imagemap"] ?? {}).match(/class="area"/g)).toHaveLength(3);
    expect(draw(KINDS["bubble"] ?? {})).toContain("Autumn");
  });

  test("a kind that LINE has added since is named", () => {
    expect(draw({ type: "hologram" })).toContain("hologram");
    expect(draw(bodyOf({ type: "hologram" }))).toContain("hologram");
  });

  test("markup in a message stays text", () => {
    const drawn = draw({ type: "text", text: '<script>alert("x")</script>' });
    expect(drawn).toContain("&lt;script>");
  });

  test("whatever stands in a message, it is drawn or left out", () => {
    const word = fc.constantFrom("type", "contents", "layout", "size", "flex", "url", "text", "color", "action", "box");
    const type = fc.constantFrom(
      "box",
      "text",
      "image",
      "button",
      "bubble",
      "carousel",
      "flex",
      "template",
      "imagemap",
    );
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(fc.string(), fc.integer(), fc.constant(null), tie("list"), tie("object")),
      list: fc.array(tie("node"), { maxLength: 3 }),
      object: fc
        .tuple(type, fc.dictionary(word, tie("node"), { maxKeys: 4 }))
        .map(([t, rest]) => ({ ...rest, type: t })),
    }));
    fc.assert(
      fc.property(tree.object, (message) => {
        expect(draw(message as LineMessage)).not.toMatch(/\sstyle=|<script|src=/);
        expect(sheetOf(message as LineMessage)).toMatch(/^(?:\.line-chat \.v-[\w-]+\{[\w:#.%;/ -]+\}\n)*$/);
      }),
      { numRuns: 300 },
    );
  });

  test("nesting without an end is not drawn to the end", () => {
    let box: object = { type: "text", text: "deep" };
    for (let depth = 0; depth < 2000; depth += 1) box = { type: "box", layout: "vertical", contents: [box] };
    const drawn = draw(bodyOf(box));
    expect(drawn).toContain("…");
    expect(drawn).not.toContain("deep");
  });
});

describe("a Flex Message", () => {
  const rule = (sheet: string, declared: string) => expect(sheet).toContain(`{${declared}}`);

  test("has its colours and measures, keywords as LINE's pixels", () => {
    const sheet = sheetOf(
      bodyOf(
        { type: "text", text: "a", size: "xxl", color: "#06C755" },
        { type: "text", text: "b", size: "15px", margin: "lg", maxLines: 2, wrap: true },
        { type: "image", url: "https://a.example/b.png", size: "full", aspectRatio: "20:13" },
        {
          type: "box",
          layout: "horizontal",
          spacing: "sm",
          width: "50%",
          paddingAll: "xl",
          cornerRadius: "4.5px",
          borderWidth: "medium",
          borderColor: "#11223344",
          backgroundColor: "#fafafa",
          contents: [{ type: "filler" }, { type: "text", text: "c", flex: 3, offsetTop: "-3px" }],
        },
      ),
    );
    for (const declared of [
      "font-size:29px",
      "color:#06c755",
      "font-size:15px",
      "margin-top:12px",
      "display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2",
      "width:100%",
      "aspect-ratio:20/13",
      "width:50%",
      "padding:16px",
      "border-radius:4.5px",
      "border-width:2px",
      "border-color:#11223344",
      "background-color:#fafafa",
      "margin-inline-start:4px",
      "flex:3 3 0",
      "top:-3px",
    ]) {
      rule(sheet, declared);
    }
  });

  test("the first component of a box keeps no distance; its own margin goes before the box's spacing", () => {
    const inner = { type: "text", text: "a" };
    const box = { type: "box", layout: "horizontal", spacing: "xxl" };
    expect(sheetOf(bodyOf({ ...box, contents: [{ ...inner, margin: "lg" }] }))).not.toContain("margin-inline");
    const two = sheetOf(bodyOf({ ...box, contents: [inner, { ...inner, margin: "none" }, inner] }));
    rule(two, "margin-inline-start:0px");
    rule(two, "margin-inline-start:20px");
  });

  test("blocks have their styles and separators; the direction turns them", () => {
    const header = { type: "box", layout: "vertical", contents: [] };
    const styles = { body: { backgroundColor: "#123456", separator: true, separatorColor: "#654321" } };
    const message = flexOf({ type: "bubble", size: "nano", direction: "rtl", header, body: header, styles });
    expect(draw(message)).toContain('dir="rtl"');
    expect(draw(message).match(/flex-separator/g)).toHaveLength(1);
    rule(sheetOf(message), "width:120px");
    rule(sheetOf(message), "background-color:#123456");
    rule(sheetOf(message), "border-color:#654321");
  });

  test("what is wrong is marked, the innermost component alone", () => {
    const contents = [
      { type: "text", text: "first" },
      { type: "text", text: "second", color: "red" },
    ];
    const drawn = draw(bodyOf(...contents), "messages[0].contents.body.contents[1].color");
    expect(drawn.match(/faulty/g)).toHaveLength(1);
    expect(/<p class="[^"]*faulty[^"]*">([^<]*)</.exec(drawn)?.[1]).toBe("second");
    expect(draw({ type: "text", text: "a" }, "messages[0].text")).toContain("balloon  faulty");
    expect(draw({ type: "text", text: "a" }, "messages[1].text")).not.toContain("faulty");
  });
});

describe("the style sheet", () => {
  test("has rules for names of ours only", () => {
    expect(styleSheet(["color-06c755", "grow-2"])).toBe(
      ".line-chat .v-color-06c755{color:#06c755}\n.line-chat .v-grow-2{flex:2 2 0}\n",
    );
    const strange = [
      "color-red",
      "color-06c755}*{x",
      "w-12;y",
      "constructor-1",
      "__proto__-1",
      "w-",
      "",
      "url-a",
      "w-1e9",
    ];
    expect(styleSheet(strange)).toBe("");
  });

  test("does not grow with its callers", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `w-${index % 9999}`);
    expect(styleSheet(many).match(/\n/g)).toHaveLength(1500);
  });
});
