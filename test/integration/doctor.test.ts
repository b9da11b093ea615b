/** `npm run doctor`: each check seen to fail, and a deployment that has nothing. */
import { examineMail } from "../../scripts/doctor/mail.ts";
import { startMailServer } from "../support/mail-server.ts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { examineAddress, examineCardAddress } from "../../scripts/doctor/address.ts";
import { examineDatabase, openDatabase, tlsFinding, versionFinding } from "../../scripts/doctor/database.ts";
import { examine } from "../../scripts/doctor/examine.ts";
import { examineSegments } from "../../scripts/doctor/segment.ts";
import { APP, SEGMENT } from "../../simulators/demo-world.ts";
import { readConfig } from "../../src/app/config.ts";
import { connectDatabase } from "../../src/store/postgres/database.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { startTransactionPooler } from "../support/transaction-pooler.ts";
import { fault, ok, warning } from "./doctor.support.ts";

let service: RunningService;
/** Answers everything with a page, as a proxy does that leads nowhere. */
let stranger: Server;
let elsewhere = "";
beforeAll(async () => {
  service = await startTestService({ cardHost: true });
  const gone = createServer();
  await new Promise<void>((done) => gone.listen(0, "127.0.0.1", done));
  nowhere = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
  await new Promise((done) => gone.close(done));
  stranger = createServer((_request, response) => response.end("<h1>Welcome to nginx!</h1>"));
  await new Promise<void>((done) => stranger.listen(0, "127.0.0.1", done));
  elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await service.close();
  await new Promise((done) => stranger.close(done));
});

const cardsUrl = () => service.publicUrl.replace("127.0.0.1", "localhost");
const POOL_SIZE = 12;
/** Nothing listens there any more. */
let nowhere = "";

const environment = () => ({
  PUBLIC_URL: service.publicUrl,
  CARDS_URL: cardsUrl(),
  DATABASE_URL: service.database.url,
  ENCRYPTION_KEYS: service.encryptionKeys,
  HUBSPOT_API_URL: service.world.urls.hubspotApiUrl,
  LINE_API_URL: service.world.urls.lineApiUrl,
  LINE_DATA_API_URL: service.world.urls.lineDataApiUrl,
  HUBSPOT_CLIENT_ID: APP.clientId,
  HUBSPOT_CLIENT_SECRET: APP.clientSecret,
  HUBSPOT_APP_ID: APP.appId,
  INTAKE_SEGMENT: SEGMENT,
});

test("a deployment without a fault: a line for each check", async () => {
  const findings = await examine(environment());
  expect(findings.map(({ check, state }) => [check, state])).toEqual([
    ["configuration", "ok"],
    ["database", "ok"],
    ["database", "ok"],
    ["public address", "warning"],
    ["readiness", "ok"],
    ["segment", "ok"],
    ["card address", "ok"],
    ["HubSpot", "ok"],
    ["HubSpot", "ok"],
    ["card", "ok"],
    ["LINE", "ok"],
    ["e-mail", "warning"],
    ["clock", "ok"],
  ]);
  const { rows } = await service.database.pool.query("select name from deployment_facts where name = 'doctor'");
  expect(rows).toEqual([]);
});

describe("configuration", () => {
  test("every problem is a fault, and nothing else can be looked at", async () => {
    const findings = await examine({ ...environment(), PORT: "x", CARDS: "maybe" });
    expect(findings).toEqual([
      expect.objectContaining(fault(/^PORT /)),
      expect.objectContaining(fault(/^CARDS must be one of/)),
    ]);
  });

  test("a sandbox is said to be one", async () => {
    const { DATABASE_URL, ENCRYPTION_KEYS, PUBLIC_URL } = environment();
    const [first] = await examine({ DATABASE_URL, ENCRYPTION_KEYS, PUBLIC_URL });
    expect(first).toMatchObject(warning(/sandbox/));
  });
});

describe("e-mail", () => {
  test("a mail server that lets the service in, one that does not, and none", async () => {
    const server = await startMailServer();
    const from = "hello@mail.example";
    expect(await examineMail({ url: server.url, from })).toMatchObject(ok(/lets the service in/));
    const wrong = server.url.replace("smtp://", "smtp://mika:wrong@");
    expect(await examineMail({ url: wrong, from })).toMatchObject(fault(/does not let the service in: .*password/));
    await server.stop();
    expect(await examineMail({ url: server.url, from })).toMatchObject(fault(/ECONNREFUSED/));
    expect(await examineMail(null)).toMatchObject(warning(/No e-mail is sent/));
    expect(server.taken).toEqual([]);
  });
});

