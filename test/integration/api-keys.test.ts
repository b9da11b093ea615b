/** API keys in the database: what is kept of them, how long they are good, and who is told what. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { FoundApiKey, MadeApiKey, RotatedApiKey } from "../../src/ports/store/access/api-keys.ts";
import { removeExpired } from "../../src/store/jobs/retention.ts";
import { hashOf } from "../../src/store/accounts/api-keys/token.ts";
import { connectDatabase, type Database } from "../../src/store/postgres/database.ts";
import { createStore } from "../../src/store/store-adapter.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { PORTAL_ID, WINDOW } from "../support/builders.ts";
import { createTestStore, removeAppFrom, type TestStore } from "../support/test-store.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let tested: TestStore;
/** Of another process on the same database. */
let second: Database;
let elsewhere: Store;
beforeAll(async () => {
  tested = await createTestStore();
  second = connectDatabase(tested.database.url, () => undefined);
  const onChange = () => undefined;
  elsewhere = createStore({ database: second, secrets: tested.secrets, windowDefaults: WINDOW, onChange });
});
afterAll(async () => {
  await second.pool.end();
  await tested.close();
});

let made = 0;
type Ok = Extract<MadeApiKey, { kind: "ok" }>;
const ok = (answer: MadeApiKey | RotatedApiKey): Ok => {
  if (answer.kind !== "ok") throw new Error(answer.kind);
  return answer;
};
const make = async (change: Partial<{ name: string; days: number }> = {}, portalId = PORTAL_ID): Promise<Ok> =>
  ok(
    await tested.store.makeApiKey(portalId, 1, { name: `Key ${(made += 1)}`, roles: ["sender"], days: 90, ...change }),
  );
const kindOf = async (token: string, store = tested.store): Promise<FoundApiKey["kind"]> =>
  (await store.apiKey(token)).kind;
const rows = async (text: string) => (await tested.database.pool.query<Record<string, unknown>>(text)).rows;

describe("a key", () => {
  test("acts as itself, with its roles, for its portal alone", async () => {
    const { token, key } = await make({ name: "Reports" });
    expect(key).toMatchObject({ name: "Reports", roles: ["sender"], madeBy: "mika@example.com", lastUsedAt: null });
    expect(await tested.store.apiKey(token)).toEqual({
      kind: "ok",
      session: {
        portalId: PORTAL_ID,
        userId: 1,
        userEmail: "API key Reports",
        roles: ["sender"],
        timeZone: "Asia/Tokyo",
        keyId: key.id,
        useDue: true,
      },
    });
  });

  test("leaves nothing in the database but a hash", async () => {
    const { token } = await make();
    ok(
      await tested.store.rotateApiKey(PORTAL_ID, 1, (await make()).key.id, { days: 9, graceHours: 1, rotations: null }),
    );
    const all = await rows("select k::text as text, token_hash from api_keys k");
    expect(all.map(({ token_hash: hash }) => String(hash))).toContain(String(hashOf(token)));
    for (const { text } of all) expect(text).not.toContain("listcast_");
  });

  test("is unknown when it was made up, also with a good checksum, and when its portal is another one", async () => {
    const { token } = await make();
    const { createToken } = await import("../../src/store/accounts/api-keys/token.ts");
    expect(await kindOf(createToken(PORTAL_ID))).toBe("unknown");
    expect(await kindOf(createToken(1))).toBe("unknown");
    expect(await kindOf(token.slice(0, -1))).toBe("unknown");
    expect(await kindOf(token)).toBe("ok");
  });

  test("that cannot be one is not asked for", async () => {
    await tested.database.refuseConnections();
    expect(await kindOf("listcast_1_made-up")).toBe("unknown");
    await tested.database.acceptConnections();
  });

  test("is revoked at once, in every process, and once", async () => {
    const { token, key } = await make();
    expect(await kindOf(token, elsewhere)).toBe("ok");
    expect(await elsewhere.revokeApiKey(PORTAL_ID, key.id)).toMatchObject({ id: key.id });
    expect(await kindOf(token)).toBe("revoked");
    expect(await tested.store.revokeApiKey(PORTAL_ID, key.id)).toBeNull();
    const again = { days: 90, graceHours: 0, rotations: null };
    expect(await tested.store.rotateApiKey(PORTAL_ID, 1, key.id, again)).toEqual({ kind: "missing" });
  });

  test("has a name that no other one has, until it is revoked", async () => {
    const { key } = await make({ name: "Straße" });
    const asked = { name: "STRASSE".replace("SS", "ß"), roles: [], days: 1 } as const;
    expect(await tested.store.makeApiKey(PORTAL_ID, 1, asked)).toEqual({ kind: "name_taken" });
    await tested.store.revokeApiKey(PORTAL_ID, key.id);
    expect(await tested.store.makeApiKey(PORTAL_ID, 1, asked)).toMatchObject({ kind: "ok" });
  });

  test("is made once when two processes make it at the same time", async () => {
    const asked = { name: "At once", roles: [], days: 1 } as const;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? tested.store : elsewhere).makeApiKey(PORTAL_ID, 1, asked),
      ),
    );
    expect(answers.filter(({ kind }) => kind === "ok")).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === "name_taken")).toHaveLength(7);
  });

  test("names no one who is no longer in the account", async () => {
    const { key } = await make();
    const { rows: people } = await tested.database.pool.query<{ id: string }>("select id from members");
    await tested.database.pool.query("update members set left_at = now()");
    const { keys } = await tested.store.apiKeys(PORTAL_ID);
    expect(keys.find(({ id }) => id === key.id)?.madeBy).toBeNull();
    await tested.database.pool.query("update members set left_at = null where id = $1", [people[0]?.id]);
  });
});

