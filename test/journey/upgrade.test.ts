/** An upgrade with work in flight: a database as an earlier version left it, and this version that goes on. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { BEHAVIOUR_VERSION } from "../../src/delivery/behaviour.ts";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

/** The schema of the version before settings, roles, privacy and search. */
const EARLIER = "0003-narrow-and-wait.sql";

let service: RunningService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const narrowcasts = () => line().narrowcasts(ACCOUNT.channelId);
const NARROWCAST = { method: "POST", path: "/v2/bot/message/narrowcast" } as const;

async function campaigns() {
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const readers = line()
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  return async (messageText: string, inputs: Record<string, string> = {}) => {
    const listId = hubspot().addList(PORTAL_ID, { name: messageText, size: 200 });
    const audienceId = String(readers?.id);
    const inputFields = {
      channel: service.channel,
      targetingMode: "line_conditions",
      deliveryList: listId,
      audienceId,
      messageText,
      ...inputs,
    };
    const id = hubspot().createWorkflow(PORTAL_ID, { name: messageText, actionDefinitionId, inputFields });
    const contactIds = Array.from({ length: 60 }, (_, index) => index + 1);
    await hubspot().enroll(PORTAL_ID, id, { contactIds }).done;
    const executions = () => hubspot().executions(PORTAL_ID, id);
    const deliveryId = executions()[0]?.outputFields["deliveryId"] ?? "";
    return {
      workflow: id,
      executions,
      deliveryId,
      released: () => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"),
      async phase() {
        const { rows } = await service.database.pool.query("select phase from deliveries where id = $1", [deliveryId]);
        return String(rows[0]?.phase);
      },
    };
  };
}

/** The same rows and jobs in the tables of then, with the columns of then. */
async function asItWas(database: TestDatabase): Promise<TestDatabase> {
  const earlier = await createTestDatabase({ schema: false });
  // A pool of its own: an error of the migration is no error of what follows.
  const old = connectDatabase(earlier.url, () => undefined);
  await migrate(old, EARLIER);
  const columns = await old.pool.query<{ table: string; columns: string }>(`
    select table_name as table, string_agg(quote_ident(column_name), ', ') as columns
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER'
      and table_name <> 'instances' and table_name not like 'kysely%'
    group by 1 order by array_position(array['portals', 'channels', 'deliveries'], table_name::text)`);
  for (const { table, columns: names } of columns.rows) {
    const { rows } = await database.pool.query(`select to_jsonb(t) as row from (select ${names} from ${table}) t`);
    const all = JSON.stringify(rows.map(({ row }) => row));
    const copy = `insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, $1)`;
    await old.pool.query(copy, [all]);
  }
  // Keys of then: without the lane's end, and a hash of other things.
  await old.pool
    .query(`update deliveries set key = portal_id || ':' || channel_id || ':' || (inputs ->> 'listId') || ':'
    || md5(inputs::text)`);
  const jobs = await database.pool.query("select task_identifier, key, run_at from graphile_worker.jobs");
  for (const { task_identifier: name, key, run_at: at } of jobs.rows) {
    const deliveryId = String(key).split(":")[1];
    const add = `select graphile_worker.add_job($1, json_build_object('deliveryId', $2::text), queue_name => $3,
      run_at => $4, max_attempts => 1000, job_key => $3)`;
    await old.pool.query(add, [name, deliveryId, key, at]);
  }
  await database.drop();
  await migrate(old);
  await old.pool.end();
  return earlier;
}

