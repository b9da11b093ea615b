/** API keys over HTTP: what a program may with one, what a key that is not good gets, and the page on which they are made. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Response, Test } from "supertest";
import { may, RIGHTS, rightNeeded, ROLES, type RightName } from "../../src/console/request/rights.ts";
import { bearerOf } from "../../src/console/request/api-key.ts";
import { PAGE_EN } from "../../src/i18n/en/page.ts";
import type { Role } from "../../src/ports/store/members.ts";
import type { In } from "../../src/delivery/delivery.ts";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { createToken } from "../../src/store/accounts/api-keys/token.ts";
import { CLEARED, PORTAL_ID } from "../support/builders.ts";
import { ROUTES } from "../support/route-table.ts";
import { ApiDocument } from "./console-openapi.support.ts";
import { anInstallation, createTestConsole, EMAIL, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const NOBODYS_ID = "00000000-0000-4000-8000-000000000000";
const DAY_MS = 86_400_000;
const api = new ApiDocument();

let tested: TestConsole;
let cookie = "";
const keys: Partial<Record<Role, string>> = {};
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
  for (const role of ROLES) keys[role] = (await make({ name: `Only ${role}`, roles: [role] })).token;
});
afterAll(() => tested.close());

let made = 0;
async function make({ name = `Key ${(made += 1)}`, roles = ["viewer"], days = 90 }: Partial<Asked> = {}) {
  const key = await tested.store.makeApiKey(PORTAL_ID, 1, { name, roles, days });
  if (key.kind !== "ok") throw new Error(key.kind);
  return { ...key, id: key.key.id };
}
interface Asked {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly days: number;
}

type Method = "get" | "post" | "put" | "patch" | "delete";
const call = (token: string | undefined, method: Method, path: string): Test =>
  tested.http[method](`/api${path}`).set("Authorization", `Bearer ${token ?? ""}`);
const page = (method: "get" | "post", path: string): Test => tested.http[method](path).set("Cookie", cookie);
const codeOf = ({ status, text }: Response) => [status, (JSON.parse(text) as { code?: string }).code];

const routes = ROUTES.filter(({ path }) => path.startsWith("/api/") && path !== "/api/openapi.json").map(
  ({ method, path }) => ({ method: method.toLowerCase() as Method, path: path.slice("/api".length) }),
);
const filled = (path: string) => path.replace(":contactId", "1001").replace(":id", NOBODYS_ID);

describe("with a key", () => {
  test.each(routes)(
    "$method $path is reached with the roles it needs, and with no others",
    async ({ method, path }) => {
      const right = rightNeeded({ method: method.toUpperCase(), path });
      for (const role of ROLES) {
        // The account of all other tests would be gone.
        if (right === "disconnect" && role === "administrator") continue;
        const response = await call(keys[role], method, filled(path)).set("Accept-Language", "en");
        const allowed = right === null || (may({ roles: [role] }, right) && right !== "signOutEverywhere");
        expect([role, response.status, response.status === 403]).toEqual([role, response.status, !allowed]);
        expect(response.status).not.toBe(401);
        expect(response.headers["set-cookie"]).toBeUndefined();
        if (!allowed) expect(api.faultsOf(response)).toEqual([]);
        if (!allowed && right !== "signOutEverywhere") expectsRole(response, right, role);
      }
    },
  );

  function expectsRole(response: Response, right: RightName, role: Role): void {
    const { roles } = RIGHTS[right];
    const { code, detail, neededRoles } = JSON.parse(response.text) as Record<string, unknown>;
    expect([code, neededRoles]).toEqual(["NOT_ALLOWED", roles]);
    const named = PAGE_EN.rights.roles;
    const needed = roles.map((one) => named[one]).join(" or ");
    expect(detail).toContain(`This needs the role ${needed}. The key's roles: ${named[role]}.`);
    expect(response.get("WWW-Authenticate")).toBe(`Bearer error="insufficient_scope", scope="${roles.join(" ")}"`);
  }

  test("no one is signed out: it has no sessions", async () => {
    expect(codeOf(await call(keys.administrator, "delete", "/sessions"))).toEqual([403, "SESSION_ONLY"]);
    expect((await page("get", "/settings")).status).toBe(200);
  });

  test("a program is asked for no origin, whatever it says", async () => {
    const asked = () => call(keys.administrator, "patch", "/settings").send({ language: "en" });
    for (const [name, value] of [
      ["Sec-Fetch-Site", "cross-site"],
      ["Origin", "https://evil.example"],
      ["Origin", "null"],
    ] as const)
      expect((await asked().set(name, value)).status).toBe(200);
  });

  test("a session beside it counts for nothing, neither for more nor for less", async () => {
    const both = (token: string | undefined) => call(token, "get", "/keys").set("Cookie", cookie);
    expect((await both(keys.viewer)).status).toBe(403);
    expect((await both(keys.administrator)).status).toBe(200);
    expect(codeOf(await both("made-up"))).toEqual([401, "KEY_UNKNOWN"]);
    const stranger = await tested.signIn(OTHER_PORTAL_ID);
    const { body } = await call(keys.viewer, "get", "/members").set("Cookie", stranger);
    expect(body.members).toMatchObject([{ email: EMAIL }]);
    // Another site cannot add the header: a request with a cookie alone is asked for its origin as before.
    const foreign = tested.http.patch("/api/settings").set("Cookie", cookie).set("Sec-Fetch-Site", "cross-site");
    expect(codeOf(await foreign.send({}))).toEqual([403, "CROSS_SITE"]);
  });

  test("the account that a program names has to be the key's", async () => {
    const named = (portal: number) => call(keys.viewer, "get", "/settings").set("Portal-Id", String(portal));
    expect((await named(PORTAL_ID)).status).toBe(200);
    expect(codeOf(await named(OTHER_PORTAL_ID))).toEqual([409, "OTHER_PORTAL"]);
  });

  test("the language is what is asked for, and not what a cookie remembers", async () => {
    const asked = (path: string) =>
      call(keys.viewer, "delete", path).set("Cookie", "line_audience_language=ja").set("Accept-Language", "zh-TW");
    const title = async (path: string) => (JSON.parse((await asked(path)).text) as { title: string }).title;
    expect(await title("/sessions")).toContain("API金鑰");
    expect(await title("/sessions?lang=th")).toContain("คีย์ API");
    const wrong = await call("x", "get", "/settings").set("Accept-Language", "ja").set("Cookie", cookie);
    expect(wrong.text).toContain("APIキー");
  });

  test("what it does has its name in the trail, and is done for the person who made it", async () => {
    const { token } = await make({ name: "Robot", roles: ["editor"] });
    const message = { name: "Autumn", messages: [{ type: "text", text: "Hello" }], utm: null };
    const { body } = await call(token, "post", "/messages").send(message);
    const { entries } = (await call(token, "get", "/audit?limit=1")).body;
    expect(entries).toMatchObject([{ by: "API key Robot", deed: "create_message", subject: "Autumn" }]);
    // So that no one approves by a key what they wrote themselves, where the account wants two people.
    expect(await tested.store.savedMessage(PORTAL_ID, body.id)).toMatchObject({ changedBy: 1 });
    const trail = await page("get", "/settings");
    expect(trail.text).toContain("API key Robot");
  });

  test("what it approves is said to be approved by it, in the history and on the page", async () => {
    const id = await tested.openDelivery(60, PORTAL_ID, { requireApproval: true });
    await tested.change(id, (delivery, now) => afterSeal(delivery as In<"collecting">, "person", now));
    const cleared = { ...CLEARED, narrowcast: null };
    await tested.change(id, (delivery, now) => afterPreflight(delivery as In<"sealed">, cleared, now));
    const { token } = await make({ name: "Night watch", roles: ["approver"] });
    const { body } = await call(token, "post", `/deliveries/${id}/approve`);
    expect(body.approval).toMatchObject({ by: "API key Night watch" });
    expect(body.timeline.at(-1)).toMatchObject({ event: "approved", details: { by: "API key Night watch" } });
    expect((await page("get", `/deliveries/${id}?lang=en`)).text).toContain("API key Night watch");
  });

  test("no key with more rights is made or rotated; one with as many is", async () => {
    const own = (await make({ roles: ["administrator", "editor"] })).token;
    const asked = (roles: readonly Role[]) =>
      call(own, "post", "/keys").send({ name: `By a key ${(made += 1)}`, roles });
    expect(codeOf(await asked(["sender"]))).toEqual([403, "KEY_ABOVE_OWN_ROLES"]);
    expect((await asked(["administrator", "editor", "viewer"])).status).toBe(201);
    const above = await make({ roles: ["approver"] });
    expect(codeOf(await call(own, "post", `/keys/${above.id}/rotate`).send({}))).toEqual([403, "KEY_ABOVE_OWN_ROLES"]);
    expect((await call(above.token, "get", "/settings")).status).toBe(200);
    const below = await make({ roles: ["editor"] });
    expect((await call(own, "post", `/keys/${below.id}/rotate`).send({})).status).toBe(200);
  });

  test("the last use is noted once; that it cannot be noted is no reason to refuse", async () => {
    const { token, id } = await make();
    const lastUse = async () => (await tested.store.apiKeys(PORTAL_ID)).keys.find((key) => key.id === id)?.lastUsedAt;
    const { pool } = tested.database;
    await pool.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
      create trigger refused before update on api_keys for each row execute function refuse()`);
    expect((await call(token, "get", "/settings")).status).toBe(200);
    expect(await lastUse()).toBeNull();
    expect(tested.log).toContainEqual(expect.objectContaining({ event: "api_key.use_not_noted", keyId: id }));
    expect(JSON.stringify(tested.log)).not.toContain(token);
    await pool.query("drop trigger refused on api_keys");
    expect((await call(token, "get", "/settings")).status).toBe(200);
    expect(await lastUse()).toEqual(expect.any(Number));
  });
});

describe("a key that is not good", () => {
  const refused = async (token: string) => {
    const response = await call(token, "get", "/settings");
    expect(response.get("WWW-Authenticate")).toBe('Bearer error="invalid_token"');
    expect(response.type).toBe("application/problem+json");
    expect(api.faultsOf(response)).toEqual([]);
    return codeOf(response);
  };

  test("learns what is wrong with it only where it was good once", async () => {
    const [revoked, replaced, expired] = [await make(), await make(), await make({ days: 1 })];
    await tested.store.revokeApiKey(PORTAL_ID, revoked.id);
    await tested.store.rotateApiKey(PORTAL_ID, 1, replaced.id, { days: 9, graceHours: 0, rotations: null });
    expect(await refused(revoked.token)).toEqual([401, "KEY_REVOKED"]);
    expect(await refused(replaced.token)).toEqual([401, "KEY_REPLACED"]);
    expect(await refused(createToken(PORTAL_ID))).toEqual([401, "KEY_UNKNOWN"]);
    await tested.skip(2 * DAY_MS);
    expect(await refused(expired.token)).toEqual([401, "KEY_EXPIRED"]);
  });

  test.each([
    "",
    "x",
    "null",
    "listcast_",
    `listcast_${PORTAL_ID}_${"0".repeat(49)}`,
    "' or 1=1 --",
    "{}",
    "%00",
    "a".repeat(8000),
    "eyJhbGciOiJIUzI1NiJ9.e30.x",
  ])("%j is unknown", async (token) => expect(await refused(token)).toEqual([401, "KEY_UNKNOWN"]));

  test("nothing is refused for a header of another kind: a proxy's password is no key", async () => {
    const asked = tested.http.get("/api/settings").set("Cookie", cookie).set("Authorization", "Basic bWlrYTpwYXNz");
    expect((await asked).status).toBe(200);
    const anonymous = await tested.http.get("/api/settings").set("Authorization", "Basic bWlrYTpwYXNz");
    expect([codeOf(anonymous), anonymous.get("WWW-Authenticate")]).toEqual([[401, "NOT_SIGNED_IN"], "Bearer"]);
  });

  test.each([
    [undefined, null],
    ["", null],
    ["Basic x", null],
    ["Bearers x", null],
    ["Bearer", ""],
    ["Bearer x", "x"],
    ["bearer  x y ", "x y "],
    ["Bearer\tx", null],
  ])("%j: %j", (header, token) => expect(bearerOf(header)).toBe(token));

  test.each(["/", "/settings", "/keys", "/deliveries", "/live"])("GET %s takes none at all", async (path) => {
    const response = await tested.http.get(path).set("Authorization", `Bearer ${keys.administrator}`);
    expect([200, 303, 401]).toContain(response.status);
    expect(response.text).not.toContain("Only administrator");
    if (path === "/") return expect(response.text).toContain("/hubspot/oauth/install");
    expect(response.status).toBe(path === "/live" ? 401 : 303);
  });

  test("nor do their forms", async () => {
    const asked = tested.http.post("/keys").set("Authorization", `Bearer ${keys.administrator}`);
    const { status } = await asked.type("form").send({ name: "Sneaked in", roles: "sender" });
    expect(status).toBe(401);
    expect((await page("get", "/keys")).text).not.toContain("Sneaked in");
  });
});

const form = (path: string, body: object): Test => page("post", path).type("form").send(body);
const secretsOn = (text: string): string[] => [...new Set(text.match(/listcast_\d+_[0-9A-Za-z]{49}/g))];

describe("the page", () => {
  test("makes a key, shows its secret once, and makes no second one of the same form", async () => {
    const body = { name: "Weekly <report>", roles: ["sender", "editor"], expiresInDays: "30" };
    const answer = await form("/keys", body);
    expect(answer.status).toBe(200);
    expect(answer.get("Cache-Control")).toBe("no-store");
    const [secret = ""] = secretsOn(answer.text);
    expect((await call(secret, "get", "/settings")).status).toBe(200);
    expect((await page("get", "/settings?lang=en")).text).toContain("Roles: Editor, Sender");
    const list = await page("get", "/keys");
    expect(list.text).toContain("Weekly &lt;report>");
    expect(secretsOn(list.text)).toEqual([]);
    const again = await form("/keys", body);
    expect([again.status, secretsOn(again.text)]).toEqual([422, []]);
    expect(again.text).toContain(PAGE_EN.keys.problems.name_taken);
    expect(again.text).toContain('value="Weekly &lt;report>"');
    const { keys: all } = await tested.store.apiKeys(PORTAL_ID);
    const key = all.find(({ name }) => name === body.name);
    expect(key).toMatchObject({ roles: ["editor", "sender"], madeBy: EMAIL });
    expect(Math.round(((key?.expiresAt ?? 0) - (key?.madeAt ?? 0)) / DAY_MS)).toBe(30);
  });

  test("a key without a role is a viewer", async () => {
    expect((await form("/keys", { name: "Reader", expiresInDays: "90" })).status).toBe(200);
    const { keys: all } = await tested.store.apiKeys(PORTAL_ID);
    expect(all.find(({ name }) => name === "Reader")).toMatchObject({ roles: ["viewer"] });
  });

  test.each([
    [{ name: "", expiresInDays: "90" }, "Fill in “Name”"],
    [{ name: "Long", expiresInDays: "400" }, "Expires after"],
    [{ name: "Long", expiresInDays: "soon" }, "Expires after"],
    [{ name: "Owner", roles: "owner", expiresInDays: "90" }, "roles"],
  ])("%j is refused with what is wrong", async (body, said) => {
    const { status, text } = await form("/keys", body);
    expect(status).toBe(422);
    expect(text.toLowerCase()).toContain(said.toLowerCase());
    expect((await tested.store.apiKeys(PORTAL_ID)).keys.map(({ name }) => name)).not.toContain(body.name);
  });

  test("rotates once, however often its form is sent, and revokes", async () => {
    const { token, id } = await make({ name: "Rotated" });
    const rotation = { rotations: "0", graceHours: "24", expiresInDays: "90" };
    const [secret = ""] = secretsOn((await form(`/keys/${id}/rotate`, rotation)).text);
    const again = await form(`/keys/${id}/rotate`, rotation);
    expect([again.status, secretsOn(again.text)]).toEqual([422, []]);
    expect(again.text).toContain(PAGE_EN.keys.problems.rotated_before);
    for (const good of [token, secret]) expect((await call(good, "get", "/settings")).status).toBe(200);
    expect((await page("get", "/keys")).text).toContain("The former secret is good until");
    const revoked = await form(`/keys/${id}/revoke`, {});
    expect([revoked.status, revoked.get("Location")]).toEqual([303, "/keys?done=revokedKey"]);
    for (const gone of [token, secret])
      expect(codeOf(await call(gone, "get", "/settings"))).toEqual([401, "KEY_REVOKED"]);
    expect((await form(`/keys/${id}/revoke`, {})).status).toBe(404);
    expect((await form(`/keys/${id}/rotate`, { ...rotation, rotations: "1" })).status).toBe(404);
  });

  test.each(["en", "ja", "zh-Hant", "th"])(
    "warns a fortnight before a key expires, here and in Settings (%s)",
    async (lang) => {
      await make({ days: 13 });
      for (const path of ["/keys", "/settings"]) {
        const { text, status } = await page("get", `${path}?lang=${lang}`);
        expect(status).toBe(200);
        expect(text).toMatch(/class="said "[^>]*>[^<]*14/);
        expect(text).not.toMatch(/undefined|\{(?:name|count|time)\}/);
      }
    },
  );

  test("says whose secret it was who is no longer there", async () => {
    const user = { userId: 12, userEmail: "leaver@example.com" };
    await tested.store.saveInstallation(anInstallation(user));
    await tested.store.makeApiKey(PORTAL_ID, user.userId, { name: "Of a leaver", roles: [], days: 90 });
    expect((await page("get", "/keys?lang=en")).text).toContain(user.userEmail);
    await tested.store.personLeft(PORTAL_ID, user.userId);
    const { text } = await page("get", "/keys?lang=en");
    expect(text).not.toContain(user.userEmail);
    expect(text).toContain(PAGE_EN.keys.makerGone);
  });

  test("is for administrators: others see neither it nor what Settings says of keys", async () => {
    const user = { portalId: PORTAL_ID, userId: 13, userEmail: "aya@example.com" };
    await tested.store.saveInstallation(anInstallation(user));
    const theirs = `line_audience_session=${await tested.store.startSession(user)}`;
    for (const path of ["/keys", "/KEYS", "/keys/"])
      expect((await tested.http.get(path).set("Cookie", theirs)).status).toBe(403);
    const settings = await tested.http.get("/settings").set("Cookie", theirs);
    expect(settings.text).not.toContain('href="/keys"');
    expect((await page("get", "/settings")).text).toContain('href="/keys"');
  });
});
