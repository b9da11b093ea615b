import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import { NOT_SET } from "../../src/delivery/inputs.ts";
import { sentence } from "../../src/i18n/wording.ts";
import { fieldOptions } from "../../src/intake/options.ts";
import type { OptionsDependencies } from "../../src/intake/options.ts";
import type { ListFacts } from "../../src/ports/hubspot.ts";
import type { Audience } from "../../src/ports/line.ts";

const AUDIENCE: Audience = {
  id: "1",
  name: "VIP",
  type: "UPLOAD",
  status: "READY",
  size: 1200,
  sizeIsExact: true,
  exempt: true,
  expiresAt: null,
  createRoute: "OA_MANAGER",
  permission: "READ",
};
const LISTS: readonly ListFacts[] = [
  { listId: "10", name: "Newsletter", size: 15200 },
  { listId: "11", name: "Leads", size: null },
];

const deps = (changes: Partial<OptionsDependencies> = {}): OptionsDependencies => ({
  channels: async (portalId) => (portalId === 7 ? [{ id: "main", name: "Main account" }] : []),
  savedMessages: async () => [{ id: "42", name: "Autumn", messages: [{ type: "text", text: "The sale starts" }] }],
  savedMessageName: async (portalId, id) => (portalId === 7 && id === "41" ? "Summer" : null),
  audienceNames: async (portalId, ids) => (portalId === 7 && ids.includes("998") ? { "998": "Summer sale" } : {}),
  line: { audiences: async () => ({ kind: "ok", value: [AUDIENCE] }) },
  hubspot: {
    searchLists: async () => ({ kind: "ok", value: { items: LISTS, after: null } }),
    contactProperties: async () => ({ kind: "ok", value: [{ name: "line_user_id", label: "LINE user ID" }] }),
    list: async (_portal, list) => ({ kind: "refused", finding: finding("LIST_NOT_FOUND", { list }) }),
  },
  language: "en",
  ...changes,
});

const request = (inputs: Record<string, string> = {}, fetchOptions: Record<string, string> = {}) => ({
  origin: { portalId: 7, actionDefinitionId: 10860211 },
  objectTypeId: "0-1",
  inputFields: Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [name, { type: "STATIC_VALUE", value }]),
  ),
  fetchOptions,
});

/** Without the choice of none, which has tests of its own. */
async function answer(field: string, body: unknown, changes: Partial<OptionsDependencies> = {}) {
  const whole = await wholeAnswer(field, body, changes);
  return { ...whole, options: whole.options.filter(({ value }) => value !== NOT_SET) };
}

async function wholeAnswer(field: string, body: unknown, changes: Partial<OptionsDependencies> = {}) {
  const result = await fieldOptions(field, body, deps(changes));
  if (!("options" in result)) throw new Error(JSON.stringify(result));
  return result;
}

const audiences = (...value: readonly Partial<Audience>[]): Partial<OptionsDependencies> => ({
  line: { audiences: async () => ({ kind: "ok", value: value.map((one) => ({ ...AUDIENCE, ...one })) }) },
});
const many = (count: number) => audiences(...Array.from({ length: count }, (_, i) => ({ id: `${i}`, name: `A ${i}` })));

