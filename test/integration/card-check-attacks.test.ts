/** The card check against people who want its verdict otherwise, and the controls that a verdict rests on. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import { createHmac, hash } from "node:crypto";
import { connect } from "node:net";
import { APP } from "../../simulators/demo-world.ts";
import {
  at,
  bodyOf,
  card,
  facts,
  hubspotDoes,
  newCode,
  NO_DELIVERY,
  off,
  ON,
  open,
  run,
  running,
  SAFE,
  useService,
} from "./card-check.support.ts";

useService();

describe("a person who wants the card on although an identity can be forged", () => {
  beforeEach(() => hubspotDoes({ extensionFetchFragment: "unsigned" }));

  test("cannot begin without the code, and gets no pass by leaving requests out", async () => {
    hubspotDoes(SAFE);
    const code = await newCode();
    expect((await run(code, { swallow: ["fragment", "identityFragment"] })).verdict).toBe("unclear");
    expect(await open()).toEqual(off(/not yet checked/));
  });

  test("a report that it was refused is worth nothing where it arrived", async () => {
    const code = await newCode();
    const { body } = await bodyOf(await card(at(`/probe/${code}`)));
    for (const { address } of body["forgeries"] as { address: string }[]) await card(address);
    const names = (body["forgeries"] as { name: string }[]).map(({ name }) => [name, "refused, honestly"]);
    const report = { method: "POST", body: { notPassedOn: Object.fromEntries(names) } };
    expect((await bodyOf(await card(at(`/probe/${code}`), report))).body["verdict"]).toBe("failed");
  });

  test.each(["HTTP 429", "Error: HTTP 504: the app did not answer in time", "TimeoutError: timed out", "HTTP 503"])(
    "keeping HubSpot busy while the operator runs the check gives no pass: %s",
    async (heard) => {
      const code = await newCode();
      const { body } = await bodyOf(await card(at(`/probe/${code}`)));
      const names = (body["forgeries"] as { name: string }[]).map(({ name }) => [name, heard]);
      const report = { method: "POST", body: { notPassedOn: Object.fromEntries(names) } };
      expect((await bodyOf(await card(at(`/probe/${code}`), report))).body["verdict"]).toBe("unclear");
    },
  );

  test("what anyone shows is noted for good: a later check fails until the operator has cleared it", async () => {
    hubspotDoes(SAFE);
    await run(await newCode());
    expect(await open()).toEqual(ON);
    hubspotDoes({ extensionFetchFragment: "unsigned" });
    expect(await bodyOf(await card(at("/probe/no-code/fragment#")))).toMatchObject({ body: { seen: "missing" } });
    expect(await open()).toEqual(off(/can be forged/));
    expect(running().log).toContainEqual(
      expect.objectContaining({ event: "card.identity_forgeable", seen: "missing", path: "/probe/fragment" }),
    );
    hubspotDoes(SAFE);
    expect((await run(await newCode())).verdict).toBe("failed");
    expect(await open()).toEqual(off(/can be forged/));
    await facts().forgetFact("cardHole");
    expect((await run(await newCode())).verdict).toBe("passed");
    expect(await open()).toEqual(ON);
  });

  test("a hole that shows after a pass closes the card", async () => {
    hubspotDoes(SAFE);
    await run(await newCode());
    await facts().noteFact("cardHole", { seen: "forged", path: "/probe/identity" });
    expect((await facts().fact("cardCheckResult"))?.value.verdict).toBe("passed");
    expect(await open()).toEqual(off(/can be forged/));
  });

  test("a card request without a whole identity is noted as well", async () => {
    hubspotDoes(SAFE);
    await run(await newCode());
    hubspotDoes({ extensionFetchFragment: "unsigned" });
    await card(at(`/deliveries/${NO_DELIVERY}?portalId=4712&userId=9&userEmail=them%40example.com#`));
    expect(await open()).toEqual(off(/can be forged/));
  });

  test("no one can switch the card off where no identity can be forged", async () => {
    hubspotDoes(SAFE);
    await run(await newCode());
    const forged = `?userId=1&portalId=1&userEmail=forged%40check.invalid&appId=${APP.appId}`;
    // Node's own reader of queries stops after a thousand names, before what HubSpot has appended.
    const many = "?" + "a&".repeat(1000);
    for (const way of ["#", forged, `${forged}#`, "?portalId=1", "?portalid=1", many, `${forged}&${many.slice(1)}`])
      await card(at(`/probe/x/identity${way}`));
    await fetch(at(`/probe/x/identity${forged}`));
    await card(at(`/deliveries/${NO_DELIVERY}${forged}`));
    expect(await open()).toEqual(ON);
  });
});

/** https://knowledge.hubspot.com/workflows/how-do-i-use-webhooks-with-hubspot-workflows: any address, signed for the app whose id a person enters. */
describe("HubSpot's workflow action Send a webhook, as docs/deployment.md has it tried", () => {
  const path = `/probe/x/workflow?userId=1&portalId=1&userEmail=forged%40check.invalid&appId=${APP.appId}`;

  test("signed with v2, as HubSpot documents it: refused, and the card stays on", async () => {
    await run(await newCode());
    const signature = hash("sha256", `${APP.clientSecret}GET${at(path)}`);
    const headers = { "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": signature };
    expect((await fetch(at(path), { headers })).status).toBe(401);
    expect(await open()).toEqual(ON);
  });

  test("signed with v3: no check of the request can tell, so the card goes off", async () => {
    await run(await newCode());
    expect((await fetchSigned(path)).status).not.toBe(401);
    expect(await open()).toEqual(off(/can be forged/));
  });
});

