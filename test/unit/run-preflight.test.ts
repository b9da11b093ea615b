/** Preflight as a step: what it asks, in which order it stops, and the request it prepares. */
import { describe, expect, test } from "@jest/globals";
import { finding } from "../../src/delivery/codes.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { NO_ATTRIBUTES, type Inputs } from "../../src/delivery/inputs.ts";
import { NO_POLICIES } from "../../src/delivery/lifecycle/policies.ts";
import type { Upload } from "../../src/delivery/upload.ts";
import type { Audience, Line } from "../../src/ports/line.ts";
import type { PortalFacts } from "../../src/ports/store/accounts.ts";
import type { RecentSend } from "../../src/delivery/targeting/recent-sends.ts";
import { runPreflight, type PreflightPorts } from "../../src/steps/preflight/run-preflight.ts";
import { aDelivery, anAudience, anInputs, CHANNEL_ID, NO_DEMOGRAPHICS, PORTAL_ID } from "../support/builders.ts";

const T0 = 1_800_000_000_000;
const DAY = 24 * 3_600_000;

const audience = (id: string, size = 5000): Audience => anAudience(id, `Audience ${id}`, size);

const unasked = () => Promise.reject(new Error("not to be asked"));
const ok = <T>(value: T) => Promise.resolve({ kind: "ok" as const, value });

interface Answers {
  readonly line?: Partial<Line>;
  readonly store?: Partial<PreflightPorts["store"]>;
  readonly hubspot?: PreflightPorts["hubspot"];
}

function ports({ line = {}, store = {}, hubspot }: Answers): PreflightPorts {
  const asked: Partial<Line> = {
    audience: (_channel, id) => ok(audience(id)),
    quota: () => ok({ allowance: 30_000, used: 1000 }),
    validateMessages: () => ok(null),
    targetReach: unasked,
    demographics: unasked,
  };
  return {
    line: { ...asked, ...line } as Line,
    hubspot: hubspot ?? { checkAccess: () => ok({ timeZone: null }) },
    store: {
      portal: () => Promise.resolve(null),
      savedMessage: unasked,
      savedMessageName: unasked,
      channels: () => Promise.resolve([]),
      recipientCounts: unasked,
      recentSends: unasked,
      otherDeliveries: () => Promise.resolve([]),
      similarSends: () => Promise.resolve([]),
      policies: () => Promise.resolve(NO_POLICIES),
      ...store,
    },
  };
}

const sealed = (inputs: Partial<Inputs>, change: Partial<Delivery> = {}) =>
  aDelivery({ inputs: anInputs(inputs), enrolled: 60, ...change }, T0);

const run = (inputs: Partial<Inputs>, answers: Answers = {}, change: Partial<Delivery> = {}) =>
  runPreflight(sealed(inputs, change), T0, ports(answers));

async function bodyOf(inputs: Partial<Inputs>, answers: Answers = {}, change: Partial<Delivery> = {}) {
  const result = await run(inputs, answers, change);
  if (result.kind !== "go" || result.narrowcast === null) throw new Error(JSON.stringify(result));
  return JSON.parse(result.narrowcast.body) as Record<string, unknown>;
}

const refusal = async (inputs: Partial<Inputs>, answers: Answers = {}, change: Partial<Delivery> = {}) => {
  const result = await run(inputs, answers, change);
  return result.kind === "refused" ? result.finding : result.kind;
};

const GONE = () => Promise.resolve(null);
const NO_MESSAGE: Answers = { store: { savedMessage: GONE, savedMessageName: GONE } };
const UNDER_WAY: Answers = {
  store: {
    recentSends: () =>
      Promise.resolve([{ deliveryId: "other", state: "under_way", requestId: null, at: T0 + DAY, target: null }]),
  },
};