describe("its last use", () => {
  test("is written once an hour, however many processes see it", async () => {
    const { token, key } = await make();
    const lastUse = async () =>
      (await tested.store.apiKeys(PORTAL_ID)).keys.find(({ id }) => id === key.id)?.lastUsedAt;
    const versions = async () => (await rows(`select xmin::text as version from api_keys where id = '${key.id}'`))[0];
    await Promise.all([tested.store, elsewhere].map((store) => store.noteApiKeyUse(PORTAL_ID, key.id)));
    const [used, version] = [await lastUse(), await versions()];
    expect(used).toEqual(expect.any(Number));
    expect(await tested.store.apiKey(token)).toMatchObject({ session: { useDue: false } });
    await elsewhere.noteApiKeyUse(PORTAL_ID, key.id);
    expect(await versions()).toEqual(version);
    await tested.skip(HOUR_MS);
    expect(await tested.store.apiKey(token)).toMatchObject({ session: { useDue: true } });
    await tested.store.noteApiKeyUse(PORTAL_ID, key.id);
    expect(await lastUse()).toBeGreaterThanOrEqual((used ?? 0) + HOUR_MS);
  });
});

describe("a rotation", () => {
  test("gives a new secret at once, and ends the former one after the grace, by the service's clock", async () => {
    const { token, key } = await make();
    const rotated = ok(
      await elsewhere.rotateApiKey(PORTAL_ID, 1, key.id, { days: 30, graceHours: 24, rotations: key.rotations }),
    );
    expect(rotated.key).toMatchObject({ id: key.id, name: key.name, rotations: 1 });
    expect([await kindOf(token), await kindOf(rotated.token)]).toEqual(["ok", "ok"]);
    const { now } = await tested.store.apiKeys(PORTAL_ID);
    expect(Math.round(((rotated.key.formerUntil ?? 0) - now) / HOUR_MS)).toBe(24);
    await tested.skip(26 * HOUR_MS);
    expect([await kindOf(token), await kindOf(rotated.token)]).toEqual(["replaced", "ok"]);
  });

  test("without grace ends the former secret at once, and the one before it whenever that would have been", async () => {
    const { token, key } = await make();
    const ask = (graceHours: number) =>
      tested.store.rotateApiKey(PORTAL_ID, 1, key.id, { days: 30, graceHours, rotations: null });
    const former = ok(await ask(24)).token;
    const newest = ok(await ask(0)).token;
    expect([await kindOf(token), await kindOf(former), await kindOf(newest)]).toEqual(["unknown", "replaced", "ok"]);
  });

  test("is not repeated by a form that is sent again", async () => {
    const { key } = await make();
    const form = { days: 30, graceHours: 24, rotations: 0 };
    const { token } = ok(await tested.store.rotateApiKey(PORTAL_ID, 1, key.id, form));
    expect(await tested.store.rotateApiKey(PORTAL_ID, 1, key.id, form)).toEqual({ kind: "rotated_before" });
    expect(await kindOf(token)).toBe("ok");
  });

  test("does not bring back a secret that had expired", async () => {
    const { token, key } = await make({ days: 1 });
    await tested.skip(60 * HOUR_MS);
    expect(await kindOf(token)).toBe("expired");
    const rotated = ok(
      await tested.store.rotateApiKey(PORTAL_ID, 1, key.id, { days: 30, graceHours: 24, rotations: 0 }),
    );
    expect([await kindOf(token), await kindOf(rotated.token)]).toEqual(["replaced", "ok"]);
  });
});

describe("with time", () => {
  test("a key expires by the service's clock, and is gone 90 days later, as one that was revoked", async () => {
    const skipped = 70 * HOUR_MS;
    const short = await make({ days: 1 });
    const revoked = await make({ days: 365 });
    const long = await make({ days: 365 });
    await tested.store.revokeApiKey(PORTAL_ID, revoked.key.id);
    const present = async () => (await tested.store.apiKeys(PORTAL_ID)).keys.map(({ id }) => id);
    await tested.skip(skipped + 80 * DAY_MS);
    await removeExpired(tested.database.db, 30);
    expect(await kindOf(short.token)).toBe("expired");
    expect(await kindOf(revoked.token)).toBe("revoked");
    expect(await present()).toEqual(expect.arrayContaining([short.key.id, revoked.key.id]));
    await tested.skip(skipped + 95 * DAY_MS);
    await removeExpired(tested.database.db, 30);
    expect(await kindOf(short.token)).toBe("unknown");
    expect(await kindOf(revoked.token)).toBe("unknown");
    expect(await present()).toContain(long.key.id);
  });

  test("all of a portal's go with the app, and do not come back with it", async () => {
    const portalId = 999;
    const tokens = { accessToken: "a", refreshToken: "r", expiresInSeconds: 1800 };
    const installation = { portalId, hubDomain: "x", scopes: [], tokens, userId: 1, userEmail: "mika@example.com" };
    await tested.store.saveInstallation(installation);
    const { token } = await make({}, portalId);
    await removeAppFrom(tested, portalId);
    expect(await kindOf(token)).toBe("unknown");
    expect(await rows(`select from api_keys where portal_id = ${portalId}`)).toEqual([]);
    await tested.store.saveInstallation(installation);
    expect(await kindOf(token)).toBe("unknown");
  });

  test("a portal has fifty at most that are not revoked", async () => {
    const portalId = 999;
    const first = await make({}, portalId);
    for (let count = 1; count < 50; count += 1) await make({}, portalId);
    const one = { name: "One more", roles: [], days: 1 };
    expect(await tested.store.makeApiKey(portalId, 1, one)).toEqual({ kind: "too_many" });
    await tested.store.revokeApiKey(portalId, first.key.id);
    expect(await tested.store.makeApiKey(portalId, 1, one)).toMatchObject({ kind: "ok" });
  });
});
