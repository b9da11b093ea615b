/** What the delivery page shows before the send: forecast, approval, uploads, quota, and what it waits for. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { afterPreflight, afterWait } from "../../src/delivery/lifecycle/results/after-preflight.ts";
import {
  afterDeletion,
  afterUpload,
  afterUploadCheck,
  beginUpload,
} from "../../src/delivery/lifecycle/results/after-upload.ts";
import { finding, type Finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Forecast } from "../../src/delivery/targeting/forecast.ts";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { CLEARED, PORTAL_ID } from "../support/builders.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, EMAIL, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

type In<P extends Delivery["state"]["phase"]> = Delivery & { state: Extract<Delivery["state"], { phase: P }> };

const get = (id: string, language = "en") =>
  tested.http.get(`/deliveries/${id}?lang=${language}`).set("Cookie", cookie).set("Accept", "text/html");
const post = (path: string) => tested.http.post(path).set("Cookie", cookie).type("form").send({});
const json = async (id: string) => (await tested.http.get(`/api/deliveries/${id}`).set("Cookie", cookie)).body;

/** The page's text without its tags, as a person reads it. */
const read = (html: string): string => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
/** What stands beside a name in the details; null when it is not there. */
const detail = (html: string, name: string): string | null => {
  const found = new RegExp(`<dt>${name}(?: <a [^>]*>[?]</a>)?</dt>\\s*<dd>(.*?)</dd>`, "s").exec(html)?.[1];
  return found === undefined ? null : read(found).trim();
};

async function sealed(change: Partial<Inputs> = {}): Promise<string> {
  const id = await tested.openDelivery(60, PORTAL_ID, change);
  await tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));
  return id;
}

/** Preflight went through, for a delivery that cannot be sent yet. */
const cleared = (id: string, forecast: Forecast = CLEARED.forecast, enrolledIds: number | null = null) =>
  tested.change(id, (one, now) =>
    afterPreflight(one as In<"sealed">, { ...CLEARED, forecast, enrolledIds, narrowcast: null }, now),
  );

describe("the forecast", () => {
  test("comes once LINE has said it, and again when everything is checked", async () => {
    const id = await tested.openDelivery(60, PORTAL_ID, { requireApproval: true });
    expect(detail((await get(id)).text, "Forecast")).toBe("not known yet");
    await tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));
    expect(detail((await get(id)).text, "Forecast")).toBe("not known yet");
    await cleared(id, { low: 1200, likely: 1600, high: 2000, rule: null });
    const { text } = await get(id);
    expect(detail(text, "Forecast")).toBe("Between 1,200 and 2,000 people, likely about 1,600");
    expect(read(text)).toContain("The reach was forecast – between 1,200 and 2,000 people, likely about 1,600");
    expect(detail((await get(id, "ja")).text, "予測")).toBe("1,200～2,000人、およそ1,600人");
  });

  test("without a bound promises nothing", async () => {
    const id = await sealed({ requireApproval: true });
    await cleared(id, { low: 0, likely: 0, high: null, rule: null });
    const { text } = await get(id);
    expect(detail(text, "Forecast")).toBe("LINE cannot say yet how many people this is");
    expect(read(text)).toContain("The reach was forecast – LINE cannot say yet");
  });

  test("is not announced for a delivery that ended before it", async () => {
    const id = await sealed();
    const gone = { kind: "failed", finding: finding("AUDIENCE_EXPIRED", { audience: "Readers" }) } as const;
    await tested.change(id, (one, now) => afterConclusion(one, gone, now));
    expect(detail((await get(id)).text, "Forecast")).toBeNull();
  });
});

