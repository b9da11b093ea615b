import { describe, expect, test } from "@jest/globals";
import { checkMessages } from "../../src/delivery/message/message-check.ts";
import { messagesToSend, type Utm } from "../../src/delivery/message/links.ts";
import type { LineMessage } from "../../src/delivery/message/message.ts";
import { KINDS } from "../support/message-kinds.ts";

const UTM: Utm = { source: "line", medium: "", campaign: "autumn sale", content: "", term: "" };
const QUERY = "utm_source=line&utm_campaign=autumn%20sale";

const withUtm = (messages: readonly LineMessage[]) => messagesToSend({ messages, utm: UTM });
const textWith = (text: string, type = "text") => withUtm([{ type, text }])[0]?.["text"];
const uriWith = (uri: string) => withUtm([{ type: "uri", uri }])[0]?.["uri"];

describe("an address", () => {
  test.each([
    ["https://tea.example", `https://tea.example?${QUERY}`],
    ["https://tea.example/a?b=1", `https://tea.example/a?b=1&${QUERY}`],
    ["https://tea.example/a?", `https://tea.example/a?${QUERY}`],
    ["https://tea.example/a?b=1&", `https://tea.example/a?b=1&${QUERY}`],
    ["https://tea.example/a#part", `https://tea.example/a?${QUERY}#part`],
    ["https://tea.example/a?b=%E3%81%82#/x?y", `https://tea.example/a?b=%E3%81%82&${QUERY}#/x?y`],
    ["HTTP://TEA.example/Ä", `HTTP://TEA.example/Ä?${QUERY}`],
    ["https://tea.example/?utm_source=mail", "https://tea.example/?utm_source=mail&utm_campaign=autumn%20sale"],
    ["https://tea.example/?my_utm_source=1", `https://tea.example/?my_utm_source=1&${QUERY}`],
  ])("%s", (uri, tagged) => {
    expect(uriWith(uri)).toBe(tagged);
    expect(uriWith(tagged)).toBe(tagged);
  });

  test.each([
    "tel:09012345678",
    "mailto:tea@tea.example",
    "line://nv/camera",
    "web+https://tea.example",
    "https://line.me/R/oaMessage/%40tea/?Hello",
    "",
  ])("%j is left alone", (uri) => {
    expect(uriWith(uri)).toBe(uri);
  });
});

describe("an address in a text", () => {
  const LINK = "https://tea.example/a";
  const TAGGED = `${LINK}?${QUERY}`;

  test.each([
    [LINK, TAGGED],
    [`See ${LINK}.`, `See ${TAGGED}.`],
    [`(${LINK})`, `(${TAGGED})`],
    [`「${LINK}」。`, `「${TAGGED}」。`],
    [`${LINK}、${LINK}！`, `${TAGGED}、${TAGGED}！`],
    [`${LINK}\n${LINK} 🍵`, `${TAGGED}\n${TAGGED} 🍵`],
    [`${LINK}🍵`, `${TAGGED}🍵`],
    ["https://tea.example/Tea_(drink)", `https://tea.example/Tea_(drink)?${QUERY}`],
    ["(https://tea.example/Tea_(drink)).", `(https://tea.example/Tea_(drink)?${QUERY}).`],
    ["https://tea.example/[a]", `https://tea.example/[a]?${QUERY}`],
    ["[https://tea.example/[a]].", `[https://tea.example/[a]?${QUERY}].`],
    [`${LINK}#b, then`, `${LINK}?${QUERY}#b, then`],
  ])("%j", (text, tagged) => {
    expect(textWith(text)).toBe(tagged);
    expect(textWith(text, "textV2")).toBe(tagged);
    expect(textWith(tagged)).toBe(tagged);
  });

  test.each([`${LINK}をどうぞ`, "https://tea.example/日本茶", `${LINK}{{b}}`, "https://", "tea.example", "http"])(
    "%j is left alone: where it ends is not clear, or it is none",
    (text) => {
      expect(textWith(text)).toBe(text);
      expect(textWith(text, "textV2")).toBe(text);
    },
  );

  test("a placeholder of LINE ends it", () => {
    expect(textWith(`${LINK}{smile}`, "textV2")).toBe(`${TAGGED}{smile}`);
    expect(textWith(`${LINK}{smile}`)).toBe(`${LINK}{smile}`);
  });

  test("LINE's emojis stay with their dollar signs", () => {
    const emoji = { productId: "5ac1bfd5040ab15980c9b435", emojiId: "001" };
    const text = `$ ${LINK}$ and ${LINK}#b $`;
    const emojis = [0, 2 + LINK.length, text.length - 1].map((index) => ({ ...emoji, index }));
    const [message] = withUtm([{ type: "text", text, emojis }]);
    expect(message?.["text"]).toBe(`$ ${TAGGED}$ and ${TAGGED}#b $`);
    expect(checkMessages([message])).toBeNull();
    const [other] = withUtm([{ type: "text", text, emojis: emojis.toReversed() }]);
    const moved = [0, 66, 139].map((index) => ({ ...emoji, index }));
    expect(message?.["emojis"]).toEqual(moved);
    expect(other?.["emojis"]).toEqual(moved.toReversed());
  });

  test("what LINE will refuse as an emoji stays as it is", () => {
    const emojis = [null, "a", {}, { index: "0" }];
    expect(withUtm([{ type: "text", text: LINK, emojis }])).toEqual([{ type: "text", text: TAGGED, emojis }]);
    expect(withUtm([{ type: "text", text: LINK, emojis: "a" }])).toEqual([{ type: "text", text: TAGGED, emojis: "a" }]);
  });
});

