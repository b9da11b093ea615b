/** HubSpot's card in production: off until the card check has passed, through the simulated `hubspot.fetch`. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makeCode } from "../../src/console/card/code.ts";
import { connectService } from "../../simulators/connect.ts";
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import type { Settings } from "../../simulators/hubspot/settings.ts";
import { extensionFetch } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
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
  useService,
} from "./card-check.support.ts";

useService();

async function deliveryOf({ world, publicUrl, channel, cookie }: RunningService): Promise<string> {
  const { control } = world.hubspot;
  const listId = control.addList(PORTAL_ID, { name: "Autumn", size: 500 });
  const audiences = world.line.control.audiences(ACCOUNT.channelId);
  const audienceId = String(audiences.find(({ description }) => /Newsletter/.test(description))?.id);
  const inputFields = {
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: "Autumn",
    audienceId,
  };
  const actionDefinitionId = await world.publishAction(publicUrl);
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Autumn", actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { listId, count: 1 }).done;
  const answer = await fetch(`${publicUrl}/api/deliveries?limit=1`, { headers: { cookie } });
  return ((await answer.json()) as { deliveries: { id: string }[] }).deliveries[0]?.id ?? "";
}

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
    const second = await newCode();
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
    const shown = async (way: string) =>
      theirs(address + way).then(
        // A refusal that the card explains comes with 200 too.
        async (answer) => answer.status === 200 && ((await answer.json()) as { kind?: string }).kind !== "refused",
        () => false,
      );
    const ways = ["", "#", `?${identity}`, `?${identity}#`, `?${identity}%23`];
    return (await Promise.all(ways.map(shown))).includes(true);
  }

  test.each(cases)(
    "fragment %s, a name that is there already %s: the check passes exactly where no forgery gets through",
    async (extensionFetchFragment, extensionFetchNamed) => {
      const behaviour = { extensionFetchFragment, extensionFetchNamed };
      hubspotDoes(behaviour);
      const { verdict } = await run(await newCode());
      const forgeable = await canForge(behaviour);
      expect(verdict).toBe(forgeable ? "failed" : "passed");
      expect(await open()).toEqual(forgeable ? off(/can be forged/) : ON);
    },
  );

  test("each line says what was seen", async () => {
    hubspotDoes({ extensionFetchFragment: "refused" });
    const { lines } = await run(await newCode());
    expect(lines).toMatchObject({
      "An address that ends with #": expect.stringContaining(
        "did not pass it on (Error: HTTP 400: the address has a fragment)",
      ),
      "An address with a complete forged identity": expect.stringContaining("beside the forged one"),
    });
  });

  test("a request that HubSpot sends again after a failure counts once more, and changes nothing", async () => {
    const code = await newCode();
    await card(at(`/probe/${code}/identity`));
    await card(at(`/probe/${code}/identity`));
    expect((await run(code)).verdict).toBe("passed");
  });
});
