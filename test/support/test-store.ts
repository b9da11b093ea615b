/** A store on a database of its own, with a portal that has installed the app and connected one channel. */
import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import type { Change } from "../../src/delivery/lifecycle/change.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { removeApp } from "../../src/store/accounts/access/removal.ts";
import { setClock } from "../../src/store/postgres/clock.ts";
import { createSecrets, type Secrets } from "../../src/store/postgres/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { CHANNEL_ID, PORTAL_ID, WINDOW } from "./builders.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export interface TestStore {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly secrets: Secrets;
  readonly changes: { before: Delivery; change: Change }[];
  /** Moves service time on from the wall by so many milliseconds. */
  skip(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function createTestStore(): Promise<TestStore> {
  const database = await createTestDatabase();
  const secrets = createSecrets([randomBytes(32)]);
  const changes: TestStore["changes"] = [];
  const onChange = (before: Delivery, change: Change) => void changes.push({ before, change });
  const store = createStore({ database, secrets, windowDefaults: WINDOW, onChange });
  await connect(store, database);
  let skipped = 0;
  return {
    store,
    database,
    secrets,
    changes,
    async skip(ms) {
      skipped += ms;
      const origin = Date.now();
      await setClock(database.db, { origin, base: origin + skipped, speed: 1 });
    },
    close: () => database.drop(),
  };
}

/** As when HubSpot has refused a portal's tokens for hours, without the hours. */
export async function removeAppFrom({ store, database }: Pick<TestStore, "store" | "database">, portalId: number) {
  await database.db.transaction().execute((trx) => removeApp(trx, portalId, { by: null }));
  await store.cancelUnsent(portalId);
}

async function connect(store: Store, { db }: TestDatabase): Promise<void> {
  const tokens = { accessToken: "access", refreshToken: "refresh", expiresInSeconds: 1800 };
  const user = { userId: 1, userEmail: "mika@example.com" };
  await store.saveInstallation({ portalId: PORTAL_ID, hubDomain: "demo.example", scopes: ["oauth"], tokens, ...user });
  const account = { botUserId: `U${"0".repeat(32)}`, basicId: "@demo", displayName: "Demo shop" };
  const credentials = { lineChannelId: "1234567890", channelSecret: "secret of the channel" };
  const channel = await store.saveChannel({ portalId: PORTAL_ID, name: "Demo shop", credentials, account });
  await sql`update channels set id = ${CHANNEL_ID} where id = ${channel.id}`.execute(db);
}
