/** What the service needs of a database, and the sentence for an operator where it is not so. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { readConfig } from "../../src/app/config.ts";
import { startProblem } from "../../src/app/start-problem.ts";
import { requireSessions, trySessions } from "../../src/store/postgres/connection/sessions.ts";
import { connectDatabase, migrate } from "../../src/store/postgres/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { AUTHORITY, startTlsProxy } from "../support/tls-proxy.ts";
import { startTransactionPooler } from "../support/transaction-pooler.ts";

let database: TestDatabase;
let closes: (() => Promise<unknown>)[];
beforeEach(async () => {
  database = await createTestDatabase({ schema: false });
  closes = [() => database.drop()];
});
afterEach(async () => {
  for (const close of closes.toReversed()) await close();
});

const SIZE = 6;

/** As the start does it: null where the service would run, and otherwise what the operator reads. */
async function problemAt(url: string, poolSize = SIZE): Promise<string | null> {
  const opened = connectDatabase(url, () => undefined, { maxConnections: poolSize });
  try {
    await requireSessions(opened.pool, poolSize);
    await migrate(opened);
    return null;
  } catch (error) {
    return startProblem(error, { ...readConfig({}), databaseUrl: url }) ?? `unexplained: ${String(error)}`;
  } finally {
    await opened.pool.end();
  }
}