describe("the controls", () => {
  test("a pass at another address counts no more", async () => {
    await run(await newCode());
    const result = await facts().fact("cardCheckResult");
    if (result === null) throw new Error("the run left no result");
    await facts().noteFact("cardCheckResult", { ...result.value, address: "https://formerly.example" });
    expect(await open()).toEqual(off(/not yet checked/));
  });

  test("an app id that is not HubSpot's stops the check with both ids", async () => {
    const code = await newCode();
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
    const code = await newCode();
    expect(await bodyOf(await fetchSigned(`/probe/${code}?${query}`))).toMatchObject({
      status: 409,
      body: { code: "CARD_CHECK_UNCONTROLLED", title: expect.stringMatching(title) },
    });
  });

  test("a verdict is given only to a run that was begun", async () => {
    const code = await newCode();
    const asked = await card(at(`/probe/${code}`), { method: "POST", body: { notPassedOn: {} } });
    expect(await bodyOf(asked)).toMatchObject({ status: 409, body: { code: "CARD_CHECK_NOT_BEGUN" } });
  });

  test.each([
    ["nothing", {}],
    ["another name", { notPassedOn: { other: "x" } }],
    ["no text", { notPassedOn: { fragment: { toString: 1 } } }],
    ["a long one", { notPassedOn: { fragment: "x".repeat(201) } }],
  ])("a report with %s is refused", async (_name, body) => {
    const code = await newCode();
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
  await run(await newCode());
  const target = `/hubspot/cards/deliveries/${NO_DELIVERY}?userId=9&portalId=4712&userEmail=a@b&appId=${APP.appId}#&userId=48`;
  const now = Date.now();
  const head = [
    `GET ${target} HTTP/1.1`,
    `Host: ${new URL(running().publicUrl).host}`,
    `X-HubSpot-Signature-v3: ${sign("GET", running().publicUrl + target, now)}`,
    `X-HubSpot-Request-Timestamp: ${now}`,
    "Connection: close",
  ];
  const socket = connect(Number(new URL(running().publicUrl).port), "127.0.0.1");
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const [line] = (await socket.setEncoding("utf8").toArray()).join("").split("\r\n");
  expect(line).toBe("HTTP/1.1 404 Not Found");
});
