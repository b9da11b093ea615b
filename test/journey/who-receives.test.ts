/** Who receives a message is said beside the contacts who start it, from the first of them until LINE has counted. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());
afterEach(() => line().clearFaults());

const control = () => service.world.hubspot.control;
const line = () => service.world.line.control;
const audience = (name: string) => {
  const found = line()
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === name);
  if (found === undefined) throw new Error(`the simulated account has no audience ${name}`);
  return found;
};
const readers = () => audience("Newsletter readers");

/** What a person reads: without tags and with single spaces. */
async function page(path: string, language = "en"): Promise<string> {
  const headers = { cookie: service.cookie, "Accept-Language": language, Accept: "text/html" };
  const html = await (await fetch(service.publicUrl + path, { headers })).text();
  return html
    .replace(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.:])/g, "$1");
}

const api = async (path: string, method = "GET") => {
  const response = await fetch(`${service.publicUrl}/api${path}`, { method, headers: { cookie: service.cookie } });
  return (await response.json()) as Record<string, unknown> & {
    readonly deliveries: readonly { readonly id: string }[];
  };
};

let published: number | null = null;
let lists = 0;

interface Collecting {
  readonly id: string;
  /** The builder changes the action, and another contact enrolls. */
  readonly edit: (change: Readonly<Record<string, string>>) => Promise<void>;
}

const collecting = async (inputs: Readonly<Record<string, string>>): Promise<string> => (await campaign(inputs)).id;

/** Sixty contacts of a list of 500 enroll, so that the window stays open. */
async function campaign(inputs: Readonly<Record<string, string>>): Promise<Collecting> {
  lists += 1;
  const listId = control().addList(PORTAL_ID, { name: `List ${lists}`, size: 500 });
  published ??= await service.world.publishAction(service.publicUrl);
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText: `Message ${lists}`,
    audienceId: String(readers().id),
    ...inputs,
  };
  const name = `Campaign ${lists}`;
  const workflow = control().createWorkflow(PORTAL_ID, { name, actionDefinitionId: published, inputFields });
  await control().enroll(PORTAL_ID, workflow, { listId, count: 60 }).done;
  const { deliveries } = await api(`/deliveries?list=${listId}`);
  return {
    id: deliveries[0]?.id ?? "",
    async edit(change) {
      control().editWorkflow(PORTAL_ID, workflow, { ...inputFields, ...change });
      await control().enroll(PORTAL_ID, workflow, { contactIds: control().addContacts(PORTAL_ID, 1) }).done;
    },
  };
}

const says = (id: string, sentence: string, language?: string) =>
  service.passUntil(async () => (await page(`/deliveries/${id}`, language)).includes(sentence), 1000);

const delivered = (id: string) =>
  service.passUntil(async () => (await api(`/deliveries/${id}`))["outcome"] === "delivered");

const times = (text: string, part: string): number => text.split(part).length - 1;

/** Some of an audience block the account: nine tenths are likely. */
const likely = (size = readers().size) =>
  new Intl.NumberFormat("en", { maximumSignificantDigits: 2 }).format(Math.round(size * 0.9));

