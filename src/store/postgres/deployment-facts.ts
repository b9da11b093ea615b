/** Facts of this deployment, a row each. */
import { sql } from "kysely";
import type { DeploymentFacts, FactStore, NotedFact } from "../../ports/deployment-facts.ts";
import type { Db } from "./database.ts";

export function createFactStore(db: Db): FactStore {
  return {
    async fact<Name extends keyof DeploymentFacts>(name: Name) {
      const query = db.selectFrom("deploymentFacts").select(["value", "notedAt"]).where("name", "=", name);
      // Only `noteFact` writes here, with the type that belongs to the name.
      return ((await query.executeTakeFirst()) ?? null) as NotedFact<DeploymentFacts[Name]> | null;
    },
    async noteFact(name, value) {
      const noted = { value: JSON.stringify(value), notedAt: sql<Date>`clock_timestamp()` };
      await db
        .insertInto("deploymentFacts")
        .values({ name, ...noted })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(noted))
        .execute();
    },
    async forgetFact(name) {
      await db.deleteFrom("deploymentFacts").where("name", "=", name).execute();
    },
  };
}
