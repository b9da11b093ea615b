/** HubSpot's card in production: off until the card check has passed, through the simulated `hubspot.fetch`. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { makeCode } from "../../src/console/card/code.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { Settings } from "../../simulators/hubspot/settings.ts";
import { createFactStore } from "../../src/store/deployment-facts.ts";
import { extensionFetch, type FetchOptions } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const NO_DELIVERY = "0d9f6f7e-0000-4000-8000-000000000001";
const SAFE = { extensionFetchFragment: "signed", extensionFetchNamed: "twice" } as const;

let service: RunningService;
beforeAll(async () => {
  service = await startTestService({ cards: "checked" });
});
afterAll(() => service.close());

const facts = () => createFactStore(service.database.db);
beforeEach(async () => {
  Object.assign(service.world.hubspot.control.settings, SAFE);
  await service.database.pool.query("delete from deployment_facts");
});

const card = (url: string, options?: FetchOptions) =>
  extensionFetch(service.world.hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId })(url, options);

async function bodyOf(answer: Response) {
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const at = (path: string) => `${service.publicUrl}/hubspot/cards${path}`;
const open = async (query = "") => bodyOf(await card(at(`/deliveries/${NO_DELIVERY}${query}`)));
const ON = { status: 404, body: expect.objectContaining({ code: "NOT_FOUND" }) };
const off = (detail: RegExp) => ({
  status: 403,
  body: expect.objectContaining({ code: "CARDS_OFF", detail: expect.stringMatching(detail) }),
});

interface Tried {
  readonly verdict: string;
  readonly lines: Record<string, string>;
}

/** As the settings page runs it; `swallow`: what an attacker's page would not send. */
async function run(code: string, { swallow = [] as readonly string[] } = {}): Promise<Tried> {
  const begun = await bodyOf(await card(at(`/probe/${code}`)));
  expect(begun.status).toBe(200);
  const notPassedOn: Record<string, string> = {};
  for (const { name, address } of begun.body["forgeries"] as { name: string; address: string }[]) {
    if (swallow.includes(name)) continue;
    await card(address).catch((error: unknown) => (notPassedOn[name] = String(error)));
  }
  const { status, body } = await bodyOf(await card(at(`/probe/${code}`), { method: "POST", body: { notPassedOn } }));
  expect(status).toBe(200);
  const lines = Object.fromEntries(
    (body["lines"] as { label: string; text: string }[]).map((one) => [one.label, one.text]),
  );
  return { verdict: String(body["verdict"]), lines };
}

async function deliveryOf({ world, publicUrl, channel, cookie }: RunningService): Promise<string> {
  const { control } = world.hubspot;
  const listId = control.addList(PORTAL_ID, { name: "Autumn", size: 500 });
  const audiences = world.line.control.audiences(ACCOUNT.channelId);
  const audienceId = String(audiences.find(({ description }) => /Newsletter/.test(description))?.id);
  const inputFields = { channel, deliveryList: listId, messageText: "Autumn", audienceId };
  const actionDefinitionId = await world.publishAction(publicUrl);
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Autumn", actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { listId, count: 1 }).done;
  const answer = await fetch(`${publicUrl}/api/deliveries?limit=1`, { headers: { cookie } });
  return ((await answer.json()) as { deliveries: { id: string }[] }).deliveries[0]?.id ?? "";
}

const hubspotDoes = (change: Partial<Settings>) => void Object.assign(service.world.hubspot.control.settings, change);

describe("before the check", () => {
  test("the card says what it is, who has to act and where that is described, in the person's language", async () => {
    expect(await open()).toEqual(off(/operator.*delivery page.*docs\/deployment\.md/));
    expect(await open("?lang=ja")).toEqual(off(/運用担当者.*配信ページ.*docs\/deployment\.md/));
    expect((await open()).body["title"]).toBe("This card is switched off");
  });

  test("commands are refused too, and unsigned requests learn nothing", async () => {
    expect(await bodyOf(await card(at(`/deliveries/${NO_DELIVERY}/cancel`), { method: "POST" }))).toEqual(off(/./));
    expect((await fetch(at(`/deliveries/${NO_DELIVERY}`))).status).toBe(401);
  });

  test("a check needs a code that the operator made, is one run's and 30 minutes'", async () => {
    const unknown = { status: 404, body: expect.objectContaining({ code: "CARD_CHECK_CODE_UNKNOWN" }) };
    expect(await bodyOf(await card(at("/probe/made-up")))).toEqual(unknown);
    const code = await makeCode(facts(), Date.now() - 30 * 60_000);
    expect(await bodyOf(await card(at(`/probe/${code}`)))).toEqual(unknown);
    const second = await makeCode(facts(), Date.now());
    expect(await bodyOf(await card(at(`/probe/${code}`)))).toEqual(unknown);
    await run(second);
    expect(await bodyOf(await card(at(`/probe/${second}`)))).toEqual(unknown);
  });
});