describe("the message", () => {
  test("that was deleted meanwhile stops the send", async () => {
    const saved = { message: { kind: "saved", messageId: "42" } } as const;
    for (const [name, message] of [
      ["Autumn", "Autumn"],
      [null, "42"],
    ] as const) {
      const gone = { savedMessage: () => Promise.resolve(null), savedMessageName: () => Promise.resolve(name) };
      expect(await refusal(saved, { store: gone })).toEqual(finding("MESSAGE_NOT_FOUND", { message }));
    }
  });

  const messageOf = (text: string, utm: { source: string } | null = null) => ({
    store: {
      savedMessage: () =>
        Promise.resolve({
          id: "42",
          portalId: PORTAL_ID,
          name: "Saved",
          messages: [{ type: "text", text }],
          utm: utm && { ...utm, medium: "", campaign: "", content: "", term: "" },
          updatedAt: T0,
          changedBy: 7,
        }),
    },
  });

  test("that was changed for the worse meanwhile stops it too", async () => {
    const saved = { message: { kind: "saved", messageId: "42" } } as const;
    expect(await refusal(saved, messageOf("Dear {{ contact.firstname }}"))).toMatchObject({
      code: "PERSONAL_TOKEN_IN_MESSAGE",
    });
    expect(await refusal(saved, messageOf("a".repeat(5001)))).toMatchObject({
      code: "MESSAGE_INVALID",
      figures: { property: "messages[0].text" },
    });
  });

  test("that is code as a text stops it, though it was saved or chosen before that was refused", async () => {
    const isCode = { code: "MESSAGE_INVALID", figures: { property: "messages[0].text", problem: "code" } };
    const saved = { message: { kind: "saved", messageId: "42" } } as const;
    for (const rehearsal of [false, true]) {
      expect(await refusal({ ...saved, rehearsal }, messageOf('[{"type":"text"}]'))).toMatchObject(isCode);
      expect(await refusal({ message: { kind: "text", text: '{"type":"text"}' }, rehearsal })).toMatchObject(isCode);
    }
  });

  test("goes out with its UTM parameters", async () => {
    const saved = { message: { kind: "saved", messageId: "42" } } as const;
    const body = await bodyOf(saved, messageOf("https://a.example/", { source: "line" }));
    expect(body["messages"]).toEqual([{ type: "text", text: "https://a.example/?utm_source=line" }]);
  });
});

describe("enrolled contacts only", () => {
  const narrow = { targetingMode: "narrow_to_enrolled", audienceId: null } as const;
  const counted = (valid: number, invalid = 0) => ({
    store: { recipientCounts: () => Promise.resolve({ valid, invalid, examples: ["614: –"] }) },
  });
  const upload: Upload = {
    purpose: "enrolled",
    name: "HubSpot enrolled",
    state: "ready",
    audienceId: "900",
    ids: 58,
    filesSent: 1,
    begun: true,
    idsDoubted: false,
    cursor: null,
    nextAt: T0,
    tries: 0,
  };

  test.each([
    [0, "PROPERTY_HOLDS_NO_LINE_IDS"],
    [49, "VALID_IDS_BELOW_MINIMUM"],
  ])("with %i usable IDs nothing is uploaded", async (valid, code) => {
    expect(await refusal(narrow, counted(valid, 60 - valid))).toMatchObject({ code });
  });

  test("are counted, the unusable ones noted, and nothing is prepared before they are at LINE", async () => {
    expect(await run(narrow, counted(58, 2))).toMatchObject({
      kind: "go",
      enrolledIds: 58,
      narrowcast: null,
      notes: [{ code: "SOME_IDS_INVALID", figures: { invalid: 2, valid: 58 } }],
    });
  });

  test("count as they were uploaded once LINE has them, whatever else was", async () => {
    const other: Upload = { ...upload, purpose: "suppressed", audienceId: "901", ids: 30 };
    const suppression = { listId: "9", property: "line_id" };
    const uploads = [other, { ...upload, suppressedEnrolled: 4 }];
    expect(await run({ ...narrow, suppression }, {}, { uploads })).toMatchObject({
      enrolledIds: 58,
      notes: [],
      forecast: { high: 58 },
      narrowcast: { leftOut: { "list:9/line_id": 4 } },
    });
    expect(await run({ suppression }, {}, { uploads: [other] })).toMatchObject({
      enrolledIds: null,
      narrowcast: { leftOut: { "list:9/line_id": 30 } },
    });
  });

  test("may be fewer than fifty by what LINE has kept of them", async () => {
    const asks = async (kept: object) => {
      const result = await run(narrow, {}, { uploads: [{ ...upload, ...kept }] });
      return result.kind === "go" ? (result.mayBeBelow?.figures["why"] ?? null) : result.kind;
    };
    expect([await asks({}), await asks({ kept: 49 })]).toEqual([null, "left_out"]);
  });

  test("their audience is what is asked for, and no more is reserved than it holds", async () => {
    const body = await bodyOf(narrow, {}, { uploads: [upload] });
    expect(body).toMatchObject({
      recipient: { type: "audience", audienceGroupId: 900 },
      limit: { max: 58, upToRemainingQuota: true, forbidPartialDelivery: true },
    });
  });
});

