/** The settings and testers of a connected account, by the forms on its card. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { createTestConsole, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie: string;
let theirs: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
  theirs = (await tested.store.channels(OTHER_PORTAL_ID))[0]?.id ?? "";
});
afterAll(() => tested.close());

const get = (path: string) => tested.http.get(path).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string, form: Record<string, string>) =>
  tested.http.post(path).set("Cookie", cookie).type("form").send(form);
const ours = async () => (await tested.store.channels(PORTAL_ID)).find(({ id }) => id === CHANNEL_ID);

describe("the settings of a channel", () => {
  const path = `/channels/${CHANNEL_ID}`;
  const settings = { name: "Tea shop", timeZone: "Asia/Taipei", quotaFloor: "500" };
  const versionIn = (text: string) => /name="version" value="(\w+)"/.exec(text)?.[1] ?? "";

  test("that two people change: the second is asked, and nothing that was written is lost", async () => {
    const version = versionIn((await get("/channels")).text);
    const wrong = await post(path, { ...settings, quotaFloor: "-1", version });
    expect(versionIn(wrong.text)).toBe(version);
    expect((await post(path, { ...settings, name: "Tea and cake", version })).status).toBe(303);
    const asked = await post(path, { ...settings, quotaFloor: "700", version });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain("These settings were changed after you opened them");
    expect(asked.text).toContain('value="700"');
    expect(await ours()).toMatchObject({ name: "Tea and cake", quotaFloor: 500 });
    const again = await post(path, { ...settings, quotaFloor: "700", version: versionIn(asked.text) });
    expect(again.status).toBe(303);
    expect(await ours()).toMatchObject({ ...settings, quotaFloor: 700 });
  });

  test("are changed by a form that then shows them; zones where LINE is used come first", async () => {
    const before = await get("/channels");
    const zones = [...before.text.matchAll(/<option>([^<]+)</g)].map(([, zone]) => zone);
    expect(zones.slice(0, 4)).toEqual(["Asia/Tokyo", "Asia/Taipei", "Asia/Bangkok", "Asia/Jakarta"]);
    expect(new Set(zones).size).toBe(zones.length);
    const changed = await post(path, settings);
    expect([changed.status, changed.get("Location")]).toEqual([303, "/channels?done=changedAccount"]);
    expect(await ours()).toMatchObject({ ...settings, quotaFloor: 500 });
    const { text } = await get("/channels");
    expect(text).toMatch(/name="timeZone" value="Asia\/Taipei" list="time-zones"/);
    expect(text).toContain('value="500"');
    expect(text).not.toContain("<details open");
  });

  test.each([
    ["bangkok", "Asia/Bangkok"],
    ["new york", "America/New_York"],
    ["utc", "UTC"],
  ])("take %s for %s", async (timeZone, zone) => {
    await post(path, { ...settings, timeZone });
    expect((await ours())?.timeZone).toBe(zone);
  });

  test.each([
    [{ ...settings, timeZone: "Asia/Tokio" }, "Asia/Tokio"],
    [{ ...settings, quotaFloor: "-1" }, "Messages a month kept for chat"],
    [{ ...settings, quotaFloor: "" }, "Messages a month kept for chat"],
    [{ ...settings, name: " " }, "Name"],
  ])("%j is said on its card, open, with what was written; nothing changes", async (form, said) => {
    const before = await ours();
    const { status, text } = await post(path, form);
    expect(status).toBe(422);
    const card = /<details open[^>]*>(.*?)<\/details>/s.exec(text)?.[1] ?? "";
    expect(card).toContain(`action="${path}?`);
    expect(/<p class="said[^"]*" role="status">([^<]*)</.exec(card)?.[1]).toContain(said);
    expect(card).toContain(`value="${form.timeZone}"`);
    expect(text.match(/<details open/g)).toHaveLength(1);
    expect(await ours()).toEqual(before);
  });

  test("of another portal are not there, whether the form is right or wrong", async () => {
    for (const form of [settings, { ...settings, quotaFloor: "many" }]) {
      for (const id of [theirs, "7"]) expect((await post(`/channels/${id}`, form)).status).toBe(404);
    }
    expect(await tested.store.channels(OTHER_PORTAL_ID)).toMatchObject([{ name: "Theirs", quotaFloor: 0 }]);
  });
});

describe("testers", () => {
  const path = `/channels/${CHANNEL_ID}/testers`;
  const aya = { name: 'Aya <script>"', lineUserId: `U${"a".repeat(32)}` };

  test("are added and removed", async () => {
    expect((await post(path, aya)).get("Location")).toBe("/channels?done=addedTester");
    const { text } = await get("/channels");
    expect(text).toContain("Aya &lt;script>");
    expect(text).toContain(aya.lineUserId);
    const remove = /action="(\/testers\/[^"?]+\/delete)/.exec(text)?.[1] ?? "";
    expect((await post(remove, {})).get("Location")).toBe("/channels?done=removedTester");
    expect(await tested.store.testers(PORTAL_ID, CHANNEL_ID)).toEqual([]);
    expect((await post(remove, {})).status).toBe(404);
  });

  test("need a LINE user ID: said on the card, with what was written", async () => {
    const { status, text } = await post(path, { name: "Aya", lineUserId: "aya" });
    expect(status).toBe(422);
    const card = /<details open[^>]*>(.*?)<\/details>/s.exec(text)?.[1] ?? "";
    expect(card).toContain(`action="${path}?`);
    expect(card).toContain("A LINE user ID is “U” followed by 32 digits");
    expect(card).toMatch(/value="Aya"/);
    expect(await tested.store.testers(PORTAL_ID, CHANNEL_ID)).toEqual([]);
  });

  test("of another portal's account cannot be added", async () => {
    for (const form of [aya, { name: "", lineUserId: "" }]) {
      expect((await post(`/channels/${theirs}/testers`, form)).status).toBe(404);
    }
    expect(await tested.store.testers(OTHER_PORTAL_ID, theirs)).toEqual([]);
  });
});
