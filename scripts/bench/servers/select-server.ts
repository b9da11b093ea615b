/** What one writes first for a dropdown: an Express route that reads the portal's saved messages and answers them. */
import pg from "pg";
import { createSecrets } from "../../../src/store/postgres/secrets.ts";
import { connectDatabase, migrate } from "../../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { createStore } from "../../../src/store/store-adapter.ts";
import { connectPortal } from "../load/arrivals.ts";
import { startRoute } from "./bare-route.ts";
import { OPTIONS_PATH } from "../load/request.ts";

const postgres = await startEmbeddedPostgres(process.argv[2] ?? "", () => undefined);
const database = connectDatabase(postgres.url, () => undefined);
await migrate(database);
const windowDefaults = { quietSeconds: 180, ceilingSeconds: 2700 };
const secrets = createSecrets([Buffer.alloc(32)]);
await connectPortal(createStore({ database, secrets, windowDefaults, onChange: () => undefined }));
await database.pool.end();
const pool = new pg.Pool({ connectionString: postgres.url });
// The server may go before the last idle connection does.
pool.on("error", () => undefined);
await startRoute(
  OPTIONS_PATH,
  async (body) => {
    const { origin } = body as { origin: { portalId: number } };
    const text = "select id, name, messages from saved_messages where portal_id = $1 order by name";
    const { rows } = await pool.query<{ id: string; name: string; messages: [{ text: string }] }>(text, [
      origin.portalId,
    ]);
    const options = rows.map(({ id, name, messages }) => ({
      label: name,
      description: messages[0].text.slice(0, 60),
      value: id,
    }));
    return { options, searchable: true };
  },
  { databaseUrl: postgres.url },
);
process.on("SIGTERM", () => {
  void pool
    .end()
    .then(postgres.stop)
    .finally(() => process.exit());
});
