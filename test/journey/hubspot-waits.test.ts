/** HubSpot takes no outcomes for a while: every execution is released afterwards, and few calls have failed. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { FaultRule } from "../../simulators/hubspot/faults/fault-rule.ts";
import { locked, migrating } from "../../simulators/hubspot/faults/standard-faults.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const HOUR_MS = 3_600_000;

let service: RunningService;
let actionDefinitionId: number;
let campaigns = 0;

beforeAll(async () => {
  service = await startTestService();
  actionDefinitionId = await service.world.publishAction(service.publicUrl);
});
afterAll(() => service.close());

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
/** Without tokens that expire on their way, where the test skips hours in that instant. */
const failed = () =>
  hubspot()
    .requests()
    .filter(({ status }) => status >= 400 && status !== 401);
const untilReleased = (executions: ReturnType<typeof campaign>["executions"]) =>
  service.passUntil(() => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"));

/** A workflow over a list of its own with 100 contacts. */
function campaign() {
  campaigns += 1;
  const size = 100;
  const listId = hubspot().addList(PORTAL_ID, { name: `List ${campaigns}`, size });
  const audience = line()
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: String(audience?.id),
    messageText: `Campaign ${campaigns}`,
  };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: `Campaign ${campaigns}`, actionDefinitionId, inputFields });
  return {
    executions: () => hubspot().executions(PORTAL_ID, id),
    enroll: () => hubspot().enroll(PORTAL_ID, id, { listId, concurrency: 10 }).done,
  };
}

const deliveryPage = async () => {
  const { rows } = await service.database.pool.query("select id from deliveries order by opened_at desc limit 1");
  const response = await fetch(`${service.publicUrl}/deliveries/${rows[0].id}`, {
    headers: { cookie: service.cookie, "accept-language": "en" },
  });
  return (await response.text()).replaceAll(/\s+/g, " ");
};

/** No figure of the delivery may say that a hold was lost. */
const lostHolds = async () =>
  (await service.database.pool.query("select coalesce(sum(holds_lost), 0)::int as lost from deliveries")).rows[0].lost;

describe("HubSpot says of all callbacks that it does not know them", () => {
  test("for an hour: one call fails, the page says so, and then all 100 are released with their outcome", async () => {
    const { executions, enroll } = campaign();
    hubspot().settings.allCompletions = "unknown";
    await enroll();
    await service.passUntil(() => failed().length > 0);
    hubspot().loseCallbacksFor(HOUR_MS);
    const waits = "HubSpot says that it does not know contacts";
    await service.passUntil(async () => (await deliveryPage()).includes(waits), 1000);
    const [refused] = failed();
    expect(refused).toMatchObject({ status: 404, batchSize: 1 });
    expect(executions().every(({ state }) => state === "BLOCKED")).toBe(true);
    await untilReleased(executions);
    expect(new Set(executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
    expect(executions()[0]?.endedAt).toBeGreaterThan((refused?.at ?? 0) + HOUR_MS);
    expect(failed()).toHaveLength(1);
    expect(await lostHolds()).toBe(0);
    expect(await deliveryPage()).not.toContain(waits);
  });

  test("until shortly before their holds end: they are given up and counted only then", async () => {
    const { executions, enroll } = campaign();
    hubspot().settings.allCompletions = "unknown";
    const before = failed().length;
    await enroll();
    await service.passUntil(() => failed().length > before);
    const [first] = failed().slice(before);
    await service.passUntil(async () => (await lostHolds()) === 100, HOUR_MS / 2);
    hubspot().settings.allCompletions = "as-they-are";
    const [one] = executions();
    const heldFor = (one?.heldUntil ?? 0) - (first?.at ?? 0);
    expect(service.clock.now() - (first?.at ?? 0)).toBeGreaterThan(heldFor - HOUR_MS);
    // Two thorough tries, before the first hold ends and before the last one does, cost five each.
    expect(failed().length - before).toBeLessThan(20);
  });
});

type Fault = (until: number) => FaultRule;

const tooMany: Fault = (until) => ({ ...locked({ until }), status: 429, headers: { "Retry-After": "30" } });

describe("HubSpot asks to leave the account alone", () => {
  test.each<[string, Fault, number]>([
    ["423, a lock of seconds", (until) => locked({ until }), 2000],
    ["429 with Retry-After", tooMany, 30_000],
    ["477 with Retry-After of two hours", (until) => migrating({ until }, 7200), 2 * HOUR_MS],
  ])("%s: all 100 are released after it, and no more calls fail than were under way", async (_what, fault, lasts) => {
    const { executions, enroll } = campaign();
    await enroll();
    const before = failed().length;
    const lost = await lostHolds();
    const sent = line().narrowcasts(ACCOUNT.channelId).length;
    await service.passUntil(() => line().narrowcasts(ACCOUNT.channelId).length > sent, 1000);
    hubspot().fault(fault(Number.POSITIVE_INFINITY));
    await service.passUntil(() => failed().length > before, 1000);
    hubspot().clearFaults();
    const [first] = failed().slice(before);
    hubspot().fault(fault((first?.at ?? 0) + lasts));
    await untilReleased(executions);
    expect(new Set(executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
    expect(Math.min(...executions().map(({ endedAt }) => endedAt ?? 0))).toBeGreaterThanOrEqual(
      (first?.at ?? 0) + lasts,
    );
    expect(await lostHolds()).toBe(lost);
    // One for each kind of work that was under way in the instant: the release, and the delivery record.
    expect(failed().length - before).toBeLessThanOrEqual(3);
  });
});
