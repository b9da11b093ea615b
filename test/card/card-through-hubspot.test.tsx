/** The card on a real record: its requests go through the simulated HubSpot to the running service, over HTTP. */
import { Alert, ErrorState, LoadingButton, StatusTag, Text } from "@hubspot/ui-extensions";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { DeliveryCard } from "../../hubspot-project/src/app/cards/delivery-card.tsx";
import { ACCOUNT, APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { extensionFetch } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { giveFetch, recordRenderer } from "./card-host.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
  giveFetch(extensionFetch(service.world.hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId }));
});
afterAll(() => service.close());

/** Enrolls 60 contacts of a larger list, so that it goes on collecting; answers the delivery's id, as HubSpot's record has it. */
async function recordOf(inputs: Record<string, string>): Promise<string> {
  const { control } = service.world.hubspot;
  const before = new Set(records().map(({ id }) => id));
  const listId = control.addList(PORTAL_ID, { name: "Autumn", size: 500 });
  const readers = service.world.line.control
    .audiences(ACCOUNT.channelId)
    .find(({ description }) => description === "Newsletter readers");
  const inputFields = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: String(readers?.id),
    ...inputs,
  };
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const workflowId = control.createWorkflow(PORTAL_ID, { name: "Autumn", actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflowId, { listId, count: 60 }).done;
  const fresh = () => records().find(({ id }) => !before.has(id))?.properties["delivery_id"];
  await service.passUntil(() => fresh() !== undefined, 1000);
  return fresh() ?? "";
}

const records = () => service.world.hubspot.control.records(PORTAL_ID, "line_audience_delivery");

function opened(deliveryId: string, language = "en") {
  const renderer = recordRenderer({ publicUrl: service.publicUrl, cardsUrl: service.publicUrl, deliveryId, language });
  renderer.render(<DeliveryCard />);
  const until = (check: () => void) => renderer.waitFor(check, { timeoutInMs: 0 });
  const press = (testId: string) => renderer.findByTestId(LoadingButton, testId).trigger("onClick");
  const buttons = () => renderer.findAll(LoadingButton).map(({ props }) => props.testId);
  const ready = () => until(() => expect(renderer.find(LoadingButton).props.disabled).toBe(false));
  return { ...renderer, until, press, buttons, ready };
}

/** Looks again while service time goes on, until it is so. */
async function refreshUntil(card: ReturnType<typeof opened>, reached: () => boolean): Promise<void> {
  await service.passUntil(async () => {
    await card.ready();
    if (reached()) return true;
    card.press("refresh");
    await card.ready();
    return reached();
  });
}

test("approved on the card: the send goes out in the name of who pressed, and the numbers come", async () => {
  const id = await recordOf({ messageText: "Approved on the card", requireApproval: "on" });
  const card = opened(id);
  await card.ready();
  card.press("seal");
  await refreshUntil(card, () => card.buttons().includes("approve"));
  expect(service.world.line.control.narrowcasts(ACCOUNT.channelId)).toEqual([]);
  card.press("approve");
  await card.until(() => expect(card.buttons()).not.toContain("approve"));
  await refreshUntil(card, () => card.find(StatusTag).text === "Delivered");
  expect(service.world.line.control.narrowcasts(ACCOUNT.channelId)).toHaveLength(1);
  expect(card.findAll(Text).map(({ text }) => text)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Next reading/)]),
  );
  const answer = await fetch(`${service.publicUrl}/api/deliveries/${id}`, { headers: { cookie: service.cookie } });
  expect(((await answer.json()) as { approval: object }).approval).toMatchObject({ by: "mika@hoshi-coffee.example" });
});

test("cancelled in one tab: the other one gets it in the person's language, and shows it", async () => {
  const id = await recordOf({ messageText: "Cancelled on the card" });
  const [first, second] = [opened(id), opened(id, "ja")];
  await Promise.all([first.ready(), second.ready()]);
  first.press("cancel");
  await first.until(() => expect(first.find(StatusTag).text).toBe("Cancelled"));
  expect(first.buttons()).toEqual([]);
  second.press("seal");
  await second.until(() => expect(second.find(Alert).props.title).toMatch(/[ぁ-ん]/));
  expect(second.buttons()).toEqual([]);
});

test("a delivery that this account does not have", async () => {
  const card = opened("0d9f6f7e-0000-4000-8000-000000000001");
  await card.until(() => expect(card.find(ErrorState).props.title).toMatch(/no such/));
});
