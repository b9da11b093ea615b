/** What reaches the service because the uploaded project says so: the simulated HubSpot knows of the app what its files say. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { PORTAL_ID, APP } from "../../simulators/demo-world.ts";
import { readDefinition } from "../../scripts/generate/action.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const actionOf = () => service.world.publishAction(service.publicUrl);
const hubspot = () => service.world.hubspot.control;

/** Runs a workflow with these inputs over one new contact. */
async function enrollOne(actionDefinitionId: number, inputFields: Record<string, string>): Promise<number> {
  const [contact = 0] = hubspot().addContacts(PORTAL_ID, 1);
  const workflow = hubspot().createWorkflow(PORTAL_ID, { name: "Campaign", actionDefinitionId, inputFields });
  await hubspot().enroll(PORTAL_ID, workflow, { contactIds: [contact] }).done;
  return contact;
}

const known = async (contactId: number): Promise<readonly { readonly deliveryId: string }[]> => {
  const answer = await fetch(`${service.publicUrl}/api/contacts/${contactId}`, { headers: { Cookie: service.cookie } });
  const { executions } = (await answer.json()) as { executions: { deliveryId: string }[] };
  return executions;
};

test("a contact who is deleted for privacy in HubSpot is forgotten here", async () => {
  const deliveryList = hubspot().addList(PORTAL_ID, { name: "Newsletter", size: 60 });
  const inputs = {
    channel: service.channel,
    targetingMode: "line_conditions",
    deliveryList,
    gender: "male",
    messageText: "Hello",
  };
  const action = await actionOf();
  const [forgotten, other] = [await enrollOne(action, inputs), await enrollOne(action, inputs)];
  expect(await known(forgotten)).toHaveLength(1);

  hubspot().forgetContact(PORTAL_ID, forgotten, APP.appId);
  await service.passUntil(async () => (await known(forgotten)).length === 0);
  expect(await known(other)).toHaveLength(1);
});

test("a form whose selects all show their first choice joins the delivery of one that was left alone", async () => {
  const deliveryList = hubspot().addList(PORTAL_ID, { name: "Regulars", size: 60 });
  const required = { channel: service.channel, targetingMode: "line_conditions", deliveryList };
  const filled = { ...required, gender: "male", messageText: "Hello" };
  const action = await actionOf();
  const preset: Record<string, string> = {};
  for (const { typeDefinition, isRequired } of readDefinition().inputFields) {
    const { name, fieldType, options, optionsUrl } = typeDefinition;
    if (fieldType !== "select" || isRequired === true) continue;
    const offered =
      optionsUrl === undefined
        ? options
        : (await hubspot().fetchOptions(PORTAL_ID, action, { inputFieldName: name, inputFields: required })).options;
    preset[name] = offered?.[0]?.value ?? "";
  }
  expect(Object.keys(preset)).toHaveLength(16);

  const contacts = [await enrollOne(action, filled), await enrollOne(action, { ...filled, ...preset })];
  const deliveries = (await Promise.all(contacts.map(known))).flat().map(({ deliveryId }) => deliveryId);
  expect(deliveries).toHaveLength(2);
  expect(new Set(deliveries).size).toBe(1);
});
