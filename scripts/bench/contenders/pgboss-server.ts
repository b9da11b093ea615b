/** One pg-boss job per enrollment. */
import { PgBoss } from "pg-boss";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { startBareRoute } from "../servers/bare-route.ts";

const QUEUE = "enroll";

const postgres = await startEmbeddedPostgres(process.argv[2] ?? "", () => undefined);
const boss = new PgBoss(postgres.url);
// The server may go before the last idle connection does.
boss.on("error", () => undefined);
await boss.start();
await boss.createQueue(QUEUE);
await startBareRoute(async (execution) => {
  await boss.send(QUEUE, execution, { singletonKey: execution.callbackId });
});
process.on("SIGTERM", () => {
  void boss
    .stop({ graceful: false })
    .then(postgres.stop)
    .finally(() => process.exit());
});
