/**
 * The real service on an embedded PostgreSQL of its own, or on the database whose address it is given; nothing listens where
 * its platforms should be. A second word switches JIT on.
 */
import pg from "pg";
import { readConfig } from "../../../src/app/config.ts";
import { listen } from "../../../src/server/listener.ts";
import { createLog } from "../../../src/observability/log.ts";
import { startService } from "../../../src/app/service.ts";
import { tuneGarbageCollector } from "../../../src/app/v8-flags.ts";
import { connectDatabase, migrate } from "../../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { createSecrets } from "../../../src/store/postgres/secrets.ts";
import { createStore } from "../../../src/store/store-adapter.ts";
import { CLIENT_SECRET, PORTAL_ID, SEGMENT } from "../load/request.ts";

/** The same for all instances of a database. */
const KEY = Buffer.alloc(32, "bench");
const UNREACHABLE = "http://127.0.0.1:9";

tuneGarbageCollector();
const [place = "", jit] = process.argv.slice(2);
const postgres = /^postgres(ql)?:/.test(place)
  ? { url: place, stop: () => Promise.resolve() }
  : await startOwnPostgres(place);
const database = connectDatabase(postgres.url, () => undefined);
// After the session was prepared, and before its first statement.
if (jit !== undefined) database.pool.on("connect", (client) => void client.query("set jit = on"));
await migrate(database);
const secrets = createSecrets([KEY]);
const server = await listen(0, "127.0.0.1");
const publicUrl = `http://127.0.0.1:${server.port}`;
const app = { appId: "1", clientId: "bench", clientSecret: CLIENT_SECRET };
const urls = {
  hubspotApiUrl: UNREACHABLE,
  hubspotAppUrl: UNREACHABLE,
  lineApiUrl: UNREACHABLE,
  lineDataApiUrl: UNREACHABLE,
};
// The console is asked from one address here.
const limits = { perAddress: 0, perSession: 0, perPortal: 0 };
const config = { ...readConfig({}), intakeSegments: [SEGMENT], ...urls, limits, app, publicUrl };
const { channel, cookie } = await connect();
const service = await startService({ config, server, database, secrets, log: createLog("silent"), sandbox: null });
process.send?.({ url: publicUrl, channel, cookie, databaseUrl: postgres.url });

/** Its role may ask for a checkpoint, which comes before what is timed. */
async function startOwnPostgres(folder: string) {
  const server = await startEmbeddedPostgres(folder, () => undefined);
  const client = new pg.Client({ connectionString: server.superuserUrl });
  await client.connect();
  await client.query(`grant pg_checkpoint to ${new URL(server.url).username}`);
  await client.end();
  return server;
}

async function connect(): Promise<{ channel: string; cookie: string }> {
  const windowDefaults = { quietSeconds: 180, ceilingSeconds: 2700 };
  const store = createStore({ database, secrets, windowDefaults, onChange: () => undefined });
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 99_999 };
  const user = { userId: 1, userEmail: "bench@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "bench.example", scopes: [], tokens, ...user });
  const account = { botUserId: `U${"0".repeat(32)}`, basicId: "@bench", displayName: "Bench" };
  const credentials = { lineChannelId: "1", channelSecret: "secret" };
  const channel = (await store.saveChannel({ portalId: PORTAL_ID, name: "Bench", credentials, account })).id;
  const secret = await store.startSession({ portalId: PORTAL_ID, userId: 1, userEmail: user.userEmail });
  return { channel, cookie: `line_audience_session=${secret}` };
}

process.on("SIGTERM", () => {
  void service
    .stop()
    .then(() => database.pool.end())
    .then(postgres.stop)
    .finally(() => process.exit());
});
