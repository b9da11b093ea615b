/**
 * Who makes HubSpot sign a request that only the workflow engine should make? Every user can: a card's JavaScript runs in their
 * browser. Every signed route is driven through the simulated `hubspot.fetch`, as every role, from the attacked account and
 * from another one. HubSpot is as careless as its documents allow, and each defence stands alone in turn.
 * What happens without them: attacks-undefended.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { may } from "../../src/console/request/rights.ts";
import {
  ATTACKERS,
  CARDS,
  ENGINE,
  HELPLESS,
  SECRETS,
  SIGNED,
  startAttackedService,
  type Answered,
  type AttackedService,
  type Setting,
} from "../support/attacked-service.ts";

let attacked: AttackedService;
beforeAll(async () => {
  attacked = await startAttackedService();
});
afterAll(() => attacked.service.close());

test("each signed route is attacked here", () => {
  const paths = (routes: typeof SIGNED) => routes.map(({ path }) => path).toSorted();
  expect(paths([...ENGINE, ...CARDS])).toEqual(paths(SIGNED));
  expect(ENGINE.length).toBeGreaterThanOrEqual(3);
});

/** 503: nothing was done, and HubSpot would send it again. */
const REFUSALS = [0, 400, 401, 403, 404, 503];

const COMMANDS = ["seal", "cancel", "approve"] as const;

const tellsSecret = ({ text }: Answered): boolean => SECRETS.some((secret) => text.includes(secret));

describe.each(ATTACKERS)("a $role of portal $portalId", (attacker) => {
  describe.each(ENGINE)("$method $path", (route) => {
    const refused = async (setting: Setting): Promise<Answered[]> => {
      const before = await attacked.stored();
      const answers = await attacked.attack(route, attacker, setting);
      expect(answers.length).toBeGreaterThan(40);
      expect(answers.filter((one) => !REFUSALS.includes(one.status) || tellsSecret(one))).toEqual([]);
      expect(await attacked.stored()).toEqual(before);
      return answers;
    };

    test("permittedUrls alone: HubSpot passes nothing on, though the address is known and nothing appended arrives", async () => {
      const behaviour = { ...HELPLESS, extensionFetchPermitted: "path" } as const;
      const answers = await refused({ segment: SEGMENT, behaviour });
      // What HubSpot takes for something below the cards' path is no address of ours.
      for (const { at, status } of answers) expect([at, [0, 404].includes(status)]).toEqual([at, true]);
      expect(answers.find(({ name }) => name === "a fragment")?.status).toBe(0);
    });

    test("the segment alone: 404, whatever HubSpot lets through", async () => {
      const answers = await refused({ segment: "guessed-by-an-attacker", behaviour: HELPLESS });
      for (const { at, status } of answers) expect([at, status]).toEqual([at, 404]);
    });

    test.each([
      ["signed", "kept", "as_written"],
      ["cut", "replaced", "tidied"],
      ["sent", "twice", "as_written"],
    ] as const)(
      "what HubSpot appends alone: refused, though the address is known (fragment %s, named %s, %s)",
      async (extensionFetchFragment, extensionFetchNamed, extensionFetchPath) => {
        const change = { extensionFetchFragment, extensionFetchNamed, extensionFetchPath };
        const answers = await refused({ segment: SEGMENT, behaviour: { ...HELPLESS, ...change } });
        expect(answers.find(({ name }) => name === "nothing")?.status).toBe(403);
      },
    );

    test("addresses compared as text: a way out of the cards' path leads nowhere", async () => {
      const change = {
        extensionFetchPath: "tidied",
        extensionFetchFragment: "cut",
        extensionFetchPermitted: "text",
      } as const;
      await refused({ segment: SEGMENT, behaviour: { ...HELPLESS, ...change } });
    });
  });

  describe.each(CARDS)("$method $path", (route) => {
    test.each([
      ["signed", "twice", "as_written"],
      ["cut", "replaced", "tidied"],
      ["sent", "twice", "as_written"],
    ] as const)(
      "only as the person that HubSpot appends (fragment %s, named %s, %s)",
      async (extensionFetchFragment, extensionFetchNamed, extensionFetchPath) => {
        const change = { extensionFetchFragment, extensionFetchNamed, extensionFetchPath };
        const before = await attacked.stored();
        const answers = await attacked.attack(route, attacker, {
          segment: SEGMENT,
          behaviour: { ...HELPLESS, ...change },
        });
        const command = COMMANDS.find((one) => route.path.endsWith(`/${one}`));
        const mayDo = command === undefined || may({ roles: [attacker.role] }, command);
        // What people may do in their own account they may do through their card; a command that came too late is 409.
        const done = mayDo && attacker.portalId === PORTAL_ID && route.authentication === "timed" ? [200, 409] : [];
        expect(answers.filter(({ status }) => ![...REFUSALS, ...done].includes(status))).toEqual([]);
        expect((await attacked.stored()).forged).toBe(0);
        if (attacker.portalId === PORTAL_ID) return;
        expect(await attacked.stored()).toEqual(before);
        expect(answers.filter(tellsSecret)).toEqual([]);
      },
    );
  });
});
