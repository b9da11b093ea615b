/** Dropdown requests: a signature without a time is good until HubSpot has sent one with a time. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { createHash, createHmac } from "node:crypto";
import { APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
afterEach(() => service.close());

const BODY = JSON.stringify({ origin: { portalId: PORTAL_ID }, inputFields: {}, fetchOptions: {} });

async function ask(version: "v2" | "v3", good = true) {
  const uri = `${service.publicUrl}/hubspot/options/channel/${SEGMENT}`;
  const [at, secret] = [String(Date.now()), good ? APP.clientSecret : "another"];
  const v2 = createHash("sha256").update(`${secret}POST${uri}${BODY}`).digest("hex");
  const v3 = createHmac("sha256", secret).update(`POST${uri}${BODY}${at}`).digest("base64");
  const headers: Record<string, string> =
    version === "v2"
      ? { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": v2 }
      : { "X-HubSpot-Signature-v3": v3, "X-HubSpot-Request-Timestamp": at };
  const answer = await fetch(uri, { method: "POST", headers, body: BODY });
  return [answer.status, ((await answer.json()) as { code?: string }).code];
}

const GOOD = [200, undefined];
const REFUSED = [401, "SIGNATURE_INVALID"];

describe("auto", () => {
  test("takes v2 until HubSpot has sent v3, then no longer, and not after a restart either", async () => {
    service = await startTestService();
    expect(await ask("v2")).toEqual(GOOD);
    expect(await ask("v3", false)).toEqual(REFUSED);
    expect(await ask("v2")).toEqual(GOOD);
    expect(await ask("v3")).toEqual(GOOD);
    expect(await ask("v2")).toEqual(REFUSED);
    expect(await ask("v3")).toEqual(GOOD);
    await service.restart();
    expect(await ask("v2")).toEqual(REFUSED);
    const { rows } = await service.database.pool.query(
      "select value from deployment_facts where name = 'optionsSignedWithTime'",
    );
    expect(rows).toEqual([{ value: true }]);
  });

  test("learns what another process has seen, and asks the database about it not for each request", async () => {
    service = await startTestService();
    const { pool } = service.database;
    await pool.query("insert into deployment_facts values ('optionsSignedWithTime', 'true', now())");
    expect(await ask("v2")).toEqual(REFUSED);
    // Known from now on: nothing is read again.
    await pool.query("delete from deployment_facts");
    expect(await ask("v2")).toEqual(REFUSED);
  });
});

describe("v3", () => {
  test("takes no v2 from the start", async () => {
    service = await startTestService({ config: { optionsSignature: "v3" } });
    expect(await ask("v2")).toEqual(REFUSED);
    expect(await ask("v3")).toEqual(GOOD);
  });
});
