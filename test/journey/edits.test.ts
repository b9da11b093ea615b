/** A builder edits the action of a workflow that runs: one narrowcast, and a second one only after a person has allowed it. */
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
let actionDefinitionId: number;
beforeEach(async () => {
  service = await startTestService();
  actionDefinitionId = await service.world.publishAction(service.publicUrl);
});
afterEach(() => service.close());

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const texts = () =>
  line()
    .narrowcasts(ACCOUNT.channelId)
    .map(({ body }) => (body as { messages: { text: string }[] }).messages[0]?.text);

const audience = (name: string): string =>
  String(
    line()
      .audiences(ACCOUNT.channelId)
      .find(({ description }) => description === name)?.id,
  );

async function savedMessage(name: string, text: string): Promise<string> {
  const messages = [{ type: "text", text }];
  const saved = await callApi(service.publicUrl, service.cookie, "/api/messages", { name, messages });
  return (saved as { readonly id: string }).id;
}

interface Campaign {
  readonly enroll: (from: number, count: number) => Promise<void>;
  readonly edit: (inputs: Record<string, string>) => void;
  readonly released: (stepMs?: number) => Promise<Record<string, number>>;
}

/** A workflow over a list of 200 contacts, which never enroll all. */
function campaign(
  messageText: string,
  listId = hubspot().addList(PORTAL_ID, { name: "Readers", size: 200 }),
): Campaign {
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: audience("Newsletter readers"),
    messageText,
  };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  const executions = () => hubspot().executions(PORTAL_ID, id);
  return {
    enroll: async (from, count) => {
      const contactIds = Array.from({ length: count }, (_, index) => from + index + 1);
      await hubspot().enroll(PORTAL_ID, id, { contactIds }).done;
    },
    edit: (inputs) => hubspot().editWorkflow(PORTAL_ID, id, inputs),
    /** How many got which outcome; `covered` beside those that an earlier send covered. */
    released: async (stepMs) => {
      const ended = () => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED");
      await service.passUntil(ended, stepMs);
      expect(executions().every(({ completions }) => completions <= 1)).toBe(true);
      const outcomes = executions().map(({ outputFields: { outcome, covered } }) =>
        covered === "true" ? `${outcome} covered` : String(outcome),
      );
      return Object.fromEntries([...Map.groupBy(outcomes, (each) => each)].map(([name, all]) => [name, all.length]));
    },
  };
}

interface Shown {
  readonly id: string;
  readonly standing: { readonly code: string; readonly sentence: string };
}

/**
 * Passes time until a delivery waits for this reason; returns its id. One that a step has left for is as old as the one it
 * left, so neither of the two is always the first of the list.
 */
async function oneIs(code: string): Promise<string> {
  const find = async () => {
    const headers = { cookie: service.cookie };
    const response = await fetch(`${service.publicUrl}/api/deliveries`, { headers });
    return ((await response.json()) as { deliveries: Shown[] }).deliveries.find((each) => each.standing.code === code);
  };
  await service.passUntil(async () => (await find()) !== undefined);
  return (await find())?.id ?? "";
}

const press = (id: string, command: string) =>
  callApi(service.publicUrl, service.cookie, `/api/deliveries/${id}/${command}`, {});

async function pageOf(id: string, language: "en" | "ja"): Promise<string> {
  const headers = { cookie: service.cookie, "accept-language": language };
  return (await fetch(`${service.publicUrl}/deliveries/${id}`, { headers })).text();
}

test("a typo that is corrected while contacts enroll goes out to no one, and the message once", async () => {
  const { enroll, edit, released } = campaign("Helo");
  await enroll(0, 80);
  edit({ messageText: "Hello" });
  await enroll(80, 40);
  const [delivery] = (await service.database.pool.query<{ id: string }>("select id from deliveries")).rows;
  expect(await released()).toEqual({ delivered: 120 });
  expect(texts()).toEqual(["Hello"]);
  expect(await pageOf(delivery?.id ?? "", "en")).toContain("Message · text: “Helo” → “Hello”");
  expect(await pageOf(delivery?.id ?? "", "ja")).toContain("「Helo」 → 「Hello」");
});

test("white space that no reader sees changes nothing, before the send and after it", async () => {
  const { enroll, edit, released } = campaign("Hello");
  await enroll(0, 60);
  edit({ messageText: "Hello " });
  await enroll(60, 60);
  expect(await released()).toEqual({ delivered: 120 });
  edit({ messageText: "Hello\r\n\r\n" });
  await enroll(0, 60);
  expect(await released()).toEqual({ delivered: 120, "delivered covered": 60 });
  expect(texts()).toHaveLength(1);
});

