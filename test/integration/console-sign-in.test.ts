import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "@jest/globals";
import { sql } from "kysely";
import type { Response } from "supertest";
import { finding } from "../../src/delivery/codes.ts";
import { PORTAL_ID } from "../support/builders.ts";
import { anInstallation, createTestConsole, EMAIL, NEW_PORTAL_ID, type TestConsole } from "./console.support.ts";
import { removeAppFrom } from "../support/test-store.ts";

let tested: TestConsole;
let usual: TestConsole["platforms"];
beforeAll(async () => {
  tested = await createTestConsole({ publicUrl: "https://console.example" });
  usual = { ...tested.platforms };
});
afterAll(() => tested.close());
afterEach(() => void Object.assign(tested.platforms, usual));

/** Browsers take these from this host alone, under TLS, for all of it: no `Domain`, `Path=/`, `Secure`. */
const SESSION = "__Host-line_audience_session";
const STATE = "__Host-line_audience_sign_in";

const setCookies = (response: Response): string[] => [response.get("Set-Cookie") ?? []].flat();
const setCookie = (response: Response, name: string): string =>
  setCookies(response).find((one) => one.startsWith(`${name}=`)) ?? "";
const sessionCookie = (response: Response): string => setCookie(response, SESSION).split(";")[0] ?? "";

/** What the browser knows after it was sent to HubSpot. */
async function start(back?: string): Promise<{ state: string; cookie: string; response: Response }> {
  const response = await tested.http.get("/hubspot/oauth/install").query(back === undefined ? {} : { return: back });
  const state = new URL(response.get("Location") ?? "").searchParams.get("state") ?? "";
  return { state, cookie: setCookie(response, STATE).split(";")[0] ?? "", response };
}

const comeBack = (cookie: string, query: Record<string, string>) =>
  tested.http.get("/hubspot/oauth/callback").query(query).set("Cookie", cookie);

async function signIn(before = "", language = "en"): Promise<Response> {
  const { state, cookie } = await start();
  const back = comeBack([cookie, before].filter(Boolean).join("; "), { state, code: "code" });
  return back.set("Accept-Language", language);
}

test("the language is remembered by a cookie of this host alone", async () => {
  const asked = await tested.http.get("/?lang=ja");
  const remembered = setCookie(asked, "__Host-line_audience_language");
  expect(remembered).toContain("=ja; Path=/; ");
  const next = await tested.http.get("/").set("Cookie", remembered.split(";")[0] ?? "");
  expect(next.get("Content-Language")).toBe("ja");
});