test("what an earlier version left in every phase comes to its outcome, each with one narrowcast", async () => {
  const campaign = await campaigns();
  const measured = await campaign("Measured");
  await service.passUntil(measured.released);
  expect(await measured.phase()).toBe("measuring");

  hubspot().fault({ path: "callbacks/2026-09/complete", times: Number.POSITIVE_INFINITY, kind: "status", status: 503 });
  const unreleased = await campaign("Unreleased");
  await service.passUntil(async () => (await unreleased.phase()) === "measuring");

  // LINE has accepted it, and nobody here knows.
  line().fault({ ...NARROWCAST, times: 1, kind: "reset-after" });
  line().fault({ ...NARROWCAST, times: Number.POSITIVE_INFINITY, kind: "status", status: 500 });
  const unanswered = await campaign("Unanswered");
  await service.passUntil(() => narrowcasts().length === 3);
  const unapproved = await campaign("Unapproved", { requireApproval: "on" });
  await service.passUntil(async () => (await unapproved.phase()) === "sealed");
  const collecting = await campaign("Collecting");
  const all = [measured, unreleased, unanswered, unapproved, collecting];
  const phases = await Promise.all(all.map((one) => one.phase()));
  expect(phases).toEqual(["measuring", "measuring", "sending", "sealed", "collecting"]);
  expect(all.map((one) => one.released())).toEqual([true, false, false, false, false]);

  await service.restart(asItWas);
  hubspot().clearFaults();
  line().clearFaults();
  const approve = `/api/deliveries/${unapproved.deliveryId}/approve`;
  await service.passUntil(() =>
    callApi(service.publicUrl, service.cookie, approve, {}).then(
      () => true,
      () => false,
    ),
  );
  await service.passUntil(() => all.every((one) => one.released()));
  for (const { executions } of all) {
    const outcomes = executions().map(({ outputFields }) => outputFields["outcome"]);
    expect(outcomes).toEqual(Array.from({ length: 60 }, () => "delivered"));
    expect(executions().every(({ completions }) => completions === 1)).toBe(true);
  }
  expect(narrowcasts()).toHaveLength(all.length);
});

test("what an earlier version has sent, or collects, is not sent once more", async () => {
  const campaign = await campaigns();
  const sent = await campaign("Sent");
  await service.passUntil(sent.released);
  const collecting = await campaign("Collecting");
  expect(await collecting.phase()).toBe("collecting");
  await service.restart(asItWas);

  const contacts = { contactIds: Array.from({ length: 20 }, (_, index) => index + 100) };
  // As its readers see it the text is the same; the settings are no part of what is sent.
  hubspot().editWorkflow(PORTAL_ID, sent.workflow, { messageText: "Sent  \n", silent: "on" });
  await hubspot().enroll(PORTAL_ID, sent.workflow, contacts).done;
  await hubspot().enroll(PORTAL_ID, collecting.workflow, contacts).done;
  const { rows } = await service.database.pool.query("select count(*)::int as count from deliveries");
  expect(rows).toEqual([{ count: 2 }]);
  await service.passUntil(() => sent.released() && collecting.released());
  for (const { executions } of [sent, collecting]) {
    const outcomes = executions().map(({ outputFields }) => outputFields["outcome"]);
    expect(outcomes).toEqual(Array.from({ length: 80 }, () => "delivered"));
  }
  expect(narrowcasts()).toHaveLength(2);
});

test("a process of an earlier version opens nothing beside this one", async () => {
  const { pool } = service.database;
  const old = `insert into deliveries (id, portal_id, key, channel_id, line_channel_id, inputs, version, opened_at,
      quiet_seconds, ceiling_seconds, minimum, holds_until, list, last_enrolled_at, phase, state, time_zone)
    select gen_random_uuid(), ${PORTAL_ID}, 'an old key', id, line_channel_id, '{}', 1, now(), 1, 1, 1, now(), '{}', now(),
      'collecting', '{}', 'UTC' from channels`;
  await expect(pool.query(old)).rejects.toMatchObject({ code: "23502", column: "lane" });
  const joins = "select * from join_open_windows(array['an old key'], '1', 'a', 'b', 'c', 'd', null)";
  await expect(pool.query(joins)).rejects.toMatchObject({ code: "42883" });
});

test("what needs a newer version is left alone until one is there", async () => {
  const campaign = await campaigns();
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
