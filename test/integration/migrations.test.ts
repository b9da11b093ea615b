/** An upgrade of a database that is in use keeps what is in it. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { savedMessages } from "../../src/store/accounts/saved-messages.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const FOLDER = new URL("../../src/store/postgres/migrations/", import.meta.url);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ schema: false });
});
afterAll(() => database.drop());

/** Applies what comes before, or from, this migration on. */
async function apply(wanted: (file: string) => boolean): Promise<void> {
  for (const file of readdirSync(FOLDER).toSorted().filter(wanted))
    await database.pool.query(readFileSync(new URL(file, FOLDER), "utf8"));
}

test("messages that were saved before they could be brought back are there, and not deleted", async () => {
  const undo = "0006-deleted-messages.sql";
  await apply((file) => file < undo);
  const id = "0d9f6f7e-0000-4000-8000-000000000001";
  await database.pool.query(
    `with portal as (insert into portals (portal_id, hub_domain, scopes, installed_at) values (1, 'x', '{}', now()))
     insert into saved_messages (id, portal_id, name, messages, created_at, updated_at)
     values ('${id}', 1, 'Autumn', '[{"type": "text", "text": "Hello"}]', now(), now())`,
  );
  await apply((file) => file >= undo);
  const messages = [{ type: "text", text: "Hello" }];
  expect(await savedMessages.savedMessages(database.db, 1)).toMatchObject([{ id, name: "Autumn", messages }]);
  expect(await savedMessages.deletedMessages(database.db, 1)).toEqual([]);
});
