/** A host name of its own for HubSpot's card (`CARDS_URL`): nothing else there, and the card nowhere else. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHmac } from "node:crypto";
import { request } from "node:http";
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { ROUTES } from "../support/route-table.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const NO_DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";
const CARD = `/hubspot/cards/deliveries/${NO_DELIVERY}?userId=48&portalId=${PORTAL_ID}&userEmail=mika&appId=${APP.appId}`;

let service: RunningService;
let port: number;
beforeAll(async () => {
  service = await startTestService({ cardHost: true });
  port = Number(new URL(service.publicUrl).port);
});
afterAll(() => service.close());

interface Asked {
  readonly host: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** `fetch` would not let the Host header be chosen. */
function ask({ host, path, method = "GET", headers = {} }: Asked): Promise<{ status: number; code: unknown }> {
  return new Promise((done, fail) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers: { Host: host, ...headers } }, (answer) => {
      answer
        .setEncoding("utf8")
        .toArray()
        .then((parts) => {
          const text = parts.join("");
          const isProblem = answer.headers["content-type"]?.includes("problem+json") === true;
          const code: unknown = isProblem ? (JSON.parse(text) as { code: unknown }).code : null;
          done({ status: answer.statusCode ?? 0, code });
        }, fail);
    });
    asked.on("error", fail);
    asked.end();
  });
}

const cardHost = () => `localhost:${port}`;
const mainHost = () => `127.0.0.1:${port}`;

function signedOver(address: string): Record<string, string> {
  const now = Date.now();
  const mac = createHmac("sha256", APP.clientSecret).update(`GET${address}${now}`).digest("base64");
  return { "X-HubSpot-Signature-v3": mac, "X-HubSpot-Request-Timestamp": String(now) };
}

describe("at the card's host", () => {
  test("the card answers, by a signature over its own address", async () => {
    // Only a request that is let in is refused for what it says.
    const wrong = CARD.replace("userId=48", "userId=x");
    const headers = signedOver(`http://${cardHost()}${wrong}`);
    expect(await ask({ host: cardHost(), path: wrong, headers })).toEqual({ status: 400, code: "PAYLOAD_INVALID" });
    expect(await ask({ host: cardHost(), path: CARD })).toEqual({ status: 401, code: "SIGNATURE_INVALID" });
    expect((await ask({ host: cardHost().toUpperCase(), path: CARD })).status).toBe(401);
    expect((await ask({ host: cardHost(), path: CARD.replace("/hubspot/cards", "/HubSpot/Cards") })).status).toBe(401);
  });

  const others = ROUTES.filter(({ path }) => !path.startsWith("/hubspot/cards"));
  test.each(others.map(({ method, path }) => [method === "USE" ? "GET" : method, path] as const))(
    "%s %s is not there",
    async (method, path) => {
      expect(await ask({ host: cardHost(), path, method })).toEqual({ status: 404, code: "NOT_FOUND" });
    },
  );

  test("nor is it by the same host name with a dot at its end, which DNS takes for the same", async () => {
    const host = `localhost.:${port}`;
    for (const path of ["/", "/healthz", "/metrics", "/hubspot/oauth/install"])
      expect([path, (await ask({ host, path })).status]).toEqual([path, 404]);
    expect((await ask({ host, path: CARD })).status).toBe(401);
  });

  test("nor is it by a spelling that a browser or a router might take for another", async () => {
    for (const path of [
      "/hubspot/cards/../api/channels",
      "/hubspot/cards-and-more",
      "//api/channels",
      "/hubspot//cards",
    ])
      expect([path, [400, 401, 404].includes((await ask({ host: cardHost(), path })).status)]).toEqual([path, true]);
  });
});

describe("at any other host", () => {
  test.each([mainHost, () => "evil.example", () => `localhost.evil.example:${port}`, () => "localhost"])(
    "the card is not there, even signed over the card's address (%#)",
    async (host) => {
      const headers = signedOver(`http://${cardHost()}${CARD}`);
      expect(await ask({ host: host(), path: CARD, headers })).toEqual({
        status: 404,
        code: "NOT_FOUND",
      });
    },
  );

  test("everything else is", async () => {
    expect((await ask({ host: mainHost(), path: "/healthz" })).status).toBe(200);
    // As a container's health check asks.
    expect((await ask({ host: "localhost:1", path: "/healthz" })).status).toBe(200);
  });
});

test("the Host header decides nothing about the signature", async () => {
  const headers = signedOver(`http://${mainHost()}${CARD}`);
  expect((await ask({ host: cardHost(), path: CARD, headers })).status).toBe(401);
  const forwarded = { ...headers, "X-Forwarded-Host": mainHost() };
  expect((await ask({ host: cardHost(), path: CARD, headers: forwarded })).status).toBe(401);
  expect(
    (await ask({ host: mainHost(), path: CARD, headers: { ...headers, "X-Forwarded-Host": cardHost() } })).status,
  ).toBe(404);
});
