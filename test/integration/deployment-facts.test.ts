/** What a deployment has learned, kept in the database. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe("a fact of the deployment", () => {
  test("is unknown until it is noted, and then known to another process too", async () => {
    const facts = createFactStore(database.db);
    expect(await facts.fact("optionsSignedWithTime")).toBeNull();
    await facts.noteFact("optionsSignedWithTime", true);
    const other = connectDatabase(database.url, () => undefined);
    const known = await createFactStore(other.db).fact("optionsSignedWithTime");
    await other.pool.end();
    expect(known).toEqual({ value: true, notedAt: expect.any(Number) });
  });

  test("noted again is one row with the later time", async () => {
    const facts = createFactStore(database.db);
    const first = await facts.fact("optionsSignedWithTime");
    await facts.noteFact("optionsSignedWithTime", true);
    const second = await facts.fact("optionsSignedWithTime");
    expect(second?.notedAt).toBeGreaterThanOrEqual(Number(first?.notedAt));
    const { rows } = await database.pool.query("select name from deployment_facts");
    expect(rows).toEqual([{ name: "optionsSignedWithTime" }]);
  });
});
