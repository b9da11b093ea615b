/** The simulated LINE's audiences: uploads in both forms, their building, their limits, lists and privacy. */
import { afterEach, describe, expect, test } from "@jest/globals";
import { CHANNEL_ID, startLineCaller, TEXT, type LineCaller } from "../support/line-caller.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATH = "/v2/bot/audienceGroup";
let line: LineCaller;
afterEach(() => line.simulator.stop());

const small = { friends: 3000, declinedPolicyShare: 0 };
const ids = (count: number, from = 0) => line.simulator.control.friendIds(CHANNEL_ID, count, { from });
const asObjects = (list: readonly string[]) => list.map((id) => ({ id }));
const get = async (id: unknown) =>
  (await line.call("GET", `${PATH}/${String(id)}`)).body as { audienceGroup: object; jobs: object[] };
const codeOf = ({ body }: { body: Record<string, unknown> }) =>
  (body["details"] as { message: string }[] | undefined)?.[0]?.message;

describe("uploading", () => {
  test("JSON: accepted, in progress, ready with the friends it found", async () => {
    line = await startLineCaller(small);
    const stranger = `U${"0".repeat(32)}`;
    const audiences = asObjects([...ids(600), ...ids(10), stranger]);
    const created = await line.call("POST", `${PATH}/upload`, { description: "Run 1", audiences });
    expect(created).toMatchObject({
      status: 202,
      body: {
        type: "UPLOAD",
        createRoute: "MESSAGING_API",
        permission: "READ_WRITE",
        isIfaAudience: false,
        description: "Run 1",
      },
    });
    const id = created.body["audienceGroupId"];
    expect((await get(id)).audienceGroup).toMatchObject({ status: "IN_PROGRESS", audienceCount: 0 });
    line.clock.skip(HOUR);
    expect((await get(id)).audienceGroup).toMatchObject({ status: "READY", audienceCount: 600 });
    const narrowcast = { messages: [TEXT], recipient: { type: "audience", audienceGroupId: id } };
    expect(await line.narrowcast(narrowcast)).toMatchObject({ status: 202 });
    expect(await line.call("DELETE", `${PATH}/${String(id)}`)).toMatchObject({ status: 202 });
    expect(await line.narrowcast(narrowcast)).toMatchObject({ status: 400 });
  });

  test("file: a part at a time, then added to, counted when the job is finished", async () => {
    line = await startLineCaller(small);
    const created = await line.upload(
      "POST",
      { description: "Läufe 一", uploadDescription: "first" },
      `${ids(1500).join("\n")}\n`,
    );
    expect(created).toMatchObject({ status: 202, body: { description: "Läufe 一" } });
    const id = String(created.body["audienceGroupId"]);
    line.clock.skip(HOUR);
    expect((await get(id)).audienceGroup).toMatchObject({ status: "READY", audienceCount: 1500 });
    const added = await line.upload(
      "PUT",
      { audienceGroupId: id, uploadDescription: "second" },
      ids(1000, 1400).join("\n"),
    );
    expect(added).toMatchObject({ status: 202, body: {} });
    const during = await get(id);
    expect(during.audienceGroup).toMatchObject({ status: "READY", audienceCount: 1500 });
    expect(during.jobs).toMatchObject([
      { jobStatus: "FINISHED" },
      { jobStatus: "QUEUED", description: "second", audienceCount: 900 },
    ]);
    line.clock.skip(HOUR);
    expect(await get(id)).toMatchObject({
      audienceGroup: { audienceCount: 2400 },
      jobs: [{}, { jobStatus: "FINISHED" }],
    });
  });

  test("drops those who declined the privacy policy without a word", async () => {
    line = await startLineCaller({ friends: 3000, declinedPolicyShare: 0.2 });
    const created = await line.upload("POST", { description: "x" }, ids(1000).join("\n"));
    line.clock.skip(HOUR);
    const { audienceGroup } = await get(created.body["audienceGroupId"]);
    const { audienceCount } = audienceGroup as { audienceCount: number };
    expect(audienceCount).toBeGreaterThan(700);
    expect(audienceCount).toBeLessThan(900);
  });

  test("an empty one is never ready", async () => {
    line = await startLineCaller(small);
    const { body } = await line.call("POST", `${PATH}/upload`, { description: "empty" });
    line.clock.skip(DAY);
    expect((await get(body["audienceGroupId"])).audienceGroup).toMatchObject({ status: "IN_PROGRESS" });
  });

  test("expires after 180 days and disappears a month later", async () => {
    line = await startLineCaller(small);
    const { body } = await line.upload("POST", { description: "x" }, ids(100).join("\n"));
    const id = body["audienceGroupId"];
    line.clock.skip(180 * DAY);
    expect((await get(id)).audienceGroup).toMatchObject({ status: "EXPIRED" });
    const add = { audienceGroupId: id, audiences: asObjects(ids(1)) };
    expect(codeOf(await line.call("PUT", `${PATH}/upload`, add))).toBe("AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED");
    line.clock.skip(31 * DAY);
    expect(await line.call("GET", `${PATH}/${String(id)}`)).toMatchObject({ status: 400 });
  });

  test("ten operations at once and no more", async () => {
    line = await startLineCaller(small);
    const { body } = await line.call("POST", `${PATH}/upload`, { description: "x", audiences: asObjects(ids(1)) });
    const add = { audienceGroupId: body["audienceGroupId"], audiences: asObjects(ids(5)) };
    for (let nth = 2; nth <= 10; nth += 1) expect((await line.call("PUT", `${PATH}/upload`, add)).status).toBe(202);
    expect(await line.call("PUT", `${PATH}/upload`, add)).toMatchObject({
      status: 429,
      body: { message: expect.stringContaining("concurrent") },
    });
  });
});