describe("what HubSpot may do with a forged identity", () => {
  const FRAGMENTS = ["signed", "unsigned", "cut", "refused"] as const;
  const NAMED = ["twice", "kept", "replaced"] as const;
  const cases = FRAGMENTS.flatMap((fragment) => NAMED.map((named) => [fragment, named] as const));

  /** Its card is on whatever HubSpot does: here an attack is really made. */
  let unchecked: RunningService;
  let delivery = "";
  beforeAll(async () => {
    unchecked = await startTestService();
    const user = { id: 9, email: "them@example.com" };
    unchecked.world.hubspot.control.addPortal({ portalId: 4712, name: "Others", enterprise: true, user });
    const account = { channelId: "1657009999", channelSecret: "f".repeat(32), displayName: "Another shop" };
    unchecked.world.line.control.addChannel({ ...account, friends: 10 });
    await connectService(unchecked.publicUrl, 4712, account);
    delivery = await deliveryOf(unchecked);
  });
  afterAll(() => unchecked.close());

  /** A person of another portal asks for the delivery in the name of a person of its portal. */
  async function canForge(settings: Partial<Settings>): Promise<boolean> {
    Object.assign(unchecked.world.hubspot.control.settings, settings);
    const theirs = extensionFetch(unchecked.world.hubspot.appUrl, { portalId: 4712, appId: APP.appId });
    const identity = `userId=48&portalId=${PORTAL_ID}&userEmail=mika%40hoshi-coffee.example&appId=${APP.appId}`;
    const address = `${unchecked.publicUrl}/hubspot/cards/deliveries/${delivery}`;
    const status = async (way: string) =>
      theirs(address + way).then(
        (answer) => answer.status,
        () => 0,
      );
    const statuses = await Promise.all(["", "#", `?${identity}`, `?${identity}#`, `?${identity}%23`].map(status));
    return statuses.includes(200);
  }

  test.each(cases)(
    "fragment %s, a name that is there already %s: the check passes exactly where no forgery gets through",
    async (extensionFetchFragment, extensionFetchNamed) => {
      const behaviour = { extensionFetchFragment, extensionFetchNamed };
      hubspotDoes(behaviour);
      const { verdict } = await run(await makeCode(facts(), Date.now()));
      const forgeable = await canForge(behaviour);
      expect(verdict).toBe(forgeable ? "failed" : "passed");
      expect(await open()).toEqual(forgeable ? off(/can be forged/) : ON);
    },
  );

  test("each line says what was seen", async () => {
    hubspotDoes({ extensionFetchFragment: "refused" });
    const { lines } = await run(await makeCode(facts(), Date.now()));
    expect(lines).toMatchObject({
      "An address that ends with #": expect.stringContaining(
        "did not pass it on (Error: HTTP 400: the address has a fragment)",
      ),
      "An address with a complete forged identity": expect.stringContaining("beside the forged one"),
    });
  });

  test("a request that HubSpot sends again after a failure counts once more, and changes nothing", async () => {
    const code = await makeCode(facts(), Date.now());
    await card(at(`/probe/${code}/identity`));
    await card(at(`/probe/${code}/identity`));
    expect((await run(code)).verdict).toBe("passed");
  });
});

describe("a person who wants the card on although an identity can be forged", () => {
  beforeEach(() => hubspotDoes({ extensionFetchFragment: "unsigned" }));

  test("cannot begin without the code, and gets no pass by leaving requests out", async () => {
    hubspotDoes(SAFE);
    const code = await makeCode(facts(), Date.now());
    expect((await run(code, { swallow: ["fragment", "identityFragment"] })).verdict).toBe("unclear");
    expect(await open()).toEqual(off(/not yet checked/));
  });

  test("a report that it was refused is worth nothing where it arrived", async () => {
    const code = await makeCode(facts(), Date.now());
    const { body } = await bodyOf(await card(at(`/probe/${code}`)));
    for (const { address } of body["forgeries"] as { address: string }[]) await card(address);
    const names = (body["forgeries"] as { name: string }[]).map(({ name }) => [name, "refused, honestly"]);
    const report = { method: "POST", body: { notPassedOn: Object.fromEntries(names) } };
    expect((await bodyOf(await card(at(`/probe/${code}`), report))).body["verdict"]).toBe("failed");
  });

  test("what anyone shows is noted for good: a later pass does not count", async () => {
    hubspotDoes(SAFE);
    await run(await makeCode(facts(), Date.now()));
    expect(await open()).toEqual(ON);
    hubspotDoes({ extensionFetchFragment: "unsigned" });
    expect(await bodyOf(await card(at("/probe/no-code/fragment#")))).toMatchObject({ body: { seen: "missing" } });
    expect(await open()).toEqual(off(/can be forged/));
    expect(service.log).toContainEqual(expect.objectContaining({ event: "card.identity_forgeable", seen: "missing" }));
    hubspotDoes(SAFE);
    expect((await run(await makeCode(facts(), Date.now()))).verdict).toBe("passed");
    expect(await open()).toEqual(off(/can be forged/));
    await facts().forgetFact("cardHole");
    expect(await open()).toEqual(ON);
  });

  test("a card request without a whole identity is noted as well", async () => {
    hubspotDoes(SAFE);
    await run(await makeCode(facts(), Date.now()));
    hubspotDoes({ extensionFetchFragment: "unsigned" });
    await card(at(`/deliveries/${NO_DELIVERY}?portalId=4712&userId=9&userEmail=them%40example.com#`));
    expect(await open()).toEqual(off(/can be forged/));
  });

  test("no one can switch the card off where no identity can be forged", async () => {
    hubspotDoes(SAFE);
    await run(await makeCode(facts(), Date.now()));
    const forged = `?userId=1&portalId=1&userEmail=forged%40check.invalid&appId=${APP.appId}`;
    for (const way of ["#", forged, `${forged}#`, "?portalId=1", "?portalid=1"])
      await card(at(`/probe/x/identity${way}`));
    await fetch(at(`/probe/x/identity${forged}`));
    await card(at(`/deliveries/${NO_DELIVERY}${forged}`));
    expect(await open()).toEqual(ON);
  });
});

