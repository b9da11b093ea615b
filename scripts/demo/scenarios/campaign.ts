/** The campaign that the scenarios vary: its message, its audience and what comes of it. */
import { ACCOUNT, PORTAL_ID } from "../../../simulators/demo-world.ts";
import { enrollAll, releaseAll, type Play } from "../stage.ts";
import type { Expected, Scenario } from "./scenario.ts";

export const MESSAGE = "The autumn blend is here: https://hoshi-coffee.example/autumn";
export const READERS = "Newsletter readers";
export const CUSTOMERS = "Customers of the year";
export const VIP = "VIP chat tag";

export const DELIVERED: Expected = { outcome: "delivered", outcomeCode: "DELIVERED", narrowcasts: 1 };
export const failed = (outcomeCode: string, sent = 0): Expected => ({
  outcome: "failed",
  outcomeCode,
  narrowcasts: sent,
});

export const toReaders = (play: Pick<Play, "world">) => ({
  audienceId: audienceNamed(play, READERS),
  messageText: MESSAGE,
});

export const plain: Scenario = {
  inputs: toReaders,
  expected: ({ enrollments }) => (enrollments >= 50 ? DELIVERED : failed("ENROLLED_BELOW_MINIMUM")),
};

export function audienceNamed({ world }: Pick<Play, "world">, name: string): string {
  const audience = world.line.control.audiences(ACCOUNT.channelId).find(({ description }) => description === name);
  if (audience === undefined) throw new Error(`the simulated account has no audience called ${name}`);
  return String(audience.id);
}

/** Another campaign of the same account, a little before. */
export async function earlierSend(play: Play): Promise<void> {
  const { world, actionDefinitionId, channel, listId } = play;
  const inputFields = {
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    audienceId: audienceNamed(play, CUSTOMERS),
    messageText: "The summer blend leaves: https://hoshi-coffee.example/summer",
  };
  const name = "Summer campaign";
  const workflow = world.hubspot.control.createWorkflow(PORTAL_ID, { name, actionDefinitionId, inputFields });
  await enrollAll(play, workflow, { listId, count: Math.max(60, Math.floor(play.enrollments / 5)) });
  await releaseAll(play, workflow);
  play.say("An earlier campaign was sent");
}