describe("refusing", () => {
  const bad = "UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT";
  test.each([
    ["no name", {}, "AUDIENCE_GROUP_NAME_EMPTY"],
    ["a blank name", { description: "  " }, "AUDIENCE_GROUP_NAME_EMPTY"],
    ["a long name", { description: "x".repeat(121) }, "AUDIENCE_GROUP_NAME_SIZE_OVER"],
    ["a control character", { description: "a\u0007b" }, "AUDIENCE_GROUP_NAME_WRONG"],
    [
      "a long job name",
      { description: "x", uploadDescription: "x".repeat(301) },
      "AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER",
    ],
    ["a bad id", { description: "x", audiences: [{ id: "U123" }] }, bad],
    ["upper case", { description: "x", audiences: [{ id: `U${"A".repeat(32)}` }] }, bad],
  ])("%s", async (_, body, code) => {
    line = await startLineCaller(small);
    const answer = await line.call("POST", `${PATH}/upload`, body);
    expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 400, code });
  });

  test("more than 10,000 ids in JSON", async () => {
    line = await startLineCaller(small);
    const audiences = Array.from({ length: 10_001 }, () => ({ id: ids(1)[0] }));
    const answer = await line.call("POST", `${PATH}/upload`, { description: "x", audiences });
    expect(codeOf(answer)).toBe("UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS");
  });

  test("files of the wrong kind, with blank lines, or without an ID of a person", async () => {
    line = await startLineCaller(small);
    const name = { description: "x" };
    expect((await line.upload("POST", name, ids(2).join("\n"), "text/csv")).status).toBe(400);
    expect(codeOf(await line.upload("POST", name, ids(2).join("\n\n")))).toBe(bad);
    expect(codeOf(await line.upload("POST", name, ids(2).join("\r\n")))).toBe(bad);
    expect(codeOf(await line.upload("POST", name, ""))).toBe("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS");
    expect((await line.upload("POST", { ...name, isIfaAudience: "undefined" }, ids(2).join("\n"))).status).toBe(400);
    expect(codeOf(await line.upload("PUT", { audienceGroupId: "77" }, ids(2).join("\n")))).toBe(
      "AUDIENCE_GROUP_NOT_FOUND",
    );
  });

  test("the 1,001st audience", async () => {
    line = await startLineCaller({ friends: 50 });
    const { control } = line.simulator;
    const own = control.audiences(CHANNEL_ID).filter(({ shared }) => !shared).length;
    for (let nth = own; nth < 1000; nth += 1)
      control.addAudience(CHANNEL_ID, { description: `number ${nth}`, size: 1 });
    expect(codeOf(await line.call("POST", `${PATH}/upload`, { description: "x" }))).toBe(
      "AUDIENCE_GROUP_COUNT_MAX_OVER",
    );
  });

  test("accounts of other countries", async () => {
    line = await startLineCaller({ friends: 50, country: "other" });
    expect(await line.call("GET", `${PATH}/list?page=1`)).toMatchObject({ status: 403 });
  });
});

