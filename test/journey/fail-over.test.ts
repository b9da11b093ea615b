/**
 * The database fails over to a server that lacks the last commits, while the service lives on: LINE sends once, and the
 * delivery is followed to its end. Each copy is made by PostgreSQL itself while the delivery rests in a state.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { setClock } from "../../src/store/postgres/clock.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { NARROWCAST, startCampaign, until, type Campaign } from "./fail-over.support.ts";

const LIST_SIZE = 60;

let service: RunningService;
let actionDefinitionId: number;
let campaign: Campaign;
let campaigns = 0;
beforeAll(async () => {
  service = await startTestService();
  actionDefinitionId = await service.world.publishAction(service.publicUrl);
});
afterAll(() => service.close());
beforeEach(() => {
  campaigns += 1;
  campaign = startCampaign(service, { text: `Campaign ${campaigns}`, listSize: LIST_SIZE, actionDefinitionId });
});

async function setSpeed(speed: number): Promise<void> {
  service.clock.setSpeed(speed);
  await setClock(service.database.db, service.clock.state);
}

/** The copy's own clock is the machine's, as a standby's is: it is not set back. */
async function failOverTo(copyUrl: string): Promise<void> {
  const copy = connectDatabase(copyUrl, () => undefined);
  await setClock(copy.db, service.clock.state);
  await copy.pool.end();
  await service.database.rollBackTo(copyUrl);
}

describe("a fail-over after LINE has accepted sends nothing twice where what is left of the database ends", () => {
  test("before the first contact", async () => {
    const copy = await service.database.keepCopy();
    await campaign.enroll();
    await campaign.untilAccepted();
    await failOverTo(copy);
    await until(async () => (await campaign.found()) === null);
    // HubSpot has acknowledged executions and repeats none; the same contacts enroll again.
    await campaign.enroll();
    await campaign.expectOneSend();
  });

  test("while contacts enroll", async () => {
    await campaign.enroll(contacts().slice(0, 55));
    const copy = await service.database.keepCopy();
    await campaign.enroll(contacts().slice(55));
    await campaign.untilAccepted();
    await failOverTo(copy);
    await campaign.expectOneSend();
  });

  test("at the seal, before LINE was asked anything", async () => {
    service.world.line.control.fault({ path: "/v2/bot/message/quota", times: 1, kind: "status", status: 500 });
    await campaign.enroll();
    await service.passUntil(async () => (await campaign.found())?.waits === true, 5000);
    expect((await campaign.found())?.phase).toBe("sealed");
    const copy = await service.database.keepCopy();
    await campaign.untilAccepted();
    await failOverTo(copy);
    await campaign.expectOneSend();
  });

  test("with the request stored, which had not gone out", async () => {
    await campaign.enroll();
    await service.passUntil(async () => (await campaign.found())?.phase === "sending", 1000);
    await setSpeed(0.001);
    const copy = await service.database.keepCopy();
    await setSpeed(1);
    await campaign.untilAccepted();
    await failOverTo(copy);
    await campaign.expectOneSend();
    expect(new Set(campaign.asked().map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test("with the request on its way: its job was at work", async () => {
    service.world.line.control.fault({ path: NARROWCAST, times: 1, kind: "slow", delayMs: 1500 });
    await campaign.enroll();
    await service.passUntil(async () => (await campaign.found())?.open === true, 5000);
    const copy = await service.database.keepCopy();
    // The job ends here, and is at work in what is left: of a worker that lives on, and has forgotten it.
    await service.passUntil(async () => (await campaign.found())?.requestId != null, 1000);
    await failOverTo(copy);
    await campaign.expectOneSend();
  });

  test("with LINE's acceptance, and everything after it was lost", async () => {
    await campaign.enroll();
    await service.passUntil(async () => (await campaign.found())?.requestId != null, 5000);
    const copy = await service.database.keepCopy();
    await service.passUntil(async () => (await campaign.found())?.outcome === "delivered");
    await failOverTo(copy);
    await campaign.expectOneSend();
    // What is covered stays covered.
    await campaign.enroll(contacts().slice(0, 5));
    await campaign.expectOneSend();
  });
});

const contacts = (): number[] => Array.from({ length: LIST_SIZE }, (_, index) => index + 1);
