/** What is known of people, until when, and what is left afterwards. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { sql } from "kysely";
import { join } from "node:path";
import { promisify } from "node:util";
import { finding } from "../../src/delivery/codes.ts";
import { removeExpired } from "../../src/store/jobs/retention.ts";
import { anArrival, anInputs, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestStore, removeAppFrom, type TestStore } from "../support/test-store.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
});
afterAll(() => tested.close());

const DAY_MS = 24 * 3600_000;
const RETENTION_DAYS = 30;
const LINE_USER_ID = (number: number) => `U${String(number).padStart(32, "0")}`;
const query = async <Row>(text: string): Promise<Row[]> => (await sql.raw<Row>(text).execute(tested.database.db)).rows;
const count = async (text: string): Promise<number> =>
  (await query<{ count: number }>(`select count(*)::int as count from ${text}`))[0]?.count ?? -1;

let lists = 0;
let people = 0;
/** A delivery of contacts of its own; answers its id and theirs. */
async function delivery(size: number): Promise<{ id: string; contacts: string[]; callbacks: string[] }> {
  lists += 1;
  const inputs = anInputs({ listId: `p${lists}`, targetingMode: "narrow_to_enrolled", audienceId: null });
  const numbers = Array.from({ length: size }, () => (people += 1) + 5000);
  const arrivals = numbers.map((number) => anArrival(number, { lineUserId: LINE_USER_ID(number) }, inputs));
  const [first] = await tested.store.enroll(arrivals);
  if (first?.kind !== "held") throw new Error("not held");
  const callbacks = arrivals.map(({ execution }) => execution.callbackId);
  return { id: first.deliveryId, contacts: numbers.map(String), callbacks };
}

/** As if its outcome were known and everyone released; one hold was lost. */
async function release({ id, callbacks }: { id: string; callbacks: string[] }): Promise<void> {
  const { db } = tested.database;
  await sql`update deliveries set phase = 'final', outcome = 'failed', covers = false where id = ${id}`.execute(db);
  await tested.store.deleteRecipients(refTo(id));
  await tested.store.markReleased(refTo(id), callbacks.slice(1), callbacks.slice(0, 1));
  await tested.store.finishRelease(refTo(id));
}

const example = (id: string, text: string) =>
  sql`insert into timeline (portal_id, delivery_id, number, at, event, phase, finding)
      values (${PORTAL_ID}, ${id}, 90, service_now(), 'ids_checked', 'sealed',
        ${JSON.stringify({ code: "SOME_IDS_INVALID", figures: { invalid: 1, valid: 2, examples: text } })})`.execute(
    tested.database.db,
  );

/** Each place where a contact could still be found, whatever the column. */
async function traces(contact: string): Promise<string[]> {
  const tables = ["enrollments", "recipients", "timeline", "deliveries", "readings", "testers"];
  const found = await Promise.all(
    tables.map(async (table) =>
      (await count(`${table} t where t::text ~ '(^|[^0-9])${contact}([^0-9]|$)'`)) > 0 ? table : "",
    ),
  );
  return found.filter((table) => table !== "");
}

describe("a contact that is forgotten", () => {
  test("leaves no trace of what is over", async () => {
    const over = await delivery(3);
    const [contact = "", other = ""] = over.contacts;
    await release(over);
    await example(over.id, `${contact}: Uabc, ${other}: –`);
    expect((await tested.store.contactData(PORTAL_ID, contact)).examples).toHaveLength(1);
    await tested.store.forgetContact(PORTAL_ID, contact);
    expect(await traces(contact)).toEqual([]);
    expect(await tested.store.contactData(PORTAL_ID, contact)).toMatchObject({
      executions: [],
      recipients: [],
      examples: [],
    });
    expect((await tested.store.contactData(PORTAL_ID, other)).executions).toHaveLength(1);
    // The numbers stay: three, of which one hold was lost.
    const view = await tested.store.viewDelivery(PORTAL_ID, over.id);
    expect([view?.delivery.enrolled, view?.holdsLost]).toEqual([3, 1]);
  });

  test("is released all the same where it is held, and is not sent to where that can be helped", async () => {
    const open = await delivery(3);
    const [contact = ""] = open.contacts;
    const before = await tested.store.delivery(refTo(open.id));
    await tested.store.forgetContact(PORTAL_ID, contact);
    const { valid } = await tested.store.recipientCounts(refTo(open.id), "enrolled");
    expect(valid).toBe(2);
    // A process that has counted them before cannot store what follows from it.
    expect((await tested.store.delivery(refTo(open.id)))?.delivery.version).toBe((before?.delivery.version ?? 0) + 1);
    await tested.skip(10_000);
    const held = await tested.store.held(refTo(open.id), { limit: 10, after: null });
    expect(held.map(({ callbackId }) => callbackId).toSorted()).toEqual(open.callbacks.toSorted());
    expect(held.some(({ objectId }) => objectId === contact)).toBe(false);
  });

  test("does not exist in another portal, however its id looks", async () => {
    const open = await delivery(2);
    for (const id of ["%", "_", "", "1 or 1=1"]) await tested.store.forgetContact(PORTAL_ID, id);
    await tested.store.forgetContact(PORTAL_ID + 1, open.contacts[0] ?? "");
    expect((await tested.store.contactData(PORTAL_ID, open.contacts[0] ?? "")).recipients).toHaveLength(1);
  });

  test("from the command line: shown, then erased", async () => {
    const over = await delivery(1);
    const [contact = ""] = over.contacts;
    await release(over);
    const root = join(import.meta.dirname, "../..");
    const env = {
      ...process.env,
      DATABASE_URL: tested.database.url,
      ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString("base64"),
    };
    const run = async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, ["scripts/privacy.ts", ...args], { cwd: root, env })).stdout;
    const about = ["--portal", String(PORTAL_ID), "--contact", contact];
    expect(JSON.parse(await run("export", ...about))).toMatchObject({
      contactId: contact,
      executions: [{ deliveryId: over.id }],
    });
    expect(JSON.parse(await run("forget", ...about))).toMatchObject({ contactId: contact, executions: [] });
    await expect(run("export", "--portal", "x", "--contact", contact)).rejects.toThrow("say who it is about");
  });
});