describe("that nothing is chosen", () => {
  const inputs = { channel: "main", suppressionList: "10" };
  test.each([
    ["audienceId", "No audience", "オーディエンスを指定しない"],
    ["suppressionList", "No list", "リストを指定しない"],
    ["suppressionProperty", "No property", "プロパティを指定しない"],
    ["message", "No saved message", "保存済みメッセージを使用しない"],
  ])("can be chosen first for %s", async (field, english, japanese) => {
    for (const [language, label] of [
      ["en", english],
      ["ja", japanese],
    ] as const) {
      const { options } = await wholeAnswer(field, request(inputs), { language });
      expect(options[0]).toEqual({ label, value: NOT_SET });
      expect(options.length).toBeGreaterThan(1);
    }
  });

  test.each(["channel", "deliveryList", "includeAudienceIds", "excludeAudienceIds"])(
    "is no choice of %s",
    async (field) => {
      const { options } = await wholeAnswer(field, request(inputs));
      expect(options.map(({ value }) => value)).not.toContain(NOT_SET);
    },
  );

  test("stays what it is once saved, without HubSpot or LINE being asked for it", async () => {
    const hubspot: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      list: async () => Promise.reject(new Error("was asked")),
    };
    const { options } = await wholeAnswer("suppressionList", request({ suppressionList: NOT_SET }), { hubspot });
    expect(options.map(({ value }) => value)).toEqual([NOT_SET, "10", "11"]);
    expect((await wholeAnswer("audienceId", request({ audienceId: NOT_SET }))).options).toHaveLength(1);
  });

  test("is on the first page only, and in a search for it", async () => {
    const page = async (fetchOptions: Record<string, string>) =>
      (await wholeAnswer("audienceId", request({ channel: "main" }, fetchOptions), many(60))).options;
    expect(await page({ after: "50" })).toHaveLength(10);
    expect((await page({ q: "no aud" })).map(({ value }) => value)).toEqual([NOT_SET]);
    expect((await page({ q: "A 59" })).map(({ value }) => value)).toEqual(["59"]);
  });
});

describe("what can be chosen", () => {
  test("accounts of this portal", async () => {
    expect(await answer("channel", request())).toEqual({
      options: [{ label: "Main account", value: "main" }],
      searchable: true,
    });
  });

  test("saved messages with their first words", async () => {
    expect((await answer("message", request())).options).toEqual([
      { label: "Autumn", description: "The sale starts", value: "42" },
    ]);
  });

  test("lists with their size where HubSpot says it", async () => {
    expect((await answer("deliveryList", request())).options).toEqual([
      { label: "Newsletter", description: "15,200 contacts", value: "10" },
      { label: "Leads", value: "11" },
    ]);
  });

  test("audiences of the chosen account", async () => {
    const asked: unknown[] = [];
    const line: OptionsDependencies["line"] = {
      audiences: async (channel) => {
        asked.push(channel);
        return { kind: "ok", value: [AUDIENCE] };
      },
    };
    const { options } = await answer("audienceId", request({ channel: "main" }), { line });
    expect(asked).toEqual([{ portalId: 7, channelId: "main" }]);
    expect(options).toEqual([{ label: "VIP", description: "Uploaded user IDs · 1,200 people", value: "1" }]);
  });

  test("no account, no audience", async () => {
    expect((await answer("audienceId", request())).options).toEqual([]);
    expect((await answer("excludeAudienceIds", request())).options).toEqual([]);
  });

  test("the same audiences and lists to be added or left out", async () => {
    const inputs = { channel: "main" };
    expect(await answer("includeAudienceIds", request(inputs))).toEqual(await answer("audienceId", request(inputs)));
    expect(await answer("excludeAudienceIds", request(inputs))).toEqual(await answer("audienceId", request(inputs)));
    expect(await answer("suppressionList", request())).toEqual(await answer("deliveryList", request()));
  });

  test("contact properties with the names they keep", async () => {
    expect((await answer("suppressionProperty", request())).options).toEqual([
      { label: "LINE user ID", description: "line_user_id", value: "line_user_id" },
    ]);
  });

  test("older requests carry `fields`", async () => {
    const { options } = await answer("audienceId", { origin: { portalId: 7 }, fields: { channel: "main" } });
    expect(options).toHaveLength(1);
  });
});

