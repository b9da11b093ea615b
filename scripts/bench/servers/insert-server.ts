/** What one writes first: the bare route with one INSERT per request, into the same table with the same indexes. */
import pg from "pg";
import { connectDatabase, migrate } from "../../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { startBareRoute } from "./bare-route.ts";

const DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";
const INSERT = `insert into enrollments (portal_id, callback_id, execution_id, delivery_id, object_id, covered, received_at)
  values ($1, $2, $3, '${DELIVERY}', $4, false, now()) on conflict do nothing`;

const postgres = await startEmbeddedPostgres(process.argv[2] ?? "", () => undefined);
const database = connectDatabase(postgres.url, () => undefined);
await migrate(database);
await database.pool.end();
const pool = new pg.Pool({ connectionString: postgres.url });
// The server may go before the last idle connection does.
pool.on("error", () => undefined);
await startBareRoute(async ({ callbackId, origin, context, object }) => {
  const execution = `${context.workflowId}:${context.actionExecutionIndexIdentifier.enrollmentId}:0`;
  await pool.query(INSERT, [origin.portalId, callbackId, execution, object.objectId]);
});
process.on("SIGTERM", () => {
  void pool
    .end()
    .then(postgres.stop)
    .finally(() => process.exit());
});
