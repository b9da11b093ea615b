/** Secrets under a new master key, while the service goes on. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { createCredentials } from "../../src/store/accounts/credentials.ts";
import { countOutdated, rotateKeys, SECRET_COLUMNS } from "../../src/store/accounts/key-rotation.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import { WINDOW } from "../support/builders.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";

const [OLD, NEW] = [randomBytes(32), randomBytes(32)];

let database: TestDatabase;
let channelId = "";
beforeAll(async () => {
  database = await createTestDatabase();
  const secrets = createSecrets([OLD]);
  const store = createStore({ database, secrets, windowDefaults: WINDOW, onChange: () => undefined });
  for (const portalId of [1, 2]) {
    const tokens = { accessToken: `access ${portalId}`, refreshToken: `refresh ${portalId}`, expiresInSeconds: 1800 };
    const user = { userId: 1, userEmail: "mika@example.com" };
    await store.saveInstallation({ portalId, hubDomain: "demo.example", scopes: [], tokens, ...user });
  }
  const account = { botUserId: "U1", basicId: "@demo", displayName: "Demo" };
  const credentials = { lineChannelId: "1", channelSecret: "channel secret" };
  channelId = (await store.saveChannel({ portalId: 1, name: "Demo", credentials, account })).id;
});
afterAll(() => database.drop());

const readAll = async (keys: readonly Buffer[]) => {
  const credentials = createCredentials(database.db, createSecrets(keys));
  return [
    await credentials.portalTokens(1),
    await credentials.portalTokens(2),
    await credentials.channelCredentials({ portalId: 1, channelId }),
  ];
};

const EXPECTED = [
  expect.objectContaining({ accessToken: "access 1", refreshToken: "refresh 1" }),
  expect.objectContaining({ accessToken: "access 2", refreshToken: "refresh 2" }),
  { lineChannelId: "1", channelSecret: "channel secret" },
];

const TOKEN = { portalId: 1, column: "access_token" } as const;

describe("one secret", () => {
  const [old, both, fresh] = [createSecrets([OLD]), createSecrets([NEW, OLD]), createSecrets([NEW])];

  test("a token is no channel secret of the same portal, whatever its bytes are made to say", () => {
    const written = old.encrypt("text", TOKEN);
    expect(() => old.decrypt(written, { ...TOKEN, column: "channel_secret" })).toThrow(/authenticate/);
    expect(() => old.decrypt(written, { ...TOKEN, column: "refresh_token" })).toThrow(/authenticate/);
    const unknown = Buffer.concat([Buffer.from("LAE0"), written.subarray(4)]);
    expect(() => old.decrypt(unknown, TOKEN)).toThrow(/format/);
    expect(() => both.rewrap(unknown)).toThrow(/format/);
  });

  test("re-wrapping leaves the sealed text as it is and is done once", () => {
    const written = old.encrypt("text", TOKEN);
    const rewrapped = both.rewrap(written) ?? Buffer.alloc(0);
    expect(rewrapped.subarray(68).equals(written.subarray(68))).toBe(true);
    expect(fresh.decrypt(rewrapped, TOKEN)).toBe("text");
    expect(() => old.decrypt(rewrapped, TOKEN)).toThrow("ENCRYPTION_KEYS");
    expect(both.rewrap(rewrapped)).toBeNull();
  });

  test("another owner's cannot be read, nor one whose bytes were changed anywhere", () => {
    const written = old.encrypt("text", TOKEN);
    expect(() => old.decrypt(written, { ...TOKEN, portalId: 2 })).toThrow(/authenticate/);
    for (const place of [8, 20, 36, 68, 80, 96, written.length - 1]) {
      const changed = Buffer.from(written);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      expect(() => old.decrypt(changed, TOKEN)).toThrow(/authenticate/);
    }
  });

  test("no two envelopes share a data key", () => {
    const [one, other] = [old.encrypt("text", TOKEN), old.encrypt("text", TOKEN)];
    expect(one.subarray(8, 68).equals(other.subarray(8, 68))).toBe(false);
  });
});

test.each(["", "abc", "\u0000", "a\ud800", "' or 1=1", "0".repeat(36)])(
  "%j is no channel's id, and no question to the database either",
  async (channelId) => {
    const credentials = createCredentials(database.db, createSecrets([OLD]));
    expect(await credentials.channelCredentials({ portalId: 1, channelId })).toBeNull();
  },
);

describe("all secrets", () => {
  test("every column of bytes that is no hash is rotated", async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and data_type = 'bytea' and column_name not like '%hash'`.execute(database.db);
    const known = SECRET_COLUMNS.map(({ table, column }) => `${table}.${column}`);
    expect(rows.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
  });

  test("cut short it goes on, repeated it does nothing, and the old key is not needed any more", async () => {
    const both = createSecrets([NEW, OLD]);
    expect(await countOutdated(database.db, both)).toBe(5);
    // As if the process had died after the first secret.
    const { rows } = await sql<{
      secret: Buffer;
    }>`select access_token as secret from portals where portal_id = 1`.execute(database.db);
    const first = both.rewrap(rows[0]?.secret ?? Buffer.alloc(0));
    await sql`update portals set access_token = ${first} where portal_id = 1`.execute(database.db);
    expect(await readAll([NEW, OLD])).toEqual(EXPECTED);
    expect(await rotateKeys(database.db, both)).toEqual({ rewrapped: 4, overtaken: 0 });
    expect(await rotateKeys(database.db, both)).toEqual({ rewrapped: 0, overtaken: 0 });
    expect(await readAll([NEW])).toEqual(EXPECTED);
  });

  test("two rotations at once and a token refresh in between lose nothing", async () => {
    const third = randomBytes(32);
    const secrets = createSecrets([third, NEW]);
    const credentials = createCredentials(database.db, secrets);
    const tokens = { accessToken: "access 1 renewed", refreshToken: "refresh 1", expiresInSeconds: 1800 };
    await Promise.all([
      rotateKeys(database.db, secrets),
      credentials.saveTokens(1, tokens),
      rotateKeys(database.db, secrets),
    ]);
    const [portal] = await readAll([third]);
    expect(portal).toMatchObject({ accessToken: "access 1 renewed", refreshToken: "refresh 1" });
    expect(await countOutdated(database.db, secrets)).toBe(0);
  });

  test("npm run keys -- rotate does it from the command line, status only counts", async () => {
    const keys = createSecrets([OLD, NEW]);
    await sql`update portals set refresh_token = ${createSecrets([NEW]).encrypt("refresh 1", { ...TOKEN, column: "refresh_token" })} where portal_id = 1`.execute(
      database.db,
    );
    await sql`update channels set channel_secret = ${createSecrets([NEW]).encrypt("channel secret", { ...TOKEN, column: "channel_secret" })}`.execute(
      database.db,
    );
    await sql`update portals set access_token = null where portal_id = 1`.execute(database.db);
    await sql`update portals set access_token = null, refresh_token = null where portal_id = 2`.execute(database.db);
    const env = {
      ...process.env,
      DATABASE_URL: database.url,
      ENCRYPTION_KEYS: [OLD, NEW].map((key) => key.toString("base64")).join(","),
    };
    const root = join(import.meta.dirname, "../..");
    const run = (command: string) =>
      promisify(execFile)(process.execPath, ["scripts/keys.ts", command], { cwd: root, env });
    expect((await run("status")).stdout).toBe("2 secrets are under another key than the first\n");
    expect((await run("rotate")).stdout).toContain("2 secrets are now under the first key");
    expect(await countOutdated(database.db, keys)).toBe(0);
    await expect(run("destroy")).rejects.toThrow("say what to do");
  });
});