describe("several audiences", () => {
  const several = { audienceId: "7", includeAudienceIds: ["8", "9"], excludeAudienceIds: ["10"] };

  test("are checked each, named each, forecast and asked for together", async () => {
    const sizes: Readonly<Record<string, number>> = { "7": 1000, "8": 600, "9": 400, "10": 100 };
    const line: Partial<Line> = { audience: (_channel, id) => ok(audience(id, sizes[id])) };
    expect(await run(several, { line })).toMatchObject({
      kind: "go",
      forecast: { low: 400, high: 2000 },
      preview: {
        audiences: { "7": "Audience 7", "8": "Audience 8", "9": "Audience 9", "10": "Audience 10" },
      },
    });
    const group = (audienceGroupId: number) => ({ type: "audience", audienceGroupId });
    expect(await bodyOf(several, { line })).toMatchObject({
      recipient: {
        type: "operator",
        and: [
          { type: "operator", or: [group(7), group(8), group(9)] },
          { type: "operator", not: group(10) },
        ],
      },
      limit: { max: 1100 + 660 + 450 },
    });
  });

  test("one chosen and one left out: the chosen one names the request and bounds what LINE reserves", async () => {
    const sizes: Readonly<Record<string, number>> = { "7": 1000, "10": 30_000 };
    const line: Partial<Line> = { audience: (_channel, id) => ok(audience(id, sizes[id])) };
    const result = await run({ audienceId: "7", excludeAudienceIds: ["10"] }, { line });
    expect(result).toMatchObject({ kind: "go", narrowcast: { audienceName: "Audience 7", reserved: 1100 } });
  });

  test.each(["7", "8", "9"])("stop the send when one of them is gone: %s", async (gone) => {
    const missing = finding("AUDIENCE_NOT_FOUND", { audience: gone });
    const line: Partial<Line> = {
      audience: (_channel, id) =>
        id === gone ? Promise.resolve({ kind: "refused", finding: missing }) : ok(audience(id)),
    };
    expect(await refusal(several, { line })).toEqual(missing);
  });

  test("stop the send when one of them is too small", async () => {
    const line: Partial<Line> = {
      audience: (_channel, id) => ok({ ...audience(id, id === "9" ? 37 : 5000), exempt: false }),
    };
    expect(await refusal(several, { line })).toMatchObject({
      code: "AUDIENCE_BELOW_MINIMUM",
      figures: { audience: "Audience 9", size: 37 },
    });
  });
});

