/** LINE user IDs as people and imports leave them in HubSpot, on a suppression list and at enrolled contacts. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
let actionDefinitionId: number;
beforeAll(async () => {
  service = await startTestService();
  service.world.line.control.assume({ failures: "none" });
  actionDefinitionId = await service.world.publishAction(service.publicUrl);
});
afterAll(() => service.close());

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const narrowcasts = () => line().narrowcasts(ACCOUNT.channelId);
const READERS = "Newsletter readers";
const readers = () =>
  Number(
    line()
      .audiences(ACCOUNT.channelId)
      .find(({ description }) => description === READERS)?.id,
  );

/** Friends who would get a message to the readers, and who LINE keeps in an upload. */
function someReaders(count: number): string[] {
  const wanted = { recipient: { type: "audience" as const, audienceGroupId: readers() } };
  const friends = line().friendIds(ACCOUNT.channelId, 400, { blocked: false });
  return friends.filter((id) => line().countAmong(ACCOUNT.channelId, [id], wanted) === 1).slice(0, count);
}

/** The values of a contact property, from the first contact on. */
function setValues(property: string, values: readonly (string | undefined)[]): void {
  let contact = 0;
  hubspot().setContactProperty(PORTAL_ID, property, () => values[contact++] ?? null);
}

/** Sends to a list of 60 contacts; answers who got the message. */
async function send(inputs: Record<string, string>): Promise<Set<string>> {
  const before = narrowcasts().length;
  const listId = hubspot().addList(PORTAL_ID, { name: "Everyone", size: 60 });
  const inputFields = {
    channel: service.channel,
    deliveryList: listId,
    messageText: "Good morning",
    targetingMode: "line_conditions",
    audienceId: String(readers()),
    ...inputs,
  };
  const workflow = hubspot().createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  const executions = () => hubspot().executions(PORTAL_ID, workflow);
  await hubspot().enroll(PORTAL_ID, workflow, { listId }).done;
  await service.passUntil(() => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"));
  expect(new Set(executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(new Set(["delivered"]));
  const [sent, ...others] = narrowcasts().slice(before);
  expect(others).toEqual([]);
  return new Set(line().recipientsOf(ACCOUNT.channelId, sent?.requestId ?? ""));
}

async function newestPage(language: "en" | "ja"): Promise<string> {
  const ask = (path: string) =>
    fetch(service.publicUrl + path, { headers: { cookie: service.cookie, "accept-language": language } });
  const { deliveries } = (await (await ask("/api/deliveries")).json()) as { deliveries: { id: string }[] };
  return (await (await ask(`/deliveries/${deliveries[0]?.id}`)).text()).replaceAll(/\s+/g, " ");
}

/** Each can mean one ID only. */
const repairable = (id: string): string[] => [
  id,
  ` ${id}\r\n`,
  `\ufeff${id}`,
  `\u3000${id}`,
  id.toUpperCase(),
  id.toLowerCase(),
  `${id}\u200b`,
  `"${id}"`,
  `'${id}`,
];

test("members of a suppression list are left out whatever was done to their IDs, and who cannot be is named", async () => {
  const friends = someReaders(11);
  const values = friends.slice(0, 9).map((id, index) => repairable(id)[index]);
  setValues("suppressed_id", [...values, `${friends[9]};${friends[10]}`, "@hoshi123", ""]);
  const suppressionList = hubspot().addList(PORTAL_ID, { name: "Unsubscribed", size: 12 });
  const got = await send({ suppressionList, suppressionProperty: "suppressed_id" });
  expect(got.size).toBeGreaterThan(100);
  expect(friends.filter((id) => got.has(id))).toEqual([]);
  for (const [language, said] of [
    ["en", "1 member of the suppression list has a value that is not a LINE user ID, so this member may receive"],
    ["ja", "除外リストのメンバーのうち1件は値がLINEユーザーIDではないため"],
  ] as const) {
    const page = await newestPage(language);
    expect(page).toContain(said);
    expect(page).toContain("@hoshi123");
    for (const id of friends) expect(page).not.toContain(id.slice(1));
  }
});

test("enrolled contacts get the message whatever was done to their IDs, unless two people could be meant", async () => {
  const friends = someReaders(64);
  const damaged = friends.slice(0, 9).map((id, index) => repairable(id)[index]);
  const two = `${friends[9]};${friends[10]}`;
  const tooLong = `${friends[11]}0`;
  setValues("line_user_id", [...damaged, two, tooLong, "@hoshi123", ...friends.slice(12, 60)]);
  const got = await send({
    targetingMode: "narrow_to_enrolled",
    audienceId: "",
    lineUserId: "{{ enrolled_object.line_user_id }}",
  });
  expect([...got].toSorted()).toEqual([...friends.slice(0, 9), ...friends.slice(12, 60)].toSorted());
  const page = await newestPage("en");
  expect(page).toContain("3 enrolled contacts have no valid LINE user ID, or more than one");
  expect(page).toContain("@hoshi123");
  expect(page).toMatch(/U\w{3}…\w{3} \(34\)/);
  expect(page).toMatch(/U\w{3}…\w{3};U\w{3}…\w{3} \(67\)/);
});