describe("what an audience says about itself", () => {
  const description = async (audience: Partial<Audience>, language: "en" | "ja" = "en", field = "audienceId") => {
    const { options } = await answer(field, request({ channel: "main" }), { ...audiences(audience), language });
    return options[0]?.description;
  };

  test("a hidden size is not zero", async () => {
    const restricted = { type: "CLICK", size: 0, sizeIsExact: false, exempt: false };
    expect(await description(restricted)).toBe(
      "Clicked a message · fewer than 20 people · ⚠ below LINE's minimum of 50",
    );
    expect(await description(restricted, "ja")).toBe("メッセージクリック · 20人未満 · ⚠ LINEの下限の50人未満");
    expect(await description({ size: 0 })).toBe("Uploaded user IDs · 0 people · ⚠ below LINE's minimum of 50");
    expect(await description({ size: 19 })).toContain("Uploaded user IDs · fewer than 20 people");
    expect(await description({ size: 20 })).toContain("Uploaded user IDs · 20 people");
  });

  test.each([
    [49, false, "audienceId", true],
    [50, false, "audienceId", false],
    [49, true, "audienceId", true],
    [49, false, "excludeAudienceIds", true],
    [49, true, "excludeAudienceIds", false],
  ])("%i people (exempt: %p) as %s: warned about is %p", async (size, exempt, field, warned) => {
    const said = (await description({ size, exempt }, "en", field)) ?? "";
    expect(said.includes("⚠")).toBe(warned);
  });

  test("status and expiry", async () => {
    const expiring = { status: "IN_PROGRESS", expiresAt: Date.UTC(2026, 11, 31, 16) } as const;
    expect(await description(expiring)).toBe("Uploaded user IDs · 1,200 people · being prepared · until 1 Jan 2027");
  });
});

describe("searching and paging", () => {
  test("50 a page until the last", async () => {
    const pages = [];
    for (let after: string | undefined = ""; after !== undefined; after = pages.at(-1)?.after) {
      pages.push(await answer("audienceId", request({ channel: "main" }, { after }), many(101)));
    }
    expect(pages.map(({ options }) => options.length)).toEqual([50, 50, 1]);
    expect(new Set(pages.flatMap(({ options }) => options.map(({ value }) => value))).size).toBe(101);
    expect(pages.at(-1)).not.toHaveProperty("after");
  });

  test("exactly one page has no next one", async () => {
    expect(await answer("audienceId", request({ channel: "main" }), many(50))).not.toHaveProperty("after");
  });

  test("by name, whatever the case", async () => {
    const { options } = await answer("audienceId", request({ channel: "main" }, { q: "a 99" }), many(101));
    expect(options.map(({ value }) => value)).toEqual(["99"]);
  });

  test("contact properties by label or internal name, page by page", async () => {
    const value = Array.from({ length: 60 }, (_, i) => ({ name: `line_${i}`, label: `LINE ID of brand ${i}` }));
    const hubspot: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      contactProperties: async () => ({ kind: "ok", value }),
    };
    const found = async (fetchOptions: Record<string, string>) =>
      (await answer("suppressionProperty", request({}, fetchOptions), { hubspot })).options.map((each) => each.value);
    expect(await found({ q: "Brand 42" })).toEqual(["line_42"]);
    expect(await found({ q: "line_42" })).toEqual(["line_42"]);
    expect(await found({})).toHaveLength(50);
    expect(await found({ after: "50" })).toEqual(value.slice(50).map(({ name }) => name));
  });

  test("HubSpot searches its lists itself", async () => {
    const asked: unknown[] = [];
    const hubspot: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      searchLists: async (...question) => {
        asked.push(question);
        return { kind: "ok", value: { items: LISTS, after: "100" } };
      },
    };
    const { after } = await answer("deliveryList", request({}, { q: "News", after: "50" }), { hubspot });
    expect(asked).toEqual([[7, "news", "50"]]);
    expect(after).toBe("100");
  });
});