describe("exclusions", () => {
  const sends = (count: number): readonly RecentSend[] =>
    Array.from({ length: count }, (_, index) => ({
      deliveryId: String(index),
      state: "delivered",
      requestId: `request-${index}`,
      at: T0 - index,
      target: 10,
    }));

  test("people reached in the last days, as many sends as LINE takes; the rest is said", async () => {
    const asked: unknown[] = [];
    const recentSends = (...wanted: unknown[]) => {
      asked.push(wanted);
      return Promise.resolve(sends(12));
    };
    const result = await run({ excludeReachedDays: 7 }, { store: { recentSends } });
    expect(asked).toEqual([[PORTAL_ID, CHANNEL_ID, T0 - 7 * DAY]]);
    expect(result).toMatchObject({
      kind: "go",
      forecast: { low: 0 },
      narrowcast: { sendsReadAt: T0 },
      notes: [{ code: "EXCLUSION_INCOMPLETE", figures: { left: 3, days: 7 } }],
    });
    const { and } = (await bodyOf({ excludeReachedDays: 7 }, { store: { recentSends } }))["recipient"] as {
      and: unknown[];
    };
    expect(and).toHaveLength(10);
    expect(and.at(-1)).toEqual({ type: "operator", not: { type: "redelivery", requestId: "request-8" } });
  });

  const required = (oneSendInDays: number, found: readonly RecentSend[]): Answers => ({
    store: {
      policies: () => Promise.resolve({ ...NO_POLICIES, oneSendInDays }),
      recentSends: () => Promise.resolve(found),
    },
  });
  const lost: RecentSend = { deliveryId: "lost", state: "uncertain", requestId: null, at: T0 - 2 * DAY, target: null };

  test("that the account requires are in the request, and those that cannot be are counted", async () => {
    const found = [...sends(3), lost];
    expect(await run({}, required(7, found))).toMatchObject({ kind: "go", notes: [], notLeftOut: 1 });
    const { and } = (await bodyOf({}, required(7, found)))["recipient"] as { and: unknown[] };
    expect(and).toHaveLength(4);
    expect(await run({}, required(7, [...sends(12), lost]))).toMatchObject({ notLeftOut: 4 });
    // The workflow asks for more days: what is older than the policy's is a note, and no reason to ask.
    const longer = await run({ excludeReachedDays: 7 }, required(1, [...sends(9), lost]));
    expect(longer).toMatchObject({
      notLeftOut: 0,
      notes: [{ code: "EXCLUSION_INCOMPLETE", figures: { left: 1, days: 7 } }],
    });
  });

  test("wait for a send that is on its way: its people cannot be left out before it arrived", async () => {
    const found = [{ ...lost, state: "under_way" as const, at: Number.POSITIVE_INFINITY }];
    expect(await run({}, required(7, found))).toEqual({ kind: "later", finding: finding("WAITING_FOR_TURN") });
    expect(await run({ rehearsal: true }, required(7, found))).toMatchObject({ kind: "go", notLeftOut: 1 });
  });

  test("that no one asks for are not looked up, and bound the forecast no further", async () => {
    const result = await run({});
    expect(result).toMatchObject({ forecast: { low: 2500 }, preview: { bubbles: ["Good morning"] }, author: null });
    expect(result.kind === "go" && result.narrowcast).not.toHaveProperty("sendsReadAt");
  });

  test("an excluded audience that is gone stops the send instead of being forgotten", async () => {
    const missing = finding("AUDIENCE_NOT_FOUND", { audience: "9" });
    const line: Partial<Line> = {
      audience: (_channel, id) =>
        id === "9" ? Promise.resolve({ kind: "refused", finding: missing }) : ok(audience(id)),
    };
    expect(await refusal({ excludeAudienceIds: ["9"] }, { line })).toEqual(missing);
  });
});

describe("fewer than fifty", () => {
  test("at most 30 recipients, of a delivery that was stored before that was refused at once", async () => {
    const found = await refusal({ maxRecipients: 30 }, { line: { audience: unasked, quota: unasked } });
    expect(found).toEqual(finding("MAX_RECIPIENTS_BELOW_MINIMUM", { maximum: 30, needed: 50 }));
  });

  test("left this month, after what is kept for chat", async () => {
    const quota = () => ok({ allowance: 1000, used: 960 });
    const few = finding("QUOTA_BELOW_MINIMUM", { available: "<50", needed: 50 });
    expect(await refusal({}, { line: { quota } })).toEqual(few);
    expect(await refusal({ quotaPolicy: "up_to_quota" }, { line: { quota } })).toEqual(few);
  });

  const asked = async (inputs: Partial<Inputs>, answers: Answers = {}, change: Partial<Delivery> = {}) => {
    const result = await run(inputs, answers, change);
    return result.kind === "go" ? (result.mayBeBelow?.figures["why"] ?? null) : result.finding.code;
  };
  const sized = (sizes: Record<string, number>): Partial<Line> => ({
    audience: (_channel, id) => ok(audience(id, sizes[id] ?? 5000)),
  });

  test("may be left where almost all are left out", async () => {
    expect(await asked({ excludeAudienceIds: ["8"] }, { line: sized({ 8: 4950 }) })).toBeNull();
    expect(await asked({ excludeAudienceIds: ["8"] }, { line: sized({ 8: 4951 }) })).toBe("left_out");
  });

  test("may be left where the targets of earlier sends are left out", async () => {
    const sends = (target: number | null) => ({
      store: {
        recentSends: () =>
          Promise.resolve([{ deliveryId: "1", requestId: "r", state: "delivered" as const, at: T0, target }]),
      },
    });
    expect(await asked({ excludeReachedDays: 7 }, sends(4000))).toBeNull();
    expect(await asked({ excludeReachedDays: 7 }, sends(5000))).toBe("left_out");
    expect(await asked({ excludeReachedDays: 7 }, sends(null))).toBe("left_out");
  });

  test("may be singled out by a send that leaves a few more out; the request keeps what it leaves out", async () => {
    const similar: unknown[] = [];
    const store = {
      similarSends: (to: object) => {
        similar.push(to);
        return Promise.resolve([{}]);
      },
    };
    const answers = { line: sized({ 8: 12 }), store };
    expect(await asked({ excludeAudienceIds: ["8"] }, answers)).toBe("earlier_send");
    expect(similar).toMatchObject([{ portalId: PORTAL_ID, channelId: CHANNEL_ID, since: T0 - 14 * DAY }]);
    const result = await run({ excludeAudienceIds: ["8"] }, answers);
    expect(result).toMatchObject({ narrowcast: { leftOut: { "audience:8": 19 } } });
  });

  test("is found in a rehearsal too, which says what a send would ask", async () => {
    const result = await run({ rehearsal: true, excludeAudienceIds: ["8"] }, { line: sized({ 8: 5000 }) });
    expect(result).toMatchObject({ kind: "go", notes: [], mayBeBelow: { code: "MAY_BE_BELOW_MINIMUM" } });
  });
});

