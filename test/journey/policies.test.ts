/** What an account requires before every send: from the workflow to LINE, whatever the workflow asks for. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { NO_POLICIES, type Policies } from "../../src/delivery/lifecycle/policies.ts";
import { signInAt } from "../support/sign-in.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIKA = { id: 48, email: "mika@hoshi-coffee.example" };
const AYA = { id: 49, email: "aya@hoshi-coffee.example" };

let service: RunningService;
let action: number;
/** Mika installed the app and may do everything; Aya writes messages and approves. */
let mika: string;
let aya: string;

beforeAll(async () => {
  service = await startTestService();
  action = await service.world.publishAction(service.publicUrl);
  hubspot().addUser(PORTAL_ID, AYA);
  mika = service.cookie;
  aya = (await signInAt(service.publicUrl, PORTAL_ID, { userId: AYA.id })).cookie;
  await giveAya("approver", "editor");
});
afterAll(() => service.close());
afterEach(() => set(NO_POLICIES));

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const narrowcasts = () => line().narrowcasts(ACCOUNT.channelId);

function audience(description: string): string {
  const found = line()
    .audiences(ACCOUNT.channelId)
    .find((one) => one.description === description);
  if (found === undefined) throw new Error(`LINE has no audience ${description}`);
  return String(found.id);
}

interface Said<T> {
  readonly status: number;
  readonly body: T;
}

