/** Roles: what each may do is done, what it may not is refused and not offered. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { RIGHTS, roleNeeded, ROLES, type RightName } from "../../src/console/rights.ts";
import type { Role } from "../../src/ports/settings.ts";
import { PAGE_EN } from "../../src/wording/page-en.ts";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { ROUTES } from "../support/route-table.ts";
import { anInstallation, createTestConsole, EMAIL, type TestConsole } from "./console.support.ts";

const NOBODYS_ID = "00000000-0000-4000-8000-000000000000";
const TEXT = [{ type: "text", text: "Good morning" }];

let tested: TestConsole;
const cookies: Partial<Record<Role, string>> = {};
let messageId: string;
beforeAll(async () => {
  tested = await createTestConsole();
  const { store } = tested;
  for (const [index, role] of ROLES.entries()) {
    const user = { userId: index + 11, userEmail: `${role}@example.com` };
    await store.saveInstallation(anInstallation(user));
    const member = (await store.members(PORTAL_ID)).find(({ userEmail }) => userEmail === user.userEmail);
    await store.changeRole(PORTAL_ID, member?.id ?? "", role);
    cookies[role] = `line_audience_session=${await store.startSession({ portalId: PORTAL_ID, ...user })}`;
  }
  messageId = (await store.createSavedMessage(PORTAL_ID, { name: "Autumn", messages: TEXT, utm: null })).id;
});
afterAll(() => tested.close());

type Method = "get" | "post" | "put" | "patch" | "delete";

/** Of the pages and of the API; another test finds a route that this table lacks. */
const changing = ROUTES.filter(({ method, authentication }) => authentication === "session" && method !== "GET").map(
  ({ method, path }) => {
    const root = path.startsWith("/api/") ? "/api" : "";
    return { root, route: `${method} ${path.slice(root.length)}` };
  },
);
const listed: readonly string[] = Object.values(RIGHTS).flatMap(({ routes }) => routes);

const answerTo = (role: Role, { root, route }: { root: string; route: string }) => {
  const [method = "", path = ""] = route.split(" ");
  const asked = path.replace(":command", "seal").replace(/:\w+/, NOBODYS_ID);
  return tested.http[method.toLowerCase() as Method](`${root}${asked}`)
    .set("Cookie", cookies[role] ?? "")
    .set("Accept-Language", "en");
};