describe("quota", () => {
  const channel = (quotaFloor: number) => ({
    channels: () =>
      Promise.resolve([
        {
          id: CHANNEL_ID,
          portalId: PORTAL_ID,
          name: "Shop",
          lineChannelId: "1",
          botUserId: "U",
          basicId: "@shop",
          displayName: "Shop",
          connectedAt: T0,
          timeZone: "Asia/Tokyo",
          quotaFloor,
        },
      ]),
  });

  test("what is kept for chat is not used", async () => {
    expect(await refusal({}, { store: channel(29_000) })).toEqual(
      finding("QUOTA_FLOOR_REACHED", { remaining: 29_000, floor: 29_000 }),
    );
    const body = await bodyOf({ quotaPolicy: "up_to_quota" }, { store: channel(28_000) });
    expect(body["limit"]).toEqual({ max: 1000, upToRemainingQuota: true });
  });

  test("used up", async () => {
    const quota = () => ok({ allowance: 1000, used: 1000 });
    expect(await refusal({}, { line: { quota } })).toMatchObject({ code: "QUOTA_EXHAUSTED" });
  });

  test("surely too little for all or nothing", async () => {
    const quota = () => ok({ allowance: 1000, used: 900 });
    expect(await refusal({}, { line: { quota } })).toMatchObject({
      code: "QUOTA_TOO_SMALL",
      figures: { available: 100 },
    });
    expect(await run({ quotaPolicy: "up_to_quota" }, { line: { quota } })).toMatchObject({
      kind: "go",
      forecast: { high: 100 },
    });
  });

  test("a maximum that surely cuts, with all or nothing", async () => {
    expect(await refusal({ maxRecipients: 60 })).toEqual(finding("PARTIAL_DELIVERY_FORBIDDEN"));
  });
});

describe("conditions", () => {
  const women = { attributes: { ...NO_ATTRIBUTES, genders: ["female" as const] } };
  const demographics = (female: number) => () => ok({ ...NO_DEMOGRAPHICS, genders: { female } });

  test("that hardly anybody meets stop the send before LINE is asked", async () => {
    const line: Partial<Line> = { targetReach: () => ok(200), demographics: demographics(0.05) };
    const found = await refusal(women, { line });
    expect(found).toMatchObject({ code: "FORECAST_BELOW_MINIMUM", figures: { needed: 50 } });
  });

  test("an account with too few friends", async () => {
    const line: Partial<Line> = { targetReach: () => ok(99), demographics: unasked };
    expect(await refusal(women, { line })).toEqual(finding("REACH_BELOW_MINIMUM", { reach: 99, needed: 100 }));
  });

  test("LINE having no figures stops nothing", async () => {
    const away = { kind: "later", finding: finding("LINE_UNAVAILABLE") } as const;
    const line: Partial<Line> = { targetReach: () => ok(null), demographics: () => Promise.resolve(away) };
    expect(await run(women, { line })).toMatchObject({ kind: "go", forecast: { low: 0, high: 5000 } });
  });
});

