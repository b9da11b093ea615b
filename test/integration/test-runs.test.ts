/** A test run of the action in HubSpot's editor, or by another client of HubSpot: checked, and never part of a run. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import request from "supertest";
import { ACCOUNT, APP, PORTAL_ID, SEGMENT } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const ACTION = `/hubspot/actions/send-line-audience/${SEGMENT}`;
let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const audienceId = (name: string) =>
  String(
    service.world.line.control.audiences(ACCOUNT.channelId).find(({ description }) => description === name)?.id ?? name,
  );

let executions = 0;
async function act(context: object | undefined, inputs: Record<string, string> = {}) {
  executions += 1;
  const inputFields = {
    channel: service.channel,
    deliveryList: "77",
    audienceId: audienceId("Newsletter readers"),
    messageText: "Hello",
    ...inputs,
  };
  const body = JSON.stringify({
    callbackId: `ap-${PORTAL_ID}-${executions}-7-0`,
    origin: { portalId: PORTAL_ID, actionDefinitionId: 1, actionDefinitionVersion: 1 },
    ...(context !== undefined && { context }),
    object: { objectId: executions, objectType: "CONTACT", properties: {} },
    inputFields,
  });
  const signature = createHash("sha256").update(`${APP.clientSecret}POST${service.publicUrl}${ACTION}${body}`);
  const response = await request(service.publicUrl)
    .post(ACTION)
    .set("Content-Type", "application/json")
    .set({ "X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": signature.digest("hex") })
    .send(body);
  expect(response.status).toBe(200);
  return response.body.outputFields as Record<string, string>;
}

async function stored(): Promise<number> {
  const { rows } = await service.database.pool.query<{ count: number }>(`
    select (select count(*) from enrollments) + (select count(*) from deliveries) as count`);
  return Number(rows[0]?.count);
}

describe("a test run", () => {
  test.each(["STANDALONE", "TEST", "AGENT_TOOLS", "workflows"])(
    "by %s is answered at once, and stores nothing",
    async (source) => {
      const answer = await act({ source, workflowId: 192, actionId: 1 });
      expect(answer).toMatchObject({
        hs_execution_state: "SUCCESS",
        outcome: "rehearsed",
        outcomeCode: "TEST_RUN",
        covered: "false",
      });
      expect(answer["outcomeMessage"]).toContain("Nothing was sent");
      expect(await stored()).toBe(0);
    },
  );

  const TEST = { source: "STANDALONE" };
  test("says which input is wrong", async () => {
    expect(await act(TEST, { ageFrom: "40", ageTo: "20" })).toMatchObject({ outcomeCode: "AGE_RANGE_REVERSED" });
    expect(await act(TEST, { channel: "unknown" })).toMatchObject({ outcomeCode: "CHANNEL_NOT_FOUND" });
    expect(await stored()).toBe(0);
  });

  test.each([
    ["Campaign of last year (expired)", "AUDIENCE_EXPIRED"],
    ["Upload still building", "AUDIENCE_NOT_READY"],
    ["Clicked the workshop (37)", "AUDIENCE_BELOW_MINIMUM"],
    ["4242", "AUDIENCE_NOT_FOUND"],
  ])("says that the audience “%s” is not ready: %s", async (name, code) => {
    const answer = await act(TEST, { audienceId: audienceId(name) });
    expect(answer).toMatchObject({ hs_execution_state: "FAIL_CONTINUE", outcomeCode: code });
    expect(await act(TEST, { includeAudienceIds: audienceId(name) })).toMatchObject({ outcomeCode: code });
    expect(await act(TEST, { excludeAudienceIds: audienceId(name) })).toMatchObject({ outcomeCode: code });
    expect(await stored()).toBe(0);
  });

  test("says that LINE does not answer", async () => {
    const { control } = service.world.line;
    control.fault({ method: "GET", path: "/v2/bot/message/quota", times: 1, kind: "status", status: 500 });
    const answer = await act(TEST);
    control.clearFaults();
    expect(answer).toMatchObject({ hs_execution_state: "FAIL_CONTINUE", outcomeCode: "LINE_UNAVAILABLE" });
  });
});

test.each([
  ["no context", undefined],
  ["a context without a source", { workflowId: 193 }],
  ["an empty source", { source: "", workflowId: 193 }],
  ["workflows", { source: "WORKFLOWS", workflowId: 193, actionId: 1 }],
])("an execution with %s is real", async (_what, context) => {
  expect(await act(context)).toMatchObject({ hs_execution_state: "BLOCK" });
});