describe("the controls", () => {
  test("a pass at another address counts no more", async () => {
    await run(await makeCode(facts(), Date.now()));
    const result = await facts().fact("cardCheckResult");
    if (result === null) throw new Error("the run left no result");
    await facts().noteFact("cardCheckResult", { ...result.value, address: "https://formerly.example" });
    expect(await open()).toEqual(off(/not yet checked/));
  });

  test("an app id that is not HubSpot's stops the check with both ids", async () => {
    const code = await makeCode(facts(), Date.now());
    const query = "userId=48&portalId=1160&userEmail=a%40b&appId=999";
    expect(await bodyOf(await fetchSigned(`/probe/${code}?${query}`))).toMatchObject({
      status: 409,
      body: { code: "CARD_CHECK_UNCONTROLLED", title: expect.stringMatching(new RegExp(`${APP.appId}.*999`)) },
    });
  });

  test.each([
    ["without one of HubSpot's names", "userId=48&portalId=1160&userEmail=a%40b", /without the identity/],
    [
      "with a name twice",
      `userId=48&portalId=1160&portalId=2&userEmail=a%40b&appId=${APP.appId}`,
      /beside the forged one/,
    ],
  ])("a first request %s stops the check", async (_what, query, title) => {
    const code = await makeCode(facts(), Date.now());
    expect(await bodyOf(await fetchSigned(`/probe/${code}?${query}`))).toMatchObject({
      status: 409,
      body: { code: "CARD_CHECK_UNCONTROLLED", title: expect.stringMatching(title) },
    });
  });

  test("a verdict is given only to a run that was begun", async () => {
    const code = await makeCode(facts(), Date.now());
    const asked = await card(at(`/probe/${code}`), { method: "POST", body: { notPassedOn: {} } });
    expect(await bodyOf(asked)).toMatchObject({ status: 409, body: { code: "CARD_CHECK_NOT_BEGUN" } });
  });

  test.each([
    ["nothing", {}],
    ["another name", { notPassedOn: { other: "x" } }],
    ["no text", { notPassedOn: { fragment: { toString: 1 } } }],
    ["a long one", { notPassedOn: { fragment: "x".repeat(201) } }],
  ])("a report with %s is refused", async (_name, body) => {
    const code = await makeCode(facts(), Date.now());
    await card(at(`/probe/${code}`));
    const asked = await card(at(`/probe/${code}`), { method: "POST", body });
    expect(await bodyOf(asked)).toMatchObject({ status: 400, body: { code: "PAYLOAD_INVALID" } });
  });
});

const sign = (method: string, uri: string, now: number) =>
  createHmac("sha256", APP.clientSecret)
    .update(`${method}${uri.replaceAll("%40", "@")}${now}`)
    .digest("base64");

function fetchSigned(path: string): Promise<Response> {
  const now = Date.now();
  return fetch(at(path), {
    headers: { "X-HubSpot-Signature-v3": sign("GET", at(path), now), "X-HubSpot-Request-Timestamp": String(now) },
  });
}

test("a fragment that is sent and signed, which no client does, hides no identity", async () => {
  await run(await makeCode(facts(), Date.now()));
  const target = `/hubspot/cards/deliveries/${NO_DELIVERY}?userId=9&portalId=4712&userEmail=a@b&appId=${APP.appId}#&userId=48`;
  const now = Date.now();
  const head = [
    `GET ${target} HTTP/1.1`,
    `Host: ${new URL(service.publicUrl).host}`,
    `X-HubSpot-Signature-v3: ${sign("GET", service.publicUrl + target, now)}`,
    `X-HubSpot-Request-Timestamp: ${now}`,
    "Connection: close",
  ];
  const socket = connect(Number(new URL(service.publicUrl).port), "127.0.0.1");
  socket.end(`${head.join("\r\n")}\r\n\r\n`);
  const [line] = (await socket.setEncoding("utf8").toArray()).join("").split("\r\n");
  expect(line).toBe("HTTP/1.1 404 Not Found");
});