describe("the table", () => {
  test("has every route that changes something, and no other", () => {
    expect(changing.length).toBeGreaterThan(20);
    expect(changing.filter(({ route }) => !listed.includes(route))).toEqual([]);
    const known = new Set(changing.map(({ route }) => route));
    expect(listed.filter((route) => !known.has(route))).toEqual([]);
  });

  test("what it does not have needs a sender, an unusual spelling too", () => {
    for (const path of ["/nowhere", "/MESSAGES", "/messages/", "/messages/1/2/3"]) {
      expect(roleNeeded({ method: "POST", path })).toBe("sender");
    }
    expect(roleNeeded({ method: "POST", path: "/messages" })).toBe("editor");
  });

  test("is told in docs/roles.md as it is", () => {
    const page = readFileSync(new URL("../../docs/roles.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| ([^|]+?) +\| (yes|–) +\| (yes|–) +\| (yes|–) +\|$/gm)].map(([, ...row]) => row);
    const may = (needs: Role) => ROLES.map((role) => (ROLES.indexOf(role) >= ROLES.indexOf(needs) ? "yes" : "–"));
    const { look, deeds } = PAGE_EN.rights;
    const names = Object.keys(RIGHTS) as RightName[];
    const expected = names.map((name) => [deeds[name], ...may(RIGHTS[name].needs)]);
    expect(rows).toEqual([[look, ...may("viewer")], ...expected]);
  });
});

describe("every route that changes something", () => {
  test.each(changing)("$root $route is refused below the role it needs, and reached from it on", async (one) => {
    const [method = "", path = ""] = one.route.split(" ");
    const needed = roleNeeded({ method, path });
    for (const role of ROLES) {
      const response = await answerTo(role, one);
      const expected = ROLES.indexOf(role) < ROLES.indexOf(needed);
      expect([role, response.status === 403]).toEqual([role, expected]);
      if (!expected) continue;
      const said = one.root === "" ? response.text : (JSON.parse(response.text) as { detail: string }).detail;
      expect(said).toContain(`This needs the role ${PAGE_EN.rights.roles[needed]}`);
      expect(said).toContain(EMAIL);
      if (one.root === "/api") expect(response.body).toMatchObject({ code: "NOT_ALLOWED" });
    }
  });

  test("that is refused has done nothing", async () => {
    const id = await tested.openDelivery();
    const viewer = cookies.viewer ?? "";
    expect((await tested.http.post(`/api/deliveries/${id}/cancel`).set("Cookie", viewer)).status).toBe(403);
    expect((await tested.http.post(`/deliveries/${id}/cancel`).set("Cookie", viewer)).status).toBe(403);
    expect((await tested.store.viewDelivery(PORTAL_ID, id))?.delivery.state.phase).toBe("collecting");
    const wish = { minimumEnrolled: 1 };
    expect((await tested.http.patch("/api/settings").set("Cookie", viewer).send(wish)).status).toBe(403);
    expect((await tested.store.settings(PORTAL_ID))?.minimumEnrolled).toBe(50);
  });
});

describe("an editor", () => {
  const path = `/channels/${CHANNEL_ID}`;
  const patch = (body: object) =>
    tested.http
      .patch(`/api${path}`)
      .set("Cookie", cookies.editor ?? "")
      .send(body);

  test("renames a channel, and changes nothing about how it sends", async () => {
    expect((await patch({ name: "Tea" })).status).toBe(200);
    expect((await patch({ name: "Tea", timeZone: "Asia/Tokyo", quotaFloor: 0 })).status).toBe(200);
    for (const body of [{ quotaFloor: 9 }, { timeZone: "Asia/Taipei" }]) {
      const response = await patch({ name: "Not this", ...body });
      expect([response.status, response.body.code]).toEqual([403, "NOT_ALLOWED"]);
    }
    const form = tested.http
      .post(path)
      .set("Cookie", cookies.editor ?? "")
      .type("form");
    expect((await form.send({ name: "Not this", timeZone: "Asia/Taipei", quotaFloor: "0" })).status).toBe(403);
    const channel = (await tested.store.channels(PORTAL_ID)).find(({ id }) => id === CHANNEL_ID);
    expect(channel).toMatchObject({ name: "Tea", timeZone: "Asia/Tokyo", quotaFloor: 0 });
  });

  test("renames it by the form that is shown", async () => {
    const form = tested.http
      .post(path)
      .set("Cookie", cookies.editor ?? "")
      .type("form");
    expect((await form.send({ name: "Tea room" })).status).toBe(303);
  });
});

describe("a page offers", () => {
  const formsOf = async (role: Role, path: string) => {
    const { text, status } = await tested.http.get(path).set("Cookie", cookies[role] ?? "");
    expect(status).toBe(200);
    const forms = [...text.matchAll(/<form[^>]*action="([^"]+)"/g)].map(([, action]) => action ?? "");
    return forms.filter((action) => !/sign-out$|^\/members/.test(action)).map((action) => action.replace(/[?#].*/, ""));
  };

  test("what the role may do, and nothing else", async () => {
    const delivery = await tested.openDelivery();
    const lineUserId = `U${"e".repeat(32)}`;
    const tester = await tested.store.saveTester(PORTAL_ID, CHANNEL_ID, { name: "Aya", lineUserId });
    const channel = `/channels/${CHANNEL_ID}`;
    const message = `/messages/${messageId}`;
    const pages: [string, Partial<Record<Role, string[]>>][] = [
      [`/deliveries/${delivery}`, { sender: ["seal", "cancel"].map((wish) => `/deliveries/${delivery}/${wish}`) }],
      ["/messages", { editor: ["/messages"] }],
      [message, { editor: [message, `${message}/delete`], sender: [`${message}/test`] }],
      [
        "/channels",
        {
          editor: [channel, `${channel}/verify`],
          sender: [`/testers/${tester?.id}/delete`, `${channel}/testers`, "/channels"],
        },
      ],
    ];
    for (const [path, offered] of pages) {
      expect(await formsOf("viewer", path)).toEqual([]);
      expect(new Set(await formsOf("editor", path))).toEqual(new Set(offered.editor ?? []));
      const all = [...(offered.editor ?? []), ...(offered.sender ?? [])];
      expect(new Set(await formsOf("sender", path))).toEqual(new Set(all));
    }
    const settings = await tested.http.get("/settings").set("Cookie", cookies.viewer ?? "");
    expect(settings.text).toMatch(/<fieldset[^>]* disabled/);
    expect(settings.text).not.toContain('action="/members');
  });
});
