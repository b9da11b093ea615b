/** The Settings page: defaults, people and the audit trail by forms. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { NO_POLICIES } from "../../src/delivery/lifecycle/policies.ts";
import { PORTAL_ID } from "../support/builders.ts";
import { anInstallation, createTestConsole, EMAIL, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const get = (path: string) => tested.http.get(path).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string, form: Record<string, string | readonly string[]>) =>
  tested.http.post(path).set("Cookie", cookie).type("form").send(form);
const value = (text: string, name: string) =>
  new RegExp(`<input[^>]*name="${name}"[^>]*>`).exec(text)?.[0].match(/value="([^"]*)"/)?.[1] ?? "";

const FORM = {
  quietMinutes: "1.5",
  ceilingMinutes: "90",
  minimumEnrolled: "20",
  quietFrom: "21:00",
  quietTo: "08:00",
  language: "ja",
  timeZone: "Asia/Bangkok",
  newMemberRole: "editor",
};

/** The version that a form of the page says it began with. */
const versionIn = (text: string, path: string) =>
  new RegExp(`action="${path}[^"]*".*?name="version" value="(\\w+)"`, "s").exec(text)?.[1] ?? "";

describe("settings that two people change", () => {
  test.each([
    ["/settings", FORM, { minimumEnrolled: "33" }, { minimumEnrolled: "44" }, () => tested.store.settings(PORTAL_ID)],
    [
      "/settings/policies",
      {},
      { approveAbove: "100" },
      { approveAbove: "200" },
      () => tested.store.policies(PORTAL_ID),
    ],
  ] as const)("%s: the second is asked, and nothing that was written is lost", async (path, form, one, other, now) => {
    await post(path, form);
    const version = versionIn((await get("/settings")).text, path);
    expect((await post(path, { ...form, ...one, version })).status).toBe(303);
    // Pressed twice: what is stored is what was written.
    expect((await post(path, { ...form, ...one, version })).status).toBe(303);
    const first = await now();
    const wrong = await post(path, { ...form, approveAbove: "-1", quietMinutes: "-1", version });
    expect(versionIn(wrong.text, path)).not.toBe("");
    const asked = await post(path, { ...form, ...other, version });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain("These settings were changed after you opened them");
    const [[name, written] = ["", ""]] = Object.entries(other);
    expect(value(asked.text, name)).toBe(written);
    expect(await now()).toEqual(first);
    const again = await post(path, { ...form, ...other, version: versionIn(asked.text, path) });
    expect(again.status).toBe(303);
    expect(await now()).toMatchObject({ [name]: Number(written) });
    await post(path, form);
  });

  test("what is wrong in the second one's form does not replace the first one's in silence", async () => {
    await post("/settings", FORM);
    const version = versionIn((await get("/settings")).text, "/settings");
    const wrong = await post("/settings", { ...FORM, quietMinutes: "-1", version });
    await post("/settings", { ...FORM, minimumEnrolled: "33" });
    const kept = versionIn(wrong.text, "/settings");
    expect((await post("/settings", { ...FORM, minimumEnrolled: "44", version: kept })).status).toBe(422);
    expect(await tested.store.settings(PORTAL_ID)).toMatchObject({ minimumEnrolled: 33 });
  });
});

describe("defaults", () => {
  test("are changed by a form that then shows them; empty takes the service's", async () => {
    const before = await get("/settings");
    expect(before.text).toContain("Empty: 3 minutes.");
    const saved = await post("/settings", FORM);
    expect([saved.status, saved.get("Location")]).toEqual([303, "/settings?done=settings"]);
    expect(await tested.store.settings(PORTAL_ID)).toMatchObject({
      quietSeconds: 90,
      ceilingSeconds: 5400,
      minimumEnrolled: 20,
      quietHours: { from: 1260, to: 480 },
      language: "ja",
      timeZone: "Asia/Bangkok",
      newMemberRole: "editor",
    });
    const { text } = await get("/settings?done=settings");
    expect(text).toContain("The settings are saved.");
    for (const name of ["quietMinutes", "ceilingMinutes", "minimumEnrolled", "quietFrom", "quietTo"] as const) {
      expect(value(text, name)).toBe(FORM[name]);
    }
    const empty = { ...FORM, quietMinutes: "", ceilingMinutes: " ", quietFrom: "", quietTo: "" };
    await post("/settings", empty);
    const now = await tested.store.settings(PORTAL_ID);
    expect([now?.quietSeconds, now?.ceilingSeconds, now?.quietHours]).toEqual([null, null, null]);
    expect(await tested.store.settings(OTHER_PORTAL_ID)).toMatchObject({ minimumEnrolled: 50, language: "en" });
  });

  test.each([
    [{ minimumEnrolled: "60" }, "Minimum of enrolled contacts"],
    [{ quietMinutes: "soon" }, "Close after no new contacts for"],
    [{ quietTo: "" }, "Quiet hours until"],
    [{ timeZone: "Asia/Tokio" }, "Asia/Tokio"],
  ])("%j is said with what was written; nothing changes", async (change, said) => {
    const before = await tested.store.settings(PORTAL_ID);
    const { status, text } = await post("/settings", { ...FORM, minimumEnrolled: "7", ...change });
    expect(status).toBe(422);
    expect(/<p class="said[^"]*" role="status">([^<]*)</.exec(text)?.[1]).toContain(said);
    expect(value(text, "minimumEnrolled")).toBe("minimumEnrolled" in change ? "60" : "7");
    expect(await tested.store.settings(PORTAL_ID)).toEqual(before);
  });
});

