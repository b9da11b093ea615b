/** Versions beside each other, and after going back: a delivery that needs a newer one is left alone. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { BEHAVIOUR_VERSION } from "../../src/delivery/behaviour.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const narrowcasts = () => line().narrowcasts(ACCOUNT.channelId);

/** 60 contacts in the window of a delivery; their ends, and the phase of the delivery. */
async function campaign(messageText: string) {
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const readers = line()
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const listId = hubspot().addList(PORTAL_ID, { name: messageText, size: 200 });
  const audienceId = String(readers?.id);
  const targets = { channel: service.channel, targetingMode: "line_conditions", deliveryList: listId, audienceId };
  const inputFields = { ...targets, messageText };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: messageText, actionDefinitionId, inputFields });
  const contactIds = Array.from({ length: 60 }, (_, index) => index + 1);
  await hubspot().enroll(PORTAL_ID, id, { contactIds }).done;
  const executions = () => hubspot().executions(PORTAL_ID, id);
  const deliveryId = executions()[0]?.outputFields["deliveryId"] ?? "";
  return {
    deliveryId,
    released: () => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"),
    async phase() {
      const { rows } = await service.database.pool.query("select phase from deliveries where id = $1", [deliveryId]);
      return String(rows[0]?.phase);
    },
  };
}

test("a job that 0.1.0 added names its delivery alone, and is done", async () => {
  const { deliveryId } = await campaign("From an earlier version");
  const { pool } = service.database;
  // What the job says of this delivery shows that it was found.
  await pool.query("update deliveries set requires_version = $1", [BEHAVIOUR_VERSION + 1]);
  await pool.query("select enqueue('tidy', json_build_object('deliveryId', $1::text))", [deliveryId]);
  await service.passUntil(() => service.log.some((line) => line.event === "job.later" && line["job"] === "tidy"));
});

test("what needs a newer version is left alone until one is there", async () => {
  const delivery = await campaign("For a newer version");
  const require = async (version: number) => {
    const text = "update deliveries set requires_version = $2 where id = $1";
    await service.database.pool.query(text, [delivery.deliveryId, version]);
  };
  const { rows } = await service.database.pool.query("select requires_version from deliveries");
  expect(rows).toEqual([{ requires_version: BEHAVIOUR_VERSION }]);
  await require(BEHAVIOUR_VERSION + 1);
  const left = () =>
    service.log.some(({ event, job, why }) => event === "job.later" && job === "advance" && /needed/.test(String(why)));
  await service.passUntil(left);
  // Far beyond the window: it would have been sealed and sent.
  let skips = 0;
  await service.passUntil(() => (skips += 1) > 10, 3_600_000);
  expect(await delivery.phase()).toBe("collecting");
  expect(narrowcasts()).toEqual([]);

  // As if this process were of that version now.
  await require(BEHAVIOUR_VERSION);
  await service.database.pool.query(
    "select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs), run_at => now())",
  );
  await service.passUntil(delivery.released);
  expect(narrowcasts()).toHaveLength(1);
});
