/** The stop of all sends: nothing that was not asked of LINE goes out, whatever else runs at that instant. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterPreflight } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import { RESTORE } from "../../src/delivery/lifecycle/commands.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { markStopped } from "../../src/store/deliveries/sending-stop.ts";
import { anArrival, anInputs, CLEARED, PORTAL_ID, refTo } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, EMAIL, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";
import { removeAppFrom } from "../support/test-store.ts";

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

const PERSON = { person: EMAIL };

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());
beforeEach(() => tested.store.resumeSending(PORTAL_ID));

const post = (path: string) => tested.http.post(path).set("Cookie", cookie).type("form").send({});
const page = async (language = "en") =>
  (
    await tested.http
      .get("/deliveries")
      .set("Cookie", cookie)
      .set("Accept", "text/html")
      .set("Accept-Language", language)
  ).text;
const stateOf = async (id: string, portalId?: number) =>
  (await tested.store.delivery(refTo(id, portalId)))?.delivery.state;
const seal = (id: string) => tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));

/** The step in which the request to LINE is stored. */
const setOut = (id: string) =>
  tested.store.record(refTo(id), (one, now) => {
    const narrowcast = {
      retryKey: "retry-key",
      body: "{}",
      audienceName: "Readers",
      reserved: null,
      meantFor: "everyone",
      leftOut: {},
    };
    return one.state.phase !== "sealed" ? null : afterPreflight(one as In<"sealed">, { ...CLEARED, narrowcast }, now);
  });

const STOPPED = {
  phase: "final",
  outcome: { kind: "cancelled", finding: { code: "SENDING_STOPPED", figures: PERSON } },
};

describe("stopping all sends", () => {
  test("cancels what LINE was not asked to send, and leaves the rest and other portals alone", async () => {
    const sent = await measured(tested);
    const collecting = await tested.openDelivery(3);
    const sealed = await tested.openDelivery(60);
    await seal(sealed);
    const theirs = await tested.openDelivery(1, OTHER_PORTAL_ID);
    const before = await stateOf(sent);
    const response = await post("/sending/stop");
    expect([response.status, response.get("Location")]).toEqual([303, "/deliveries?done=stopped"]);
    expect([await stateOf(collecting), await stateOf(sealed)]).toMatchObject([STOPPED, STOPPED]);
    expect(await stateOf(sent)).toEqual(before);
    expect(await stateOf(theirs, OTHER_PORTAL_ID)).toMatchObject({ phase: "collecting" });
  });

  test("opens nothing until sends are allowed again; executions are answered, and HubSpot may call again", async () => {
    await post("/sending/stop");
    const arrival = anArrival(90_001, {}, anInputs({ listId: "stopped" }));
    const refused = { kind: "refused", finding: { code: "SENDING_STOPPED", figures: PERSON } };
    expect(await tested.store.enroll([arrival])).toMatchObject([refused]);
    expect(await tested.store.enroll([arrival])).toMatchObject([refused]);
    await post("/sending/resume");
    expect(await tested.store.enroll([arrival])).toMatchObject([{ kind: "held", covered: false }]);
  });

  test("holds back what it did not reach: a delivery that is about to set out is cancelled instead", async () => {
    const id = await tested.openDelivery(60);
    await seal(id);
    // As if the process had died between the two halves of the stop.
    await markStopped(tested.database.db, PORTAL_ID, EMAIL);
    expect(await setOut(id)).toMatchObject({ kind: "recorded", delivery: { state: STOPPED } });
    expect(await stateOf(id)).toMatchObject(STOPPED);
  });

  test("after a restore from a backup says so, and to look first", async () => {
    await markStopped(tested.database.db, PORTAL_ID, RESTORE);
    expect(await page()).toContain("because the service was restored from a backup");
    expect(await page("ja")).toContain("バックアップから復元されたため");
    await post("/sending/resume");
    expect(await page()).not.toContain("restored from a backup");
  });

  test("finishes, when asked again, what an interrupted stop has left", async () => {
    const id = await tested.openDelivery(60);
    await markStopped(tested.database.db, PORTAL_ID, EMAIL);
    expect(await stateOf(id)).toMatchObject({ phase: "collecting" });
    await post("/sending/stop");
    expect(await stateOf(id)).toMatchObject(STOPPED);
  });

  test("while deliveries set out: each is on its way before the stop is answered, or it never is", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) ids.push(await tested.openDelivery(60));
    for (const id of ids) await seal(id);
    const [stopped] = await Promise.all([post("/sending/stop"), ...ids.map(setOut)]);
    expect(stopped.status).toBe(303);
    const states = await Promise.all(ids.map((id) => stateOf(id)));
    for (const state of states) expect(["sending", "final"]).toContain(state?.phase);
    // One LINE account sends one at a time.
    expect(states.filter((state) => state?.phase === "sending").length).toBeLessThanOrEqual(1);
    for (const [index, id] of ids.entries()) if (states[index]?.phase === "final") await setOut(id);
    expect(await Promise.all(ids.map((id) => stateOf(id)))).toEqual(states);
  });
});

describe("the Deliveries page", () => {
  test("offers the stop behind a summary that says what it does, then the way back", async () => {
    const before = await page();
    expect(before).toContain('action="/sending/stop?');
    expect(before).not.toContain('action="/sending/resume?');
    await post("/sending/stop");
    const after = await page();
    expect(after).toContain(`${EMAIL} stopped all sends of this HubSpot account.`);
    expect(after).toContain('action="/sending/resume?');
    expect(after).not.toContain('action="/sending/stop?');
    expect(await page("ja")).toContain("全配信を停止しました");
    await post("/sending/resume");
    expect(await page()).toBe(before);
  });

  test("has the stop in its head, and every Delivery page says that sends are stopped", async () => {
    const id = await tested.openDelivery(60);
    const text = await page();
    expect(text.indexOf('action="/sending/stop?')).toBeLessThan(text.indexOf('class="filters'));
    const delivery = async () => (await tested.http.get(`/deliveries/${id}`).set("Cookie", cookie)).text;
    expect(await delivery()).not.toContain("stopped all sends");
    await post("/sending/stop");
    expect(await delivery()).toContain(`${EMAIL} stopped all sends of this HubSpot account.</strong> Since `);
    await post("/sending/resume");
  });

  test("tells who watches it", async () => {
    const before = await tested.store.versionOf(PORTAL_ID, null);
    await post("/sending/stop");
    expect(await tested.store.versionOf(PORTAL_ID, null)).not.toBe(before);
  });
});

test("the stop goes with the app: after another installation sends are allowed", async () => {
  await tested.store.stopSending(OTHER_PORTAL_ID, EMAIL);
  await removeAppFrom(tested, OTHER_PORTAL_ID);
  expect(await tested.store.sendingStop(OTHER_PORTAL_ID)).toBeNull();
});
