import { expect, test } from "@jest/globals";
import { checkMessages } from "../../src/delivery/message/message-check.ts";
import type { LineMessage } from "../../src/delivery/message/message.ts";
import { markedAsTest } from "../../src/delivery/message/test-message.ts";

const image = { type: "image", originalContentUrl: "https://a.example/a", previewImageUrl: "https://a.example/a" };
const text = { type: "text", text: "Hello" };

test("a bubble in front says that it is a test, and which", () => {
  expect(markedAsTest([text, image], "Autumn")).toEqual([{ type: "text", text: "Test · Autumn" }, text, image]);
});

test("with five bubbles the first text says so; the emojis move along", () => {
  const emoji = { index: 0, productId: "a", emojiId: "001" };
  const five: LineMessage[] = [image, image, { type: "text", text: "$ Hello", emojis: [emoji] }, text, image];
  const marked = markedAsTest(five, "Autumn");
  expect(marked).toEqual([
    image,
    image,
    { type: "text", text: "[Test] $ Hello", emojis: [{ ...emoji, index: 7 }] },
    text,
    image,
  ]);
  expect(checkMessages(marked)).toBeNull();
});

test("the first of five is marked where it has room", () => {
  expect(markedAsTest([text, image, image, image, image], "Autumn")[0]).toEqual({ ...text, text: "[Test] Hello" });
});

test("a text that is full already is passed over", () => {
  const full = { type: "text", text: "a".repeat(4994) };
  expect(markedAsTest([full, image, image, image, text], "Autumn")[4]).toEqual({ ...text, text: "[Test] Hello" });
  const room = { type: "text", text: "a".repeat(4993) };
  const marked = markedAsTest([room, image, image, image, image], "Autumn");
  expect(marked[0]?.["text"]).toHaveLength(5000);
  expect(checkMessages(marked)).toBeNull();
});

test("without room in any text the sender's name says so", () => {
  const iconUrl = "https://a.example/icon.png";
  const marked = markedAsTest([image, image, image, image, { ...image, sender: { name: "Brown", iconUrl } }], "Autumn");
  expect(marked.map(({ sender }) => sender)).toEqual([
    ...Array.from({ length: 4 }, () => ({ name: "Test" })),
    { name: "Test", iconUrl },
  ]);
  expect(checkMessages(marked)).toBeNull();
});
