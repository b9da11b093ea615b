/** Roles: what each may do is done, what it may not is refused and not offered. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { may, RIGHTS, rightNeeded, ROLES, type RightName } from "../../src/console/request/rights.ts";
import type { Role } from "../../src/ports/store/members.ts";
import { PAGE_EN } from "../../src/i18n/en/page.ts";
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
    await store.changeRoles(PORTAL_ID, member?.id ?? "", [role]);
    cookies[role] = `line_audience_session=${await store.startSession({ portalId: PORTAL_ID, ...user })}`;
  }
  messageId = (await store.createSavedMessage(PORTAL_ID, { name: "Autumn", messages: TEXT, utm: null })).id;
});
afterAll(() => tested.close());

type Method = "get" | "post" | "put" | "patch" | "delete";

/** Of the pages and of the API; another test finds a route that this table lacks. */
const changing = ROUTES.filter(
  ({ method, path, authentication }) =>
    authentication === "session" && (method !== "GET" || path.replace("/api", "") === "/keys"),
)
  // A command is a word of the address: each needs its own role.
  .flatMap((route) =>
    ["seal", "cancel", "approve"].map((command) => ({ ...route, path: route.path.replace(":command", command) })),
  )
  .filter(
    (one, index, all) => all.findIndex(({ method, path }) => method === one.method && path === one.path) === index,
  )
  .map(({ method, path }) => {
    const root = path.startsWith("/api/") ? "/api" : "";
    return { root, route: `${method} ${path.slice(root.length)}` };
  });
const listed: readonly string[] = Object.values(RIGHTS).flatMap(({ routes }) => routes);

const answerTo = (role: Role, { root, route }: { root: string; route: string }) => {
  const [method = "", path = ""] = route.split(" ");
  const asked = path.replace(/:\w+/, NOBODYS_ID);
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

  test("what it does not have is closed, an unusual spelling too", () => {
    for (const path of ["/nowhere", "/MESSAGES", "/messages/", "/messages/1/2/3"]) {
      expect(rightNeeded({ method: "POST", path })).toBeNull();
    }
    expect(rightNeeded({ method: "POST", path: "/messages" })).toBe("editMessages");
  });

  test("is in docs/roles.md as it is", () => {
    const page = readFileSync(new URL("../../docs/roles.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| ([^|]+?) +((?:\| (?:yes|–) +){5})\|$/gm)].map(([, name, cells = ""]) => [
      name,
      ...cells
        .split("|")
        .map((cell) => cell.trim())
        .filter((cell) => cell !== ""),
    ]);
    const { look, deeds } = PAGE_EN.rights;
    const names = Object.keys(RIGHTS) as RightName[];
    const expected = names.map((name) => [
      deeds[name],
      ...ROLES.map((role) => (may({ roles: [role] }, name) ? "yes" : "–")),
    ]);
    expect(rows).toEqual([[look, ...ROLES.map(() => "yes")], ...expected]);
  });
});