describe("signing in", () => {
  test("sends the person to HubSpot with a state that only this browser knows, another one each time", async () => {
    const [first, second] = [await start(), await start()];
    expect(first.response.status).toBe(302);
    expect(first.state).toMatch(/^[\w-]{43}$/);
    expect(second.state).not.toBe(first.state);
    const cookie = setCookie(first.response, STATE);
    expect(cookie).toContain("; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure");
  });

  test("comes back into a session of 12 hours that opens the console", async () => {
    const response = await signIn();
    expect(response.status).toBe(303);
    expect(response.get("Location")).toBe("/");
    const cookie = setCookie(response, SESSION);
    expect(cookie).toMatch(
      /^__Host-line_audience_session=4711\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(setCookie(response, STATE)).toContain("Max-Age=0");
    const channels = await tested.http.get("/api/channels").set("Cookie", sessionCookie(response));
    expect(channels.status).toBe(200);
    const [entry] = await tested.store.auditTrail(PORTAL_ID, { limit: 1, before: null });
    expect(entry).toMatchObject({ userEmail: EMAIL, action: "sign_in", subject: "demo.example" });
  });

  test("leads back to the page that was asked for, but never to another site", async () => {
    const page = "/deliveries/0d9f6f7e-0000-4000-8000-000000000001";
    const wanted = [page, "/channels", "//evil.example", "https://evil.example", "/\\evil.example", "/deliveries/../x"];
    const led: (string | undefined)[] = [];
    for (const back of wanted) {
      const { state, cookie } = await start(back);
      led.push((await comeBack(cookie, { state, code: "code" })).get("Location"));
    }
    expect(led).toEqual([page, "/channels", "/", "/", "/", "/"]);
    const { state } = await start();
    const forged = await comeBack(`${STATE}=${state}://evil.example`, { state, code: "code" });
    expect(forged.get("Location")).toBe("/");
  });

  test("takes neither session nor state under a name that a neighbouring host could set", async () => {
    const session = sessionCookie(await signIn()).replace("__Host-", "");
    expect((await tested.http.get("/api/channels").set("Cookie", session)).status).toBe(401);
    const { state, cookie } = await start();
    const response = await comeBack(cookie.replace("__Host-", ""), { state, code: "code" });
    expect([response.status, setCookie(response, SESSION)]).toEqual([400, ""]);
    for (const one of setCookies(await signIn())) expect(one).toMatch(/^__Host-[^;]+; Path=\/;.* Secure$/);
    expect(setCookies(await signIn()).join()).not.toMatch(/domain/i);
  });

  test("gives a fresh secret each time and ends the session that was there before", async () => {
    const planted = sessionCookie(await signIn());
    const fresh = sessionCookie(await signIn(planted));
    expect(fresh).not.toBe(planted);
    expect((await tested.http.get("/api/channels").set("Cookie", planted)).status).toBe(401);
    expect((await tested.http.get("/api/channels").set("Cookie", fresh)).status).toBe(200);
  });
});

describe("a person who is taken out while they are signing in", () => {
  const late = anInstallation({ userId: 5, userEmail: "late@example.com" });
  const ways: [string, (member: string) => Promise<unknown>][] = [
    ["removed by an administrator", (member) => tested.store.removeMember(PORTAL_ID, member)],
    ["no longer in the HubSpot account", () => tested.store.personLeft(PORTAL_ID, late.userId)],
    [
      "uninstalled, and installed again by another person",
      async () => {
        await removeAppFrom(tested, PORTAL_ID);
        await tested.store.saveInstallation(anInstallation());
      },
    ],
  ];

  test.each(ways)("%s: is not signed in", async (_way, takeOut) => {
    // With fewer permissions: HubSpot is asked about the tokens that are kept, and meanwhile it happens.
    tested.platforms.install = () => Promise.resolve({ kind: "ok", value: { ...late, scopes: [] } });
    tested.platforms.checkAccess = async () => {
      const member = (await tested.store.members(PORTAL_ID)).find(({ userId }) => userId === late.userId);
      await takeOut(member?.id ?? "");
      return { kind: "ok", value: { timeZone: null } };
    };
    const cookie = sessionCookie(await signIn());
    expect((await tested.http.get("/api/channels").set("Cookie", cookie)).status).toBe(401);
  });
});

describe("a callback that is not the end of a sign-in", () => {
  const wrong: [string, (started: { state: string; cookie: string }) => [string, Record<string, string>]][] = [
    ["without the cookie", ({ state }) => ["", { state, code: "code" }]],
    ["with another state", ({ cookie }) => [cookie, { state: "a".repeat(43), code: "code" }]],
    ["with a shorter state", ({ cookie, state }) => [cookie, { state: state.slice(1), code: "code" }]],
    ["without a state", ({ cookie }) => [cookie, { code: "code" }]],
    ["without a code", ({ cookie, state }) => [cookie, { state }]],
    ["with two cookies", ({ cookie, state }) => [`${cookie}; ${cookie}`, { state, code: "code" }]],
    ["with an empty cookie and state", () => [`${STATE}=:/`, { state: "", code: "code" }]],
  ];

  test.each(wrong)("%s installs nothing", async (_name, make) => {
    tested.platforms.install = () => Promise.reject(new Error("HubSpot was asked"));
    const response = await comeBack(...make(await start()));
    expect(response.status).toBe(400);
    expect(response.text).toContain("Start it again here");
    expect(setCookie(response, SESSION)).toBe("");
  });
});

describe("HubSpot says no", () => {
  test("a person who declined is shown how to go on", async () => {
    const { state, cookie } = await start();
    const query = { state, error: "access_denied", error_description: "<script>alert(1)</script>" };
    const response = await comeBack(cookie, query).set("Accept-Language", "ja");
    expect(response.status).toBe(403);
    expect(response.text).toContain("許可されなかった");
    expect(response.text).toContain('href="/hubspot/oauth/install"');
    expect(response.text).not.toContain("alert(1)");
    expect(response.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  test("a refused code is a page with the reason, a HubSpot that is away says when to retry", async () => {
    const refused = finding("HUBSPOT_REFUSED", { detail: "BAD_AUTH_CODE" });
    tested.platforms.install = () => Promise.resolve({ kind: "refused", finding: refused });
    const no = await signIn();
    expect(no.status).toBe(422);
    expect(no.text).toContain("BAD_AUTH_CODE");
    const away = finding("HUBSPOT_UNAVAILABLE");
    tested.platforms.install = () => Promise.resolve({ kind: "later", finding: away, retryAfterSeconds: 9 });
    const later = await signIn();
    expect([later.status, later.get("Retry-After")]).toEqual([503, "9"]);
    expect(setCookie(later, SESSION)).toBe("");
  });
});

describe("the account's time zone", () => {
  const zoneAfter = async (portalId: number, timeZone: string | null) => {
    tested.platforms.install = () => Promise.resolve({ kind: "ok", value: anInstallation({ portalId }) });
    tested.platforms.checkAccess = () => Promise.resolve({ kind: "ok", value: { timeZone } });
    expect((await signIn()).status).toBe(303);
    return (await tested.store.settings(portalId))?.timeZone;
  };

  it.each([
    [9001, "Asia/Bangkok", "Asia/Bangkok"],
    [9002, "US/Eastern", "Asia/Tokyo"],
    [9003, null, "Asia/Tokyo"],
    [9004, "Mars/Olympus", "Asia/Tokyo"],
  ])("is the first setting where it was chosen (%s, %s)", async (portalId, said, zone) => {
    expect(await zoneAfter(portalId, said)).toBe(zone);
  });

  it("changes no setting at a later sign-in", async () => {
    expect(await zoneAfter(9005, "Asia/Bangkok")).toBe("Asia/Bangkok");
    expect(await zoneAfter(9005, "Asia/Taipei")).toBe("Asia/Bangkok");
  });

  it("is done without while HubSpot does not say it", async () => {
    tested.platforms.install = () => Promise.resolve({ kind: "ok", value: anInstallation({ portalId: 9006 }) });
    tested.platforms.checkAccess = () => Promise.resolve({ kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") });
    expect((await signIn()).status).toBe(303);
    expect((await tested.store.settings(9006))?.timeZone).toBe("Asia/Tokyo");
  });
});

describe("the language of workflow histories", () => {
  it("is first that of the person who installs, and stays what people chose", async () => {
    tested.platforms.install = () => Promise.resolve({ kind: "ok", value: anInstallation({ portalId: 9010 }) });
    const languageAfter = async (language: string) => {
      expect((await signIn("", language)).status).toBe(303);
      return (await tested.store.settings(9010))?.language;
    };
    expect(await languageAfter("ja-JP,ja;q=0.9,en;q=0.8")).toBe("ja");
    expect(await languageAfter("en-GB")).toBe("ja");
  });
});

describe("delivery records", () => {
  it("are looked at after every sign-in, by a job of the same transaction", async () => {
    tested.platforms.install = () =>
      Promise.resolve({ kind: "ok", value: anInstallation({ portalId: NEW_PORTAL_ID }) });
    await tested.store.saveRecordType(NEW_PORTAL_ID, null, finding("RECORDS_NOT_IN_PLAN"), Date.now());
    expect(await checkDue()).toBeGreaterThan(19 * 3600);
    expect((await signIn()).status).toBe(303);
    expect(await checkDue()).toBeLessThanOrEqual(0);
  });

  async function checkDue(): Promise<number> {
    const { rows } = await sql<{ seconds: number }>`
      select extract(epoch from run_at - now())::float8 as seconds
      from graphile_worker.jobs where key = ${`records:${NEW_PORTAL_ID}`}`.execute(tested.database.db);
    return rows[0]?.seconds ?? Number.NaN;
  }
});

describe("signing out", () => {
  test("ends the session, here and in the store", async () => {
    const cookie = sessionCookie(await signIn());
    const response = await tested.http.post("/hubspot/oauth/sign-out").set("Cookie", cookie);
    expect([response.status, response.get("Location")]).toEqual([303, "/"]);
    expect(setCookie(response, SESSION)).toContain("Max-Age=0");
    expect((await tested.http.get("/api/channels").set("Cookie", cookie)).status).toBe(401);
  });

  test("is not done for another site", async () => {
    const cookie = sessionCookie(await signIn());
    const asked = tested.http.post("/hubspot/oauth/sign-out").set("Cookie", cookie);
    expect((await asked.set("Sec-Fetch-Site", "cross-site")).status).toBe(403);
    expect((await tested.http.get("/api/channels").set("Cookie", cookie)).status).toBe(200);
  });
});