describe("an approval", () => {
  test("is asked for with what is approved, and given by a button that is there only then", async () => {
    const id = await tested.openDelivery(60, PORTAL_ID, { requireApproval: true, excludeAudienceIds: ["7"] });
    const approve = `/deliveries/${id}/approve`;
    expect((await get(id)).text).not.toContain(approve);
    expect((await post(approve)).get("Location")).toBe(`/deliveries/${id}?late`);
    await tested.change(id, (one, now) => afterSeal(one as In<"collecting">, "person", now));
    await cleared(id);
    const waiting = (await get(id)).text;
    expect(read(waiting)).toContain("The message goes out when a person approves it.");
    expect(waiting).toContain(`action="${approve}?`);
    expect(waiting).toContain(`action="/deliveries/${id}/cancel?`);
    expect(waiting).not.toContain(`action="/deliveries/${id}/seal?`);
    expect(detail(waiting, "Approval")).toBe("needed; no one has approved yet");
    expect(detail(waiting, "Next try")).toBeNull();
    expect(read(waiting)).toContain("Audience “Readers”; without audiences: 7");
    expect((await post(approve)).get("Location")).toBe(`/deliveries/${id}?done=approve`);
    const { text } = await get(id);
    const { approval } = await json(id);
    expect(approval.by).toBe(EMAIL);
    expect(text).toContain(`${EMAIL}, <time datetime="${approval.at}"`);
    expect(text).not.toContain(`action="${approve}?`);
    expect(read(text)).toContain(`A person approved the send – ${EMAIL}`);
    expect((await post(approve)).get("Location")).toBe(`/deliveries/${id}?late`);
  });

  test("cannot be given by anyone else", async () => {
    const id = await sealed({ requireApproval: true });
    await cleared(id);
    const stranger = await tested.signIn(OTHER_PORTAL_ID);
    const path = `/deliveries/${id}/approve`;
    expect((await post(path).set("Cookie", stranger)).status).toBe(404);
    expect((await tested.http.post(`/api${path}`).set("Cookie", stranger)).status).toBe(404);
    expect((await post(path).set("Sec-Fetch-Site", "cross-site")).status).toBe(403);
    expect((await json(id)).approval).toMatchObject({
      needed: true,
      reasons: [{ code: "APPROVAL_NEEDED" }],
      by: null,
      at: null,
    });
  });

  test("is not mentioned where none is needed", async () => {
    expect(detail((await get(await sealed())).text, "Approval")).toBeNull();
  });
});

describe("a delivery that waits", () => {
  test("says for what and when it is tried next", async () => {
    const id = await sealed();
    const away = { kind: "later", finding: finding("LINE_UNAVAILABLE"), retryAfterSeconds: 90 } as const;
    await tested.change(id, (one, now) => afterWait(one as In<"sealed">, away, now));
    const { nextTryAt, phase } = await json(id);
    expect([phase, nextTryAt]).toEqual(["sealed", expect.any(String)]);
    const { text } = await get(id);
    expect(text).toContain('<span class="badge waiting">');
    expect(text).not.toContain(`action="/deliveries/${id}/approve?`);
    expect(text).toMatch(new RegExp(`<dt>Next try</dt>\\s*<dd><time datetime="${nextTryAt}"`));
  });
});