async function api<T>(cookie: string, method: string, path: string, body?: unknown): Promise<Said<T>> {
  const headers = { cookie, origin: service.publicUrl, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${service.publicUrl}/api${path}`, { method, headers, ...sent });
  return { status: response.status, body: (await response.json()) as T };
}

async function set(policies: Partial<Policies>): Promise<void> {
  const { status, body } = await api(mika, "PATCH", "/settings", policies);
  expect([status, body]).toEqual([200, expect.objectContaining(policies)]);
}

interface Person {
  readonly id: string;
  readonly email: string;
}

async function giveAya(...roles: readonly string[]): Promise<void> {
  const { members } = (await api<{ members: readonly Person[] }>(mika, "GET", "/members")).body;
  const id = members.find(({ email }) => email === AYA.email)?.id;
  expect((await api(mika, "PATCH", `/members/${id}`, { roles })).status).toBe(200);
}

interface Reason {
  readonly code: string;
  readonly figures: Readonly<Record<string, string | number>>;
}

interface Delivery {
  readonly id: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly list: { readonly id: string };
  readonly approval: { readonly by: string | null; readonly reasons: readonly Reason[] };
  readonly forecast: { readonly high: number | null } | null;
  readonly timeline: readonly { readonly event: string; readonly finding: Reason | null }[];
}

let texts = 0;

/** A workflow over a list of 60 with a message of its own. */
function workflow(inputs: Readonly<Record<string, string>> = {}) {
  texts += 1;
  const listId = hubspot().addList(PORTAL_ID, { name: `List ${texts}`, size: 60 });
  const inputFields = {
    channel: service.channel,
    deliveryList: listId,
    targetingMode: "line_conditions",
    audienceId: audience("Newsletter readers"),
    ...(inputs["message"] === undefined && { messageText: `Message ${texts}` }),
    ...inputs,
  };
  const id = hubspot().createWorkflow(PORTAL_ID, {
    name: `Workflow ${texts}`,
    actionDefinitionId: action,
    inputFields,
  });
  const executions = () => hubspot().executions(PORTAL_ID, id);
  const over = () => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED");
  const find = async (): Promise<Delivery> => {
    const { body } = await api<{ deliveries: readonly Delivery[] }>(mika, "GET", `/deliveries?list=${listId}`);
    const [newest] = body.deliveries.filter(({ list }) => list.id === listId);
    if (newest === undefined) throw new Error(`no delivery of list ${listId}`);
    return (await api<Delivery>(mika, "GET", `/deliveries/${newest.id}`)).body;
  };
  return {
    id,
    delivery: find,
    enroll: (count = 60) => hubspot().enroll(PORTAL_ID, id, { listId, count }).done,
    enrollContacts: (contactIds: readonly number[]) =>
      hubspot().enroll(PORTAL_ID, id, { contactIds: [...contactIds] }).done,
    async asks(stepMs?: number): Promise<Delivery> {
      await service.passUntil(async () => (await find()).approval.reasons.length > 0, stepMs);
      return find();
    },
    /** Released, and allowed by a person where one is asked. */
    async allowed(cookie = aya) {
      await service.passUntil(async () => {
        if (!over() && (await find()).approval.reasons.length > 0) await this.approve(cookie);
        return over();
      });
      return this.released();
    },
    async released(stepMs?: number) {
      await service.passUntil(over, stepMs);
      return executions()[0]?.outputFields ?? {};
    },
    approve: async (cookie: string) =>
      api<{ code: string; detail: string } & Delivery>(cookie, "POST", `/deliveries/${(await find()).id}/approve`, {}),
  };
}

const passed = (ms: number) => service.pass(ms, Math.max(HOUR, ms / 10));
const codes = ({ approval }: Delivery) => approval.reasons.map(({ code }) => code);
const page = async (cookie: string, id: string, language = "en") =>
  (
    await fetch(`${service.publicUrl}/deliveries/${id}?lang=${language}`, { headers: { cookie, accept: "text/html" } })
  ).text();

describe("a person approves every send", () => {
  test("also where the workflow says no, and where the policy came while contacts were collected", async () => {
    const campaign = workflow({ requireApproval: "off" });
    await campaign.enroll(55);
    await set({ alwaysApprove: true });
    await campaign.enroll();
    const before = narrowcasts().length;
    const asking = await campaign.asks();
    expect(asking.approval.reasons).toMatchObject([{ code: "APPROVAL_BY_POLICY" }]);
    await passed(3 * HOUR);
    expect(narrowcasts()).toHaveLength(before);
    expect(await page(mika, asking.id)).toContain("In this account every send is approved by a person");
    expect(await page(mika, asking.id, "ja")).toContain("すべての配信に承認が必要です");
    expect(await campaign.approve(aya)).toMatchObject({ status: 200, body: { approval: { by: AYA.email } } });
    expect(await campaign.released()).toMatchObject({ outcome: "delivered" });
    expect(narrowcasts()).toHaveLength(before + 1);
  });

  test("and where no one does, nothing is sent; there is a day for it after the longest collecting", async () => {
    await set({ alwaysApprove: true });
    const before = narrowcasts().length;
    const campaign = workflow({ collectFor: "518400" });
    await campaign.enroll();
    await campaign.asks();
    // The last hours in small steps: the service must not fall behind HubSpot's clock.
    await passed(170 * HOUR);
    expect(await campaign.released(2 * MINUTE)).toMatchObject({
      outcome: "cancelled",
      outcomeCode: "APPROVAL_MISSING",
    });
    expect(narrowcasts()).toHaveLength(before);
  });
});

describe("above a number of people", () => {
  test("the most that may receive it is what counts", async () => {
    await set({ approveAbove: 5999 });
    const above = workflow();
    await above.enroll();
    const { approval } = await above.asks();
    expect(approval.reasons).toMatchObject([{ code: "ABOVE_RECIPIENTS", figures: { high: 6000, limit: 5999 } }]);
    const upTo = workflow({ quotaPolicy: "at_most_n", maxRecipients: "5999" });
    await upTo.enroll();
    expect(await upTo.released()).toMatchObject({ outcome: "delivered" });
    await set({ approveAbove: 6000 });
    const within = workflow();
    await within.enroll();
    expect(await within.released()).toMatchObject({ outcome: "delivered" });
    await above.approve(aya);
    expect(await above.released()).toMatchObject({ outcome: "delivered" });
  });

  test("more LINE user IDs than contacts are noticed where only enrolled contacts receive it", async () => {
    await set({ approveAboveFactor: 1.5 });
    const friends = line().friendIds(ACCOUNT.channelId, 2000);
    const idOf = (from: number) => (contactId: number) => friends[(from + contactId) % friends.length] ?? null;
    hubspot().setContactProperty(PORTAL_ID, "line_user_id", idOf(0));
    const narrow = { targetingMode: "narrow_to_enrolled", lineUserId: "{{ enrolled_object.line_user_id }}" };
    const campaign = workflow({ ...narrow, audienceId: "not-set" });
    await campaign.enroll(58);
    // The property is filled again while contacts enroll again.
    hubspot().setContactProperty(PORTAL_ID, "line_user_id", idOf(1000));
    await campaign.enroll(58);
    const { approval } = await campaign.asks();
    expect(approval.reasons).toMatchObject([
      { code: "ABOVE_ENROLLED", figures: { high: 116, enrolled: 58, factor: 1.5 } },
    ]);
    // The last hours in small steps: the service must not fall behind HubSpot's clock.
    await passed(70 * HOUR);
    expect(await campaign.released(2 * MINUTE)).toMatchObject({ outcome: "cancelled" });
  });
});

describe("another person than the author approves", () => {
  const save = async (cookie: string, text: string, id?: string) => {
    const content = { name: "Autumn", messages: [{ type: "text", text }] };
    const path = id === undefined ? "/messages" : `/messages/${id}`;
    return (await api<{ id: string }>(cookie, id === undefined ? "POST" : "PUT", path, content)).body.id;
  };

  test("who changed the message last may not, whatever address HubSpot has of them now", async () => {
    await set({ separateApprover: true });
    const message = await save(aya, "Autumn blend");
    await save(mika, "Autumn blend!", message);
    // Saving the same once more changes nothing.
    await save(aya, "Autumn blend!", message);
    const campaign = workflow({ message, requireApproval: "on" });
    await campaign.enroll();
    const { id } = await campaign.asks();
    hubspot().addUser(PORTAL_ID, { id: MIKA.id, email: "Mika.Hoshi@hoshi-coffee.example" });
    const again = (await signInAt(service.publicUrl, PORTAL_ID)).cookie;
    for (const cookie of [mika, again]) {
      const refused = await campaign.approve(cookie);
      expect(refused).toMatchObject({ status: 403, body: { code: "APPROVER_WROTE_MESSAGE" } });
      expect(refused.body.detail).toContain(AYA.email);
    }
    const shown = await page(mika, id);
    expect(shown).toContain("You changed this message last. In this account another person approves it");
    expect(shown).not.toContain('id="command-approve"');
    expect(await page(aya, id)).toContain('id="command-approve"');
    const form = await fetch(`${service.publicUrl}/deliveries/${id}/approve?portal=${PORTAL_ID}`, {
      method: "POST",
      headers: { cookie: mika, origin: service.publicUrl, accept: "text/html" },
    });
    expect([form.status, await form.text()]).toEqual([403, expect.stringContaining("Another person has to approve")]);
    expect((await campaign.approve(aya)).status).toBe(200);
    expect(await campaign.released()).toMatchObject({ outcome: "delivered" });
  });

  test("a yes given before the policy is asked for again, and an approver who takes over the message may not", async () => {
    const message = await save(mika, "Winter blend");
    const sendAt = String(service.clock.now() + 8 * HOUR);
    const campaign = workflow({ message, requireApproval: "on", sendAt });
    await campaign.enroll();
    await campaign.asks();
    expect((await campaign.approve(mika)).status).toBe(200);
    await passed(HOUR);
    expect(codes(await campaign.delivery())).toEqual([]);
    await set({ separateApprover: true });
    expect(codes(await campaign.asks(HOUR / 6))).toEqual(["APPROVAL_NEEDED"]);
    expect((await campaign.approve(mika)).status).toBe(403);
    await save(aya, "Winter blend, changed by its approver", message);
    expect((await campaign.approve(aya)).status).toBe(403);
    // Once more for the text as it is now.
    expect(await campaign.allowed(mika)).toMatchObject({ outcome: "delivered" });
  });

  test("where no other approver is left, page and answer say so; a text in the action has no known author", async () => {
    await set({ separateApprover: true, alwaysApprove: true });
    const message = await save(mika, "Spring blend");
    const [alone, typed] = [workflow({ message }), workflow()];
    await Promise.all([alone.enroll(), typed.enroll()]);
    const { id } = await alone.asks();
    await giveAya("editor");
    const refused = await alone.approve(mika);
    expect(refused.body.detail).toContain("no one else has the role Approver");
    expect(await page(mika, id)).toContain("no one else has the role Approver");
    expect(await page(aya, id)).toContain("No one may approve this");
    const settings = await (await fetch(`${service.publicUrl}/settings`, { headers: { cookie: mika } })).text();
    expect(settings).toContain("Only one person has the role Approver.");
    const unknown = await typed.asks();
    expect(await page(mika, unknown.id)).toContain("Who wrote this message is not known");
    expect((await typed.approve(mika)).status).toBe(200);
    await giveAya("approver", "editor");
    expect((await alone.approve(aya)).status).toBe(200);
    expect([(await typed.released())["outcome"], (await alone.released())["outcome"]]).toEqual([
      "delivered",
      "delivered",
    ]);
  });
});

describe("at most one send to the same people in some days", () => {
  const toReaders = () => {
    const [last] = narrowcasts().slice(-1);
    return new Set(line().recipientsOf(ACCOUNT.channelId, last?.requestId ?? ""));
  };

  test("people of earlier sends are left out of another workflow's, two at once among them", async () => {
    await passed(14 * DAY);
    await set({ oneSendInDays: 3 });
    const both = [workflow(), workflow({ audienceId: audience("Customers of the year") })];
    await Promise.all(both.map((one) => one.enroll()));
    for (const one of both) expect(await one.allowed()).toMatchObject({ outcome: "delivered" });
    const [first, second] = narrowcasts()
      .slice(-2)
      .map(({ requestId }) => line().recipientsOf(ACCOUNT.channelId, requestId));
    expect(first?.length).toBeGreaterThan(1000);
    expect(second?.length).toBeGreaterThan(1000);
    expect(second?.filter((id) => first?.includes(id))).toEqual([]);
    await passed(3 * DAY);
    const later = workflow();
    await later.enroll();
    expect(await later.allowed()).toMatchObject({ outcome: "delivered" });
    expect(toReaders().size).toBeGreaterThan(5000);
  });

  test("where LINE cannot leave out everyone, a person decides", async () => {
    await set({ oneSendInDays: 13 });
    const without = ["Clicked the spring sale", "Saw the spring sale", "Added by poster", "Booked a table"];
    const more = ["Saw the rich menu", "Tapped the rich menu", "VIP chat tag", "Watched the film"];
    const excludeAudienceIds = [...without, ...more].map(audience).join(";");
    const before = narrowcasts().length;
    const campaign = workflow({ excludeAudienceIds });
    await campaign.enroll();
    const { approval } = await campaign.asks();
    // Ten conditions: the audience, eight others, and the newest of the three sends before.
    expect(approval.reasons).toContainEqual(
      expect.objectContaining({ code: "RECENT_SENDS_NOT_EXCLUDED", figures: { left: 2, days: 13 } }),
    );
    await campaign.allowed();
    expect(narrowcasts()).toHaveLength(before + 1);
  });
});

test("a rehearsal says who would be asked, and asks no one", async () => {
  await set({ alwaysApprove: true, approveAbove: 100 });
  const campaign = workflow({ rehearsal: "on" });
  await campaign.enroll();
  expect(await campaign.released()).toMatchObject({ outcome: "rehearsed" });
  const { timeline } = await campaign.delivery();
  const noted = timeline.filter(({ event }) => event === "noted").map(({ finding }) => finding?.code);
  expect(noted).toEqual(["ABOVE_RECIPIENTS", "APPROVAL_BY_POLICY"]);
});