describe("seeing", () => {
  test("counts below 20 are hidden but for uploads and chat tags", async () => {
    line = await startLineCaller();
    const count = async (name: string) => (await get(line.audience(name))).audienceGroup;
    expect(await count("Clicked the typo (fewer than 20)")).toMatchObject({ audienceCount: 0, status: "READY" });
    expect(await count("Clicked the workshop (37)")).toMatchObject({ audienceCount: 37 });
    expect(await count("Complaint chat tag (12)")).toMatchObject({ audienceCount: 12 });
  });

  test("pages, filters and their limits", async () => {
    line = await startLineCaller(small);
    const all = (await line.call("GET", `${PATH}/list?page=1&size=40`)).body;
    const own = line.simulator.control.audiences(CHANNEL_ID).filter(({ shared }) => !shared);
    expect(all).toMatchObject({ totalCount: own.length, hasNextPage: false, page: 1, size: 40 });
    expect((await line.call("GET", `${PATH}/list?page=1`)).body).toMatchObject({ size: 20, hasNextPage: true });
    expect((await line.call("GET", `${PATH}/list?page=1&description=SPRING&status=READY`)).body).toMatchObject({
      totalCount: 2,
    });
    expect(await line.call("GET", `${PATH}/list?page=1&size=41`)).toMatchObject({
      status: 400,
      body: { message: "size: must be less than or equal to 40", details: [{ message: "TOO_HIGH" }] },
    });
    expect((await line.call("GET", `${PATH}/list`)).status).toBe(400);
    expect((await line.call("GET", `${PATH}/list?page=1&status=BROKEN`)).status).toBe(400);
  });

  test("audiences of others are shared ones only", async () => {
    line = await startLineCaller(small);
    const id = line.audience("Partner's members (shared)");
    expect((await line.call("GET", `${PATH}/${id}`)).status).toBe(400);
    expect((await line.call("GET", `${PATH}/shared/${id}`)).body).toMatchObject({ owner: { name: "Partner shop" } });
    expect((await line.call("GET", `${PATH}/shared/list`)).body).toMatchObject({ totalCount: 2 });
    const owned = (await line.call("GET", `${PATH}/shared/list?includesOwnedAudienceGroups=true`)).body;
    expect(owned["totalCount"]).toBe(line.simulator.control.audiences(CHANNEL_ID).length);
  });

  test("renames its own, not the manager's", async () => {
    line = await startLineCaller(small);
    const rename = (name: string) =>
      line.call("PUT", `${PATH}/${line.audience(name)}/updateDescription`, { description: "New name" });
    expect((await rename("VIP chat tag")).status).toBe(403);
    expect((await rename("Newsletter readers")).status).toBe(200);
    expect((await get(line.audience("New name"))).audienceGroup).toMatchObject({ description: "New name" });
  });
});

describe("from a message", () => {
  test("who saw and who clicked it, once each", async () => {
    line = await startLineCaller();
    const { requestId } = await line.narrowcast({ messages: [TEXT] });
    const imp = { description: "Saw it", requestId };
    expect(codeOf(await line.call("POST", `${PATH}/imp`, imp))).toBe("REQUEST_NOT_FOUND");
    line.clock.skip(2 * HOUR);
    const created = await line.call("POST", `${PATH}/imp`, imp);
    expect(created).toMatchObject({ status: 202, body: { type: "IMP", requestId } });
    expect(codeOf(await line.call("POST", `${PATH}/imp`, imp))).toBe("AUDIENCE_GROUP_REQUESTID_DUPLICATE");
    const click = { ...imp, clickUrl: "https://example.com/spring" };
    expect(await line.call("POST", `${PATH}/click`, click)).toMatchObject({ status: 202, body: { type: "CLICK" } });
    line.clock.skip(2 * HOUR);
    expect((await get(created.body["audienceGroupId"])).audienceGroup).toMatchObject({ status: "READY" });
    line.clock.skip(60 * DAY);
    const late = { ...click, clickUrl: "https://example.com/other" };
    expect(codeOf(await line.call("POST", `${PATH}/click`, late))).toBe("TOO_OLD_MESSAGES");
  });

  test("fewer than 50 people leave it in progress", async () => {
    line = await startLineCaller();
    const recipient = { type: "audience", audienceGroupId: line.audience("Store staff (37)") };
    const { requestId } = await line.narrowcast({ messages: [TEXT], recipient });
    line.clock.skip(2 * HOUR);
    const { body } = await line.call("POST", `${PATH}/imp`, { description: "few", requestId });
    line.clock.skip(DAY);
    expect((await get(body["audienceGroupId"])).audienceGroup).toMatchObject({ status: "IN_PROGRESS" });
  });
});