describe("LINE is asked one thing after the other", () => {
  const refused = (code: "AUDIENCE_NOT_FOUND" | "LINE_REFUSED_MESSAGE") =>
    Promise.resolve({ kind: "refused" as const, finding: finding(code) });
  const conditions = { audienceId: "7", excludeAudienceIds: ["10"], attributes: { ...NO_ATTRIBUTES, ageFrom: 20 } };
  const female: Partial<Line> = {
    targetReach: () => ok(20_000),
    demographics: () => ok(NO_DEMOGRAPHICS),
  };
  const HARDLY_ANYONE: Partial<Line> = {
    demographics: () => ok({ ...NO_DEMOGRAPHICS, ages: [{ from: 20, below: null, share: 0.001 }] }),
  };
  const ALL = ["audience 7", "audience 10", "quota", "targetReach", "demographics", "validateMessages"];

  test.each<[string, Partial<Inputs>, Answers, number]>([
    ["everything", {}, {}, 6],
    ["nothing where the message is gone", { message: { kind: "saved", messageId: "1" } }, NO_MESSAGE, 0],
    ["no second audience where the first is gone", {}, { line: { audience: () => refused("AUDIENCE_NOT_FOUND") } }, 1],
    ["no quota while a send is under way", { excludeReachedDays: 3 }, UNDER_WAY, 2],
    ["nothing of friends where the quota is used up", {}, { line: { quota: () => ok({ allowance: 9, used: 9 }) } }, 3],
    ["for no shares where too few friends can be reached", {}, { line: { targetReach: () => ok(99) } }, 4],
    ["for no check of the message where too few are left", {}, { line: HARDLY_ANYONE }, 5],
    [
      "for all where the message is wrong",
      {},
      { line: { validateMessages: () => refused("LINE_REFUSED_MESSAGE") } },
      6,
    ],
  ])("%s", async (_what, inputs, answers, count) => {
    const asked: string[] = [];
    const { line, ...others } = ports({ ...answers, line: { ...female, ...answers.line } });
    const noted = Object.fromEntries(
      Object.entries(line).map(([name, ask]) => [
        name,
        (...args: readonly unknown[]) => {
          asked.push(name === "audience" ? `audience ${String(args[1])}` : name);
          return Reflect.apply(ask, line, args);
        },
      ]),
    ) as unknown as Line;
    await runPreflight(sealed({ ...conditions, ...inputs }), T0, { line: noted, ...others });
    expect(asked).toEqual(ALL.slice(0, count));
  });
});

test("trouble at LINE is a wait, not an end", async () => {
  const later = { kind: "later", finding: finding("LINE_RATE_LIMITED"), retryAfterSeconds: 9 } as const;
  expect(await run({}, { line: { quota: () => Promise.resolve(later) } })).toEqual(later);
});

describe("whether the app is still installed", () => {
  /** As the store and HubSpot are together: what HubSpot refuses when it is asked is noted. */
  function refusing(code: "HUBSPOT_UNAUTHORIZED" | "HUBSPOT_APP_REFUSED") {
    const why = finding(code);
    let access: PortalFacts["access"] = null;
    let asked = 0;
    const answers: Answers = {
      hubspot: {
        checkAccess() {
          asked += 1;
          access = { finding: why, since: T0, refusals: 1 };
          return Promise.resolve({ kind: "refused", finding: why });
        },
      },
      store: { portal: () => Promise.resolve({ access } as PortalFacts) },
    };
    return { answers, asked: () => asked };
  }

  test("is asked before a send, which waits while that is in doubt; LINE is asked nothing", async () => {
    const { answers } = refusing("HUBSPOT_UNAUTHORIZED");
    const why = finding("HUBSPOT_UNAUTHORIZED");
    const result = await run({}, { ...answers, line: { audience: unasked, quota: unasked } });
    expect(result).toEqual({ kind: "later", finding: why, retryAfterSeconds: 60 });
  });

  test("is no reason to wait where HubSpot refuses our own credentials, or gives no answer", async () => {
    expect((await run({}, refusing("HUBSPOT_APP_REFUSED").answers)).kind).toBe("go");
    const away = { kind: "later", finding: finding("HUBSPOT_UNAVAILABLE") } as const;
    expect((await run({}, { hubspot: { checkAccess: () => Promise.resolve(away) } })).kind).toBe("go");
  });

  test("is not asked for a rehearsal", async () => {
    const { answers, asked } = refusing("HUBSPOT_UNAUTHORIZED");
    await run({ rehearsal: true }, answers);
    expect(asked()).toBe(0);
  });
});
