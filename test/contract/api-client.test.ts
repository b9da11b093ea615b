import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { CLIENT_FILE, clientTypes } from "../../scripts/generate/client.ts";

test("client/listcast-api.ts is up to date: npm run generate", async () => {
  const style = await resolveConfig(CLIENT_FILE);
  expect(readFileSync(CLIENT_FILE, "utf8")).toBe(
    await format(clientTypes(), { ...style, filepath: CLIENT_FILE.pathname }),
  );
});

const typeOfA = (a: object): string => {
  const components = {
    parameters: {},
    schemas: { A: { type: "object", properties: { a }, additionalProperties: false } },
  };
  return /\{ "a"\?: (.*); \}; \} \}\n$/.exec(clientTypes({ paths: {}, components }))?.[1] ?? "";
};

test.each([
  [{ type: ["string", "null"] }, "string | null"],
  [{ type: ["string", "null"], enum: ["a", "b", null] }, '"a" | "b" | null'],
  [{ anyOf: [{ $ref: "#/components/schemas/A" }, { type: "null" }] }, 'components["schemas"]["A"] | null'],
  [{ type: "array", items: { type: ["integer", "null"] } }, "(number | null)[]"],
  [{ type: "object", additionalProperties: { type: "boolean" } }, "{ [name: string]: boolean; }"],
  [{}, "unknown"],
])("%j is written as %s", (schema, type) => expect(typeOfA(schema)).toBe(type));

test("a keyword that cannot be written is no silent unknown", () => {
  expect(() => typeOfA({ allOf: [] })).toThrow("there is no type for");
});
