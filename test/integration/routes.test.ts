/** Every route, walked: who may call it, and that no one else can. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import express, { Router } from "express";
import { createHash, createHmac } from "node:crypto";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { createCaller } from "../../scripts/fuzz/http-call.ts";
import { ROUTES, routesOf, type RouteEntry } from "../support/route-table.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
const filled = (path: string, id = UNKNOWN_ID) =>
  path
    .replace(":contactId", "614")
    .replace(":id", id)
    .replace(":command", "seal")
    .replace(":field", "channel")
    .replace(":segment", SEGMENT);
const by = (authentication: RouteEntry["authentication"]) =>
  ROUTES.filter((one) => one.authentication === authentication).map(({ method, path }) => [method, path] as const);

const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(service.publicUrl + path, { method, headers, redirect: "manual", ...(body !== undefined && { body }) });

describe("the table of routes", () => {
  test("names every route that Express knows, and no other", () => {
    const named = ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted();
    expect(routesOf(service.app()).toSorted()).toEqual(named);
  });

  test("would miss a new one, wherever it is mounted", () => {
    const app = express();
    const inner = Router().get("/deep/:id", () => undefined);
    app.use("/new", Router().use("/er", inner));
    app.use("/files", express.static("."));
    app.post("/", () => undefined);
    expect(routesOf(app)).toEqual(["GET /new/er/deep/:id", "USE /files", "POST /"]);
  });
});

describe("signed routes", () => {
  const body = JSON.stringify({ callbackId: "c", origin: { portalId: 1 }, object: { objectId: 1 } });
  const json = { "Content-Type": "application/json" };
  /** A GET has none. */
  const bodyOf = (method: string) => (method === "GET" ? "" : body);
  const send = (method: string, path: string, headers: Record<string, string>) =>
    ask(method, path, { ...json, ...headers }, method === "GET" ? undefined : body);
  const v3 = (method: string, uri: string, at: number, text = bodyOf(method), secret: string = APP.clientSecret) => ({
    "X-HubSpot-Signature-v3": createHmac("sha256", secret).update(`${method}${uri}${text}${at}`).digest("base64"),
    "X-HubSpot-Request-Timestamp": String(at),
  });
  const v2 = (method: string, uri: string, text = bodyOf(method)) => ({
    "X-HubSpot-Signature-Version": "v2",
    "X-HubSpot-Signature": createHash("sha256").update(`${APP.clientSecret}${method}${uri}${text}`).digest("hex"),
  });

  test.each([...by("signature"), ...by("fresh"), ...by("timed"), ...by("code")])(
    "%s %s: without, with a forged, an old and another address's signature 401",
    async (method, path) => {
      const at = filled(path);
      const uri = service.publicUrl + at;
      const now = Date.now();
      const forged: Record<string, string>[] = [
        {},
        { "X-HubSpot-Signature": "0".repeat(64), "X-HubSpot-Signature-Version": "v2" },
        { "X-HubSpot-Signature": v2(method, uri)["X-HubSpot-Signature"], "X-HubSpot-Signature-Version": "v1" },
        { ...v2("PUT", uri) },
        { ...v2(method, `${uri}?x=1`) },
        { ...v2(method, uri, `${bodyOf(method)} `) },
        { ...v3(method, uri, now - 5 * 60_000 - 1000) },
        { ...v3(method, uri, now + 5 * 60_000 + 60_000) },
        { ...v3(method, uri, now), "X-HubSpot-Request-Timestamp": String(now + 1) },
        { ...v3(method, uri, now, bodyOf(method), "another secret") },
        { ...v3(method, uri, now), "X-HubSpot-Signature-v3": "" },
        // A good v2 beside a bad v3 is no way around the time.
        { ...v2(method, uri), "X-HubSpot-Signature-v3": "forged", "X-HubSpot-Request-Timestamp": String(now) },
        {
          ...v2(method, "https://evil.example" + at),
          "X-Forwarded-Host": "evil.example",
          "X-Forwarded-Proto": "https",
        },
        { ...v2(method, `http://evil.example${at}`), Host: "evil.example" },
        { Cookie: service.cookie },
      ];
      for (const headers of forged) {
        const response = await send(method, at, headers);
        expect([headers, response.status]).toEqual([headers, 401]);
      }
    },
  );

  test.each(by("signature"))(
    "%s %s: a good signature is let in, whatever the proxy's headers say",
    async (method, path) => {
      const at = filled(path);
      const tricks = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "X-Original-URL": "/api/channels",
      };
      const good = await ask(method, at, { ...json, ...tricks, ...v2(method, service.publicUrl + at) }, body);
      expect(good.status).not.toBe(401);
      expect(
        (await ask(method, at, { ...json, ...v3(method, service.publicUrl + at, Date.now()) }, body)).status,
      ).not.toBe(401);
    },
  );

  test.each(by("fresh"))("%s %s: only a signature with a time", async (method, path) => {
    const at = filled(path);
    const uri = service.publicUrl + at;
    expect((await send(method, at, v2(method, uri))).status).toBe(401);
    expect((await send(method, at, v3(method, uri, Date.now()))).status).toBe(400);
  });

  test.each(by("code"))("%s %s: signed with a time, nothing without the operator's code", async (method, path) => {
    const at = `${filled(path)}?userId=48&portalId=${PORTAL_ID}&userEmail=mika&appId=${APP.appId}`;
    const uri = service.publicUrl + at;
    expect((await send(method, at, v2(method, uri))).status).toBe(401);
    expect((await send(method, at, v3(method, uri, Date.now()))).status).toBe(404);
  });

  test.each(by("timed"))(
    "%s %s: only a signature with a time, for a portal that the address names",
    async (method, path) => {
      const person = `?userId=48&portalId=${PORTAL_ID}&userEmail=mika%40example.com&appId=${APP.appId}`;
      const at = (query: string) => filled(path) + query;
      const uri = (query: string) => service.publicUrl + at(query).replace("%40", "@");
      const now = Date.now();
      expect((await send(method, at(person), v2(method, service.publicUrl + at(person)))).status).toBe(401);
      // What the card shows to a person who is known comes with 200.
      const answer = await send(method, at(person), v3(method, uri(person), now));
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({ kind: "refused", status: 404 }),
      ]);
      expect((await send(method, at(""), v3(method, uri(""), now))).status).toBe(400);
    },
  );

  const action = `/hubspot/actions/send-line-audience/${SEGMENT}`;

  /** Tidied up, each is the action's address. */
  test.each([
    `/${action}`,
    action.replace("/actions", "//actions"),
    action.replace("/actions", "/./actions"),
    action.replace("/actions", "/x/../actions"),
    action.replace("/actions", "/x/%2e%2e/actions"),
    action.replace("/actions", "/%2E/actions"),
    action.replace("/actions", "/x/..%2factions"),
    action.replace("/actions", "\\actions"),
    action.replace("/actions", "%5Cactions"),
    action.replace("/hubspot", "/hubspot/oauth/.."),
    action.replace("/hubspot", "/hubspot/cards/.."),
    action.replace("/hubspot", "/hubspot/cards/%2e%2e"),
    action.replaceAll("/", "%2F").replace("%2F", "/"),
    action.replace("actions", "%61ctions"),
    action.replace("actions", "%2561ctions"),
    action.toUpperCase(),
    `${action}/`,
    `${action}/.`,
    `${action};x=1`,
    `${action}%00`,
    `${action}#`,
    `${action}#?x`,
    `http://evil.example${action}`,
  ])("%s is no address, however it is signed", async (path) => {
    const call = createCaller(service.publicUrl, 1);
    for (const uri of [service.publicUrl + path, service.publicUrl + action]) {
      const signed = v3("POST", uri, Date.now());
      const { status, text } = await call({ method: "POST", path, headers: { ...json, ...signed }, body });
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain(SEGMENT);
    }
  });

  test.each([
    "/./healthz",
    "/x/../healthz",
    "//healthz",
    "/%2e/healthz",
    "/healthz#",
    "/healthz#?x",
    "http://h/healthz",
  ])("GET %s is nothing of ours either: no path is tidied up", async (path) => {
    expect((await createCaller(service.publicUrl, 1)({ method: "GET", path })).status).toBe(404);
  });

  test.each([...by("signature"), ...by("fresh")])(
    "%s %s: another segment, a part of one and none are 404, as every address that is not there",
    async (method, path) => {
      const unknown = await ask(method, "/hubspot/nothing/here", json, body);
      const expected = [404, await unknown.text()];
      for (const segment of ["x".repeat(SEGMENT.length), SEGMENT.slice(1), SEGMENT.slice(0, -1), `${SEGMENT}x`, ""]) {
        const at = filled(path).replace(SEGMENT, segment);
        for (const headers of [
          v2(method, service.publicUrl + at),
          v3(method, service.publicUrl + at, Date.now()),
          {},
        ]) {
          const answer = await send(method, at, headers);
          expect([answer.status, await answer.text()]).toEqual(expected);
        }
      }
      const without = filled(path).replace(`/${SEGMENT}`, "");
      expect((await send(method, without, v3(method, service.publicUrl + without, Date.now()))).status).toBe(404);
    },
  );
});

