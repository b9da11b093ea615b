/** What travels compressed, and what does not. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createTestConsole, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

async function encodingOf(path: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const asking = { Cookie: cookie, "Accept-Encoding": "gzip", ...headers };
  const { headers: answered } = await tested.http.get(path).set(asking);
  return (answered as Readonly<Record<string, string>>)["content-encoding"];
}

describe("compressed for clients that accept it", () => {
  test.each(["/", "/deliveries", "/settings", "/assets/console.css", "/api/openapi.json"])("%s", async (path) => {
    expect(await encodingOf(path)).toBe("gzip");
    expect(await encodingOf(path, { "Accept-Encoding": "identity" })).toBeUndefined();
  });
});

describe("who comes from another site", () => {
  test.each(["cross-site", "same-site"])("%s, with a question in the address: learns no length", async (site) => {
    const from = { "Sec-Fetch-Site": site };
    expect(await encodingOf("/deliveries?search=guess", from)).toBeUndefined();
    expect(await encodingOf("/deliveries?search=guess", { "Sec-Fetch-Site": "same-origin" })).toBe("gzip");
    expect(await encodingOf("/deliveries?search=guess", { "Sec-Fetch-Site": "none" })).toBe("gzip");
  });

  test("as from a record in HubSpot to its page, with none: it is compressed", async () => {
    expect(await encodingOf("/settings", { "Sec-Fetch-Site": "cross-site" })).toBe("gzip");
  });
});
