/** What earlier versions stored of LINE's small numbers is hidden once this one has taken the database over. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, type TestConsole } from "./console.support.ts";

const MIGRATION = new URL("../../src/store/postgres/migrations/0036-small-numbers.sql", import.meta.url);

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

/** As the version before stored the same delivery, with numbers that it showed. */
async function asBefore(id: string): Promise<void> {
  const { pool } = tested.database;
  const delivered = { code: "DELIVERED", figures: { success: 13, target: 60 } };
  const seven = { value: 7, state: "exact" };
  const set = (path: string, value: object) =>
    pool.query("update deliveries set state = jsonb_set(state, $2, $3) where id = $1", [
      id,
      path,
      JSON.stringify(value),
    ]);
  await set("{outcome,finding}", delivered);
  await set("{counts}", { target: 60, success: 13, failure: 47 });
  await set("{reading,delivered}", seven);
  await pool.query("update readings set reading = jsonb_set(reading, '{delivered}', $2) where delivery_id = $1", [
    id,
    JSON.stringify(seven),
  ]);
  await pool.query("update timeline set finding = $2 where delivery_id = $1 and event = 'concluded'", [id, delivered]);
  await pool.query(
    `update timeline set details = details || '{"delivered": 7}' where delivery_id = $1 and event = 'read'`,
    [id],
  );
  await pool.query(
    `update timeline set details = '{"low": 11, "likely": 19, "high": 90}' where delivery_id = $1 and event = 'forecast'`,
    [id],
  );
}

test("findings, timelines and readings of earlier versions tell no small number", async () => {
  const id = await measured(tested);
  await asBefore(id);
  const get = async () => (await tested.http.get(`/api/deliveries/${id}`).set("Cookie", cookie)).body;
  expect((await get()).standing.figures).toEqual({ success: 13, target: 60 });
  const client = await tested.database.pool.connect();
  await client.query(readFileSync(MIGRATION, "utf8"));
  client.release();
  const { standing, counts, reading, readings, timeline } = await get();
  expect(standing).toMatchObject({ code: "DELIVERED", figures: { success: "<20" } });
  expect(standing.figures).not.toHaveProperty("target");
  const hidden = { value: 0, state: "hidden" };
  expect(counts).toEqual({ target: hidden, success: hidden, failure: { value: 47, state: "final" } });
  expect([reading.reach, readings[0].reach]).toEqual([hidden, hidden]);
  const entry = (event: string) => timeline.find((one: { event: string }) => one.event === event);
  expect(entry("concluded").finding.figures).toEqual({ success: "<20" });
  expect(entry("read").details).toMatchObject({ delivered: 0, opens: 60 });
  expect(entry("forecast").details).toEqual({ low: 0, likely: "<20", high: 90 });
});