describe("a chosen value that is not among the choices", () => {
  test.each([
    ["channel", {}],
    ["message", {}],
    ["audienceId", { channel: "main" }],
    ["includeAudienceIds", { channel: "main" }],
    ["excludeAudienceIds", { channel: "main" }],
    ["deliveryList", {}],
    ["suppressionList", {}],
    ["suppressionProperty", { suppressionList: "10" }],
  ])("%s stays selectable, with a note", async (field, inputs) => {
    const { options } = await answer(field, request({ ...inputs, [field]: "999" }));
    expect(options[0]).toEqual({ label: "999 (deleted)", value: "999" });
    expect(options.length).toBeGreaterThan(1);
  });

  test("each of several, and only those that are gone", async () => {
    const chosen = { channel: "main", excludeAudienceIds: "998;1;999" };
    const { options } = await answer("excludeAudienceIds", request(chosen));
    expect(options.map(({ label, value }) => [value, label])).toEqual([
      ["998", "Summer sale (deleted)"],
      ["999", "999 (deleted)"],
      ["1", "VIP"],
    ]);
  });

  test("it is not added to a search, a later page, or when it is there", async () => {
    const chosen = { channel: "main", audienceId: "999" };
    expect((await answer("audienceId", request(chosen, { q: "VIP" }))).options).toHaveLength(1);
    expect((await answer("audienceId", request(chosen, { after: "50" }), many(60))).options).toHaveLength(10);
    expect((await answer("channel", request({ channel: "main" }))).options).toHaveLength(1);
  });

  test("a list beyond the first page is looked up", async () => {
    const hubspot: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      list: async (_portal, listId) => ({ kind: "ok", value: { listId, name: "Far away", size: 3 } }),
    };
    const { options } = await answer("deliveryList", request({ deliveryList: "999" }), { hubspot });
    expect(options[0]).toEqual({ label: "Far away", description: "3 contacts", value: "999" });
  });

  test("a list that cannot be looked up is not called gone", async () => {
    const hubspot: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      list: async () => ({ kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") }),
    };
    const { options } = await answer("deliveryList", request({ deliveryList: "999" }), { hubspot });
    expect(options[0]?.label).toBe("999 (could not be looked up)");
  });
});

describe("what cannot be answered", () => {
  test("LINE or HubSpot not answering is said, not shown as a choice", async () => {
    const line: OptionsDependencies["line"] = {
      audiences: async () => ({ kind: "later", finding: finding("LINE_RATE_LIMITED"), retryAfterSeconds: 7 }),
    };
    expect(await fieldOptions("audienceId", request({ channel: "main" }), deps({ line }))).toEqual({
      status: 503,
      code: "LINE_RATE_LIMITED",
      title: sentence(finding("LINE_RATE_LIMITED"), "en"),
      retryAfterSeconds: 7,
    });
    const hubspot: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      searchLists: async () => ({ kind: "refused", finding: finding("HUBSPOT_UNAUTHORIZED") }),
    };
    expect(await fieldOptions("deliveryList", request(), deps({ hubspot }))).toMatchObject({
      status: 503,
      code: "HUBSPOT_UNAUTHORIZED",
    });
    const silent: OptionsDependencies["hubspot"] = {
      ...deps().hubspot,
      contactProperties: async () => ({ kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") }),
    };
    expect(await fieldOptions("suppressionProperty", request(), deps({ hubspot: silent }))).toEqual({
      status: 503,
      code: "HUBSPOT_UNAVAILABLE",
      title: sentence(finding("HUBSPOT_UNAVAILABLE"), "en"),
      // HubSpot said nothing.
      retryAfterSeconds: 5,
    });
  });

  test.each(["gender", "toString", ""])("%j has no fetched choices", async (field) => {
    expect(await fieldOptions(field, request(), deps())).toMatchObject({ status: 404, code: "FIELD_UNKNOWN" });
  });

  test("a malformed request names the field", async () => {
    expect(await fieldOptions("channel", { origin: {} }, deps())).toMatchObject({
      status: 400,
      code: "PAYLOAD_INVALID",
      field: "origin.portalId",
    });
  });
});