describe("uploads", () => {
  const suppression = { listId: "77", property: "line_id" };

  test("are shown with whose IDs, how many and how far, while they are prepared and afterwards", async () => {
    const id = await sealed({ targetingMode: "narrow_to_enrolled", audienceId: null, suppression });
    await cleared(id, CLEARED.forecast, 1058);
    const preparing = (await get(id)).text;
    expect(read(preparing)).toContain("LINE is preparing the audience of 1,058 uploaded LINE user IDs.");
    expect(detail(preparing, "Uploaded LINE user IDs")).toBe(
      "Enrolled contacts: 1,058, to be uploaded · Suppression list: 0, being read from HubSpot",
    );
    expect(preparing).toContain(`action="/deliveries/${id}/cancel?`);
    expect(read(preparing)).toContain("only enrolled contacts; without the members of list 77");

    await tested.change(id, (one) => beginUpload(one as In<"preparing">, "enrolled"));
    const sent = { kind: "sent", audienceId: "900", filesSent: 1, complete: true } as const;
    await tested.change(id, (one, now) => afterUpload(one as In<"preparing">, "enrolled", sent, now));
    expect(detail((await get(id)).text, "Uploaded LINE user IDs")).toContain("1,058, LINE builds the audience");
    const ready = { kind: "ready", kept: 1058, suppressedEnrolled: 0 } as const;
    await tested.change(id, (one, now) => afterUploadCheck(one as In<"preparing">, "enrolled", ready, now));
    await tested.change(id, (one) => afterDeletion(one, "enrolled"));
    const { text } = await get(id);
    expect(detail(text, "Uploaded LINE user IDs")).toContain("Enrolled contacts: 1,058, deleted at LINE again");
    for (const happened of [
      "LINE user IDs are uploaded – Enrolled contacts, 1,058 IDs",
      "LINE has the user IDs and builds the audience – Enrolled contacts",
      "LINE has built the audience – Enrolled contacts",
      "The uploaded audience was deleted at LINE – Enrolled contacts",
    ])
      expect(read(text)).toContain(happened);
    expect((await json(id)).uploads).toEqual([
      { purpose: "enrolled", state: "deleted", ids: 1058 },
      { purpose: "suppressed", state: "collecting", ids: 0 },
    ]);
  });

  test("what stands in their way is said, and when they are tried next", async () => {
    const id = await sealed({ targetingMode: "narrow_to_enrolled", audienceId: null });
    await cleared(id, CLEARED.forecast, 58);
    const limited = { kind: "later", finding: finding("LINE_RATE_LIMITED"), retryAfterSeconds: 90 } as const;
    await tested.change(id, (one, now) => afterUpload(one as In<"preparing">, "enrolled", limited, now));
    const { standing, nextTryAt } = await json(id);
    expect([standing.code, nextTryAt]).toEqual(["LINE_RATE_LIMITED", expect.any(String)]);
    expect((await get(id)).text).toContain(`datetime="${nextTryAt}"`);
  });

  test("are not mentioned where there are none", async () => {
    expect(detail((await get(await sealed())).text, "Uploaded LINE user IDs")).toBeNull();
  });
});

describe("the title", () => {
  const headed = async (id: string) => {
    const { text } = await get(id);
    const [, title, h1, below] =
      /<title>(.*?) · Listcast<.*<h1>(.*?) <span.*?<p class="from soft">(.*?)<\/p>/s.exec(text) ?? [];
    return { title, h1, below: read(below ?? "").trim() };
  };

  test("is what was sent, above the list, who receives it and the workflow", async () => {
    const below = expect.stringMatching(/^\d+ → Audience “Readers” · Workflow 900$/);
    const texted = await headed(await tested.openDelivery(60, PORTAL_ID));
    expect(texted).toEqual({ title: "Good morning", h1: "Good morning", below });
    const messages = [{ type: "text", text: "At ten" }];
    const { id } = await tested.store.createSavedMessage(PORTAL_ID, { name: "Harvest", messages, utm: null });
    const saved = await headed(await tested.openDelivery(60, PORTAL_ID, { message: { kind: "saved", messageId: id } }));
    expect(saved).toEqual({ title: "Harvest", h1: "Harvest", below });
  });
});

