/** Delivery records in a HubSpot account that may not have them at first, and may later. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const RECORD = "line_audience_delivery";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
/** Also after a test that failed on the way: the others would wait for records that cannot come. */
afterEach(() => {
  control().setPlan(PORTAL_ID, { enterprise: true });
  Object.assign(control().settings, { scopesFollowPlan: false, withoutPlan: "nothing" });
});

const control = () => service.world.hubspot.control;
const records = () => control().records(PORTAL_ID, RECORD);
const narrowcasts = () => service.world.line.control.narrowcasts(ACCOUNT.channelId).length;
/** Calls that HubSpot refused for want of a permission, since `from`. Tokens run out as the clock skips: those are not meant. */
const refusals = (from: number) =>
  control()
    .requests()
    .filter(({ status, at }) => status === 403 && at >= from);

const page = async (path: string, language = "en") => {
  const headers = { cookie: service.cookie, "Accept-Language": language, Accept: "text/html" };
  return (await fetch(service.publicUrl + path, { headers })).text();
};

let published: number | null = null;
let lists = 0;

/** Runs a campaign to its end; answers its delivery's id. */
async function campaign(): Promise<string> {
  lists += 1;
  const readers = service.world.line.control
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const listId = control().addList(PORTAL_ID, { name: `List ${lists}`, size: 60 });
  published ??= await service.world.publishAction(service.publicUrl);
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: `Message ${lists}`,
    audienceId: String(readers?.id),
  };
  const workflow = control().createWorkflow(PORTAL_ID, {
    name: "Campaign",
    actionDefinitionId: published,
    inputFields,
  });
  await control().enroll(PORTAL_ID, workflow, { listId }).done;
  const executions = () => control().executions(PORTAL_ID, workflow);
  await service.passUntil(() => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"));
  expect(new Set(executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
  return executions()[0]?.outputFields["deliveryId"] ?? "";
}

const pass = (ms: number) => service.pass(ms, HOUR_MS);

describe("an account whose tokens change with its plan", () => {
  const NO_PERMISSION = "HubSpot did not give the app the permissions for delivery records";

  it("has all records as soon as a renewed token may write them", async () => {
    const before = records().length;
    control().settings.scopesFollowPlan = true;
    control().setPlan(PORTAL_ID, { enterprise: false });
    await pass(HOUR_MS);
    const id = await campaign();
    await service.passUntil(async () => (await page(`/deliveries/${id}`)).includes(NO_PERMISSION), 60_000);
    expect(records()).toHaveLength(before);
    control().setPlan(PORTAL_ID, { enterprise: true });
    const allowed = service.clock.now();
    await pass(HOUR_MS);
    await campaign();
    await service.passUntil(() => records().length === before + 2, 1000);
    expect(service.clock.now() - allowed).toBeLessThanOrEqual(2 * HOUR_MS);
  });
});

describe.each(["nothing", "reads"] as const)(
  "an account whose plan lost custom objects and may do %s",
  (withoutPlan) => {
    let before: number;
    beforeEach(() => {
      before = records().length;
      control().settings.withoutPlan = withoutPlan;
      control().setPlan(PORTAL_ID, { enterprise: false });
    });

    it("sends all the same, shows why, asks once a day, and has every record within a day once it may", async () => {
      const sent = narrowcasts();
      const ids = [await campaign(), await campaign(), await campaign()];
      expect(narrowcasts()).toBe(sent + 3);
      expect(records()).toHaveLength(before);
      const words = { en: "plan does not include custom objects", ja: "プランにカスタムオブジェクトが含まれていない" };
      for (const path of ["/", "/settings", `/deliveries/${ids[0]}`]) {
        expect(await page(path, "en")).toContain(words.en);
        expect(await page(path, "ja")).toContain(words.ja);
      }

      const from = service.clock.now();
      await pass(4 * DAY_MS);
      // How often exactly depends on how fast time runs here.
      expect(refusals(from).length).toBeGreaterThanOrEqual(1);
      expect(refusals(from).length).toBeLessThanOrEqual(6);

      control().setPlan(PORTAL_ID, { enterprise: true });
      const allowed = service.clock.now();
      await pass(21 * HOUR_MS);
      // The catching up itself is paced in real time.
      await service.passUntil(() => records().length === before + 3, 1000);
      expect(service.clock.now() - allowed).toBeLessThanOrEqual(DAY_MS);
      const written = new Map(records().map(({ properties }) => [properties["delivery_id"], properties]));
      for (const id of ids) expect(written.get(id)).toMatchObject({ outcome: "delivered", reach_state: "exact" });
      for (const path of ["/", "/settings", `/deliveries/${ids[0]}`])
        expect(await page(path, "en")).not.toContain(words.en);
    });
  },
);

describe("an account that requires a property of its own for new records", () => {
  const recorded = (id: string) => records().some(({ properties }) => properties["delivery_id"] === id);
  const words = {
    en: "it does not meet this account's rules for campaign_owner",
    ja: "campaign_ownerに設定されているルール",
  };

  it("sends all the same, names the property, asks once a day, and has the record within a day without the rule", async () => {
    const first = await campaign();
    await service.passUntil(() => recorded(first), 1000);
    const sent = narrowcasts();
    control().setRecordRules(PORTAL_ID, RECORD, [{ property: "campaign_owner" }]);
    const id = await campaign();
    expect(narrowcasts()).toBe(sent + 1);
    for (const path of ["/", "/settings", `/deliveries/${id}`]) {
      expect(await page(path, "en")).toContain(words.en);
      expect(await page(path, "ja")).toContain(words.ja);
    }

    const from = service.clock.now();
    await pass(4 * DAY_MS);
    const refusedSince = control()
      .requests()
      .filter(({ status, at }) => status === 400 && at >= from);
    // How often exactly depends on how fast time runs here.
    expect(refusedSince.length).toBeGreaterThanOrEqual(1);
    // Once a day, and with each reading of these days.
    expect(refusedSince.length).toBeLessThanOrEqual(12);
    expect(recorded(id)).toBe(false);

    control().setRecordRules(PORTAL_ID, RECORD, []);
    await pass(21 * HOUR_MS);
    await service.passUntil(() => recorded(id), 1000);
    for (const path of ["/", "/settings", `/deliveries/${id}`]) expect(await page(path, "en")).not.toContain(words.en);
  });
});
