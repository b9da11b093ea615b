/** A server that takes no changes, such as a primary that has become a standby: an outage, until it does again. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

function enroll(number: number): Promise<Response> {
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-${number}`,
    origin: { portalId: PORTAL_ID },
    object: { objectId: number, objectType: "CONTACT" },
    inputFields: { channel: service.channel, deliveryList: "7", audienceId: "5614991017776", messageText: "Hello" },
  });
  const uri = `${service.publicUrl}/hubspot/actions/send-line-audience/${SEGMENT}`;
  const headers = {
    "Content-Type": "application/json",
    "X-HubSpot-Signature-Version": "v2",
    "X-HubSpot-Signature": createHash("sha256").update(`${APP.clientSecret}POST${uri}${body}`).digest("hex"),
  };
  return fetch(uri, { method: "POST", headers, body });
}

const readiness = async () => (await fetch(`${service.publicUrl}/readyz`)).status;
const statuses = (answers: readonly Response[]) => answers.map(({ status }) => status);

/** For the connections there are, which are broken, and for new ones. */
async function setReadOnly(value: "on" | "off"): Promise<void> {
  const name = new URL(service.database.url).pathname.slice(1);
  const client = new pg.Client({ connectionString: service.database.superuserUrl });
  await client.connect();
  await client.query("begin read write");
  await client.query(`alter database ${name} set default_transaction_read_only = ${value}`);
  await client.query("commit");
  await client.end();
  await service.database.refuseConnections();
  await service.database.acceptConnections();
}

test("executions are answered with 503 and when to come back, and the service is not ready", async () => {
  expect(await readiness()).toBe(200);
  await setReadOnly("on");
  const other = connectDatabase(service.database.url, () => undefined);
  await expect(other.pool.query("select 1")).rejects.toMatchObject({ code: "25006" });
  await other.pool.end();
  await expect(service.database.renew()).rejects.toThrow(/read-only/);
  const answers = await Promise.all([1, 2, 3].map(enroll));
  expect(statuses(answers)).toEqual([503, 503, 503]);
  expect(answers.map(({ headers }) => headers.get("Retry-After"))).toEqual(["5", "5", "5"]);
  while ((await readiness()) === 200) await pause(50);
  expect((await fetch(`${service.publicUrl}/healthz`)).status).toBe(200);
  await setReadOnly("off");
  expect(statuses(await Promise.all([1, 2, 3].map(enroll)))).toEqual([200, 200, 200]);
  while ((await readiness()) !== 200) await pause(50);
  expect(service.log.filter(({ event }) => event === "intake.failed")).toEqual([]);
});

test("so are those on connections that were made before", async () => {
  let [answers, before, next]: [readonly Response[], number, number] = [[], 0, 4];
  // The service's own work has other connections in hand, one of which a batch may get.
  do {
    const clients = await Promise.all(Array.from({ length: 4 }, () => service.database.pool.connect()));
    for (const client of clients) await client.query("set default_transaction_read_only = on");
    for (const client of clients) client.release();
    before = service.log.length;
    answers = await Promise.all([next, next + 1, next + 2].map(enroll));
    next += 3;
  } while (statuses(answers).every((status) => status === 200));
  expect(new Set(statuses(answers))).toEqual(new Set([503]));
  const shed = service.log.slice(before).filter(({ event }) => event.startsWith("intake."));
  expect(shed).toMatchObject([{ event: "intake.shed", err: { code: "25006" } }]);
  // What was answered last was on a connection that takes changes again.
  await service.database.renew();
  expect(statuses([await enroll(next)])).toEqual([200]);
});
