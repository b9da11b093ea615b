/** Contacts behind a list, as the HubSpot adapter reads them from the simulated platform. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { MemberValue, Page } from "../../src/ports/hubspot.ts";
import { startAnsweringServer } from "../support/answering-server.ts";
import { installed, later, refused, startAdapterBench, valueOf, type AdapterBench } from "./hubspot-adapter.support.ts";
import { app, portalId } from "./hubspot-simulator.support.ts";

let bench: AdapterBench;

beforeEach(async () => {
  bench = await startAdapterBench();
  await installed(bench, portalId);
});
afterEach(() => bench.stop());

const PROPERTY = "line_user_id";
const members = (listId: string, property = PROPERTY, after: string | null = null) =>
  bench.adapter.memberValues(portalId, { listId, property, after });

test("contact properties that can hold a text, by label", async () => {
  const found = valueOf(await bench.adapter.contactProperties(portalId));
  expect(found).toContainEqual({ name: PROPERTY, label: "line user id" });
  expect(found.map(({ name }) => name)).not.toContain("hs_createdate");
  const labels = found.map(({ label }) => label);
  expect(labels).toEqual(labels.toSorted((a, b) => a.localeCompare(b)));
});

test("a contact property of the portal's own can be chosen like any other", async () => {
  bench.hubspot.control.setContactProperty(portalId, "brand_line_id", () => null);
  const own = { name: "brand_line_id", label: "brand_line_id" };
  expect(valueOf(await bench.adapter.contactProperties(portalId))).toContainEqual(own);
});

test("archived and hidden properties, and what is no line of text, cannot be chosen", async () => {
  const server = await startAnsweringServer();
  const property = (name: string, change: object = {}) => ({
    name,
    label: name.toUpperCase(),
    type: "string",
    fieldType: "text",
    groupName: "contactinformation",
    description: "",
    options: [],
    ...change,
  });
  const results = [
    property("b"),
    property("a", { label: "" }),
    property("hidden", { hidden: true }),
    property("archived", { archived: true }),
    property("long", { fieldType: "textarea" }),
    property("number", { type: "number", fieldType: "number" }),
  ];
  server.answer = () => ({ status: 200, body: { results } });
  try {
    expect(valueOf(await bench.anotherAdapter(server.url).contactProperties(portalId))).toEqual([
      { name: "a", label: "a" },
      { name: "b", label: "B" },
    ]);
    expect(server.asked.map(({ method, path }) => `${method} ${path.split("?")[0]}`)).toEqual([
      "GET /crm/properties/2026-09/0-1",
    ]);
  } finally {
    await server.stop();
  }
});

describe("members of a list", () => {
  test("come a hundred at a time with what they hold, also those who hold nothing", async () => {
    const { control } = bench.hubspot;
    control.addContacts(portalId, 230);
    let contacts = 0;
    control.setContactProperty(portalId, PROPERTY, (contactId) => {
      contacts += 1;
      return contacts % 10 === 0 ? null : `U-${contactId}`;
    });
    const listId = control.addList(portalId, { name: "Unsubscribed", size: 230 });
    const pages: { objectId: string; value: string }[][] = [];
    let after: string | null = null;
    do {
      const page: Page<MemberValue> = valueOf(await members(listId, PROPERTY, after));
      pages.push([...page.items]);
      ({ after } = page);
    } while (after !== null);
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 30]);
    const all = pages.flat();
    expect(new Set(all.map(({ objectId }) => objectId)).size).toBe(230);
    expect(all.filter(({ value }) => value === "")).toHaveLength(23);
    expect(all.filter(({ objectId, value }) => value === `U-${objectId}`)).toHaveLength(207);
  });

  test("deleted meanwhile hold nothing, and do not stop the others", async () => {
    const { control } = bench.hubspot;
    const listId = control.addList(portalId, { name: "Unsubscribed", size: 3 });
    const [first, ...others] = valueOf(await members(listId)).items;
    control.forgetContact(portalId, Number(first?.objectId), app.appId);
    const { items } = valueOf(await members(listId));
    expect(items).toEqual([{ objectId: first?.objectId, value: "" }, ...others]);
    expect(others.map(({ value }) => value)).toEqual([expect.stringMatching(/^U/), expect.stringMatching(/^U/)]);
  });

  test.each([
    ["says nothing of", {}],
    ["could not read", { numErrors: 1, errors: [{ status: "error", category: "INTERNAL_ERROR", message: "?" }] }],
  ])("are asked for again while HubSpot %s one of them: that one might get the message", async (_what, said) => {
    const server = await startAnsweringServer();
    const contact = { id: "1", properties: { [PROPERTY]: "U-1" }, createdAt: "", updatedAt: "", archived: false };
    server.answer = ({ path }) => {
      if (path.includes("memberships"))
        return { status: 200, body: { results: [{ recordId: "1" }, { recordId: "2" }] } };
      return { status: 207, body: { status: "COMPLETE", results: [contact], ...said } };
    };
    try {
      const wanted = { listId: "12", property: PROPERTY, after: "100" };
      expect(await bench.anotherAdapter(server.url).memberValues(portalId, wanted)).toEqual({
        kind: "later",
        finding: {
          code: "HUBSPOT_UNAVAILABLE",
          figures: { detail: "answer.results lacks 1 of the contacts asked for" },
        },
      });
    } finally {
      await server.stop();
    }
  });

  test("of an empty list", async () => {
    const listId = bench.hubspot.control.addList(portalId, { name: "Nobody", size: 0 });
    expect(valueOf(await members(listId))).toEqual({ items: [], after: null });
  });

  test("of a list that does not exist", async () => {
    expect(await members("999")).toEqual(refused("SUPPRESSION_LIST_NOT_FOUND", { list: "999" }));
  });

  test("by a property that does not exist: HubSpot would leave it out without a word", async () => {
    const listId = bench.hubspot.control.addList(portalId, { name: "Unsubscribed", size: 3 });
    expect(await members(listId, "line_id")).toEqual(
      refused("SUPPRESSION_PROPERTY_NOT_FOUND", { property: "line_id" }),
    );
  });

  test("by a property that is deleted while the pages are read: the rest would not be left out", async () => {
    const { control } = bench.hubspot;
    const listId = control.addList(portalId, { name: "Unsubscribed", size: 150 });
    const first = valueOf(await members(listId));
    control.fault({
      kind: "status",
      status: 404,
      method: "GET",
      path: `/crm/properties/2026-09/0-1/${PROPERTY}`,
      times: 1,
    });
    expect(await members(listId, PROPERTY, first.after)).toEqual(
      refused("SUPPRESSION_PROPERTY_NOT_FOUND", { property: PROPERTY }),
    );
  });

  test("wait for HubSpot", async () => {
    const listId = bench.hubspot.control.addList(portalId, { name: "Unsubscribed", size: 3 });
    bench.hubspot.control.fault({ kind: "status", status: 502, path: "/crm/objects/2026-09/contacts", times: 1 });
    expect(await members(listId)).toMatchObject(later("HUBSPOT_UNAVAILABLE"));
    expect(valueOf(await members(listId)).items).toHaveLength(3);
  });
});
