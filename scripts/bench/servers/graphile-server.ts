/** One job per enrollment, with the job library that the service uses for its deliveries. */
import { makeWorkerUtils } from "graphile-worker";
import pg from "pg";
import { connectDatabase, migrate } from "../../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { startBareRoute } from "./bare-route.ts";

const postgres = await startEmbeddedPostgres(process.argv[2] ?? "", () => undefined);
const database = connectDatabase(postgres.url, () => undefined);
await migrate(database);
await database.pool.end();
const pool = new pg.Pool({ connectionString: postgres.url });
// The server may go before the last idle connection does.
pool.on("error", () => undefined);
const jobs = await makeWorkerUtils({ pgPool: pool });
await startBareRoute(async (execution) => {
  await jobs.addJob("enroll", execution, { jobKey: execution.callbackId });
});
process.on("SIGTERM", () => {
  void pool
    .end()
    .then(postgres.stop)
    .finally(() => process.exit());
});
