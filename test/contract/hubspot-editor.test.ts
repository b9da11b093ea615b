/** The action as people meet it: every input filled in in the simulated editor, run over a contact, and read by our own code. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Inputs } from "../../src/delivery/inputs.ts";
import { createExecutionReader } from "../../src/intake/action-request.ts";
import { readDefinition } from "../../scripts/generate/action.ts";
import { app, portalId, startBench, type Bench } from "../integration/hubspot-simulator.support.ts";

const readExecution = createExecutionReader();

const SEND_AT = "next Mon–Fri 12:00";

/** The form as a browser sends it. A text excludes a saved message, so that one stays empty. */
const FILLED: readonly (readonly [string, string])[] = [
  ["field.channel", "main"],
  ["field.deliveryList", "1204"],
  ["field.targetingMode", "narrow_to_enrolled"],
  ["property.lineUserId", "brand_line_id"],
  ["field.audienceId", "4389303728991"],
  ["field.includeAudienceIds", "4389303728992;4389303728993"],
  ["field.gender", "female"],
  ["field.ageFrom", "20"],
  ["field.ageTo", "40"],
  ["field.os", "ios"],
  ["field.os", "android"],
  ["field.areas", "jp_13"],
  ["field.areas", "jp_27"],
  ["field.friendDaysFrom", "7"],
  ["field.friendDaysTo", "365"],
  ["field.excludeAudienceIds", "5614991017776;5614991017777"],
  ["field.suppressionList", "77"],
  ["field.suppressionProperty", "brand_line_id"],
  ["field.excludeReachedDays", "7"],
  ["field.messageText", "The autumn sale has begun"],
  ["field.deliveryName", " Autumn sale, first call "],
  ["field.silent", "on"],
  ["field.quotaPolicy", "at_most_n"],
  ["field.maxRecipients", "500"],
  ["field.collectFor", "7200"],
  ["field.sendAt", SEND_AT],
  ["field.quietHours", "21:00-08:00"],
  ["field.resendAfter", "7d"],
  ["field.requireApproval", "on"],
  ["field.rehearsal", "off"],
];

const MEANT: Inputs = {
  channelId: "main",
  listId: "1204",
  targetingMode: "narrow_to_enrolled",
  audienceId: "4389303728991",
  includeAudienceIds: ["4389303728992", "4389303728993"],
  attributes: {
    genders: ["female"],
    ageFrom: 20,
    ageBelow: 40,
    os: ["ios", "android"],
    areas: ["jp_13", "jp_27"],
    friendDaysFrom: 7,
    friendDaysBelow: 365,
  },
  excludeAudienceIds: ["5614991017776", "5614991017777"],
  suppression: { listId: "77", property: "brand_line_id" },
  excludeReachedDays: 7,
  message: { kind: "text", text: "The autumn sale has begun" },
  deliveryName: "Autumn sale, first call",
  silent: true,
  quotaPolicy: "at_most_n",
  maxRecipients: 500,
  collectForSeconds: 7200,
  sendAt: { date: null, weekdays: [1, 2, 3, 4, 5], minute: 12 * 60 },
  quietHours: { from: 21 * 60, to: 8 * 60 },
  resendAfter: "7d",
  requireApproval: true,
  rehearsal: false,
};

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
  const { control } = bench.hubspot;
  const publicUrl = new URL(bench.actionUrl).origin;
  const definition: object = JSON.parse(
    JSON.stringify(readDefinition()).replaceAll("{PUBLIC_URL}", publicUrl).replaceAll("{INTAKE_SEGMENT}", "segment"),
  );
  control.publishAction(app.appId, definition);
  control.setContactProperty(portalId, "brand_line_id", (contactId) => (contactId % 2 === 0 ? null : `U${contactId}`));
});
afterEach(() => bench.stop());

const editor = async (filled: readonly (readonly [string, string])[] = []) => {
  const query = new URLSearchParams([["portalId", String(portalId)], ...filled.map((each) => [...each])]);
  return (await fetch(`${bench.hubspot.appUrl}/workflows/new?${query}`)).text();
};

async function save(filled: readonly (readonly [string, string])[]): Promise<number> {
  const form = [["portalId", String(portalId)], ["name", "Autumn"], ...filled.map((each) => [...each])];
  const body = new URLSearchParams(form);
  const saved = await fetch(`${bench.hubspot.appUrl}/workflows`, { method: "POST", body, redirect: "manual" });
  expect(saved.status).toBe(303);
  return Number(/\/workflows\/(\d+)/.exec(saved.headers.get("location") ?? "")?.[1]);
}

interface Payload {
  readonly object: { readonly objectId: number };
  readonly inputFields: Record<string, string>;
}