describe("every route that changes something", () => {
  test.each(changing)("$root $route is refused without a role it needs, and reached with each", async (one) => {
    const [method = "", path = ""] = one.route.split(" ");
    const right = rightNeeded({ method, path });
    if (right === null) throw new Error(`${one.route} is not in the table`);
    // The sessions of the person would be gone before the next role is tried.
    if (right === "signOutEverywhere" || right === "chooseNotifications")
      return expect(ROLES.every((role) => may({ roles: [role] }, right))).toBe(true);
    for (const role of ROLES) {
      // The account of all other tests would be gone; test/journey/uninstalled.test.ts lets an administrator do it.
      if (right === "disconnect" && may({ roles: [role] }, right)) continue;
      const response = await answerTo(role, one);
      const expected = !may({ roles: [role] }, right);
      expect([role, response.status === 403]).toEqual([role, expected]);
      if (!expected) continue;
      const said = one.root === "" ? response.text : (JSON.parse(response.text) as { detail: string }).detail;
      const needed = RIGHTS[right].roles.map((one) => PAGE_EN.rights.roles[one]).join(" or ");
      expect(said).toContain(`This needs the role ${needed}. Your roles: ${PAGE_EN.rights.roles[role]}.`);
      expect(said).toContain(EMAIL);
      if (one.root === "/api") expect(response.body).toMatchObject({ code: "NOT_ALLOWED" });
    }
  });

  const inCode = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;
  /** Express takes these for the same address, the last where the word is a parameter. */
  const unusual: [string, (path: string) => string][] = [
    ["capitals", (path) => path.replace(/^\/./, (start) => start.toUpperCase())],
    ["a slash at its end", (path) => `${path}/`],
    ["a letter in code", (path) => path.replace(/[a-z-]+(?=(?:\/:\w+)?$)/, (word) => word.replace(/^./, inCode))],
  ];

  test.each(unusual)("is not reached with %s", async (_how, spell) => {
    for (const { root, route } of changing) {
      const [method = "", path = ""] = route.split(" ");
      // Express shows a page however it is spelled: to no one who may not see it.
      if (method === "GET") {
        const { status } = await answerTo("viewer", { root, route: `GET ${spell(path)}` });
        expect([route, status === 403 || status === 404]).toEqual([route, true]);
        continue;
      }
      const response = await answerTo("administrator", { root, route: `${method} ${spell(path)}` });
      expect([route, response.status]).toEqual([route, 404]);
    }
  });

  test("an administrator who is no approver and no sender cannot cancel, however the address is written", async () => {
    const id = await tested.openDelivery();
    for (const path of [
      `/deliveries/${id}/cancel`,
      `/Deliveries/${id}/cancel`,
      `/deliveries/${id}/cancel/`,
      `/deliveries/${id}/%63ancel`,
    ])
      for (const root of ["", "/api"]) {
        const { status } = await tested.http.post(root + path).set("Cookie", cookies.administrator ?? "");
        expect([root + path, [403, 404].includes(status)]).toEqual([root + path, true]);
      }
    expect((await tested.store.viewDelivery(PORTAL_ID, id))?.delivery.state.phase).toBe("collecting");
  });

  test("that is refused has done nothing", async () => {
    const id = await tested.openDelivery();
    const viewer = cookies.viewer ?? "";
    expect((await tested.http.post(`/api/deliveries/${id}/cancel`).set("Cookie", viewer)).status).toBe(403);
    expect((await tested.http.post(`/deliveries/${id}/cancel`).set("Cookie", viewer)).status).toBe(403);
    expect((await tested.store.viewDelivery(PORTAL_ID, id))?.delivery.state.phase).toBe("collecting");
    const change = { minimumEnrolled: 1 };
    expect((await tested.http.patch("/api/settings").set("Cookie", viewer).send(change)).status).toBe(403);
    expect((await tested.store.settings(PORTAL_ID))?.minimumEnrolled).toBe(50);
  });
});

describe("a person with several roles", () => {
  test("may do what each of them may", () => {
    const person = { roles: ["editor", "approver"] } as const;
    const allowed = (Object.keys(RIGHTS) as RightName[]).filter((right) => may(person, right));
    expect(allowed).toEqual([
      "editMessages",
      "sendTests",
      "approve",
      "cancel",
      "chooseNotifications",
      "signOutEverywhere",
    ]);
  });

  test("does not send by being an approver, nor approve by being a sender or administrator", () => {
    expect(may({ roles: ["approver"] }, "seal")).toBe(false);
    expect(may({ roles: ["sender"] }, "approve")).toBe(false);
    expect(may({ roles: ["administrator"] }, "approve")).toBe(false);
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
    const at = `/deliveries/${delivery}`;
    const pages: [string, Partial<Record<Role, string[]>>][] = [
      [at, { approver: [`${at}/cancel`], sender: [`${at}/seal`, `${at}/cancel`] }],
      ["/messages", {}],
      [message, { editor: [message, `${message}/delete`, `${message}/test`] }],
      [
        "/channels",
        {
          sender: [`/testers/${tester?.id}/delete`, `${channel}/testers`],
          administrator: ["/channels", channel, `${channel}/verify`],
        },
      ],
    ];
    for (const [path, offered] of pages) {
      for (const role of ROLES) {
        const forms = await formsOf(role, path);
        expect([path, role, [...new Set(forms)].toSorted()]).toEqual([path, role, (offered[role] ?? []).toSorted()]);
      }
    }
    expect(await formsOf("editor", "/messages/new")).toEqual(["/messages"]);
    const viewer = await tested.http.get("/messages/new").set("Cookie", cookies.viewer ?? "");
    expect([viewer.status, viewer.get("Location")]).toEqual([303, "/messages"]);
    const settings = await tested.http.get("/settings").set("Cookie", cookies.viewer ?? "");
    expect(settings.text).toMatch(/<fieldset[^>]* disabled/);
    expect(settings.text).not.toContain('action="/members');
  });
});
