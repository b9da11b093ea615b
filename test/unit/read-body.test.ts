import { describe, expect, test } from "@jest/globals";
import type { Request } from "express";
import { PassThrough, Readable } from "node:stream";
import { readBody } from "../../src/intake/fast-path/read-body.ts";

const BODY = "0123456789";

function requestOf(stream: Readable): Request {
  return Object.assign(stream, { headers: { "content-length": String(BODY.length) } }) as unknown as Request;
}

describe("readBody", () => {
  test.each([
    ["one piece", [BODY], []],
    ["two pieces", ["0123", "456789"], [4, 6]],
    ["three pieces", ["0", "1234", "56789"], [1, 4, 5]],
  ])("returns a body that arrives in %s as a whole", async (_how, pieces, counted) => {
    const grown: number[] = [];
    const stream = Readable.from(pieces.map((piece) => Buffer.from(piece)));
    const body = await readBody(requestOf(stream), { grew: (_request, bytes) => void grown.push(bytes) });
    expect(body?.toString()).toBe(BODY);
    expect(grown).toEqual(counted);
  });

  test("returns null for a caller that leaves before the end", async () => {
    const stream = new PassThrough();
    const reading = readBody(requestOf(stream), { grew: () => undefined });
    stream.write(BODY.slice(0, 5), () => stream.destroy());
    expect(await reading).toBeNull();
  });
});
