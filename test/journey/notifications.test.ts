/** People hear of what they have to do: e-mail in a real mail server, from the workflow on. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { startMailServer, type MailServer } from "../support/mail-server.ts";
import { signInAt } from "../support/sign-in.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Installed the app and may do everything. */
const MIKA = "mika@hoshi-coffee.example";
/** Approves, and reads Japanese. */
const AYA = { id: 49, email: "aya@hoshi-coffee.example" };

let mails: MailServer;
let service: RunningService;
let action: number;
let aya: string;

beforeAll(async () => {
  mails = await startMailServer();
  service = await startTestService({ config: { mail: { url: mails.url, from: "Listcast <listcast@mail.example>" } } });
  action = await service.world.publishAction(service.publicUrl);
  hubspot().addUser(PORTAL_ID, AYA);
  aya = (await signInAt(service.publicUrl, PORTAL_ID, { userId: AYA.id })).cookie;
  const { members } = await api<{ members: readonly { id: string; email: string }[] }>(
    service.cookie,
    "GET",
    "/members",
  );
  const id = members.find(({ email }) => email === AYA.email)?.id;
  await api(service.cookie, "PATCH", `/members/${id}`, { roles: ["approver"] });
  await api(aya, "PATCH", "/notifications", { language: "ja" });
});
afterAll(async () => {
  await service.close();
  await mails.stop();
});
beforeEach(() => void mails.taken.splice(0));

const hubspot = () => service.world.hubspot.control;
const line = () => service.world.line.control;

async function api<T>(cookie: string, method: string, path: string, body?: unknown): Promise<T> {
  const headers = { cookie, origin: service.publicUrl, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${service.publicUrl}/api${path}`, { method, headers, ...sent });
  expect([path, response.status]).toEqual([path, expect.any(Number)]);
  const answer = (await response.json()) as T;
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

let runs = 0;

function workflow(inputs: Readonly<Record<string, string>> = {}) {
  runs += 1;
  const listId = hubspot().addList(PORTAL_ID, { name: `List ${runs}`, size: 60 });
  const audience = line()
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const inputFields = {
    channel: service.channel,
    deliveryList: listId,
    targetingMode: "line_conditions",
    audienceId: String(audience?.id),
    messageText: `Autumn blend <${runs}> & more`,
    ...inputs,
  };
  const id = hubspot().createWorkflow(PORTAL_ID, { name: `Run ${runs}`, actionDefinitionId: action, inputFields });
  const executions = () => hubspot().executions(PORTAL_ID, id);
  return {
    id,
    listId,
    enroll: (count = 60) => hubspot().enroll(PORTAL_ID, id, { listId, count }).done,
    over: () => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"),
    outcome: () => executions()[0]?.outputFields?.["outcome"],
    async delivery() {
      const found = await api<{ deliveries: readonly { id: string }[] }>(
        service.cookie,
        "GET",
        `/deliveries?list=${listId}`,
      );
      return found.deliveries[0]?.id ?? "";
    },
  };
}

const taken = (part: string) => mails.taken.filter(({ subject }) => subject.includes(part));
const until = (count: number, part: string, stepMs?: number) =>
  service.passUntil(() => taken(part).length >= count, stepMs);
/** Long enough for whatever else would be sent. */
const passed = (ms: number) => {
  const at = service.clock.now() + ms;
  return service.passUntil(() => service.clock.now() >= at, ms / 10);
};
const nameOfRun = () => `Autumn blend <${runs}> & more`;

describe("a send that waits for approval", () => {
  test("is in each approver's mail with what they decide by, and leads to a page that asks for a sign-in", async () => {
    const campaign = workflow({ requireApproval: "on" });
    await campaign.enroll();
    await until(2, nameOfRun());
    const id = await campaign.delivery();
    const [english, japanese] = [MIKA, AYA.email].map((to) => mails.taken.find((mail) => mail.to === to));
    expect(english?.subject).toBe(`Waiting for approval: ${nameOfRun()}`);
    expect(japanese?.subject).toBe(`承認待ち：${nameOfRun()}`);
    const said = english?.text ?? "";
    for (const part of [
      nameOfRun(),
      `List ${runs}`,
      "Newsletter readers",
      "Between 3,000 and 6,000 people",
      "Messages it uses: about 5,400",
      "Left this month: ",
      "Approve by ",
      "this e-mail alone allows neither",
    ])
      expect(said).toContain(part);
    const url = `${service.publicUrl}/deliveries/${id}?portal=${PORTAL_ID}`;
    expect(said).toContain(url);
    // The same in HTML, where a name is no element.
    expect(english?.html).toContain(`Autumn blend &#60;${runs}&#62; &#38; more`);
    expect(english?.html).toContain(url);
    expect(japanese?.text).toContain("このメールだけでは行えません");
    const opened = await fetch(url, { redirect: "manual", headers: { accept: "text/html" } });
    expect([opened.status, opened.headers.get("location")]).toEqual([303, expect.stringContaining("/hubspot/oauth/")]);

    await api(aya, "POST", `/deliveries/${id}/approve`, {});
    await until(3, nameOfRun());
    await passed(HOUR);
    // That it is delivered is for those who send; nothing comes twice.
    expect(taken(nameOfRun()).map(({ to, subject }) => [to, subject.split(": ")[0]])).toEqual([
      [expect.any(String), expect.any(String)],
      [expect.any(String), expect.any(String)],
      [MIKA, "Delivered"],
    ]);
    expect(taken("Delivered")[0]?.text).toMatch(/Delivered by LINE: 5,\d{3}/);
  });

  test("and was decided before the mail could go: nothing is sent any more", async () => {
    await mails.stop();
    const campaign = workflow({ requireApproval: "on" });
    await campaign.enroll();
    const asked = async () => {
      const id = await campaign.delivery();
      return (
        id !== "" &&
        (await api<{ approval: { reasons: readonly unknown[] } }>(aya, "GET", `/deliveries/${id}`)).approval.reasons
          .length > 0
      );
    };
    await service.passUntil(asked);
    await api(aya, "POST", `/deliveries/${await campaign.delivery()}/approve`, {});
    // A mail server that is away holds up no send.
    await service.passUntil(campaign.over);
    expect(campaign.outcome()).toBe("delivered");
    await mails.start();
    await until(1, nameOfRun());
    await passed(2 * HOUR);
    expect(mails.taken.map(({ to, subject }) => [to, subject])).toEqual([[MIKA, `Delivered: ${nameOfRun()}`]]);
  });
});

