/** Which lists and audiences the form over the deliveries offers. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fillDeliveries } from "../../scripts/bench/data/fill-deliveries.ts";
import { CHANNEL_ID, PORTAL_ID } from "../support/builders.ts";
import { createTestConsole, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

const MORE = "Lists and audiences of the latest deliveries can be chosen";

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const open = async (path: string) => (await tested.http.get(path).set("Cookie", cookie)).text;
const choicesOf = (page: string, name: string) => {
  const select = new RegExp(`<select name="${name}">(.*?)</select>`, "s").exec(page)?.[1] ?? "";
  return [...select.matchAll(/<option[^>]*>(.*?)<\/option>/g)].map(([, text]) => text);
};

test("all of them while they are few, else those of the newest deliveries and the one that was chosen", async () => {
  await fillDeliveries(tested.database.pool, { portalId: PORTAL_ID, channel: CHANNEL_ID, deliveries: 150, lists: 50 });
  const few = await open("/deliveries");
  expect(choicesOf(few, "list")).toHaveLength(51);
  expect(few).not.toContain(MORE);

  const { pool } = tested.database;
  const more = `insert into known_names (portal_id, kind, id, name)
    select $1, 'list', n::text, 'Campaign ' || n from generate_series(50, 1999) n`;
  await pool.query(more, [PORTAL_ID]);
  await pool.query("update deliveries set inputs = inputs || '{\"listId\":\"1500\"}' where key = 'bench 7'");
  const many = await open("/deliveries");
  expect(many).toContain(MORE);
  expect(choicesOf(many, "list")).toHaveLength(51);
  expect(choicesOf(many, "list")).toContain("Campaign 1500");
  expect(choicesOf(many, "list")).not.toContain("Campaign 1999");
  expect(choicesOf(await open("/deliveries?list=1999"), "list")).toContain("Campaign 1999");
});

test("none of another portal's", async () => {
  cookie = await tested.signIn(OTHER_PORTAL_ID);
  await tested.openDelivery(1, OTHER_PORTAL_ID);
  expect(choicesOf(await open("/deliveries?list=1999"), "list")).toEqual(["All", "1999"]);
});