test("an edit after the send waits for a person, who sees what changed, and goes out once one says so", async () => {
  const { enroll, edit, released } = campaign("Helo");
  await enroll(0, 80);
  await released();
  const earlier = await oneIs("DELIVERED");
  edit({
    messageText: "",
    message: await savedMessage("Correction", "Hello"),
    excludeAudienceIds: audience("VIP chat tag"),
  });
  await enroll(80, 80);
  const id = await oneIs("CHANGED_AFTER_SEND");
  expect(texts()).toEqual(["Helo"]);
  const english = await pageOf(id, "en");
  expect(english).toContain("Send anyway");
  expect(english).toContain("Message · text: “Helo” → not set");
  expect(english).toContain("Message · saved message: not set → Correction");
  expect(english).toContain("Exclude audiences: not set → VIP chat tag");
  expect(english).toMatch(new RegExp(`<a [^>]*href="/deliveries/${earlier}"[^>]*>The earlier delivery</a>`));
  const japanese = await pageOf(id, "ja");
  expect(japanese).toContain("それでも配信する");
  expect(japanese).toContain("除外｜オーディエンス：未設定 → VIP chat tag");
  expect(japanese).toMatch(new RegExp(`<a [^>]*href="/deliveries/${earlier}"[^>]*>先の配信</a>`));
  await press(id, "approve");
  expect(await released()).toEqual({ delivered: 160 });
  expect(texts()).toEqual(["Helo", "Hello"]);
});

test("cancelled, its contacts get the outcome of the first send, and so do those who come later", async () => {
  const { enroll, edit, released } = campaign("Helo");
  await enroll(0, 80);
  await released();
  edit({ messageText: "Hello" });
  await enroll(80, 80);
  await press(await oneIs("CHANGED_AFTER_SEND"), "cancel");
  expect(await released()).toEqual({ delivered: 80, "delivered covered": 80 });
  await enroll(160, 20);
  expect(await released()).toEqual({ delivered: 80, "delivered covered": 100 });
  expect(texts()).toEqual(["Helo"]);
});

test("without an answer it is cancelled before the holds end", async () => {
  const { enroll, edit, released } = campaign("Helo");
  await enroll(0, 80);
  await released();
  edit({ messageText: "Hello" });
  await enroll(80, 80);
  await oneIs("CHANGED_AFTER_SEND");
  // A person has days for it.
  expect(await released(3_600_000)).toEqual({ delivered: 80, cancelled: 80 });
  expect(texts()).toEqual(["Helo"]);
});

test("a send is called as its action says, last while contacts enroll, and no one is asked about its name", async () => {
  const { enroll, edit, released } = campaign("Hello");
  edit({ deliveryName: "Autumn, first call" });
  await enroll(0, 80);
  edit({ deliveryName: "Autumn,  second call " });
  await enroll(80, 40);
  expect(await released()).toEqual({ delivered: 120 });
  edit({ deliveryName: "Too late" });
  await enroll(0, 10);
  expect(await released()).toEqual({ delivered: 120, "delivered covered": 10 });
  expect(texts()).toEqual(["Hello"]);
  const id = await oneIs("DELIVERED");
  const page = await pageOf(id, "en");
  expect(page).toMatch(/<h1>Autumn, second call /);
  expect(page).toContain("Message · name of this send: “Autumn, first call” → “Autumn, second call”");
  const headers = { cookie: service.cookie };
  const found = async (search: string) => {
    const answer = await fetch(`${service.publicUrl}/api/deliveries?search=${encodeURIComponent(search)}`, { headers });
    return ((await answer.json()) as { deliveries: { name: string }[] }).deliveries.map(({ name }) => name);
  };
  expect(await found("SECOND call")).toEqual(["Autumn, second call"]);
  expect(await found("Too late")).toEqual([]);
  const csv = await (await fetch(`${service.publicUrl}/api/deliveries.csv`, { headers })).text();
  expect(csv).toContain('"Autumn, second call"');
  const names = hubspot()
    .records(PORTAL_ID, "line_audience_delivery")
    .map(({ properties }) => properties["delivery_name"]);
  expect(names).toEqual([expect.stringMatching(/^Autumn, second call · /)]);
});

test("an edit that is taken back while contacts enroll waits for a person", async () => {
  const { enroll, edit, released } = campaign("Hello");
  await enroll(0, 60);
  edit({ messageText: "Helo" });
  await enroll(60, 20);
  edit({ messageText: "Hello" });
  await enroll(80, 20);
  const id = await oneIs("CHANGED_BACK");
  expect(texts()).toEqual([]);
  await press(id, "cancel");
  expect(await released()).toEqual({ cancelled: 100 });
  expect(texts()).toEqual([]);
});

test("a workflow that is edited leaves a delivery that it shares, and waits; the other one is sent", async () => {
  const listId = hubspot().addList(PORTAL_ID, { name: "Readers", size: 200 });
  const [one, other] = [campaign("Hello", listId), campaign("Hello", listId)];
  await one.enroll(0, 60);
  await other.enroll(60, 60);
  other.edit({ messageText: "Hello!" });
  await other.enroll(120, 10);
  expect(await one.released()).toEqual({ delivered: 60 });
  expect(texts()).toEqual(["Hello"]);
  await press(await oneIs("CHANGED_AFTER_SEND"), "cancel");
  expect(await other.released()).toEqual({ "delivered covered": 70 });
  expect(texts()).toEqual(["Hello"]);
});
