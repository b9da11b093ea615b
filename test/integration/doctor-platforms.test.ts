/** What `npm run doctor` says about certificates, clocks, readiness and LINE, against servers and the simulated LINE. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { examineAddress, examineReadiness } from "../../scripts/doctor/address.ts";
import { examineCertificate } from "../../scripts/doctor/certificate.ts";
import { databaseClock, examineClocks, webClock } from "../../scripts/doctor/clock.ts";
import { examineHubSpot } from "../../scripts/doctor/hubspot.ts";
import { examineLine } from "../../scripts/doctor/line.ts";
import { APP } from "../../simulators/demo-world.ts";
import { readVersions } from "../../src/platforms/hubspot/addresses.ts";
import { createSecrets } from "../../src/store/postgres/secrets.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { fault, ok, warning } from "./doctor.support.ts";

const open: Server[] = [];
async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}
const page = (): HttpServer => createServer((_request, response) => response.end("<h1>Welcome</h1>"));

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(async () => {
  await service.close();
  await Promise.all(open.map((server) => new Promise((done) => server.close(done))));
});

describe("certificate", () => {
  // Self-signed, for localhost and 127.0.0.1, until November 2126.
  const [key, cert] = ["key", "crt"].map((ending) =>
    readFileSync(join(import.meta.dirname, `../fixtures/tls/localhost.${ending}`), "utf8"),
  ) as [string, string];
  const trusted = getCACertificates("default");
  let port = 0;
  beforeAll(async () => {
    port = await listening(createHttpsServer({ key, cert }, (_request, response) => response.end('{"status":"ok"}')));
  });
  afterAll(() => setDefaultCACertificates(trusted));

  test("none to look at without TLS", async () =>
    expect(await examineCertificate("http://line.example.com")).toBeNull());

  test("one that no one trusts, and a port that speaks no TLS", async () => {
    expect(await examineCertificate(`https://localhost:${port}`)).toMatchObject(
      fault(/localhost:\d+ is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT/),
    );
    expect(await examineCertificate(`https://localhost:${await listening(page())}`)).toMatchObject(
      fault(/does not speak TLS: /),
    );
  });

  test("trusted: for how long, and whether it was not renewed", async () => {
    setDefaultCACertificates([...trusted, cert]);
    expect(await examineCertificate(`https://localhost:${port}`)).toMatchObject(ok(/valid for \d{5} more days/));
    const late = Date.parse("2126-11-01T00:00:00Z");
    expect(await examineCertificate(`https://127.0.0.1:${port}`, late)).toMatchObject(warning(/ends in 5 days/));
  });

  test("an https address that leads into a private network", async () => {
    setDefaultCACertificates([...trusted, cert]);
    const health = createHttpsServer({ key, cert }, (_request, response) =>
      response.setHeader("content-type", "application/json").end('{"status":"ok"}'),
    );
    expect(await examineAddress(`https://localhost:${await listening(health)}`)).toMatchObject(
      warning(/leads to (127\.0\.0\.1|::1) from here/),
    );
  });
});

describe("readiness", () => {
  test("ready, not ready with the failing part, and something else", async () => {
    expect(await examineReadiness(service.publicUrl)).toMatchObject(ok(/ready/));
    const failing = createServer((_request, response) =>
      response
        .writeHead(503, { "content-type": "application/json" })
        .end('{"status":"not ready","parts":{"database":"failing","worker":"ok"}}'),
    );
    expect(await examineReadiness(`http://127.0.0.1:${await listening(failing)}`)).toMatchObject(
      fault(/not ready: database\.$/),
    );
    expect(await examineReadiness(`http://127.0.0.1:${await listening(page())}`)).toMatchObject(
      fault(/cannot be checked/),
    );
  });
});

describe("clock", () => {
  const behind = (seconds: number) => () => Date.now() - seconds * 1000;
  const clocks = () => [databaseClock(service.database.pool), webClock("HubSpot", service.world.urls.hubspotApiUrl)];

  test("agrees with the database and with the date of an answer", async () =>
    expect(await examineClocks(clocks())).toMatchObject(ok(/agrees with the database, HubSpot/)));

  test("half a minute is worth a look, five minutes are a fault", async () => {
    expect(await examineClocks(clocks(), behind(40))).toMatchObject(warning(/(39|40|41) s behind/));
    expect(await examineClocks(clocks(), behind(-400))).toMatchObject(fault(/(399|400|401) s ahead of .* refused/));
  });

  test("one that cannot be read", async () => {
    const dateless = createServer((_request, response) => {
      response.sendDate = false;
      response.end();
    });
    const read = [...clocks(), webClock("LINE", `http://127.0.0.1:${await listening(dateless)}`)];
    expect(await examineClocks(read)).toMatchObject(warning(/not be compared with LINE \(its answer has no date\)/));
  });
});

describe("LINE", () => {
  const look = (urls: object = {}) =>
    examineLine({
      config: { ...service.world.urls, ...urls },
      db: service.database.db,
      secrets: service.secrets,
    });

  test("accepts the account; what was only looked at changes nothing", async () => {
    const before = await service.database.pool.query("select * from channels");
    expect(await look()).toMatchObject([ok(/accepts the account/)]);
    expect((await service.database.pool.query("select * from channels")).rows).toEqual(before.rows);
  });

  test("does not answer", async () => {
    const port = await listening(createServer((_request, response) => response.writeHead(500).end()));
    const findings = await look({ lineApiUrl: `http://127.0.0.1:${port}` });
    expect(findings).toMatchObject([fault(/“.+” of HubSpot account \d+: /)]);
    expect(findings[0]).toMatchObject({ remedy: expect.stringMatching(/LINE_API_URL/) });
  });

  test("a secret under another key, one that LINE refuses, and no account at all", async () => {
    const other = createSecrets([randomBytes(32)]);
    expect(await examineLine({ config: service.world.urls, db: service.database.db, secrets: other })).toMatchObject([
      fault(/ENCRYPTION_KEYS does not have/),
    ]);
    const { rows } = await service.database.pool.query<{ portal_id: string }>("select portal_id from channels");
    const place = { portalId: Number(rows[0]?.portal_id), column: "channel_secret" } as const;
    await service.database.pool.query("update channels set channel_secret = $1", [
      service.secrets.encrypt("0".repeat(32), place),
    ]);
    expect(await look()).toMatchObject([fault(/no longer accepts the channel secret/)]);
    await service.database.pool.query("update portals set uninstalled_at = now()");
    expect(await look()).toMatchObject([warning(/No LINE Official Account is connected/)]);
  });
});

describe("HubSpot", () => {
  const look = (more: { secret?: string; apiUrl?: string; versions?: string } = {}) =>
    examineHubSpot({
      app: { ...APP, clientSecret: more.secret ?? APP.clientSecret },
      config: {
        hubspotApiUrl: more.apiUrl ?? service.world.urls.hubspotApiUrl,
        hubspotVersions: readVersions(more.versions ?? ""),
      },
    });

  test("accepts the credentials and has every address", async () =>
    expect(await look()).toMatchObject([ok(/accepts the app's credentials/), ok(/has every address/)]));

  test("refuses the credentials", async () =>
    expect((await look({ secret: "of-another-app" }))[0]).toMatchObject(
      fault(/refuses the app's credentials: .*client secret/),
    ));

  test("has ended the addresses", async () =>
    expect(await look({ versions: "oauth=v1,lists=v3" })).toMatchObject([
      fault(/no longer has the address for tokens \(HTTP 404\)/),
      fault(/no longer has \/crm\/v3\/lists\/search \(HTTP 404\)/),
    ]));

  test("is asked at former addresses, which will end", async () => {
    const port = await listening(createServer((_request, response) => response.writeHead(401).end()));
    expect((await look({ apiUrl: `http://127.0.0.1:${port}`, versions: "lists=v3" }))[1]).toMatchObject(
      warning(/Former addresses are used for lists,/),
    );
  });

  test("does not answer, or something else does", async () => {
    const closed = page();
    const port = await listening(closed);
    await new Promise((done) => closed.close(done));
    expect(await look({ apiUrl: `http://127.0.0.1:${port}` })).toMatchObject([
      fault(/does not answer: .*ECONNREFUSED/),
      fault(/does not answer: .*ECONNREFUSED/),
    ]);
    const generous = createServer((_request, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"access_token":"a","expires_in":1800}'),
    );
    expect((await look({ apiUrl: `http://127.0.0.1:${await listening(generous)}` }))[0]).toMatchObject(
      warning(/made up/),
    );
  });
});
