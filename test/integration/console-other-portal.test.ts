/** One browser, two tabs, two HubSpot accounts: the page of the first does nothing in the second. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { ROUTES } from "../support/route-table.ts";
import { createTestConsole, EMAIL, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const NOTHING = "00000000-0000-4000-8000-000000000000";

let tested: TestConsole;
/** Of the account that the browser signed in to last. */
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn(OTHER_PORTAL_ID);
});
afterAll(async () => {
  tested.ending.abort();
  await tested.close();
});

const at = (path: string) => path.replace(/:command/, "cancel").replace(/:\w+/, NOTHING);
const paths = (wanted: (route: (typeof ROUTES)[number]) => boolean) =>
  ROUTES.filter((route) => route.authentication === "session" && wanted(route)).map(({ path }) => path);

/** Every form of a page; a new one is here by itself. */
const FORMS = paths(({ method, path }) => method !== "GET" && !path.startsWith("/api/"));
const API = ROUTES.filter(({ path, authentication }) => authentication === "session" && path.startsWith("/api/"));

const post = (path: string, body: object = {}) =>
  tested.http.post(path).set("Cookie", cookie).set("Accept-Language", "en").type("form").send(body);

const WORDS = `In this browser you are now signed in to account ${OTHER_PORTAL_ID} as ${EMAIL}, so nothing was changed.`;

describe("a form", () => {
  test("is one of many", () => expect(FORMS.length).toBeGreaterThan(12));

  test.each(FORMS)(
    "%s of the other account's page is answered 409, with both accounts and both ways on",
    async (path) => {
      const { status, text } = await post(`${at(path)}?portal=${PORTAL_ID}`);
      expect(status).toBe(409);
      expect(text).toContain(`belongs to HubSpot account ${PORTAL_ID}. ${WORDS}`);
      expect(text).toContain(`>Sign in to account ${PORTAL_ID}</a>`);
      expect(text).toContain(`>Go to account ${OTHER_PORTAL_ID}</a>`);
    },
  );

  test.each(FORMS)("%s that names no account, or two, is answered 409", async (path) => {
    for (const query of ["?portal=", "?portal=x", `?portal=${PORTAL_ID}&portal=${OTHER_PORTAL_ID}`]) {
      const { status, text } = await post(at(path) + query);
      expect([query, status]).toEqual([query, 409]);
      expect(text).toContain("does not say which HubSpot account it belongs to");
    }
  });

  test("changes nothing in either account", async () => {
    const everything = async () =>
      await Promise.all(
        [PORTAL_ID, OTHER_PORTAL_ID].map(async (portalId) => [
          await tested.store.settings(portalId),
          await tested.store.sendingStop(portalId),
          await tested.store.savedMessages(portalId),
          await tested.store.channels(portalId),
          await tested.store.auditTrail(portalId, { limit: 50, before: null }),
        ]),
      );
    const before = await everything();
    const id = await tested.openDelivery(1, OTHER_PORTAL_ID);
    const bodies: [string, object][] = [
      ["/sending/stop", {}],
      ["/messages", { name: "Only for the first", bubble1: "Hello" }],
      ["/channels", { name: "Secret", channelId: "1234567899", channelSecret: "0123456789abcdef".repeat(2) }],
      [`/deliveries/${id}/cancel`, {}],
    ];
    for (const [path, body] of bodies) expect((await post(`${path}?portal=${PORTAL_ID}`, body)).status).toBe(409);
    expect(await everything()).toEqual(before);
    expect((await tested.store.viewDelivery(OTHER_PORTAL_ID, id))?.delivery.state.phase).toBe("collecting");
  });

  test("keeps a message that was written, to be saved in the account of its page", async () => {
    const written = { name: "Autumn <b>", bubble1: "Only for the first" };
    const { text } = await post(`/messages?portal=${PORTAL_ID}`, written);
    expect(text).toContain(`action="/messages?portal=${PORTAL_ID}"`);
    expect(text).toContain('value="Autumn &lt;b>"');
    expect(text).toContain("Only for the first");
    expect(text).toContain("What you wrote is not saved yet and is still below.");
    const back = await tested.signIn(PORTAL_ID);
    const saved = await tested.http
      .post(`/messages?portal=${PORTAL_ID}`)
      .set("Cookie", back)
      .type("form")
      .send(written);
    expect(saved.status).toBe(303);
    expect(await tested.store.savedMessages(OTHER_PORTAL_ID)).toEqual([]);
  });

  test("keeps it too where no one is signed in any more, and does not forget the account", async () => {
    const { status, text } = await tested.http
      .post(`/messages?portal=${PORTAL_ID}`)
      .type("form")
      .send({ name: "Autumn", bubble1: "Hello" });
    expect(status).toBe(401);
    expect(text).toContain(`action="/messages?portal=${PORTAL_ID}"`);
  });

  test("is answered in Japanese", async () => {
    const { text } = await post(`/settings?portal=${PORTAL_ID}`).set("Accept-Language", "ja");
    expect(text).toContain(`操作したページはHubSpotアカウント${PORTAL_ID}のものです。`);
  });
});