describe("every kind of message", () => {
  const address = "https://tea.example/autumn";

  test.each(Object.entries(KINDS))("%s: links are tagged, media never; it still is a good message", (_, message) => {
    const [tagged] = withUtm([message]);
    const links = (value: unknown) => JSON.stringify(value).split(JSON.stringify(address)).length - 1;
    expect(JSON.stringify(tagged)).toBe(JSON.stringify(message).replaceAll(`"${address}"`, `"${address}?${QUERY}"`));
    expect(links(tagged)).toBe(0);
    expect(checkMessages([tagged])).toBeNull();
    expect(withUtm(tagged === undefined ? [] : [tagged])).toEqual([tagged]);
  });

  test("words inside a Flex message are no links", () => {
    const contents = { type: "bubble", body: { type: "box", contents: [{ type: "text", text: address }] } };
    const flex = { type: "flex", altText: address, contents };
    expect(withUtm([flex])).toEqual([flex]);
  });

  test.each([
    { type: "text", text: 5 },
    { type: "sticker", text: address },
    { type: "image", uri: address },
    { type: "uri", label: address, uri: 5 },
    { type: "text", text: "a", sender: null },
  ])("%j has nothing to tag", (message) => expect(withUtm([message])).toEqual([message]));

  test("what was saved is not changed", () => {
    const saved = { messages: [{ type: "text", text: address }], utm: UTM };
    expect(messagesToSend(saved)).not.toEqual(saved.messages);
    expect(saved.messages).toEqual([{ type: "text", text: address }]);
  });

  test("without parameters it goes out as it is", () => {
    const messages = [{ type: "text", text: address }];
    expect(messagesToSend({ messages, utm: null })).toBe(messages);
    expect(messagesToSend({ messages, utm: { source: "", medium: "", campaign: "", content: "", term: "" } })).toBe(
      messages,
    );
  });

  test("longer than LINE takes is found by the check afterwards", () => {
    const uri = "https://tea.example/".padEnd(990, "a");
    const messages = [
      {
        type: "text",
        text: "a",
        quickReply: { items: [{ type: "action", action: { type: "uri", label: "a", uri } }] },
      },
    ];
    expect(checkMessages(messages)).toBeNull();
    expect(checkMessages(withUtm(messages))?.property).toBe("messages[0].quickReply.items[0].action.uri");
  });
});