async function administer(...commands: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  for (const command of commands) await client.query(command);
  await client.end();
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** A user of the test's own, who may sign in; whether it owns the database. */
async function untilGone(user: string): Promise<void> {
  const counted = "select count(*)::int as left from pg_stat_activity where usename = $1";
  for (;;) {
    const { rows } = await database.pool.query<{ left: number }>(counted, [user]);
    if (rows[0]?.left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function userWith(limit: string): Promise<string> {
  const user = `user_${randomBytes(8).toString("hex")}`;
  await administer(
    `create role ${user} login password 'pass-word' ${limit}`,
    `alter database ${nameOf(database.url)} owner to ${user}`,
  );
  closes.push(async () => {
    await administer(`drop owned by ${user} cascade`, `alter database ${nameOf(database.url)} owner to current_user`);
    await administer(`drop role ${user}`);
  });
  const url = new URL(database.url);
  url.username = user;
  url.password = "pass-word";
  return url.href;
}

test("a database as it should be, and again once it has the tables", async () => {
  expect(await problemAt(database.url)).toBeNull();
  expect(await problemAt(database.url)).toBeNull();
});

describe("connections", () => {
  test.each([1, 2, SIZE, SIZE + 2])("a pooler in transaction mode with %d to the server", async (size) => {
    const pooler = await startTransactionPooler(database.url, size);
    closes.push(() => pooler.close());
    expect(await problemAt(pooler.url)).toMatch(
      /^DATABASE_URL leads to a pooler in transaction mode.*session mode \(Supabase: port 5432.*Neon: the host without -pooler/,
    );
  });

  test("one that lends its connections in turn", async () => {
    const pooler = await startTransactionPooler(database.url, SIZE, { inTurn: true });
    closes.push(() => pooler.close());
    expect(await problemAt(pooler.url)).toMatch(/a pooler in transaction mode/);
  });

  test("fewer than DATABASE_POOL_SIZE asks for", async () => {
    const url = await userWith("connection limit 3");
    const problem = await problemAt(url);
    expect(problem).toMatch(
      /^DATABASE_POOL_SIZE asks for 6 connections, and the database gave 3 \(too many connections/,
    );
    expect(problem).not.toContain("pass-word");
    // PostgreSQL counts a connection for a moment after it was closed.
    await untilGone(new URL(url).username);
    expect(await problemAt(url, 3)).toBeNull();
  });

  test("none", async () => {
    const url = await userWith("connection limit 1");
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    expect(await problemAt(url)).toMatch(/^DATABASE_URL: the server at .* has no connection left for this user: raise/);
    await other.end();
  });

  test("taken by a pooler that has none of the server left: said after ten seconds, not after two minutes", async () => {
    const pooler = await startTransactionPooler(database.url, 1);
    closes.push(() => pooler.close());
    const other = new pg.Client({ connectionString: pooler.url });
    await other.connect();
    await other.query("begin");
    expect(await problemAt(pooler.url, 2)).toMatch(
      /gives no answer, as a pooler does whose connections are all in use/,
    );
    await other.query("rollback");
    await other.end();
  });

  test("those that are given are given back", async () => {
    const { pool } = database;
    expect(await trySessions(pool, 4)).toEqual({ opened: 4, refusal: null, ownSessions: true });
    expect([pool.totalCount, pool.idleCount]).toEqual([4, 4]);
  });
});

describe("the database", () => {
  test("in another encoding than UTF8", async () => {
    const name = `latin_${randomBytes(8).toString("hex")}`;
    await administer(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);
    closes.push(() => administer(`drop database ${name} with (force)`));
    const problem = await problemAt(database.superuserUrl.replace(/\/[^/]*$/, `/${name}`));
    expect(problem).toMatch(/^DATABASE_URL leads to a database in the encoding LATIN1.*createdb --encoding=UTF8/);
  });

  test.each([
    [
      "an application that uses the same library",
      "create table kysely_migration (name text, timestamp text); insert into kysely_migration values ('2024-01-01-users')",
      /^DATABASE_URL leads to a database that belongs to another application \(its migration 2024-01-01-users\).*database of its own/,
    ],
    [
      "one in another schema",
      "create schema other; create table other.kysely_migration (name text)",
      /in the schema other: give the service a database of its own/,
    ],
    [
      "one that runs the same kind of jobs",
      "create schema graphile_worker",
      /in the schema graphile_worker: give the service a database of its own/,
    ],
    [
      "one with tables of the same names",
      "create table deliveries (id int)",
      /^DATABASE_URL: .* has a database that another application uses: give the service a database of its own/,
    ],
    [
      "an unreleased version of the service",
      "create table kysely_migration (name text, timestamp text); insert into kysely_migration values ('0001-first.sql'), ('0039-further-audiences.sql')",
      /^DATABASE_URL leads to a database that was made by an unreleased version of Listcast \(0001-first\.sql\): start with an empty database$/,
    ],
    [
      "a newer version of the service",
      "create table kysely_migration (name text, timestamp text); insert into kysely_migration values ('0001-schema.sql'), ('9999-from-tomorrow.sql')",
      /brought up to date by a newer version \(9999-from-tomorrow\.sql\): start that version/,
    ],
  ])("of %s", async (_whose, sql, sentence) => {
    await database.pool.query(sql);
    expect(await problemAt(database.url)).toMatch(sentence);
  });

  test("whose user may not create schemas", async () => {
    const url = await userWith("");
    await administer(
      `alter database ${nameOf(database.url)} owner to current_user`,
      "grant create on schema public to public",
    );
    expect(await problemAt(url)).toMatch(
      /^DATABASE_URL: .* does not let this user change the schema: make it the owner/,
    );
  });

  test("that is read-only", async () => {
    await administer(`alter database ${nameOf(database.url)} set default_transaction_read_only = on`);
    expect(await problemAt(database.url)).toMatch(/^DATABASE_URL: .* is read-only.*primary/);
  });
});

describe("TLS", () => {
  let secured: (host: string, options: string) => string;
  beforeEach(async () => {
    const url = new URL(database.url);
    const folder = decodeURIComponent(url.hostname);
    const proxy = await startTlsProxy(folder.startsWith("/") ? `${folder}/.s.PGSQL.${url.port}` : Number(url.port));
    closes.push(() => proxy.close());
    const { username, password, pathname } = url;
    secured = (host, options) => `postgres://${username}:${password}@${host}:${proxy.port}${pathname}?${options}`;
  });

  test.each(["sslmode=require", "sslmode=prefer", "sslmode=no-verify", "uselibpqcompat=true&sslmode=require"])(
    "%s takes a certificate of any authority",
    async (options) => expect(await problemAt(secured("127.0.0.1", options), 2)).toBeNull(),
  );

  test("verify-full and verify-ca take one of the authority named, and no other", async () => {
    const authority = `sslrootcert=${AUTHORITY}`;
    expect(await problemAt(secured("localhost", `sslmode=verify-full&${authority}`), 2)).toBeNull();
    expect(await problemAt(secured("127.0.0.1", `sslmode=verify-ca&${authority}`), 2)).toBeNull();
    const problem = await problemAt(secured("localhost", "sslmode=verify-full"), 2);
    expect(problem).toMatch(
      /has a certificate that is not trusted: name the file of its authority by sslrootcert=PATH/,
    );
    expect(problem).not.toContain(new URL(database.url).password);
  });
});

test.each([
  [
    'no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", no encryption',
    "28000",
    /takes connections with TLS alone/,
  ],
  ["connection is insecure (try using `sslmode=require`)", "28000", /takes connections with TLS alone: set sslmode/],
  ["unsupported startup parameter in options: search_path", "08P01", /leave options away/],
  ["no more connections allowed (max_client_conn)", "08P01", /pooler that takes no more connections/],
  ["MaxClientsInSessionMode: max clients reached", "XX000", /pooler that takes no more connections/],
  [
    "Hostname/IP does not match certificate's altnames: IP: 10.0.0.1 is not in the cert's list: ",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    /has a certificate for another name: take the name that the provider shows/,
  ],
  ["Query read timeout", undefined, /gives no answer, as a pooler does whose connections are all in use/],
  [
    'no pg_hba.conf entry for host "10.0.0.1", user "u", database "d", SSL encryption',
    "28000",
    /does not let this user in/,
  ],
])("words of providers: %s", (message, code, sentence) => {
  const config = { ...readConfig({}), databaseUrl: "postgres://u:pass-word@db.example:6432/d?options=-c%20x" };
  const problem = startProblem(Object.assign(new Error(message), { code }), config);
  expect(problem).toMatch(sentence);
  expect(problem).toMatch(/^DATABASE_URL: the server at db\.example:6432 /);
  expect(problem).not.toContain("pass-word");
});
