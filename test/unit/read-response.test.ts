import { describe, expect, test } from "@jest/globals";
import { readFields, isUnexpectedResponse, UnexpectedResponse } from "../../src/platforms/shared/read-response.ts";

const read = (answer: unknown) => readFields(answer);

describe("an answer's fields", () => {
  test("are what they are said to be", () => {
    const fields = read({ name: "a", size: 2, id: 5, tags: ["x"], inner: { on: true }, list: [{ n: 1 }], none: null });
    expect(fields.text("name")).toBe("a");
    expect(fields.number("size")).toBe(2);
    expect(fields.id("id")).toBe("5");
    expect(fields.texts("tags")).toEqual(["x"]);
    expect(fields.optionalFields("inner")?.isTrue("on")).toBe(true);
    expect(fields.list("list")[0]?.number("n")).toBe(1);
    expect([fields.optionalText("none"), fields.optionalNumber("missing"), fields.list("missing")]).toEqual([
      null,
      null,
      [],
    ]);
  });

  test("a name is on one line, whatever people put into it", () => {
    const fields = read({ name: " Hoshi\r\n=cmd\u2028\t\u0085x ", empty: "\n", family: "👨‍👩‍👧" });
    expect([fields.name("name"), fields.name("empty"), fields.name("family")]).toEqual(["Hoshi =cmd x", "", "👨‍👩‍👧"]);
    expect([fields.optionalName("name"), fields.optionalName("empty"), fields.optionalName("none")]).toEqual([
      "Hoshi =cmd x",
      null,
      null,
    ]);
  });

  test.each([
    [() => read(null), "answer is not an object"],
    [() => read([]), "answer is not an object"],
    [() => read({}).text("name"), "answer.name is not a text"],
    [() => read({ n: "1" }).number("n"), "answer.n is not a number"],
    [() => read({ n: 1e308 }).number("n"), "answer.n is not a number"],
    [() => read({ n: 0.5 }).whole("n"), "answer.n is not a whole number"],
    [
      () =>
        read({ list: [{}, { n: [] }] })
          .list("list")[1]
          ?.number("n"),
      "answer.list[1].n is not a number",
    ],
    [() => read({ list: {} }).list("list"), "answer.list is not a list"],
    [() => read({}).text("toString"), "answer.toString is not a text"],
  ])("name what is wrong (%#)", (ask, message) =>
    expect(ask).toThrow(new UnexpectedResponse(message.split(" ")[0] ?? "", message.split(" ").slice(1).join(" "))),
  );

  test("texts can be stored", () => expect(read({ name: "a\u0000\ud800" }).text("name")).toBe("a\ufffd"));
});

describe("whose fault an exception is", () => {
  const thrownAt = (file: string, name = "TypeError") =>
    Object.assign(new Error("x"), {
      name,
      stack: `${name}: x\n    at new Promise (<anonymous>)\n    at f (file:///app/${file}:1:2)`,
    });

  test.each([
    [thrownAt("node_modules/@line/bot-sdk/dist/x.js"), true],
    [thrownAt("src/platforms/line/x.ts"), false],
    [thrownAt("node_modules/@line/bot-sdk/dist/x.js", "Error"), false],
    [new UnexpectedResponse("answer", "is odd"), true],
    ["text", false],
  ])("%s", (error, odd) => expect(isUnexpectedResponse(error)).toBe(odd));
});