const POLICIES = {
  alwaysApprove: "on",
  approveAbove: "1000",
  approveAboveFactor: "1.5",
  separateApprover: "on",
  oneSendInDays: "3",
};

describe("policies", () => {
  const ticked = (text: string, name: string) => new RegExp(`<input[^>]*name="${name}"[^>]*checked`).test(text);

  test("are set by a form of their own that then shows them, and taken away", async () => {
    const settings = await tested.store.settings(PORTAL_ID);
    const saved = await post("/settings/policies", POLICIES);
    expect([saved.status, saved.get("Location")]).toEqual([303, "/settings?done=policies"]);
    const all = {
      alwaysApprove: true,
      approveAbove: 1000,
      approveAboveFactor: 1.5,
      separateApprover: true,
      oneSendInDays: 3,
    };
    expect(await tested.store.settings(PORTAL_ID)).toEqual({ ...settings, ...all });
    const { text } = await get("/settings?done=policies");
    expect(text).toContain("The policies are saved.");
    for (const name of ["approveAbove", "approveAboveFactor", "oneSendInDays"] as const) {
      expect(value(text, name)).toBe(POLICIES[name]);
    }
    expect([ticked(text, "alwaysApprove"), ticked(text, "separateApprover")]).toEqual([true, true]);
    // The other form leaves them alone.
    await post("/settings", { ...FORM, quietMinutes: "", ceilingMinutes: "", quietFrom: "", quietTo: "" });
    expect(await tested.store.policies(PORTAL_ID)).toEqual(all);
    await post("/settings/policies", {});
    expect(await tested.store.policies(PORTAL_ID)).toEqual(NO_POLICIES);
    expect(await tested.store.policies(OTHER_PORTAL_ID)).toEqual(NO_POLICIES);
    const trail = (await get("/settings")).text;
    for (const part of ["A person approves every send: on → off", "people within (days): 3 → none"]) {
      expect(trail).toContain(part);
    }
  });

  test.each([
    [{ approveAbove: "many" }, "sends to more than (people)"],
    [{ oneSendInDays: "14" }, "within (days)"],
  ])("%j is said with what was written; nothing changes", async (change, said) => {
    const { status, text } = await post("/settings/policies", { ...POLICIES, ...change });
    expect(status).toBe(422);
    expect(/<p class="said[^"]*" role="status">([^<]*)</.exec(text)?.[1]).toContain(said);
    expect(ticked(text, "alwaysApprove")).toBe(true);
    expect(await tested.store.policies(PORTAL_ID)).toEqual(NO_POLICIES);
  });

  test("that no one could answer are warned of", async () => {
    const warning = "No one has the role Approver.";
    await post("/settings/policies", { oneSendInDays: "3" });
    expect((await get("/settings")).text).not.toContain(warning);
    const [member] = await tested.store.members(PORTAL_ID);
    await tested.store.changeRoles(PORTAL_ID, member?.id ?? "", ["editor", "sender", "administrator"]);
    expect((await get("/settings")).text).toContain(warning);
    await tested.store.changeRoles(PORTAL_ID, member?.id ?? "", ["editor", "approver", "sender", "administrator"]);
    await post("/settings/policies", {});
  });
});