describe("every form on every page says its account", () => {
  test("and none is missed", async () => {
    const mine = await tested.signIn(PORTAL_ID);
    const user = { userEmail: "second@example.com", userId: 2 };
    await tested.store.saveInstallation({
      portalId: PORTAL_ID,
      hubDomain: "demo.example",
      scopes: ["oauth"],
      tokens: { accessToken: "a", refreshToken: "r", expiresInSeconds: 1800 },
      ...user,
    });
    const text = [{ type: "text", text: "Good morning" }];
    const message = await tested.store.createSavedMessage(PORTAL_ID, { name: "Tea", messages: text, utm: null });
    await tested.store.saveTester(PORTAL_ID, CHANNEL_ID, { name: "Aya", lineUserId: `U${"a".repeat(32)}` });
    const { id: deleted } = await tested.store.createSavedMessage(PORTAL_ID, { ...message, name: "Deleted" });
    await tested.store.deleteSavedMessage(PORTAL_ID, deleted);
    await tested.store.makeApiKey(PORTAL_ID, 1, { name: "Reports", roles: ["viewer"], days: 90 });
    const delivery = await tested.openDelivery(60);
    const pages = [
      "/",
      "/deliveries",
      `/deliveries/${delivery}`,
      "/channels",
      "/audiences",
      "/messages",
      "/messages/new",
      `/messages/${message.id}`,
      "/settings",
      "/notifications",
      "/keys",
    ];
    const seen = new Set<string>();
    const look = async () => {
      for (const path of pages) {
        const { status, text: page } = await tested.http.get(path).set("Cookie", mine);
        expect([path, status]).toEqual([path, 200]);
        for (const [, action = ""] of page.matchAll(/<form[^>]*method="post"[^>]*action="([^"]+)"/g)) {
          if (action === "/hubspot/oauth/sign-out") continue;
          expect(action).toMatch(new RegExp(`\\?portal=${PORTAL_ID}(#|$)`));
          seen.add(routeOf(action));
        }
      }
    };
    await look();
    await tested.http.post("/sending/stop").set("Cookie", mine).type("form").send({});
    await look();
    expect([...seen].toSorted()).toEqual(FORMS.toSorted());
  });

  const routeOf = (action: string): string => {
    const path = action.replace(/[?#].*/, "");
    return FORMS.find((form) => new RegExp(`^${form.replaceAll(/:\w+/g, "[^/]+")}$`).test(path)) ?? path;
  };
});

describe("a live page", () => {
  test.each(paths(({ path }) => path.startsWith("/live")))("%s: no stream for another account's page", async (path) => {
    for (const query of ["", `?portal=${PORTAL_ID}`]) {
      const response = await fetchFrom(`${at(path)}${query}`, {});
      expect([response.status, response.headers.get("content-type")]).toEqual([
        409,
        "application/problem+json; charset=utf-8",
      ]);
    }
  });

  test.each(["/", "/deliveries", "/channels", "/messages", "/settings", "/audiences"])(
    "%s as its script asks for it: nothing of another account",
    async (path) => {
      const theirs = { "Portal-Id": String(PORTAL_ID), Accept: "text/html" };
      const response = await fetchFrom(path, theirs);
      expect(response.status).toBe(409);
      expect(await response.text()).not.toContain("Theirs");
      expect((await fetchFrom(path, { "Portal-Id": String(OTHER_PORTAL_ID) })).status).toBe(200);
    },
  );

  const fetchFrom = async (path: string, headers: Record<string, string>): Promise<Response> => {
    const server = tested.app.listen(0);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    try {
      const response = await fetch(`http://127.0.0.1:${address.port}${path}`, { headers: { cookie, ...headers } });
      return new Response(await response.text(), { status: response.status, headers: response.headers });
    } finally {
      server.close();
    }
  };
});

describe("the API", () => {
  test.each(API.map(({ method, path }) => [method, path] as const))(
    "%s %s refuses a request that names another account",
    async (method, path) => {
      const asked = tested.http[method.toLowerCase() as "get"](at(path)).set("Cookie", cookie);
      const { status, body } = await asked.set("Portal-Id", String(PORTAL_ID));
      expect([status, body]).toEqual([409, expect.objectContaining({ code: "OTHER_PORTAL" })]);
    },
  );

  test("serves one that names its own, or none", async () => {
    for (const headers of [{}, { "Portal-Id": String(OTHER_PORTAL_ID) }]) {
      expect((await tested.http.get("/api/channels").set("Cookie", cookie).set(headers)).status).toBe(200);
    }
  });
});
