/** Every question to HubSpot in every version of its API, with v1, v3 and v4 gone and still served. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { FAMILIES, readVersions, type Family } from "../../src/platforms/hubspot/addresses.ts";
import type { Answer } from "../../src/delivery/answer.ts";
import type { HubSpot } from "../../src/ports/hubspot.ts";
import { grant, startAdapterBench, valueOf, type AdapterBench } from "./hubspot-adapter.support.ts";
import { portalId, workflowFor } from "./hubspot-simulator.support.ts";

let bench: AdapterBench;
beforeEach(async () => {
  bench = await startAdapterBench();
});
afterEach(() => bench.stop());

const FORMER = (Object.keys(FAMILIES) as Family[]).map((name) => `${name}=${FAMILIES[name].former.version}`).join();

const control = () => bench.hubspot.control;
const adapterWith = (setting: string) => bench.anotherAdapter(bench.hubspot.apiUrl, readVersions(setting));
const asked = () =>
  [
    ...new Set(
      control()
        .requests()
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ].toSorted();

/** Installs the app, lets the tokens run out, and asks all that the port offers. */
async function askEverything(hubspot: HubSpot): Promise<Answer<unknown>[]> {
  const installation = valueOf(await hubspot.install(await grant(hubspot, portalId)));
  bench.credentials.keep(portalId, { ...installation.tokens, expiresInSeconds: -1 });
  await control().enroll(portalId, workflowFor(bench), { count: 3 }).done;
  const outputFields = { hs_execution_state: "SUCCESS", code: "DELIVERED" };
  const held = control().executions(portalId);
  const listId = control().addList(portalId, { listId: "7", name: "Newsletter", size: 3 });
  const typeId = valueOf(await hubspot.ensureRecordType(portalId));
  return [
    await hubspot.completeCallbacks(
      portalId,
      held.map(({ callbackId }) => ({ callbackId, outputFields })),
      false,
    ),
    await hubspot.checkAccess(portalId),
    await hubspot.person(portalId, installation.userId),
    await hubspot.list(portalId, listId),
    await hubspot.searchLists(portalId, "News", null),
    await hubspot.contactProperties(portalId),
    await hubspot.memberValues(portalId, { listId, property: "line_user_id", after: null }),
    await hubspot.writeRecord(portalId, typeId, { delivery_id: "d-1", outcome: "sealed" }),
  ];
}

/** `date`: of all families but OAuth. */
const dated = (oauth: string, date: string) =>
  [
    `POST /oauth/${oauth}/token`,
    `POST /oauth/${oauth}/token/introspect`,
    `POST /automation/actions/callbacks/${date}/complete`,
    `GET /account-info/${date}/details`,
    expect.stringMatching(new RegExp(`^GET /settings/users/${date}/\\d+$`)),
    `GET /crm/lists/${date}/7`,
    `GET /crm/lists/${date}/7/memberships`,
    `POST /crm/lists/${date}/search`,
    `GET /crm/properties/${date}/0-1`,
    `GET /crm/properties/${date}/0-1/line_user_id`,
    `POST /crm/objects/${date}/contacts/batch/read`,
    expect.stringMatching(new RegExp(`^POST /crm/objects/${date}/2-\\d+/batch/upsert$`)),
    `GET /crm-object-schemas/${date}/schemas`,
    `POST /crm-object-schemas/${date}/schemas`,
  ] as const;

describe("HubSpot without v1, v3 and v4", () => {
  it.each([
    ["", "2026-03", "2026-09"],
    ["2026-03", "2026-03", "2026-03"],
    ["2026-09", "2026-09", "2026-09"],
  ])(
    "answers every question with HUBSPOT_API_VERSION=%s, and is asked for no former address",
    async (setting, ...dates) => {
      const answers = await askEverything(adapterWith(setting));
      expect(answers.filter(({ kind }) => kind !== "ok")).toEqual([]);
      expect(control().refusedFormerCalls()).toEqual([]);
      expect(asked()).toHaveLength(14);
      expect(asked()).toEqual(expect.arrayContaining([...dated(...dates)]));
    },
  );

  it("refuses every former address, and tells which", async () => {
    const hubspot = adapterWith(FORMER);
    // The operator's matter: neither a person's fault nor one of their account.
    expect(await hubspot.install(await grant(hubspot, portalId))).toMatchObject({
      finding: { code: "HUBSPOT_APP_REFUSED", figures: { detail: "HTTP 404" } },
    });
    expect(control().refusedFormerCalls()).toEqual(["POST /oauth/v1/token"]);
  });
});

describe("HubSpot with v1, v3 and v4", () => {
  it("answers every question at the former addresses where they are set", async () => {
    control().settings.formerVersions = "served";
    const answers = await askEverything(adapterWith(FORMER));
    expect(answers.filter(({ kind }) => kind !== "ok")).toEqual([]);
    expect(asked().filter((request) => !/\/v[134]\//.test(request))).toEqual([]);
    expect(asked()).toHaveLength(14);
  });

  it.each(Object.keys(FAMILIES))("lets the family %s alone fall back", async (name) => {
    control().settings.formerVersions = "served";
    const { former } = FAMILIES[name as Family];
    const answers = await askEverything(adapterWith(`${name}=${former.version}`));
    expect(answers.filter(({ kind }) => kind !== "ok")).toEqual([]);
    const fallenBack = asked().filter((request) => /\/v\d\//.test(request));
    // Nothing here removes the app, and definitions are published by a command.
    if (name === "installs" || name === "definitions") expect(fallenBack).toEqual([]);
    else expect(fallenBack.length).toBeGreaterThan(0);
    expect(fallenBack.filter((request) => !request.includes(` ${former.path}`))).toEqual([]);
  });
});