describe("everyone in an audience", () => {
  it("is shown apart from the contacts while they enroll, and after the send", async () => {
    const id = await collecting({});
    await says(id, `About ${likely()} people receive this. Your 60 contacts start it.`);
    const open = await page(`/deliveries/${id}`);
    // On the page and where a person may send now.
    expect(times(open, `About ${likely()} people receive this. Your 60 contacts start it.`)).toBe(2);
    expect(await page(`/deliveries/${id}`, "ja")).toContain(
      `約${likely()}人に配信されます。登録されたコンタクト60件は、配信のきっかけになるだけです。`,
    );
    expect(await page("/")).toContain(`About ${likely()} people receive this. Your 60 contacts start it.`);
    expect(await api(`/deliveries/${id}`)).toMatchObject({
      phase: "collecting",
      forecast: { high: { value: readers().size, state: "exact" } },
    });
    expect(await api("/deliveries")).toMatchObject({
      deliveries: [{ id, forecast: { high: { value: readers().size, state: "exact" } } }],
    });
    await delivered(id);
    const sent = await page(`/deliveries/${id}`);
    expect(sent).toContain("60 contacts started this send and are not its recipients.");
    expect(sent).not.toMatch(/receive this|start it/);
    const forecasts = (await api(`/deliveries/${id}`))["timeline"] as readonly { readonly event: string }[];
    expect(forecasts.filter(({ event }) => event === "forecast")).toHaveLength(1);
  });

  it("is asked of LINE once in the first minutes, however many contacts and readers of the page there are", async () => {
    line().forgetRequests();
    const id = await collecting({});
    await says(id, "Your 60 contacts start it.");
    await says(id, `About ${likely()} people`);
    for (let look = 0; look < 5; look += 1) await page(`/deliveries/${id}`);
    const asked = line()
      .requests()
      .filter(({ path, method }) => method === "GET" && path.includes("audienceGroup"));
    expect(asked).toHaveLength(1);
    await delivered(id);
  });

  it("stays unknown while LINE does not say it, and the message is sent all the same", async () => {
    line().fault({ method: "GET", path: "/audienceGroup/", times: 1, kind: "status", status: 500 });
    const id = await collecting({});
    const unknown = "How many people receive this is not known yet. Your 60 contacts start it.";
    await says(id, unknown);
    expect(await api(`/deliveries/${id}`)).toMatchObject({ forecast: null });
    // Asked again by itself.
    await says(id, `About ${likely()} people receive this.`);
    await delivered(id);
  });

  it("is another number once the action was changed, and the former is not said any more", async () => {
    const { id, edit } = await campaign({});
    await says(id, `About ${likely()} people receive this.`);
    const customers = audience("Customers of the year");
    expect(likely(customers.size)).not.toBe(likely());
    await edit({ audienceId: String(customers.id) });
    expect(await page(`/deliveries/${id}`)).not.toContain(`About ${likely()} people`);
    await says(id, `About ${likely(customers.size)} people receive this. Your 61 contacts start it.`);
    await delivered(id);
  });

  it("would receive a rehearsal", async () => {
    const id = await collecting({ rehearsal: "on" });
    await says(id, `About ${likely()} people would receive this. Your 60 contacts start it.`);
    await service.passUntil(async () => (await api(`/deliveries/${id}`))["outcome"] === "rehearsed");
  });
});

describe("only the enrolled contacts", () => {
  it("are said as many as have a LINE user ID, while they enroll and where the send is approved", async () => {
    const friends = line().friendIds(ACCOUNT.channelId, 100, { blocked: false });
    let contacts = 0;
    control().setContactProperty(PORTAL_ID, "line_user_id", () => {
      contacts += 1;
      return contacts % 10 === 0 ? null : (friends[contacts % 100] ?? null);
    });
    const id = await collecting({
      targetingMode: "narrow_to_enrolled",
      lineUserId: "{{ enrolled_object.line_user_id }}",
      audienceId: "",
      requireApproval: "on",
    });
    const upTo = (people: number) =>
      `Up to ${people} of your 60 contacts receive this: those with a LINE user ID who match.`;
    await says(id, upTo(54));
    expect(await page("/")).toContain(upTo(54));
    await service.passUntil(async () => (await page(`/deliveries/${id}`)).includes("Waiting for approval"));
    // On the page and where a person approves.
    const waiting = await page(`/deliveries/${id}`);
    expect(times(waiting, upTo(54))).toBe(2);
    await api(`/deliveries/${id}/approve`, "POST");
    await delivered(id);
    expect(await page(`/deliveries/${id}`)).not.toContain("started this send");
    const funnel = async () => (await page(`/deliveries/${id}`)).includes("From contacts to clicks Enrolled 60");
    await service.passUntil(funnel, 3600_000);
  });
});