test("a send that failed says why", async () => {
  const campaign = workflow();
  await campaign.enroll(30);
  await until(1, nameOfRun(), 5 * MINUTE);
  const [mail] = taken(nameOfRun());
  expect([mail?.to, mail?.subject]).toEqual([MIKA, `Not delivered: ${nameOfRun()}`]);
  expect(mail?.text).toContain("30");
  expect(campaign.outcome()).toBe("failed");

  // Once the list was sent to, no one has to do anything about it any more.
  const open = async () => {
    const { rows } = await service.database.pool.query<{ subject: string }>(
      "select subject from alerts where kind = 'delivery_failed' and closed_at is null",
    );
    return rows.map(({ subject }) => subject);
  };
  expect(await open()).toEqual([await campaign.delivery()]);
  await campaign.enroll();
  await until(1, `Delivered: ${nameOfRun()}`);
  expect(await open()).toEqual([]);
});

test("a workflow that cannot start a send is said once, however many contacts it enrolls", async () => {
  const campaign = workflow({ messageText: "" });
  await campaign.enroll(20);
  await until(1, "Workflow refused");
  await campaign.enroll(40);
  await passed(2 * HOUR);
  expect(mails.taken.map(({ to }) => to)).toEqual([MIKA]);
  expect(mails.taken[0]?.text).toContain(`Workflow: ${campaign.id}`);
  expect(mails.taken[0]?.text).toContain(`${service.publicUrl}/not-started?portal=${PORTAL_ID}`);
});

test("a refused channel secret is said once, and not again when it comes and goes", async () => {
  const campaign = workflow();
  line().rotateSecret(ACCOUNT.channelId, "f".repeat(32));
  await campaign.enroll();
  await until(1, "No longer connected");
  for (const secret of [ACCOUNT.channelSecret, "e".repeat(32), ACCOUNT.channelSecret]) {
    line().rotateSecret(ACCOUNT.channelId, secret);
    await passed(10 * MINUTE);
  }
  await service.passUntil(campaign.over);
  expect(taken("No longer connected").map(({ to }) => to)).toEqual([MIKA]);
});

test("who wants none gets none, and who is refused by the mail server is shown as that", async () => {
  await api(service.cookie, "PATCH", "/notifications", { mail: { delivery_finished: false } });
  await api(aya, "PATCH", "/notifications", { mail: { delivery_finished: true } });
  mails.refuse(AYA.email, 550);
  const campaign = workflow();
  await campaign.enroll();
  await service.passUntil(campaign.over);
  const latest = async () =>
    (
      await api<{ latest: readonly { to: string; state: string; finding: { code: string } | null }[] }>(
        aya,
        "GET",
        "/notifications",
      )
    ).latest[0];
  await service.passUntil(async () => (await latest())?.state === "failed");
  expect(await latest()).toMatchObject({ to: AYA.email, state: "failed", finding: { code: "MAIL_REFUSED" } });
  expect(mails.taken).toEqual([]);
  mails.refuse(AYA.email, 0);
  await api(service.cookie, "PATCH", "/notifications", { mail: { delivery_finished: true } });
});