describe("database", () => {
  const open = async (url: string | null, dataDir = "/nowhere") =>
    (await openDatabase({ ...readConfig({}), databaseUrl: url, dataDir })).finding;

  test("none there, and nothing is made", async () => {
    expect(await open(null)).toMatchObject(fault(/No embedded database is running in \/nowhere/));
    expect(await open("postgres://user:pass-word@127.0.0.1:9/line")).toMatchObject(fault(/ECONNREFUSED/));
    expect(JSON.stringify(await open("postgres://user:pass-word@127.0.0.1:9/line"))).not.toContain("pass-word");
  });

  test("with a certificate that is not there: the other checks go on", async () => {
    const url = "postgres://user:pass-word@127.0.0.1:9/line?sslmode=verify-full&sslrootcert=/nowhere/ca.pem";
    const findings = await examine({ ...environment(), DATABASE_URL: url });
    expect(findings).toContainEqual(expect.objectContaining(fault(/cannot be reached: .*\/nowhere\/ca\.pem/)));
    expect(findings.map(({ check }) => check)).toContain("readiness");
    expect(JSON.stringify(findings)).not.toContain("pass-word");
  });

  test("behind a pooler in transaction mode", async () => {
    const pooler = await startTransactionPooler(service.database.url, 2);
    const opened = connectDatabase(pooler.url, () => undefined, { maxConnections: 4 });
    expect(await examineDatabase(opened.pool, POOL_SIZE)).toMatchObject([
      fault(/a pooler in transaction mode/),
      ok(/./),
    ]);
    await opened.pool.end();
    await pooler.close();
  });

  test("with too few connections, and with enough for one process alone", async () => {
    const small = await createTestDatabase();
    const limit = (most: number) =>
      administer(`alter database ${new URL(small.url).pathname.slice(1)} connection limit ${most}`);
    const look = () => examineDatabase(small.pool, POOL_SIZE);
    await limit(POOL_SIZE - 1);
    expect(await look()).toMatchObject([
      fault(/allows 11 connections \(the limit of the database\): a process needs 12/),
      ok(/./),
    ]);
    await limit(POOL_SIZE);
    expect(await look()).toMatchObject([warning(/allows 12 connections .*enough for one process/), ok(/./)]);
    await limit(2 * POOL_SIZE);
    expect(await look()).toMatchObject([ok(/can be written to/)]);
    await small.drop();
  });

  test("on another machine without TLS, or without a look at its certificate", () => {
    const url = "postgres://user:pass-word@db.example.com/line";
    expect(tlsFinding(url)).toMatchObject(warning(/another machine \(db\.example\.com:5432\) without TLS/));
    expect(tlsFinding(`${url}?sslmode=require`)).toMatchObject(warning(/certificate is not checked/));
    expect(JSON.stringify(tlsFinding(url))).not.toContain("pass-word");
    expect([tlsFinding(`${url}?sslmode=verify-full`), tlsFinding(service.database.url)]).toEqual([null, null]);
  });

  test("too old; embedded in production", () => {
    expect(versionFinding("14.13 (Debian)", false)).toMatchObject(fault(/14\.13.*too old/));
    expect(versionFinding("15.8", false)).toMatchObject(ok(/15\.8/));
    expect(versionFinding("18.4", true)).toMatchObject(warning(/embedded/));
  });

  test("without tables", async () => {
    const bare = await createTestDatabase({ schema: false });
    expect(await examineDatabase(bare.pool, POOL_SIZE)).toMatchObject([fault(/tables are missing/)]);
    await bare.drop();
  });

  test("read-only", async () => {
    const copy = await createTestDatabase();
    const client = new pg.Client({ connectionString: copy.url });
    await client.connect();
    await client.query(`alter database ${new URL(copy.url).pathname.slice(1)} set default_transaction_read_only = on`);
    await client.end();
    expect(await open(copy.url)).toMatchObject(fault(/cannot be written to.*read-only/));
    await copy.drop();
  });

  test("in an encoding that has no Japanese", async () => {
    const latin = await inLatin();
    expect(await examineDatabase(latin.pool, POOL_SIZE)).toMatchObject([fault(/LATIN1/), fault(/tables are missing/)]);
    await latin.drop();
  });
});