describe("the message", () => {
  const bubble = {
    type: "bubble",
    body: { type: "box", layout: "vertical", contents: [{ type: "text", text: "Only on Monday", size: "xl" }] },
  };
  const content = (text: string) => ({
    name: "Autumn",
    messages: [{ type: "flex", altText: text, contents: bubble }],
    utm: null,
  });

  test("that waits for approval is shown as people see it in LINE, with its styles, as it is now", async () => {
    const { store } = tested;
    const saved = await store.createSavedMessage(PORTAL_ID, content("Autumn"));
    const message = { kind: "saved", messageId: saved.id } as const;
    const id = await sealed({ requireApproval: true, message });
    const { text } = await get(id);
    expect(text).toContain('class="line-chat"');
    expect(text).toContain("Only on Monday");
    expect(text).toMatch(/<link rel="stylesheet" href="\/assets\/message\.css\?s=/);
    const other = [{ type: "text", text: "On Tuesday too" }];
    await store.changeSavedMessage(PORTAL_ID, saved.id, { ...content(""), messages: other });
    expect((await get(id)).text).toContain("On Tuesday too");
    await store.deleteSavedMessage(PORTAL_ID, saved.id);
    const without = await get(id);
    expect([without.status, without.text.includes("line-chat")]).toEqual([200, false]);
  });

  test("is copied into a new message as it was typed, and another account's is not", async () => {
    const form = async (id: string) =>
      (await tested.http.get(`/messages/new?copy=${id}`).set("Cookie", cookie).set("Accept", "text/html")).text;
    expect(await form(await measured(tested))).toMatch(/<textarea name="bubble1"[^>]*>\nGood morning<\/textarea>/);
    const theirs = await tested.openDelivery(60, OTHER_PORTAL_ID);
    for (const id of [theirs, "7"]) expect(await form(id)).toMatch(/<textarea name="bubble1"[^>]*>\n<\/textarea>/);
  });

  test("that went out is shown as it went, whatever was saved since", async () => {
    expect((await get(await measured(tested))).text).toMatch(/line-chat.*Good morning/s);
  });
});

describe("notes and quota", () => {
  test("what to know before the send is in the timeline, with its sentence", async () => {
    const id = await sealed({ requireApproval: true });
    const note = finding("SOME_IDS_INVALID", { invalid: 2, valid: 58, examples: "7: <b>" });
    const result = { ...CLEARED, notes: [note], narrowcast: null };
    await tested.change(id, (one, now) => afterPreflight(one as In<"sealed">, result, now));
    const { text } = await get(id);
    expect(read(text)).toContain("Note before the send");
    expect(text).toContain("SOME_IDS_INVALID");
    expect(text).toContain("7: &lt;b>");
  });

  test("which bubble LINE refused, and where in it, in the reader's language; an audience that is deleted, by name", async () => {
    const refused = (why: Finding) => (one: Delivery, now: number) =>
      afterPreflight(one as In<"sealed">, { kind: "refused", finding: why }, now);
    const id = await sealed();
    const detail = "messages[1] /hero/url: invalid uri scheme";
    await tested.change(id, refused(finding("LINE_REFUSED_MESSAGE", { detail })));
    expect((await get(id)).text).toContain("bubble 2 › hero › address (/hero/url): is not an address");
    const japanese = await get(id, "ja");
    expect(japanese.text).toContain("吹き出し2 › ヒーロー › アドレス（/hero/url）");
    const other = await sealed();
    await tested.change(other, refused(finding("AUDIENCE_NOT_FOUND", { audience: "Summer sale" })));
    expect((await get(other)).text).toContain("The audience “Summer sale” was deleted in LINE.");
  });

  test("what was set aside at most and what was used", async () => {
    const sent = await measured(tested);
    expect(detail((await get(sent)).text, "Messages used")).toBe("120");
    expect((await json(sent)).quota).toEqual({ reserved: null, used: { value: 120, state: "final" } });
    const id = await sealed();
    const body = JSON.stringify({ messages: [{ type: "text", text: "Good morning" }] });
    const narrowcast = {
      retryKey: "key",
      body,
      audienceName: "Readers",
      reserved: 1500,
      meantFor: "everyone",
      leftOut: {},
    };
    await tested.change(id, (one, now) => afterPreflight(one as In<"sealed">, { ...CLEARED, narrowcast }, now));
    const before = (await get(id)).text;
    expect(detail(before, "Messages reserved at most")).toBe("1,500");
    expect(detail(before, "Messages used")).toBeNull();
    expect((await json(id)).quota).toEqual({ reserved: 1500, used: { value: 0, state: "pending" } });
  });
});