describe("people", () => {
  test("are listed with their roles, which a form changes", async () => {
    await tested.store.saveInstallation(anInstallation({ userId: 7, userEmail: "rin@example.com" }));
    const { text } = await get("/settings");
    expect(text).toContain("rin@example.com");
    const members = await tested.store.members(PORTAL_ID);
    const idOf = (email: string) => members.find(({ userEmail }) => userEmail === email)?.id ?? "";
    const given = await post(`/members/${idOf("rin@example.com")}`, { roles: ["approver", "sender"] });
    expect([given.status, given.get("Location")]).toEqual([303, "/settings?done=roles"]);
    expect(await tested.store.rolesOf(PORTAL_ID, 7)).toEqual(["approver", "sender"]);
    const page = (await get("/settings")).text;
    expect(page).toContain('name="roles" value="approver" checked');
    // None is ticked: a viewer.
    expect((await post(`/members/${idOf("rin@example.com")}`, {})).status).toBe(303);
    expect(await tested.store.rolesOf(PORTAL_ID, 7)).toEqual(["viewer"]);
    const last = await post(`/members/${idOf(EMAIL)}`, { roles: "sender" });
    expect(last.status).toBe(422);
    expect(last.text).toContain("At least one administrator is needed.");
    expect((await post(`/members/${idOf(EMAIL)}`, { roles: "owner" })).status).toBe(422);
    expect(await tested.store.rolesOf(PORTAL_ID, 1)).toContain("administrator");
  });

  test("of another portal are not there", async () => {
    const [theirs] = await tested.store.members(OTHER_PORTAL_ID);
    for (const id of [theirs?.id ?? "", "7"]) {
      expect((await post(`/members/${id}`, {})).status).toBe(404);
      expect((await post(`/members/${id}/remove`, {})).status).toBe(404);
    }
    expect(await tested.store.rolesOf(OTHER_PORTAL_ID, 1)).toContain("administrator");
  });

  test("are removed, which ends their sessions and is in the trail; not the last administrator", async () => {
    await tested.store.saveInstallation(anInstallation({ userId: 8, userEmail: "leaver@example.com" }));
    const theirs = await tested.store.startSession({ portalId: PORTAL_ID, userId: 8, userEmail: "leaver@example.com" });
    const members = await tested.store.members(PORTAL_ID);
    const idOf = (email: string) => members.find(({ userEmail }) => userEmail === email)?.id ?? "";
    expect((await post(`/members/${idOf("leaver@example.com")}/remove`, {})).status).toBe(303);
    const session = `line_audience_session=${theirs}`;
    expect((await tested.http.get("/api/settings").set("Cookie", session)).status).toBe(401);
    const { text } = await get("/settings");
    expect(text).toContain("<strong>removed</strong> leaver@example.com");
    expect((await post(`/members/${idOf(EMAIL)}/remove`, {})).status).toBe(422);
  });

  test("sign themselves out everywhere", async () => {
    const user = { portalId: PORTAL_ID, userId: 9, userEmail: "nomad@example.com" };
    await tested.store.saveInstallation(anInstallation(user));
    const [one, other] = [await tested.store.startSession(user), await tested.store.startSession(user)];
    const cookieOf = (secret: string) => `line_audience_session=${secret}`;
    const left = await tested.http.post("/sign-out-everywhere").set("Cookie", cookieOf(one)).type("form").send({});
    expect([left.status, left.get("Location")]).toEqual([303, "/"]);
    expect(left.get("Set-Cookie")?.join()).toContain("line_audience_session=; ");
    for (const secret of [one, other])
      expect((await tested.http.get("/api/settings").set("Cookie", cookieOf(secret))).status).toBe(401);
  });
});

describe("the audit trail", () => {
  const cells = (text: string) =>
    [...text.matchAll(/<td data-label="What">(.*?)<\/td>/gs)].map(([, cell = ""]) =>
      cell
        .replaceAll(/<br[^>]*>/g, " | ")
        .replaceAll(/<[^>]+>/g, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    );

  test("says what was changed in words", async () => {
    await post("/settings", { ...FORM, minimumEnrolled: "30", quietMinutes: "2", newMemberRole: "sender" });
    const [latest] = cells((await get("/settings")).text);
    // The same once more is no change.
    await post("/settings", { ...FORM, minimumEnrolled: "30", quietMinutes: "2", newMemberRole: "sender" });
    expect(cells((await get("/settings")).text)[0]).toBe(latest);
    for (const part of [
      "changed the settings",
      "Close after no new contacts for: service default → 2 minutes",
      "Minimum of enrolled contacts: 20 → 30",
      "Quiet hours: none → 21:00–08:00",
      "Role for people who sign in for the first time: Editor → Sender",
    ]) {
      expect(latest).toContain(part);
    }
  });

  test("names the delivery with a link; another portal's entries are not there", async () => {
    const id = await tested.openDelivery();
    await post(`/deliveries/${id}/cancel`, {});
    const { text } = await get("/settings");
    expect(cells(text)[0]).toContain("cancelled the delivery");
    expect(text).toContain(`<a href="/deliveries/${id}">`);
    const theirs = await tested.http.get("/settings").set("Cookie", await tested.signIn(OTHER_PORTAL_ID));
    expect(theirs.text).toContain("Nothing has been done yet.");
  });

  test("goes on page by page", async () => {
    const user = { portalId: PORTAL_ID, userId: 1, userEmail: EMAIL };
    for (let index = 0; index < 51; index += 1) {
      await tested.store.recordAudit({ ...user, action: "seal", subject: `list ${index}`, details: {} });
    }
    const first = await get("/settings");
    expect(cells(first.text)).toHaveLength(50);
    const older = /href="(\/settings\?before=\d+)#audit"/.exec(first.text)?.[1] ?? "";
    const second = cells((await get(older)).text);
    expect(second[0]).toBe("stopped collecting list 0");
    expect((await get("/settings?before=x")).status).toBe(200);
  });
});