describe("routes of signed-in people", () => {
  test.each(by("session"))(
    "%s %s: a stranger, a made-up session and two sessions at once get nothing",
    async (method, path) => {
      const secret =
        service.cookie
          .split(";")
          .find((one) => one.includes("line_audience_session="))
          ?.trim() ?? "";
      const cookies = [
        "",
        "line_audience_session=AAAA",
        "line_audience_session=",
        `${secret}; line_audience_session=x`,
      ];
      for (const Cookie of cookies) {
        const response = await ask(method, filled(path), {
          Cookie,
          ...(method !== "GET" && { "Content-Length": "0" }),
        });
        if (/^\/(?:api|live)\b/.test(path)) {
          expect(response.status).toBe(401);
        } else if (method === "GET") {
          expect(response.status).toBe(303);
          expect(response.headers.get("location")).toMatch(/^\/hubspot\/oauth\/install\?return=/);
        } else {
          expect(response.status).toBe(401);
        }
        expect(await response.text()).not.toContain("Hoshi");
      }
    },
  );

  test.each(by("session").filter(([method]) => method !== "GET"))(
    "%s %s: not on behalf of another site, whichever header the browser sends",
    async (method, path) => {
      const foreign = [
        { "Sec-Fetch-Site": "cross-site" },
        { "Sec-Fetch-Site": "same-site" },
        { Origin: "https://evil.example" },
        { Origin: "null" },
      ];
      for (const headers of foreign) {
        const response = await ask(method, filled(path), { Cookie: service.cookie, ...headers });
        expect([headers, response.status]).toEqual([headers, 403]);
      }
    },
  );

  test.each(by("session").filter(([, path]) => path.includes(":id")))(
    "%s %s: an id that does not exist is 404",
    async (method, path) => {
      for (const id of [UNKNOWN_ID, "1", "%27%20or%201=1--", "..%2f..%2f", "__proto__"]) {
        const headers = {
          Cookie: service.cookie,
          "Content-Type": path.startsWith("/api") ? "application/json" : "application/x-www-form-urlencoded",
        };
        const { status } = await ask(
          method,
          path.startsWith("/api") ? filled(path, id) : `${filled(path, id)}?portal=${PORTAL_ID}`,
          headers,
          method === "GET" || method === "DELETE" ? undefined : "",
        );
        // What is checked before the id is looked up may be refused first.
        expect([id, [404, 422].includes(status)]).toEqual([id, true]);
      }
    },
  );
});

describe("open routes", () => {
  test.each(by("public").filter(([method]) => method === "GET"))(
    "%s %s tells nothing of a portal",
    async (method, path) => {
      const response = await ask(method, path);
      expect(response.status).toBeLessThan(400);
      expect(await response.text()).not.toMatch(/Hoshi|mika@|102670506/);
    },
  );

  test("signing in ends where the browser did not begin it", async () => {
    const response = await ask("GET", "/hubspot/oauth/callback?code=stolen&state=guessed", {
      Cookie: "line_audience_sign_in=other:/",
    });
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie().some((one) => one.startsWith("line_audience_session="))).toBe(false);
  });
});
