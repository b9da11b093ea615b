/** What reaches the service because the uploaded project says so: the simulated HubSpot knows of the app what its files say. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PORTAL_ID, APP } from "../../simulators/demo-world.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const known = async (contactId: number): Promise<unknown[]> => {
  const answer = await fetch(`${service.publicUrl}/api/contacts/${contactId}`, { headers: { Cookie: service.cookie } });
  const { executions } = (await answer.json()) as { executions: unknown[] };
  return executions;
};

test("a contact who is deleted for privacy in HubSpot is forgotten here", async () => {
  const { control } = service.world.hubspot;
  const [forgotten = 0, other = 0] = control.addContacts(PORTAL_ID, 2);
  const deliveryList = control.addList(PORTAL_ID, { name: "Newsletter", size: 60 });
  const inputFields = { channel: service.channel, deliveryList, gender: "male", messageText: "Hello" };
  const actionDefinitionId = await service.world.publishAction(service.publicUrl);
  const workflow = control.createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  await control.enroll(PORTAL_ID, workflow, { contactIds: [forgotten, other] }).done;
  expect(await known(forgotten)).toHaveLength(1);

  control.forgetContact(PORTAL_ID, forgotten, APP.appId);
  await service.passUntil(async () => (await known(forgotten)).length === 0);
  expect(await known(other)).toHaveLength(1);
});
