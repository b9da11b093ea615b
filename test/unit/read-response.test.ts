import { describe, expect, test } from "@jest/globals";
import {
  flag,
  id,
  list,
  matching,
  name,
  number,
  object,
  oneOf,
  openObject,
  optional,
  property,
  readResponse,
  text,
  UnexpectedResponse,
  whole,
} from "../../src/platforms/shared/read-response.ts";

describe("a platform's response", () => {
  test("is read as its schema says, without unknown fields", () => {
    const schema = object({
      name: text,
      size: number,
      id,
      tags: list(text),
      inner: optional(object({ on: flag })),
      list: list(openObject({ n: number })),
      none: optional(text),
      missing: optional(number),
      noList: list(text),
      off: flag,
    });
    const given = {
      name: "",
      size: 0.5,
      id: 5,
      tags: ["x"],
      inner: { on: true },
      list: [{ n: 1, kept: 2 }],
      none: null,
    };
    expect(readResponse(schema, { ...given, unknown: 1 })).toEqual({
      ...given,
      id: "5",
      missing: null,
      noList: [],
      off: false,
    });
  });

  test("with other values than text or numbers in place of a boolean is false, and HubSpot's text is true", () => {
    const read = (on: unknown) => readResponse(object({ on: flag }), { on }).on;
    expect([true, "true", "false", 1, null, {}].map(read)).toEqual([true, true, false, false, false, false]);
  });

  test("has names on one line, whatever people put into them", () => {
    const read = (given: string) => readResponse(object({ name }), { name: given }).name;
    expect(read(" Hoshi\r\n=cmd\u2028\t\u0085x ")).toBe("Hoshi =cmd x");
    expect([read("\n"), read("👨‍👩‍👧")]).toEqual(["", "👨‍👩‍👧"]);
  });

  test("has texts that can be stored", () => {
    const stored = readResponse(object({ name, text, id }), { name: "a\u0000", text: "a\ud800", id: "\u00001" });
    expect(stored).toEqual({ name: "a", text: "a\ufffd", id: "1" });
  });

  test("of which one field counts may have any others", () => {
    const schema = object({ properties: property("line_id", optional(text)) });
    const read = (properties: object) => readResponse(schema, { properties }).properties;
    expect(read({ line_id: "U1", size: 4 })).toEqual({ line_id: "U1" });
    expect(read({})).toEqual({});
    expect(() => read({ line_id: 1 })).toThrow(new UnexpectedResponse("answer.properties.line_id", "is not a text"));
  });

  const n = object({ n: number });
  test.each([
    [object({}), null, "answer is not an object"],
    [object({}), undefined, "answer is not an object"],
    [object({}), [], "answer is not an object"],
    [object({}), "text", "answer is not an object"],
    [object({ name: text }), {}, "answer.name is not a text"],
    [object({ name: text }), { name: null }, "answer.name is not a text"],
    [object({ name: optional(text) }), { name: 1 }, "answer.name is not a text"],
    [object({ token: matching(/^\w+$/, "a token") }), { token: "a b" }, "answer.token is not a token"],
    [object({ phase: oneOf("a", "b") }), { phase: "c" }, "answer.phase is not one of a, b"],
    [n, { n: "1" }, "answer.n is not a number"],
    [n, { n: 1e308 }, "answer.n is not a number"],
    [n, { n: 2 ** 53 }, "answer.n is not a number"],
    [object({ n: whole }), { n: 0.5 }, "answer.n is not a whole number"],
    [object({ n: whole }), { n: 0 }, "answer.n is not a whole number"],
    [object({ id }), { id: 1.5 }, "answer.id is not an id"],
    [object({ list: list(n) }), { list: [{ n: 1 }, { n: [] }] }, "answer.list[1].n is not a number"],
    [object({ list: list(n) }), { list: [null] }, "answer.list[0] is not an object"],
    [object({ list: list(n) }), { list: {} }, "answer.list is not a list"],
    [object({ list: list(text) }), { list: ["a", 1] }, "answer.list[1] is not a text"],
    [object({ inner: optional(n) }), { inner: {} }, "answer.inner.n is not a number"],
  ])("that is another one is named by its field (%#)", (schema, response, message) => {
    const [field = "", ...problem] = message.split(" ");
    expect(() => readResponse(schema, response)).toThrow(new UnexpectedResponse(field, problem.join(" ")));
  });

  test("is named by its place", () => {
    expect(() => readResponse(n, {}, "answer.results[2]")).toThrow("answer.results[2].n is not a number");
  });
});
