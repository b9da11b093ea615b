/** Contacts behind a list, as the HubSpot adapter reads them from the simulated platform. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { MemberValue, Page } from "../../src/ports/hubspot.ts";
import { installed, later, refused, startAdapterBench, valueOf, type AdapterBench } from "./hubspot-adapter.support.ts";
import { portalId } from "./hubspot-simulator.support.ts";

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

  test("wait for HubSpot", async () => {
    const listId = bench.hubspot.control.addList(portalId, { name: "Unsubscribed", size: 3 });
    bench.hubspot.control.fault({ kind: "status", status: 502, path: "/crm/v3/objects/contacts", times: 1 });
    expect(await members(listId)).toMatchObject(later("HUBSPOT_UNAVAILABLE"));
    expect(valueOf(await members(listId)).items).toHaveLength(3);
  });
});
