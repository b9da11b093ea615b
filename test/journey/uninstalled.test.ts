/** The app is removed in HubSpot, which tells no one, while contacts are held and a send is due. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { removeAppAtHubSpot } from "../support/removed-app.ts";
import { signInAt } from "../support/sign-in.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const HOUR_MS = 3_600_000;
const TOKEN = /\/oauth\/[^/]+\/token$/;

let service: RunningService;
beforeEach(async () => {
  service = await startTestService();
});
afterEach(() => service.close());

const hubspot = () => service.world.hubspot.control;
const narrowcasts = () => service.world.line.control.narrowcasts(ACCOUNT.channelId);
const tokenRequests = () =>
  hubspot()
    .requests()
    .filter(({ path }) => TOKEN.test(path)).length;

async function enrolled(count: number): Promise<number> {
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const listId = hubspot().addList(PORTAL_ID, { name: "Readers", size: count });
  const audience = service.world.line.control.audiences(ACCOUNT.channelId)[0];
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: String(audience?.id),
    messageText: "Good morning",
  };
  const workflow = hubspot().createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  await hubspot().enroll(PORTAL_ID, workflow, { listId }).done;
  return workflow;
}

interface Portal {
  readonly gone: boolean;
  readonly tokens: boolean;
  readonly code: string | null;
}

async function portal(): Promise<Portal> {
  const { rows } = await service.database.pool.query<Portal>(
    `select uninstalled_at is not null as gone, access_token is not null or refresh_token is not null as tokens,
       access_finding ->> 'code' as code
     from portals where portal_id = $1`,
    [PORTAL_ID],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the portal is not stored");
  return row;
}

async function delivery(cookie = service.cookie) {
  const answer = await fetch(`${service.publicUrl}/api/deliveries`, { headers: { cookie } });
  const { deliveries } = (await answer.json()) as { deliveries: { outcome: string; standing: { code: string } }[] };
  return deliveries[0];
}

describe("an app that was removed while 60 executions are held and a send is due", () => {
  test("nothing is sent, the tokens are erased within hours, and HubSpot is asked for tokens a dozen times at most", async () => {
    await enrolled(60);
    const before = tokenRequests();
    hubspot().uninstall(PORTAL_ID, APP.appId);
    await service.passUntil(async () => (await portal()).code === "HUBSPOT_UNAUTHORIZED");
    expect(await portal()).toMatchObject({ gone: false, tokens: true });
    const { rows: open } = await service.database.pool.query<{ id: string }>("select id from deliveries");
    for (const path of ["/", `/deliveries/${open[0]?.id}`]) {
      const page = await (await fetch(service.publicUrl + path, { headers: { cookie: service.cookie } })).text();
      expect(page).toContain("Install the app again; what is missing is done afterwards.");
      expect(page).toContain(`href="/hubspot/oauth/install?return=${encodeURIComponent(path)}"`);
    }
    const startedAt = service.clock.now();
    await service.passUntil(async () => (await portal()).gone, 300_000);
    expect(service.clock.now() - startedAt).toBeGreaterThan(4 * HOUR_MS);
    expect(await portal()).toEqual({ gone: true, tokens: false, code: null });
    expect(tokenRequests() - before).toBeLessThanOrEqual(12);
    expect(narrowcasts()).toEqual([]);
    const state = async () => {
      const { rows } = await service.database.pool.query<{ code: string | null }>(
        "select state #>> '{outcome,finding,code}' as code from deliveries where released_at is not null",
      );
      return rows[0]?.code;
    };
    await service.passUntil(async () => (await state()) === "PORTAL_UNINSTALLED");
    expect(narrowcasts()).toEqual([]);
    // The console is closed until the app is installed again; then everything is there.
    const closed = await fetch(`${service.publicUrl}/api/deliveries`, { headers: { cookie: service.cookie } });
    expect(closed.status).toBe(401);
    const { cookie } = await signInAt(service.publicUrl, PORTAL_ID, {});
    expect(await delivery(cookie)).toMatchObject({ outcome: "cancelled", standing: { code: "PORTAL_UNINSTALLED" } });
  });

  test("a person who installs the app again while it is in doubt gets the send", async () => {
    const workflow = await enrolled(60);
    hubspot().uninstall(PORTAL_ID, APP.appId);
    await service.passUntil(async () => (await portal()).code === "HUBSPOT_UNAUTHORIZED");
    expect(narrowcasts()).toEqual([]);
    await signInAt(service.publicUrl, PORTAL_ID, {});
    expect(await portal()).toMatchObject({ code: null, tokens: true });
    await service.passUntil(() => narrowcasts().length === 1);
    await service.passUntil(() => hubspot().executionCounts(PORTAL_ID, workflow).SUCCESS === 60);
  });
});

test("a wrong client secret is the operator's: sends go on, no account counts as gone, and all is released once it is right", async () => {
  const workflow = await enrolled(60);
  hubspot().registerApp({ ...APP, clientSecret: "rotated", redirectUris: [] });
  // Until the tokens end.
  await service.pass(HOUR_MS, HOUR_MS);
  await service.passUntil(() => narrowcasts().length === 1);
  await service.passUntil(async () => (await portal()).code === "HUBSPOT_APP_REFUSED");
  await service.pass(6 * HOUR_MS, 300_000);
  expect(await portal()).toEqual({ gone: false, tokens: true, code: "HUBSPOT_APP_REFUSED" });
  expect(service.log).toContainEqual(
    expect.objectContaining({ event: "hubspot.app_refused", remedy: expect.stringContaining("HUBSPOT_CLIENT_SECRET") }),
  );
  const metrics = await (await fetch(`${service.publicUrl}/metrics`)).text();
  expect(metrics).toContain('line_audience_portals_refused{code="HUBSPOT_APP_REFUSED"} 1');
  hubspot().registerApp({ ...APP, redirectUris: [] });
  await service.passUntil(() => hubspot().executionCounts(PORTAL_ID, workflow).SUCCESS === 60, 60_000);
  expect(await portal()).toEqual({ gone: false, tokens: true, code: null });
});

test("a portal for which nothing happens is noticed too: HubSpot is asked once a day", async () => {
  await removeAppAtHubSpot(service, PORTAL_ID);
  expect(await portal()).toMatchObject({ tokens: false });
});

describe("an administrator disconnects the account", () => {
  const disconnect = () =>
    fetch(`${service.publicUrl}/api/disconnect`, {
      method: "POST",
      headers: { cookie: service.cookie, Origin: service.publicUrl, "Content-Type": "application/json" },
      body: "{}",
    });
  const uninstalls = () =>
    hubspot()
      .requests()
      .filter(({ method, path }) => method === "DELETE" && path.includes("external-install"))
      .map(({ status }) => status);

  test("what is held is released, HubSpot is notified, tokens and sessions go, and nothing is sent", async () => {
    const workflow = await enrolled(60);
    const answer = await disconnect();
    expect([answer.status, await answer.json()]).toEqual([202, { disconnecting: true, erasedAfterDays: 30 }]);
    expect((await disconnect()).status).toBe(401);
    await service.passUntil(async () => !(await portal()).tokens, 1000);
    expect(uninstalls()).toEqual([204]);
    expect(await portal()).toEqual({ gone: true, tokens: false, code: null });
    expect(hubspot().executionCounts(PORTAL_ID, workflow)).toMatchObject({ BLOCKED: 0, FAIL_CONTINUE: 60 });
    const outputs = hubspot().executions(PORTAL_ID, workflow)[0]?.outputFields;
    expect(outputs).toMatchObject({ outcome: "cancelled", outcomeCode: "PORTAL_UNINSTALLED" });
    expect(narrowcasts()).toEqual([]);
    const { rows } = await service.database.pool.query(
      "select action, user_email from audit where action = 'disconnect'",
    );
    expect(rows).toEqual([{ action: "disconnect", user_email: "mika@hoshi-coffee.example" }]);
  });

  test("while HubSpot is down it is notified again for a day; then the tokens are erased all the same", async () => {
    hubspot().fault({ path: "external-install", kind: "status", status: 503, times: 100_000 });
    expect((await disconnect()).status).toBe(202);
    const before = service.clock.now();
    await service.passUntil(() => uninstalls().length > 1, 60_000);
    expect(await portal()).toMatchObject({ gone: true, tokens: true });
    await service.passUntil(async () => !(await portal()).tokens, HOUR_MS);
    expect(service.clock.now() - before).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(service.log).toContainEqual(expect.objectContaining({ event: "portal.disconnected_here_alone" }));
  });

  test("a person who installs the app again while HubSpot is not notified yet keeps it", async () => {
    hubspot().fault({ path: "external-install", kind: "status", status: 503, times: 100_000 });
    expect((await disconnect()).status).toBe(202);
    await service.passUntil(() => uninstalls().length > 0, 1000);
    await signInAt(service.publicUrl, PORTAL_ID, {});
    hubspot().clearFaults();
    await service.pass(HOUR_MS, 300_000);
    expect(await portal()).toEqual({ gone: false, tokens: true, code: null });
    expect(uninstalls()).not.toContain(204);
  });
});
