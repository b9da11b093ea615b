/** Facts of this deployment, a row each. */
import { sql } from "kysely";
import type { DeploymentFacts, FactStore, NotedFact } from "../../ports/deployment-facts.ts";
import type { Db } from "./database.ts";

export function createFactStore(db: Db): FactStore {
  return {
    async fact<Name extends keyof DeploymentFacts>(name: Name) {
      const row = await db
        .selectFrom("deployment_facts")
        .select(["value", "noted_at"])
        .where("name", "=", name)
        .executeTakeFirst();
      if (row === undefined) return null;
      // Only `noteFact` writes here, with the type that belongs to the name.
      return { value: row.value, notedAt: row.noted_at.getTime() } as NotedFact<DeploymentFacts[Name]>;
    },
    async noteFact(name, value) {
      const noted = { value: JSON.stringify(value), noted_at: sql<Date>`clock_timestamp()` };
      await db
        .insertInto("deployment_facts")
        .values({ name, ...noted })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(noted))
        .execute();
    },
    async forgetFact(name) {
      await db.deleteFrom("deployment_facts").where("name", "=", name).execute();
    },
  };
}
