/** From the workflow to the record: counted by the simulated platforms, never by our own database. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const narrowcasts = () => line().narrowcasts(ACCOUNT.channelId);
const audience = (name: string) =>
  String(
    line()
      .audiences(ACCOUNT.channelId)
      .find(({ description }) => description === name)?.id,
  );

let published: number | null = null;

/** A workflow over a list of its own; answers how to enroll and what became of it. */
async function workflow(size: number, inputs: Record<string, string>) {
  const before = new Set(records().map(({ id }) => id));
  const listId = hubspot().addList(PORTAL_ID, { name: `List of ${size} for ${JSON.stringify(inputs).length}`, size });
  published ??= await service.world.publishAction(service.publicUrl);
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: "Good morning",
    ...inputs,
  };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId: published, inputFields });
  const executions = () => hubspot().executions(PORTAL_ID, id);
  return {
    executions,
    record: () => records().find((record) => !before.has(record.id))?.properties ?? {},
    async enroll(duplicateShare = 0) {
      await hubspot().enroll(PORTAL_ID, id, { listId, duplicateShare }).done;
    },
    enrollContacts: (contactIds: number[]) => hubspot().enroll(PORTAL_ID, id, { contactIds }).done,
    released: () =>
      service.passUntil(() => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED")),
  };
}

const records = () => hubspot().records(PORTAL_ID, "line_audience_delivery");