async function administer(command: string): Promise<void> {
  const client = new pg.Client({ connectionString: service.database.superuserUrl });
  await client.connect();
  await client.query(command);
  await client.end();
}

/** A database without tables whose texts are in LATIN1. */
async function inLatin(): Promise<{ readonly pool: pg.Pool; drop(): Promise<void> }> {
  const name = `latin_${randomBytes(8).toString("hex")}`;
  const { superuserUrl } = service.database;
  await administer(`create database ${name} encoding 'LATIN1' locale 'C' template template0`);
  const pool = new pg.Pool({ connectionString: superuserUrl.replace(/\/[^/]*$/, `/${name}`) });
  return {
    pool,
    async drop() {
      await pool.end();
      await administer(`drop database ${name}`);
    },
  };
}

describe("public address", () => {
  test("answers, but without TLS", async () => {
    expect(await examineAddress(service.publicUrl)).toMatchObject(warning(/without TLS/));
  });

  test("nothing answers, or something else does", async () => {
    expect(await examineAddress(nowhere)).toMatchObject(fault(/does not answer: .*ECONNREFUSED/));
    expect(await examineAddress(elsewhere)).toMatchObject(fault(/HTTP 200, not as the service/));
  });
});

describe("segment", () => {
  const OTHER = "another-segment-of-22-letters";

  test("one that the service does not know, by its place", async () => {
    const finding = await examineSegments(service.publicUrl, [SEGMENT, OTHER]);
    expect(finding).toMatchObject(fault(/does not know value 2 of INTAKE_SEGMENT \(HTTP 404\)/));
    expect(JSON.stringify(finding)).not.toContain(OTHER);
    expect(await examineSegments(nowhere, [SEGMENT])).toMatchObject(fault(/cannot be checked: .*ECONNREFUSED/));
  });

  test("known, or the service's own", async () => {
    expect(await examineSegments(service.publicUrl, [SEGMENT])).toMatchObject(ok(/knows its value/));
    expect(await examineSegments(service.publicUrl, null)).toMatchObject(ok(/DATA_DIR/));
  });
});

describe("card address", () => {
  test("none of its own is worth a line", async () => {
    expect(await examineCardAddress(service.publicUrl, null)).toMatchObject(warning(/no host name of its own/));
  });

  test("nothing answers, or something else does", async () => {
    expect(await examineCardAddress(service.publicUrl, nowhere)).toMatchObject(
      fault(/does not answer: .*ECONNREFUSED/),
    );
    expect(await examineCardAddress(service.publicUrl, elsewhere)).toMatchObject(fault(/does not answer cards/));
  });

  test("the service does not know it, or a proxy changes the Host header", async () => {
    const plain = await startTestService();
    const own = plain.publicUrl.replace("127.0.0.1", "localhost");
    expect(await examineCardAddress(plain.publicUrl, own)).toMatchObject(fault(/belongs to the other name/));
    await plain.close();
    expect(await examineCardAddress(service.publicUrl, service.publicUrl)).toMatchObject(
      fault(/does not answer cards/),
    );
  });
});

describe("the command", () => {
  const run = (more: Record<string, string>) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      const env = { PATH: process.env["PATH"], ...environment(), ...more };
      execFile(
        process.execPath,
        ["scripts/doctor.ts"],
        { cwd: join(import.meta.dirname, "../.."), env },
        (error, stdout, stderr) => done({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });

  test("ends with 0 without a fault; the remedy stands below the line", async () => {
    const { code, stdout, stderr } = await run({});
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ok {7}configuration {3}It can be read\.\n/);
    expect(stdout).toMatch(/^warning {2}public address {2}.*\n {25}→ Set PUBLIC_URL/m);
  });

  test("ends with 1 with one, and shows no secret", async () => {
    const { code, stdout, stderr } = await run({ PUBLIC_URL: nowhere, HUBSPOT_CLIENT_SECRET: "not-to-be-seen" });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/^fault {4}public address {2}/m);
    expect(stdout).not.toContain("not-to-be-seen");
  });
});
