/** One contender of the upload bench: the real service, or LINE's SDK with all IDs in memory. */
import { channelAccessToken, manageAudience } from "@line/bot-sdk";
import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { readConfig } from "../../../src/app/config.ts";
import { afterCommand } from "../../../src/delivery/lifecycle/commands.ts";
import type { Inputs } from "../../../src/delivery/inputs.ts";
import { deliveryKey } from "../../../src/delivery/lifecycle/delivery-key.ts";
import { listen } from "../../../src/server/listener.ts";
import { createLog } from "../../../src/observability/log.ts";
import { startService } from "../../../src/app/service.ts";
import { connectDatabase, migrate } from "../../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../../src/store/postgres/embedded-postgres.ts";
import { createSecrets } from "../../../src/store/postgres/secrets.ts";
import { createStore } from "../../../src/store/store-adapter.ts";
import { benchInputs } from "../load/arrivals.ts";
import { CLIENT_SECRET, LINE_ACCOUNT, PORTAL_ID, SEGMENT } from "../load/request.ts";

interface Order {
  readonly lineApiUrl: string;
  readonly lineDataApiUrl: string;
  readonly ids: number;
  readonly dataDir: string;
}

const UNREACHABLE = "http://127.0.0.1:9";
const MB = 1024 * 1024;

const [, , contender, text] = process.argv;
const order = JSON.parse(text ?? "{}") as Order;

const postgres = await startEmbeddedPostgres(order.dataDir, () => undefined);
const database = connectDatabase(postgres.url, () => undefined);
await migrate(database);
const secrets = createSecrets([randomBytes(32)]);
const windowDefaults = { quietSeconds: 180, ceilingSeconds: 2700 };
const store = createStore({ database, secrets, windowDefaults, onChange: () => undefined });

process.on("SIGTERM", () => {
  void postgres.stop().finally(() => process.exit());
});

const run = contender === "service" ? throughService : throughSdk;
const { seconds, idleMb } = await run(await enrolledDelivery());
process.send?.({ seconds, idleMb, peakMb: process.resourceUsage().maxRSS / 1024 });

/** A delivery with so many enrolled contacts, put into the tables directly: the intake has a bench of its own. */
async function enrolledDelivery(): Promise<string> {
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 99_999 };
  const user = { userId: 1, userEmail: "bench@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "bench.example", scopes: [], tokens, ...user });
  const account = { botUserId: `U${"0".repeat(32)}`, basicId: "@bench", displayName: "Bench" };
  const credentials = { lineChannelId: LINE_ACCOUNT.channelId, channelSecret: LINE_ACCOUNT.channelSecret };
  const { id: channelId } = await store.saveChannel({ portalId: PORTAL_ID, name: "Bench", credentials, account });
  const inputs = inputsOf(channelId);
  const ids = {
    callbackId: "ap-0",
    workflowId: "1",
    actionId: "1",
    executionId: null,
    objectId: "0",
    definitionVersion: 1,
  };
  const execution = { portalId: PORTAL_ID, objectType: "CONTACT", lineUserId: null, ...ids };
  const arrival = { execution, inputs, key: deliveryKey(PORTAL_ID, inputs), lineUserId: "" };
  const [opened] = await store.enroll([arrival]);
  if (opened?.kind !== "held") throw new Error("the first arrival opened no delivery");
  const { deliveryId } = opened;
  await sql`
    insert into recipients (portal_id, delivery_id, purpose, line_user_id, object_id, valid)
    select ${PORTAL_ID}, ${deliveryId}, 'enrolled', 'U' || lpad(to_hex(n), 32, '0'), n::text, true
    from generate_series(1, ${order.ids}::int) n`.execute(database.db);
  await sql`update deliveries set enrolled = ${order.ids}, executions = ${order.ids} where id = ${deliveryId}`.execute(
    database.db,
  );
  await sql`vacuum analyze recipients`.execute(database.db);
  return deliveryId;
}

const inputsOf = (channelId: string): Inputs => ({
  ...benchInputs(channelId, "77"),
  targetingMode: "narrow_to_enrolled",
  audienceId: null,
});

/** From the moment a person closes the window until LINE has built the audience. */
async function throughService(deliveryId: string) {
  const server = await listen(0, "127.0.0.1");
  const publicUrl = `http://127.0.0.1:${server.port}`;
  const app = { appId: "1", clientId: "bench", clientSecret: CLIENT_SECRET };
  const { lineApiUrl, lineDataApiUrl } = order;
  const urls = { hubspotApiUrl: UNREACHABLE, hubspotAppUrl: UNREACHABLE, lineApiUrl, lineDataApiUrl };
  const config = { ...readConfig({}), intakeSegments: [SEGMENT], ...urls, app, publicUrl };
  await startService({ config, server, database, secrets, log: createLog("silent"), sandbox: null });
  const idleMb = process.memoryUsage.rss() / MB;
  const startedAt = performance.now();
  const sealed = await store.record({ portalId: PORTAL_ID, id: deliveryId }, (fresh, now) =>
    afterCommand(fresh, { do: "seal", by: "bench@example.com" }, now),
  );
  if (sealed.kind !== "recorded") throw new Error(`the window did not close: ${sealed.kind}`);
  for (;;) {
    const { delivery } = (await store.delivery({ portalId: PORTAL_ID, id: deliveryId })) ?? {};
    const [upload] = delivery?.uploads ?? [];
    if (upload !== undefined && upload.state !== "pending") break;
    const outcome = delivery !== undefined && "outcome" in delivery.state ? delivery.state.outcome : null;
    if (outcome !== null) throw new Error(`the delivery ended: ${outcome.finding.code}`);
    await pause(20);
  }
  return { seconds: (performance.now() - startedAt) / 1000, idleMb };
}

async function throughSdk(deliveryId: string) {
  const idleMb = process.memoryUsage.rss() / MB;
  const startedAt = performance.now();
  const { rows } = await database.pool.query<{ id: string }>(
    "select distinct line_user_id as id from recipients where delivery_id = $1 and valid",
    [deliveryId],
  );
  const file = new File([rows.map(({ id }) => `${id}\n`).join("")], "ids.txt", { type: "text/plain" });
  const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: order.lineApiUrl });
  const { channelId, channelSecret } = LINE_ACCOUNT;
  const { access_token: token } = await tokens.issueStatelessChannelTokenByClientSecret(channelId, channelSecret);
  const audiences = new manageAudience.ManageAudienceBlobClient({
    baseURL: order.lineDataApiUrl,
    channelAccessToken: token,
  });
  await audiences.createAudienceForUploadingUserIds(file, "By the SDK", false, "By the SDK");
  return { seconds: (performance.now() - startedAt) / 1000, idleMb };
}