describe("the main job", () => {
  test("120 enrollments become one narrowcast, 120 releases and one record with its numbers", async () => {
    const campaign = await workflow(120, {
      audienceId: audience("Newsletter readers"),
      messageText: "Look: https://hoshi.example",
    });
    await campaign.enroll(0.3);
    await campaign.released();
    expect(narrowcasts()).toHaveLength(1);
    const outcomes = new Set(
      campaign.executions().map(({ state, outputFields }) => `${state} ${outputFields["outcome"]}`),
    );
    expect(outcomes).toEqual(new Set(["SUCCESS delivered"]));
    expect(campaign.executions()).toHaveLength(120);
    await service.passUntil(() => campaign.record()["opens_state"] === "final", 12 * 3_600_000);
    const record = campaign.record();
    const [sent] = narrowcasts();
    expect(record).toMatchObject({
      outcome: "delivered",
      enrolled_count: "120",
      audience_name: "Newsletter readers",
      line_request_id: sent?.requestId,
    });
    const { recipients = 0, failures = 0 } = sent ?? {};
    expect(Number(record["success_count"])).toBe(recipients - failures);
    const few = failures > 0 && failures < 20;
    expect(record).toMatchObject({
      target_count: few ? "0" : String(recipients),
      target_state: few ? "hidden" : "final",
    });
    expect(Number(record["opens"])).toBeGreaterThan(0);
    expect(Number(record["clicks"])).toBeGreaterThan(0);
  });

  test("arrivals after the send are covered: no second narrowcast, the same outcome", async () => {
    const before = narrowcasts().length;
    const campaign = await workflow(60, { audienceId: audience("VIP chat tag"), messageText: "Second" });
    await campaign.enroll();
    await service.passUntil(() => narrowcasts().length > before);
    await campaign.enrollContacts([61, 62, 63]);
    await campaign.released();
    await campaign.enrollContacts([64]);
    expect(narrowcasts()).toHaveLength(before + 1);
    const outputs = campaign.executions().map(({ outputFields }) => outputFields);
    expect(new Set(outputs.map(({ outcome }) => outcome))).toEqual(new Set(["delivered"]));
    expect(outputs.filter(({ covered }) => covered === "true")).toHaveLength(4);
    // Three were held until the outcome was known, one was answered at once.
    const late = campaign.executions().filter(({ outputFields }) => outputFields["covered"] === "true");
    const others = campaign.executions().filter(({ outputFields }) => outputFields["covered"] === "false");
    for (const locale of ["en", "ja"]) {
      for (const one of late) {
        expect(one.historyText(locale)).toMatch(
          /^Covered by an earlier send \(.+GMT\+9\), so no second message goes out\. LINE delivered/,
        );
      }
      for (const one of others) expect(one.historyText(locale)).not.toMatch(/earlier|先の/);
    }
  });

  test.each([
    ["49 enrollments", 49, "Newsletter readers", {}, "ENROLLED_BELOW_MINIMUM", 0],
    ["an audience of 37", 60, "Clicked the workshop (37)", {}, "AUDIENCE_BELOW_MINIMUM", 0],
    ["an expired audience", 60, "Campaign of last year (expired)", {}, "AUDIENCE_EXPIRED", 0],
    ["an audience in the making", 60, "Upload still building", {}, "AUDIENCE_NOT_READY", 0],
    ["an audience that is gone", 60, "", { audienceId: "9999999999999" }, "AUDIENCE_NOT_FOUND", 0],
    [
      "attributes that leave too few",
      60,
      "Store staff (37)",
      { areas: "jp_31", gender: "female" },
      "AUDIENCE_BELOW_MINIMUM",
      0,
    ],
    ["an upload that LINE would take", 60, "Store staff (37)", {}, "UPLOAD_AUDIENCE_BELOW_MINIMUM", 0],
    ["a chat tag that LINE would take", 60, "Complaint chat tag (12)", {}, "CHAT_TAG_BELOW_MINIMUM", 0],
    [
      "a filter that LINE finds too narrow",
      60,
      "VIP chat tag",
      { areas: "jp_31", gender: "female" },
      "RECIPIENTS_BELOW_MINIMUM",
      1,
    ],
  ])("%s: its own code, and the history says the sentence", async (_name, size, audienceName, inputs, code, sent) => {
    const before = narrowcasts().length;
    const campaign = await workflow(size, { audienceId: audience(audienceName), ...inputs });
    await campaign.enroll();
    await campaign.released();
    const [first] = campaign.executions();
    expect(first?.state).toBe("FAIL_CONTINUE");
    expect(first?.outputFields).toMatchObject({ outcome: "failed", outcomeCode: code });
    expect(first?.outputFields["outcomeMessage"]?.length).toBeGreaterThan(20);
    // The account's language is English: whatever language the reader has in HubSpot, the line is not half of each.
    for (const locale of ["en", "ja"]) expect(first?.historyText(locale)).toMatch(/^[^ぁ-んァ-ヶ一-龠]+$/);
    expect(narrowcasts().length - before).toBe(sent);
    await service.passUntil(() => campaign.record()["outcome_code"] === code, 1000);
  });

  test("a builder's mistake is answered at once, in the history", async () => {
    const campaign = await workflow(3, { audienceId: audience("Newsletter readers"), ageFrom: "40", ageTo: "20" });
    await campaign.enroll();
    expect(campaign.executions()[0]).toMatchObject({
      state: "FAIL_CONTINUE",
      outputFields: { outcomeCode: "AGE_RANGE_REVERSED" },
    });
  });

  test("who does not choose the recipients sends to no one", async () => {
    const before = narrowcasts().length;
    const campaign = await workflow(60, { audienceId: audience("Newsletter readers"), targetingMode: "not-set" });
    await campaign.enroll();
    const outputs = campaign.executions().map(({ state, outputFields }) => `${state} ${outputFields["outcomeCode"]}`);
    expect([...new Set(outputs)]).toEqual(["FAIL_CONTINUE TARGETING_MODE_MISSING"]);
    expect(narrowcasts()).toHaveLength(before);
  });

  test("a list that does not exist ends the delivery", async () => {
    const campaign = await workflow(3, { audienceId: audience("Newsletter readers"), deliveryList: "999999" });
    await campaign.enroll();
    await campaign.released();
    expect(campaign.executions()[0]).toMatchObject({
      state: "FAIL_CONTINUE",
      outputFields: { outcomeCode: "LIST_NOT_FOUND" },
    });
  });

  test("an answer of LINE that got lost is asked for again with the same key: one narrowcast", async () => {
    const before = narrowcasts().length;
    const asked = () =>
      line()
        .requests()
        .filter(({ method, path }) => method === "POST" && path === "/v2/bot/message/narrowcast");
    const askedBefore = asked().length;
    line().fault({ method: "POST", path: "/v2/bot/message/narrowcast", times: 2, kind: "reset-after" });
    const campaign = await workflow(55, { audienceId: audience("Newsletter readers"), messageText: "Lost answer" });
    await campaign.enroll();
    await campaign.released();
    expect(narrowcasts()).toHaveLength(before + 1);
    expect(campaign.executions()[0]?.outputFields["outcome"]).toBe("delivered");
    const sent = asked().slice(askedBefore);
    expect(sent.length).toBeGreaterThanOrEqual(3);
    expect(new Set(sent.map(({ retryKey }) => retryKey)).size).toBe(1);
    // The clock may have outrun a token meanwhile: what meets 401 is repeated with a fresh one, and is not read by LINE.
    const read = sent.filter(({ status }) => status !== 401);
    expect(new Set(read.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test("a restart in the middle goes on where it was", async () => {
    const before = narrowcasts().length;
    const campaign = await workflow(70, { audienceId: audience("Newsletter readers"), messageText: "Restart" });
    await campaign.enroll();
    await service.restart();
    await campaign.released();
    expect(narrowcasts()).toHaveLength(before + 1);
    expect(new Set(campaign.executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(
      new Set(["delivered"]),
    );
  });

  test("callbacks that HubSpot refuses as unknown do not stop the others, however many they are", async () => {
    const campaign = await workflow(150, {
      audienceId: audience("Newsletter readers"),
      messageText: "Dead callbacks",
    });
    await campaign.enroll();
    const dead = campaign.executions().filter((_, index) => index % 7 === 6);
    hubspot().settings.unknownCallbacks = "not-found";
    for (const { callbackId } of dead) hubspot().dropCallback(callbackId);
    const delivered = () => campaign.executions().filter(({ outputFields }) => outputFields["outcome"] === "delivered");
    await service.passUntil(() => delivered().length === 150 - dead.length, 60_000);
    const unreleased = async () =>
      (await service.database.pool.query("select from enrollments where released_at is null")).rowCount ?? 0;
    // HubSpot has them a moment before they are noted as released.
    await service.passUntil(async () => (await unreleased()) <= dead.length, 1000);
    expect(await unreleased()).toBe(dead.length);
    await service.passUntil(async () => (await unreleased()) === 0, 3_600_000);
    hubspot().settings.unknownCallbacks = "accepted";
  });
});

test("several audiences: everyone in any of them gets it once, and no one who is left out", async () => {
  const before = narrowcasts().length;
  const campaign = await workflow(60, {
    audienceId: audience("VIP chat tag"),
    includeAudienceIds: `${audience("Customers of the year")};${audience("Added by poster")}`,
    excludeAudienceIds: audience("Newsletter readers"),
    messageText: "To several",
  });
  await campaign.enroll();
  await campaign.released();
  const [sent, ...others] = narrowcasts().slice(before);
  expect(others).toEqual([]);
  const group = (name: string) => ({ type: "audience" as const, audienceGroupId: Number(audience(name)) });
  const or = ["Added by poster", "Customers of the year", "VIP chat tag"].map(group);
  const not = { type: "operator" as const, not: group("Newsletter readers") };
  const recipient = { type: "operator" as const, and: [not, { type: "operator" as const, or }] };
  const meant = line().countMatching(ACCOUNT.channelId, { recipient });
  expect(meant).toBeGreaterThan(line().countMatching(ACCOUNT.channelId, { recipient: group("VIP chat tag") }));
  expect(sent?.recipients).toBe(meant);
  const names = "VIP chat tag, Customers of the year, Added by poster";
  const counts = () =>
    records().flatMap(({ properties }) => (properties["audience_name"] === names ? [properties["success_count"]] : []));
  // The target is hidden where it would tell how few failed.
  await service.passUntil(() => counts().includes(String(meant - (sent?.failures ?? 0))), 1000);
});

/** Nothing of it has reached LINE while a person is asked. */
async function approveWhenAsked(code: string): Promise<void> {
  const before = narrowcasts().length;
  const newest = async () => {
    const response = await fetch(`${service.publicUrl}/api/deliveries`, { headers: { cookie: service.cookie } });
    const { deliveries } = (await response.json()) as { deliveries: { id: string; standing: { code: string } }[] };
    return deliveries[0];
  };
  await service.passUntil(async () => (await newest())?.standing.code === code);
  expect(narrowcasts()).toHaveLength(before);
  await callApi(service.publicUrl, service.cookie, `/api/deliveries/${(await newest())?.id}/approve`, {});
}

test("only enrolled contacts: those who match get it, nothing is left behind", async () => {
  const friends = line().friendIds(ACCOUNT.channelId, 200);
  let contacts = 0;
  hubspot().setContactProperty(PORTAL_ID, "line_user_id", () => {
    contacts += 1;
    return contacts % 9 === 0 ? null : (friends[contacts] ?? null);
  });
  const before = narrowcasts().length;
  const audiences = line().audiences(ACCOUNT.channelId).length;
  const campaign = await workflow(150, {
    targetingMode: "narrow_to_enrolled",
    lineUserId: "{{ enrolled_object.line_user_id }}",
    excludeAudienceIds: audience("VIP chat tag"),
  });
  await campaign.enroll(0.2);
  // The excluded people may be almost all of them.
  await approveWhenAsked("MAY_BE_BELOW_MINIMUM");
  await campaign.released();
  const [sent, ...others] = narrowcasts().slice(before);
  expect(others).toEqual([]);
  const got = line().recipientsOf(ACCOUNT.channelId, sent?.requestId ?? "");
  expect(got.length).toBeGreaterThan(50);
  expect(got.filter((id) => !friends.includes(id))).toEqual([]);
  expect(new Set(campaign.executions().map(({ outputFields }) => outputFields["outcome"]))).toEqual(
    new Set(["delivered"]),
  );
  await service.passUntil(() => line().audiences(ACCOUNT.channelId).length === audiences);
  await service.passUntil(() => campaign.record()["quota_used"] === String(sent?.recipients), 1000);
  expect(campaign.record()["forecast_low"]).toMatch(/^\d+$/);
});

test("every line about a delivery names it, and no secret is in the log", () => {
  const about = service.log.filter(({ event }) => event.startsWith("delivery."));
  expect(about.length).toBeGreaterThan(0);
  for (const entry of about) expect(entry["deliveryId"]).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.stringify(service.log)).not.toContain(ACCOUNT.channelSecret);
});

test("HubSpot was asked at no address of v1, v3 or v4 in all of this", () => {
  expect(hubspot().requests().length).toBeGreaterThan(5);
  expect(hubspot().refusedFormerCalls()).toEqual([]);
});
