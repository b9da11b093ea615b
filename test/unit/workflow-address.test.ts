/** Which requests may come from the workflow engine, and what the signed text says when it is cut elsewhere. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createWhoCalls, type EngineRoute } from "../../src/intake/trust/workflow-address.ts";

const SEGMENTS = ["segment-of-the-tests-1", "segment-of-the-tests-2-longer"];
const whoCalls = createWhoCalls(SEGMENTS);

const address = (route: EngineRoute, segment = SEGMENTS[0] ?? ""): string =>
  ({
    action: `/hubspot/actions/send-line-audience/${segment}`,
    options: `/hubspot/options/message/${segment}`,
    webhooks: `/hubspot/webhooks/${segment}`,
  })[route];

const ROUTES = ["action", "options", "webhooks"] as const;

describe.each(ROUTES)("%s", (route) => {
  test("each segment is the engine's, with nothing behind it", () => {
    for (const segment of SEGMENTS) expect(whoCalls(route, address(route, segment))).toBe("engine");
    for (const query of ["?", "?x=1", "?x", "?portal=1", "?userIds=1", "?x=userId"])
      expect([query, whoCalls(route, address(route) + query)]).toEqual([query, "engine_with_query"]);
  });

  test("another route's address, and whatever is not exactly ours, is unknown", () => {
    const ours = address(route);
    const others = ROUTES.filter((one) => one !== route).map((one) => address(one));
    const wrong = [
      "",
      "/",
      "?",
      ours.slice(0, -1),
      `${ours}/`,
      `${ours}#`,
      `/${ours}`,
      ours.toUpperCase(),
      `http://h${ours}`,
    ];
    const encoded = [ours.replace("-", "%2d"), ours.replace("hubspot", "%68ubspot")];
    for (const url of [...others, ...wrong, ...encoded]) expect([url, whoCalls(route, url)]).toEqual([url, "unknown"]);
    for (const url of [...others, ...wrong, ...encoded]) expect(whoCalls(route, `${url}?userId=1`)).toBe("unknown");
  });

  test.each(["userId", "portalId", "userEmail", "appId"])(
    "%s in the query is a card's, however it is written",
    (name) => {
      const letters = [...name];
      const encodedOnce = letters.map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
      const encodedTwice = encodedOnce.replaceAll("%", "%25");
      const spellings = [
        name,
        name.toUpperCase(),
        name.toLowerCase(),
        encodedOnce,
        encodedOnce.toUpperCase().replaceAll("%", "%"),
        encodedTwice,
        encodedTwice.replaceAll("%", "%25"),
        `${name}[]`,
        `${name}%5B%5D`,
        `${name}[0]`,
        `x[${name}]`,
        `.${name}`,
        `+${name}`,
        `%20${name}`,
        `${name}%00`,
        `${name}%0a`,
        name.replace(/(?=[A-Z])/, "_"),
        name.replace(/(?=[A-Z])/, "-"),
        name.replace(/./, "$&%E2%80%8B"),
        letters.map((letter) => encodeURIComponent(String.fromCharCode(letter.charCodeAt(0) + 0xfee0))).join(""),
      ];
      const around = (one: string) => [
        `${one}=1`,
        one,
        `x=1&${one}=1`,
        `x=1;${one}=1`,
        `&&${one}=`,
        `x=1%26${one}=1`,
        `x=%23%26${one}%3D1`,
        `?${one}=1`,
        `x#${one}=1`,
      ];
      for (const query of spellings.flatMap(around))
        expect([query, whoCalls(route, `${address(route)}?${query}`)]).toEqual([query, "card"]);
    },
  );

  test("what is encoded more often than anyone does is a card's, and decided in linear time", () => {
    expect(whoCalls(route, `${address(route)}?%${"25".repeat(8000)}41`)).toBe("card");
    expect(whoCalls(route, `${address(route)}?${"%25".repeat(5)}`)).toBe("engine_with_query");
    expect(whoCalls(route, `${address(route)}?100%`)).toBe("engine_with_query");
  });
});

/**
 * v2 signs method, address and body without marks between them: a signature is good for every address and body that put
 * together are the same text. v3 adds 13 digits at the end and undoes some encodings, of which our addresses have none.
 */
describe("the signed text", () => {
  const publicUrl = "https://line.example.com";
  const field = fc.stringMatching(/^\w{1,30}$/);
  const accepted = fc
    .tuple(fc.constantFrom(...ROUTES), fc.constantFrom(...SEGMENTS), field)
    .map(([route, segment, name]) => ({
      route,
      url: address(route, segment).replace("message", name),
    }));

  test("cut elsewhere is no second address of ours: none begins another", () => {
    fc.assert(
      fc.property(accepted, accepted, (one, other) => {
        expect(whoCalls(one.route, one.url)).toBe("engine");
        expect(one.url === other.url || !(publicUrl + other.url).startsWith(publicUrl + one.url)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("with part of the body in the address, or part of the address in the body, is no address", () => {
    const body = '{"callbackId":"ap-1","origin":{"portalId":1}}';
    fc.assert(
      fc.property(accepted, ({ route, url }) => {
        const text = url + body;
        for (let cut = 1; cut < text.length; cut += 1) {
          if (cut === url.length) continue;
          for (const other of ROUTES)
            expect([other, text.slice(0, cut), whoCalls(other, text.slice(0, cut))]).not.toContain("engine");
        }
        expect(whoCalls(route, url)).toBe("engine");
      }),
      { numRuns: 50 },
    );
  });
});
