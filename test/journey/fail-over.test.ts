/**
 * The database fails over to a server that lacks the last commits, while the service lives on: LINE sends once, and the
 * delivery is followed to its end. Each copy is made by PostgreSQL itself while the delivery rests in a state.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const NARROWCAST = "/v2/bot/message/narrowcast";
const LIST_SIZE = 60;

let service: RunningService;
let actionDefinitionId: number;
let workflow: number;
let listId: string;
let campaigns = 0;
beforeAll(async () => {
  service = await startTestService();
  actionDefinitionId = await service.world.publishAction(service.publicUrl);
});
afterAll(() => service.close());
beforeEach(() => {
  campaigns += 1;
  listId = hubspot().addList(PORTAL_ID, { name: `List ${campaigns}`, size: LIST_SIZE });
  const audience = line()
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const inputFields = {
    channel: service.channel,
    deliveryList: listId,
    targetingMode: "line_conditions",
    audienceId: String(audience?.id),
    messageText: text(),
  };
  workflow = hubspot().createWorkflow(PORTAL_ID, { name: text(), actionDefinitionId, inputFields });
});

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const text = () => `Campaign ${campaigns}`;
const executions = () => hubspot().executions(PORTAL_ID, workflow);
const enroll = () => hubspot().enroll(PORTAL_ID, workflow, { listId }).done;
/** What LINE has accepted of this message. */
const accepted = () =>
  line()
    .narrowcasts(ACCOUNT.channelId)
    .filter(({ body }) => JSON.stringify(body).includes(text()));
const asked = () =>
  line()
    .requests()
    .filter(({ path, body }) => path === NARROWCAST && JSON.stringify(body ?? "").includes(text()));

interface Found {
  readonly phase: string;
  readonly outcome: string | null;
  readonly waits: boolean;
  readonly attempts: number;
  readonly open: boolean;
  readonly requestId: string | null;
}

/** Null while the database cannot be asked, or has no such delivery. */
async function found(): Promise<Found | null> {
  try {
    const { rows } = await service.database.pool.query<Found>(
      `select phase, outcome, state #> '{wait}' <> 'null' as waits, (state #>> '{attempts,count}')::int as attempts,
         (state #>> '{attempts,open}')::boolean as open, state #>> '{following,requestId}' as "requestId"
       from deliveries where inputs #>> '{message,text}' = $1`,
      [text()],
    );
    return rows[0] ?? null;
  } catch {
    return null;
  }
}

/** Real time alone: service time stands as it is, but for the moment it takes. */
async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await pause(20);
}

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

/** Everything goes its way, whatever the database had lost. */
async function expectOneSend(): Promise<void> {
  await service.passUntil(async () => (await found())?.outcome === "delivered");
  expect(accepted()).toHaveLength(1);
  expect((await found())?.requestId).toBe(accepted()[0]?.requestId);
  expect(new Set(asked().map(({ retryKey }) => retryKey)).size).toBe(1);
  const known = new Set(
    (await service.database.pool.query<{ id: string }>("select callback_id as id from enrollments")).rows.map(
      ({ id }) => id,
    ),
  );
  const released = () => executions().filter(({ callbackId }) => known.has(callbackId));
  await service.passUntil(() => released().every(({ state }) => state === "SUCCESS"));
  expect(new Set(released().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
}

const untilAccepted = () => service.passUntil(() => accepted().length > 0);

describe("a fail-over after LINE has accepted sends nothing twice where what is left of the database ends", () => {
  test("before the first contact", async () => {
    const copy = await service.database.keepCopy();
    await enroll();
    await untilAccepted();
    await failOverTo(copy);
    await until(async () => (await found()) === null);
    // HubSpot has acknowledged executions and repeats none; the same contacts enroll again.
    await enroll();
    await expectOneSend();
  });

  test("while contacts enroll", async () => {
    await hubspot().enroll(PORTAL_ID, workflow, { contactIds: contacts().slice(0, 55) }).done;
    const copy = await service.database.keepCopy();
    await hubspot().enroll(PORTAL_ID, workflow, { contactIds: contacts().slice(55) }).done;
    await untilAccepted();
    await failOverTo(copy);
    await expectOneSend();
  });

  test("at the seal, before LINE was asked anything", async () => {
    line().fault({ path: "/v2/bot/message/quota", times: 1, kind: "status", status: 500 });
    await enroll();
    await service.passUntil(async () => (await found())?.waits === true, 5000);
    expect((await found())?.phase).toBe("sealed");
    const copy = await service.database.keepCopy();
    await untilAccepted();
    await failOverTo(copy);
    await expectOneSend();
  });

  test("with the request stored, which had not gone out", async () => {
    await enroll();
    await service.passUntil(async () => (await found())?.phase === "sending", 1000);
    await setSpeed(0.001);
    const copy = await service.database.keepCopy();
    await setSpeed(1);
    await untilAccepted();
    await failOverTo(copy);
    await expectOneSend();
    expect(new Set(asked().map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test("with the request on its way: its job was at work", async () => {
    line().fault({ path: NARROWCAST, times: 1, kind: "slow", delayMs: 1500 });
    await enroll();
    await service.passUntil(async () => (await found())?.open === true, 5000);
    const copy = await service.database.keepCopy();
    // The job ends here, and is at work in what is left: of a worker that lives on, and has forgotten it.
    await service.passUntil(async () => (await found())?.requestId != null, 1000);
    await failOverTo(copy);
    await expectOneSend();
  });

  test("with LINE's acceptance, and everything after it was lost", async () => {
    await enroll();
    await service.passUntil(async () => (await found())?.requestId != null, 5000);
    const copy = await service.database.keepCopy();
    await service.passUntil(async () => (await found())?.outcome === "delivered");
    await failOverTo(copy);
    await expectOneSend();
    // What is covered stays covered.
    await hubspot().enroll(PORTAL_ID, workflow, { contactIds: contacts().slice(0, 5) }).done;
    await expectOneSend();
  });
});

const contacts = (): number[] => Array.from({ length: LIST_SIZE }, (_, index) => index + 1);