async function payloads(filled: readonly (readonly [string, string])[], count: number): Promise<Payload[]> {
  const { control } = bench.hubspot;
  const contactIds = control.addContacts(portalId, count);
  await control.enroll(portalId, await save(filled), { contactIds }).done;
  return bench.received.map(({ body }) => JSON.parse(body) as Payload);
}

/** The whole tag that opens the field. */
const fieldset = (page: string, name: string) => new RegExp(`<fieldset[^>]*data-field="${name}"[^>]*>`).exec(page)?.[0];
/** Everything the field is made of. */
const field = (page: string, name: string) =>
  new RegExp(`<fieldset[^>]*data-field="${name}"[^]*?</fieldset>`).exec(page)?.[0] ?? "";

describe("every input", () => {
  test("has a field, and arrives as it was meant, as text and typed", async () => {
    const names = readDefinition().inputFields.map(({ typeDefinition }) => typeDefinition.name);
    const filledIn = new Set(FILLED.map(([name]) => name.split(".")[1] ?? ""));
    expect(names.filter((name) => !filledIn.has(name))).toEqual(["message"]);
    const [payload] = await payloads(FILLED, 1);
    expect(Object.keys(payload?.inputFields ?? {}).sort()).toEqual([...filledIn].sort());
    const meant = { kind: "execution", inputs: MEANT, ignoredInputs: [] };
    expect(readExecution(payload)).toMatchObject(meant);
    expect(readExecution({ ...payload, inputFields: {} })).toMatchObject(meant);
  });

  test("of a contact takes that contact's value, also where it is empty", async () => {
    const all = await payloads(FILLED, 4);
    const read = all.map((payload) => readExecution(payload));
    const ids = read.map((each) => (each.kind === "execution" ? each.execution.lineUserId : each.kind));
    expect(ids).toEqual(all.map(({ object }) => (object.objectId % 2 === 0 ? "" : `U${object.objectId}`)));
    expect(new Set(ids).size).toBe(3);
  });

  test("that is not required may stay empty", async () => {
    const few = FILLED.filter(([name]) => /channel|deliveryList|targetingMode|audienceId|messageText/.test(name));
    const [payload] = await payloads(few, 1);
    expect(readExecution(payload)).toMatchObject({
      kind: "execution",
      execution: { lineUserId: null },
      inputs: { targetingMode: "narrow_to_enrolled", sendAt: null, quietHours: null, rehearsal: false },
    });
  });
});

test("the saved workflow says in words what was filled in", async () => {
  const page = await (await fetch(`${bench.hubspot.appUrl}/workflows/${await save(FILLED)}`)).text();
  const shown = (name: string) => {
    const label = readDefinition().labels["en"]?.inputFieldLabels[name] ?? name;
    return page.split(`<dt>${label}</dt>`)[1]?.split("</dd>")[0] ?? "";
  };
  expect(shown("lineUserId")).toContain("the record's brand_line_id");
  expect(shown("sendAt")).toContain(SEND_AT);
  expect(shown("quietHours")).toContain("21:00 to 8:00");
  expect(shown("excludeAudienceIds").match(/data-option="\d+"/g)).toEqual([
    'data-option="5614991017776"',
    'data-option="5614991017777"',
  ]);
});

describe("the editor", () => {
  test("shows the LINE user ID only where it is asked for, and lets a property be chosen, nothing else", async () => {
    for (const mode of ["", "line_conditions"]) {
      const page = await editor([["field.targetingMode", mode]]);
      expect(fieldset(page, "lineUserId")).toMatch(/ disabled[^>]* hidden/);
    }
    const page = await editor([
      ["field.targetingMode", "narrow_to_enrolled"],
      ["property.lineUserId", "brand_line_id"],
    ]);
    expect(fieldset(page, "lineUserId")).not.toMatch(/disabled|hidden/);
    expect(field(page, "lineUserId")).toMatch(/<option value="brand_line_id" selected>/);
    expect(field(page, "lineUserId")).not.toContain("field.lineUserId");
  });

  test("keeps the suppressed members' property grey until there is a list", async () => {
    expect(fieldset(await editor(), "suppressionProperty")).toMatch(/ disabled/);
    expect(fieldset(await editor(), "suppressionProperty")).not.toMatch(/ hidden/);
    const chosen = await editor([["field.suppressionList", "77"]]);
    expect(fieldset(chosen, "suppressionProperty")).not.toMatch(/disabled/);
  });

  test("takes one audience, and several more to send to or to leave out", async () => {
    const page = await editor();
    expect(field(page, "includeAudienceIds")).toContain('data-several="true"');
    expect(field(page, "excludeAudienceIds")).toContain('data-several="true"');
    expect(field(page, "audienceId")).toContain('data-several="false"');
  });

  test("shows the time that was chosen again", async () => {
    const page = await editor([["field.sendAt", SEND_AT]]);
    expect(field(page, "sendAt")).toMatch(/type="text"[^>]*value="next Mon–Fri 12:00"/);
  });
});