describe("retention", () => {
  test("executions go after their release and the retention, not before; the delivery and its numbers stay", async () => {
    const [over, waiting] = [await delivery(4), await delivery(2)];
    await release(over);
    await example(over.id, `${over.contacts[0]}: Uabc`);
    await tested.skip((RETENTION_DAYS - 1) * DAY_MS);
    expect(await removeExpired(tested.database.db, RETENTION_DAYS)).toEqual({ executions: 0, portals: 0 });
    await tested.skip(2 * DAY_MS);
    const removed = await removeExpired(tested.database.db, RETENTION_DAYS);
    expect(removed.executions).toBeGreaterThanOrEqual(4);
    for (const contact of over.contacts) expect(await traces(contact)).toEqual([]);
    expect(await count(`enrollments where delivery_id = '${waiting.id}'`)).toBe(2);
    const view = await tested.store.viewDelivery(PORTAL_ID, over.id);
    expect(view).toMatchObject({ holdsLost: 1, delivery: { enrolled: 4, executions: 4 } });
    expect(await removeExpired(tested.database.db, RETENTION_DAYS)).toEqual({ executions: 0, portals: 0 });
  });

  test("a portal that removed the app is gone afterwards, unless it came back; no other one loses anything", async () => {
    const { store } = tested;
    const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
    const installation = { hubDomain: "x", scopes: [], tokens, userId: 1, userEmail: "mika@example.com" };
    for (const portalId of [81, 82]) {
      await store.saveInstallation({ portalId, ...installation });
      await store.saveChannel({
        portalId,
        name: "x",
        credentials: { lineChannelId: "1", channelSecret: "s" },
        account: { botUserId: "U", basicId: "@", displayName: "x" },
      });
      await store.createSavedMessage(portalId, { name: "x", messages: [], utm: null });
      await store.startSession({ portalId, userId: 1, userEmail: "mika@example.com" });
      await store.noteNotStarted(portalId, [{ workflowId: null, finding: finding("LIST_MISSING"), executions: 1 }]);
      await removeAppFrom(tested, portalId);
    }
    expect(await count("sessions where portal_id in (81, 82)")).toBe(0);
    await store.saveInstallation({ portalId: 82, ...installation });
    expect(await count("refusals where portal_id = 81")).toBe(1);
    await tested.skip((RETENTION_DAYS + 40) * DAY_MS);
    const mine = await count(`deliveries where portal_id = ${PORTAL_ID}`);
    expect(await removeExpired(tested.database.db, RETENTION_DAYS)).toMatchObject({ portals: 1 });
    const tables = ["portals", "channels", "saved_messages", "deliveries", "sessions", "testers", "enrollments"];
    for (const table of tables) expect([table, await count(`${table} where portal_id = 81`)]).toEqual([table, 0]);
    expect(await count("channels where portal_id = 82")).toBe(1);
    expect(await count(`deliveries where portal_id = ${PORTAL_ID}`)).toBe(mine);
  });

  test("every table that knows a portal is thought of", async () => {
    const rows = await query<{ name: string }>(
      `select distinct table_name as name from information_schema.columns
       where table_schema = 'public' and column_name in ('portal_id', 'delivery_id')
         and table_name not like 'enrollments\\_%' order by 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      "alert_choices",
      "alerts",
      "api_keys",
      "audit",
      "channels",
      "deliveries",
      "editions",
      "enrollments",
      "known_names",
      "members",
      "notifications",
      "owed_records",
      "portals",
      "readings",
      "recipients",
      "refusals",
      "saved_messages",
      "send_locks",
      "sessions",
      "testers",
      "timeline",
    ]);
  });
});
