/** What is there before anything happens: the account, its contacts, its policies and its workflows. */
import { ACCOUNT, PORTAL_ID, type World } from "../../../simulators/demo-world.ts";
import { connectService } from "../../../simulators/connect.ts";
import type { CampaignPlan, Plan } from "../plan/plan.ts";
import type { StageOptions } from "./processes.ts";

export interface Campaign {
  readonly plan: CampaignPlan;
  readonly workflow: number;
  readonly listId: string;
  readonly contactIds: readonly number[];
  readonly messageText: string;
}

/** LINE's friends of the account. */
export const FRIENDS = 400;

/** The real 50 would make every seed slow; LINE's own minimums stay. */
const MINIMUM_ENROLLED = 4;

/** Installs, connects, publishes and builds the workflows. `cookie`: of a person who is signed in. */
export async function prepare({ plan, database, network }: StageOptions, world: World) {
  setPlatforms(plan, world);
  const { cookie, channel } = await connectService(network.publicUrl, PORTAL_ID, ACCOUNT);
  const { alwaysApprove, approveAbove, oneSendInDays } = plan.policies;
  await database.query(
    "update portals set minimum_enrolled = $1, always_approve = $2, approve_above = $3, one_send_in_days = $4",
    [MINIMUM_ENROLLED, alwaysApprove, approveAbove, oneSendInDays],
  );
  const definition = await world.publishAction(network.publicUrl);
  return { cookie, campaigns: createCampaigns(plan, world, { channel, definition }) };
}

function setPlatforms({ line, quota, unknownCallbacks }: Plan, world: World): void {
  const { hubspot, line: atLine } = { hubspot: world.hubspot.control, line: world.line.control };
  const friends = atLine.friendIds(ACCOUNT.channelId, FRIENDS);
  hubspot.setContactProperty(PORTAL_ID, "line_user_id", (contactId) =>
    contactId % 29 === 0 ? null : (friends[contactId % FRIENDS] ?? null),
  );
  atLine.setQuota(ACCOUNT.channelId, { type: "limited", value: quota });
  const { waitingMs, sendingMs, progressVisibleAfterMs, retryConflict, retryOtherBody, unknownUserIds } = line;
  atLine.setSendingPace({ waitingMs, sendingMs, progressVisibleAfterMs });
  atLine.assume({ retryConflict, retryOtherBody, unknownUserIds });
  hubspot.settings.unknownCallbacks = unknownCallbacks;
}

interface Action {
  readonly channel: string;
  /** Its id at HubSpot. */
  readonly definition: number;
}

function createCampaigns({ campaigns: plans }: Plan, world: World, action: Action): readonly Campaign[] {
  const hubspot = world.hubspot.control;
  const campaigns: Campaign[] = [];
  const contacts: number[] = [];
  for (const plan of plans) {
    const name = `Workflow ${campaigns.length}`;
    const twin = plan.sameAs === null ? undefined : campaigns[plan.sameAs];
    if (twin !== undefined) {
      campaigns.push({ ...twin, workflow: createWorkflow(name, twin, world, action) });
      continue;
    }
    contacts.push(...hubspot.addContacts(PORTAL_ID, Math.max(0, plan.contacts - contacts.length)));
    // The simulated lists hold the account's first contacts.
    const contactIds = contacts.slice(0, plan.contacts);
    const listId = hubspot.addList(PORTAL_ID, { name: `List ${campaigns.length}`, size: plan.contacts });
    const workflow = createWorkflow(name, { plan, listId }, world, action);
    campaigns.push({ plan, workflow, listId, contactIds, messageText: plan.inputs["messageText"] ?? "" });
  }
  return campaigns;
}

function createWorkflow(
  name: string,
  { plan, listId }: Pick<Campaign, "plan" | "listId">,
  { hubspot, line }: World,
  { channel, definition: actionDefinitionId }: Action,
): number {
  const audienceId = (audience: string) =>
    String(line.control.audiences(ACCOUNT.channelId).find(({ description }) => description === audience)?.id);
  const inputFields = {
    channel,
    deliveryList: listId,
    ...(plan.audience !== null && { audienceId: audienceId(plan.audience) }),
    ...(plan.also !== null && { includeAudienceIds: audienceId(plan.also) }),
    ...(plan.excluded !== null && { excludeAudienceIds: audienceId(plan.excluded) }),
    ...plan.inputs,
  };
  return hubspot.control.createWorkflow(PORTAL_ID, { name, actionDefinitionId, inputFields, unchecked: true });
}
