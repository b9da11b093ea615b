/**
 * The database fails over to a standby while the service lives on. A synchronous standby has everything that was answered:
 * nothing is lost. An asynchronous one lacks the last commits: LINE sends once all the same.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { prepareReplication, type ReplicatedDatabase, type ReplicatedServers } from "../support/replicated-postgres.ts";
import { startServiceOn, type RunningService } from "../support/start-service.ts";
import { NARROWCAST, startCampaign, until, type Campaign } from "./fail-over.support.ts";

const LIST_SIZE = 300;

let servers: ReplicatedServers;
beforeAll(async () => {
  servers = await prepareReplication();
});
afterAll(() => servers.remove());

let service: RunningService<ReplicatedDatabase>;
let campaign: Campaign;
async function startOnStandby(options: { synchronous: boolean }): Promise<void> {
  service = await startServiceOn(await servers.open(options));
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  campaign = startCampaign(service, { text: "Campaign", listSize: LIST_SIZE, actionDefinitionId });
}
afterEach(() => service.close());

const stored = async (): Promise<number> => (await campaign.found())?.executions ?? 0;

describe("a synchronous standby takes over, and nothing is lost", () => {
  test("while contacts enroll", async () => {
    await startOnStandby({ synchronous: true });
    const enrolled = campaign.enroll();
    await until(async () => (await stored()) >= LIST_SIZE / 4);
    await service.database.failOver();
    await service.passUntil(async () => (await stored()) >= LIST_SIZE);
    await enrolled;
    expect(await campaign.expectOneSend()).toHaveLength(LIST_SIZE);
  });

  test("while LINE is asked to send", async () => {
    await startOnStandby({ synchronous: true });
    service.world.line.control.fault({ path: NARROWCAST, times: 1, kind: "slow", delayMs: 2000 });
    await campaign.enroll();
    await service.passUntil(async () => (await campaign.found())?.open === true, 5000);
    await service.database.failOver();
    expect(await campaign.expectOneSend()).toHaveLength(LIST_SIZE);
  });

  test("while executions are released", async () => {
    await startOnStandby({ synchronous: true });
    service.world.hubspot.control.fault({ path: "/complete", times: 10, kind: "slow", delayMs: 500 });
    await campaign.enroll();
    const released = () => campaign.executions().filter(({ state }) => state === "SUCCESS").length;
    await service.passUntil(() => released() > 0, 5000);
    expect(released()).toBeLessThan(LIST_SIZE);
    await service.database.failOver();
    expect(await campaign.expectOneSend()).toHaveLength(LIST_SIZE);
  });
});

describe("an asynchronous standby takes over without the last commits, and LINE sends once", () => {
  test("with contacts of the lost seconds: the others get the outcome", async () => {
    await startOnStandby({ synchronous: false });
    const before = LIST_SIZE / 2;
    await campaign.enroll(contacts().slice(0, before));
    await service.database.stopStreaming();
    await campaign.enroll(contacts().slice(before));
    await campaign.untilAccepted();
    await service.database.failOver();
    expect(await campaign.expectOneSend()).toHaveLength(before);
  });
});

const contacts = (): number[] => Array.from({ length: LIST_SIZE }, (_, index) => index + 1);
