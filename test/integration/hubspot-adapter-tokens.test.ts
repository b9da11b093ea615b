/** Installing the app, and tokens that run out, are refused, or are refreshed by another process. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startRecordingProxy } from "../support/recording-proxy.ts";
import {
  grant,
  installed,
  later,
  refused,
  startAdapterBench,
  valueOf,
  type AdapterBench,
} from "./hubspot-adapter.support.ts";
import { app, portalId } from "./hubspot-simulator.support.ts";

let bench: AdapterBench;
let listId: string;

beforeEach(async () => {
  bench = await startAdapterBench();
  listId = bench.hubspot.control.addList(portalId, { name: "Newsletter", size: 3 });
});
afterEach(() => bench.stop());

const refreshes = () => bench.hubspot.control.requests().filter(({ path }) => path === "/oauth/2026-03/token").length;
const ask = (adapter = bench.adapter) => adapter.list(portalId, listId);

describe("installing", () => {
  test("tells whose portal it is, who did it and what was granted", async () => {
    const installation = await installed(bench, portalId);
    expect(installation).toMatchObject({ portalId, tokens: { expiresInSeconds: 1800 } });
    expect(installation.userEmail).toContain("@");
    expect(installation.scopes).toEqual(expect.arrayContaining(["automation", "crm.schemas.custom.write"]));
    expect((await ask()).kind).toBe("ok");
  });

  test("asks for custom objects only where the portal has them", () => {
    const link = new URL(bench.adapter.authorizeUrl("s 1"));
    // As HubSpot's own tools write it; whether its page takes `+` for a space is not documented.
    expect(link.search).toContain("scope=oauth%20automation%20");
    expect(link.search).not.toContain("+");
    expect(link.origin).toBe(new URL(bench.hubspot.appUrl).origin);
    expect(Object.fromEntries(link.searchParams)).toEqual({
      client_id: "client-id",
      redirect_uri: "http://127.0.0.1:9/hubspot/oauth/callback",
      scope: "oauth automation crm.lists.read crm.objects.contacts.read",
      optional_scope:
        "crm.schemas.custom.read crm.schemas.custom.write crm.objects.custom.read crm.objects.custom.write settings.users.read",
      state: "s 1",
    });
  });

  test("sends secrets and tokens in form bodies, never in an address", async () => {
    const proxy = await startRecordingProxy(bench.hubspot.apiUrl);
    const adapter = bench.anotherAdapter(proxy.url);
    const { tokens } = valueOf(await adapter.install(await grant(adapter, portalId)));
    const [token, introspect, ...others] = proxy.exchanges.map(({ method, path, requestType, requestBody }) => ({
      request: `${method} ${path}`,
      requestType,
      form: Object.fromEntries(new URLSearchParams(requestBody)),
    }));
    const client = { client_id: "client-id", client_secret: "client-secret" };
    const requestType = "application/x-www-form-urlencoded";
    expect(token).toMatchObject({ request: "POST /oauth/2026-03/token", requestType });
    expect(token?.form).toMatchObject({ grant_type: "authorization_code", ...client });
    expect(introspect).toEqual({
      request: "POST /oauth/2026-03/token/introspect",
      requestType,
      form: { ...client, token: tokens.accessToken, token_type_hint: "access_token" },
    });
    expect(others).toEqual([]);
    await proxy.close();
  });

  test("takes from the introspection what the answer with the tokens leaves out, as HubSpot may", async () => {
    const form = { method: "POST", path: "/oauth/2026-03/token/introspect" };
    const code = await grant(bench.adapter, portalId);
    const expected = valueOf(await bench.adapter.install(code));
    const body = { token_type: "bearer", access_token: "a", refresh_token: "r", expires_in: 1800 };
    bench.hubspot.control.fault({ path: "/oauth/2026-03/token", times: 1, kind: "status", status: 200, body });
    const { scopes, userId, userEmail, hubDomain } = expected;
    const known = { active: true, hub_id: portalId, user_id: userId, user: userEmail, hub_domain: hubDomain, scopes };
    bench.hubspot.control.fault({ ...form, times: 1, kind: "status", status: 200, body: known });
    const tokens = { accessToken: "a", refreshToken: "r", expiresInSeconds: 1800 };
    expect(valueOf(await bench.adapter.install("any"))).toEqual({ ...expected, tokens });
  });

  test("with a code that was used before is refused", async () => {
    const code = await grant(bench.adapter, portalId);
    await bench.adapter.install(code);
    expect(await bench.adapter.install(code)).toMatchObject({ kind: "refused", finding: { code: "HUBSPOT_REFUSED" } });
  });

  test("without a permission that the service needs is refused, and names it", async () => {
    const code = await grant(bench.adapter, portalId, true, "crm.lists.read");
    expect(await bench.adapter.install(code)).toEqual(refused("HUBSPOT_SCOPES_MISSING", { scopes: "crm.lists.read" }));
  });

  test("while HubSpot is silent may be tried again", async () => {
    const code = await grant(bench.adapter, portalId);
    bench.hubspot.control.fault({ path: "/oauth/2026-03/token", times: 1, kind: "timeout-before" });
    expect(await bench.adapter.install(code)).toEqual(later("HUBSPOT_UNAVAILABLE"));
    expect((await bench.adapter.install(code)).kind).toBe("ok");
  });
});

describe("tokens", () => {
  beforeEach(() => installed(bench, portalId));

  test.each([
    ["locked", 423, {}, "HUBSPOT_LOCKED", 2],
    ["moved to another data centre", 477, { "Retry-After": "3600" }, "HUBSPOT_MIGRATING", 3600],
    ["asked for too often", 429, { "Retry-After": "7" }, "HUBSPOT_RATE_LIMITED", 7],
  ])(
    "are not refreshed while the account is %s, and no process asks meanwhile",
    async (_what, status, headers, code, seconds) => {
      bench.clock.skip(1_800_000);
      bench.hubspot.control.fault({ path: "/oauth/", times: 1, kind: "status", status, headers });
      expect(await ask()).toEqual({ ...later(code), retryAfterSeconds: seconds });
      expect(bench.limiter.pauses).toEqual([{ bucket: `hubspot:${portalId}`, seconds, code }]);
      expect((await ask()).kind).toBe("ok");
    },
  );

  test("are refreshed once, before they run out, however many ask", async () => {
    const before = refreshes();
    bench.clock.skip(26 * 60_000);
    const other = bench.anotherAdapter();
    const answers = await Promise.all([ask(), ask(other), ask(), ask(other)]);
    expect(answers.map(({ kind }) => kind)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(refreshes()).toBe(before + 1);
    expect(bench.credentials.saved).toHaveLength(1);
  });

  test("that have run out are refreshed once across two processes, and all wait for it", async () => {
    const before = refreshes();
    bench.clock.skip(40 * 60_000);
    const other = bench.anotherAdapter();
    const answers = await Promise.all([ask(), ask(other), ask(), ask(other)]);
    expect(answers.map(({ kind }) => kind)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(refreshes()).toBe(before + 1);
  });

  test("that HubSpot refuses before their time are refreshed once", async () => {
    const before = refreshes();
    bench.hubspot.control.fault({ path: "/crm/lists/2026-09", times: 1, kind: "status", status: 401 });
    expect((await ask()).kind).toBe("ok");
    expect(refreshes()).toBe(before + 1);
  });

  test("that HubSpot goes on refusing ask for a new installation", async () => {
    const before = refreshes();
    bench.hubspot.control.fault({ path: "/crm/lists/2026-09", times: 2, kind: "status", status: 401 });
    expect(await ask()).toEqual(refused("HUBSPOT_UNAUTHORIZED"));
    expect(refreshes()).toBe(before + 1);
  });

  test("whose refresh HubSpot refuses ask for a new installation, and leave the way free for it", async () => {
    bench.credentials.keep(portalId, { accessToken: "old", refreshToken: "void", expiresInSeconds: -1 });
    expect(await ask()).toEqual(refused("HUBSPOT_UNAUTHORIZED"));
    expect(await bench.credentials.claimTokenRefresh(portalId, "old")).toBe(true);
    expect(bench.refusals).toMatchObject([{ code: "HUBSPOT_UNAUTHORIZED" }]);
  });

  test.each([
    [400, { status: "BAD_CLIENT_SECRET", message: "missing or invalid client secret" }, "HUBSPOT_APP_REFUSED"],
    [400, { status: "BAD_CLIENT_ID", message: "missing or invalid client id" }, "HUBSPOT_APP_REFUSED"],
    [401, { error: "invalid_client", error_description: "Client authentication failed" }, "HUBSPOT_APP_REFUSED"],
    [404, { message: "Unable to find POST /oauth/v1/token", category: "OBJECT_NOT_FOUND" }, "HUBSPOT_APP_REFUSED"],
    [410, { message: "this version has ended" }, "HUBSPOT_APP_REFUSED"],
    [400, { status: "BAD_REFRESH_TOKEN", message: "missing or invalid refresh token" }, "HUBSPOT_UNAUTHORIZED"],
    [400, { status: "BAD_HUB", error: "access_denied" }, "HUBSPOT_UNAUTHORIZED"],
    [400, { error: "invalid_grant", error_description: "words of a later version" }, "HUBSPOT_UNAUTHORIZED"],
    [400, { status: "BAD_GRANT_TYPE", error: "unsupported_grant_type" }, "HUBSPOT_REFUSED"],
    [401, {}, "HUBSPOT_REFUSED"],
  ])("whose refresh HubSpot answers with %d %j: %s", async (status, body, code) => {
    bench.clock.skip(40 * 60_000);
    bench.hubspot.control.fault({ path: /\/oauth\/.*\/token$/, times: 1, kind: "status", status, body });
    expect(await ask()).toMatchObject({ kind: "refused", finding: { code } });
    expect(bench.refusals).toEqual([{ portal: portalId, code, noted: "noted" }]);
  });

  test.each([
    [{ kind: "status", status: 503 } as const, "HUBSPOT_UNAVAILABLE"],
    [{ kind: "timeout-before" } as const, "HUBSPOT_UNAVAILABLE"],
    [{ kind: "reset-before" } as const, "HUBSPOT_UNAVAILABLE"],
  ])("whose refresh meets %p wait and try again", async (trouble, code) => {
    bench.clock.skip(40 * 60_000);
    bench.hubspot.control.fault({ path: "/oauth/2026-03/token", times: 1, ...trouble });
    expect(await ask()).toMatchObject(later(code));
    expect((await ask()).kind).toBe("ok");
  });

  test("that could not be stored are no trouble of HubSpot's", async () => {
    bench.clock.skip(40 * 60_000);
    bench.credentials.saveTokens = () => Promise.reject(new Error("the database is gone"));
    await expect(ask()).rejects.toThrow("the database is gone");
  });

  test("of a portal that removed the app are gone", async () => {
    expect(await bench.adapter.list(999, "1")).toEqual(refused("HUBSPOT_UNAUTHORIZED"));
  });
});

describe("disconnecting", () => {
  const asked = (part: RegExp) =>
    bench.hubspot.control
      .requests()
      .filter(({ path }) => part.test(path))
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
  const UNINSTALL = /external-install/;
  beforeEach(() => installed(bench, portalId));

  test("uninstalls the app at HubSpot and revokes the refresh token, by dated addresses", async () => {
    expect(await bench.adapter.uninstall(portalId)).toEqual({ kind: "ok", value: null });
    expect(asked(UNINSTALL)).toEqual(["DELETE /appinstalls/2026-09/external-install 204"]);
    expect(asked(/revoke/)).toEqual([expect.stringMatching("^POST /oauth/2026-03/token/revoke ")]);
    expect(await ask()).toEqual(refused("HUBSPOT_UNAUTHORIZED"));
  });

  test("again, or after the app was removed at HubSpot, is done", async () => {
    bench.hubspot.control.uninstall(portalId, app.appId);
    expect(await bench.adapter.uninstall(portalId)).toEqual({ kind: "ok", value: null });
    expect(await bench.adapter.uninstall(999)).toEqual({ kind: "ok", value: null });
  });

  test.each([UNINSTALL, /revoke/])("is tried again later while HubSpot does not answer to %s", async (path) => {
    bench.hubspot.control.fault({ path, times: 1, kind: "status", status: 503 });
    expect(await bench.adapter.uninstall(portalId)).toEqual(later("HUBSPOT_UNAVAILABLE"));
    expect(await bench.adapter.uninstall(portalId)).toEqual({ kind: "ok", value: null });
  });

  test("that HubSpot refuses is said", async () => {
    const body = { message: "not for this app", category: "MISSING_SCOPES" };
    bench.hubspot.control.fault({ path: UNINSTALL, times: 1, kind: "status", status: 403, body });
    expect(await bench.adapter.uninstall(portalId)).toEqual(refused("HUBSPOT_REFUSED", { detail: "not for this app" }));
  });
});
