/** The whole service for the fuzzer: an embedded PostgreSQL in a temporary folder and both simulated platforms. */
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SandboxClock } from "../../simulators/clock.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID, SEGMENT, startWorld } from "../../simulators/demo-world.ts";
import { readConfig } from "../../src/app/config.ts";
import { listen } from "../../src/server/listener.ts";
import { createLog } from "../../src/observability/log.ts";
import { startService } from "../../src/app/service.ts";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import type { Target } from "./http-parsers.ts";

export async function startStage(logLevel: string): Promise<{ readonly target: Target; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "line-audience-fuzz-"));
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres(folder, () => undefined);
  const database = connectDatabase(postgres.url, () => undefined);
  await migrate(database);
  const server = await listen(0, "127.0.0.1");
  const publicUrl = `http://127.0.0.1:${server.port}`;
  const world = await startWorld(new SandboxClock(), publicUrl);
  const limits = { perAddress: 0, perSession: 0, perPortal: 0 };
  const config = { ...readConfig({}), intakeSegments: [SEGMENT], limits, ...world.urls, app: { ...APP }, publicUrl };
  const secrets = createSecrets([randomBytes(32)]);
  const service = await startService({ config, server, database, secrets, log: createLog(logLevel), sandbox: null });
  const { cookie, channel } = await connectService(publicUrl, PORTAL_ID, ACCOUNT);
  return {
    target: { publicUrl, clientSecret: APP.clientSecret, portalId: PORTAL_ID, channel, cookie },
    async stop() {
      await service.stop();
      await world.stop();
      await database.pool.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
