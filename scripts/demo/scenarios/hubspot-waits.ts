/** HubSpot takes no outcomes for a while, though it holds every execution: nothing may be given up, and few calls may fail. */
import { setTimeout as pause } from "node:timers/promises";
import { PORTAL_ID } from "../../../simulators/demo-world.ts";
import { locked as lockedAccount, migrating } from "../../../simulators/hubspot/faults/standard-faults.ts";
import type { Scenario } from "./scenario.ts";
import { enrollAll, HOUR_MS, narrowcasts, releaseAll, SECOND_MS, type Play } from "../stage.ts";

/** HubSpot lists no app of which more calls fail. */
const MAX_FAILED_SHARE = 0.05;

/** From the first completion on, every callback is unknown to HubSpot for an hour. */
export const callbacksUnknown = (plain: Scenario): Scenario => ({
  ...plain,
  before({ world }) {
    world.hubspot.control.settings.allCompletions = "unknown";
  },
  async later(play, workflow) {
    const { world, time, say } = play;
    await time.passUntil(() => failedCalls(world).length > 0, 15 * SECOND_MS);
    world.hubspot.control.loseCallbacksFor(HOUR_MS);
    say("HubSpot says of every callback that it does not know it, for an hour");
    await releaseAll(play, workflow);
    return 0;
  },
  alsoBroken: (play) => [...tooManyFailed(play), ...tooEarly(play, HOUR_MS)],
});

const EARLIER_CAMPAIGNS = 3;
const MIGRATION_MS = 2 * HOUR_MS;

/** After three ordinary campaigns HubSpot locks the account while the fourth is sent, and then moves it for two hours. */
export const locked = (plain: Scenario): Scenario => ({
  ...plain,
  async before(play) {
    for (let campaign = 1; campaign <= EARLIER_CAMPAIGNS; campaign += 1) await earlierCampaign(play, plain, campaign);
  },
  async later({ world, clock, time, say }) {
    const { control } = world.hubspot;
    await time.passUntil(() => narrowcasts(world).length > EARLIER_CAMPAIGNS, SECOND_MS);
    control.fault(lockedAccount({ until: Number.POSITIVE_INFINITY }));
    await time.passUntil(() => failedCalls(world).length > 0, SECOND_MS);
    control.clearFaults();
    control.fault(migrating({ until: clock.now() + MIGRATION_MS }, MIGRATION_MS / SECOND_MS));
    say("HubSpot locks the account, then moves it to another data centre for two hours");
    await time.passUntil(() => failedCalls(world).some(({ status }) => status === 477), SECOND_MS);
    // What was under way in that instant ends in it, before hours are skipped.
    await pause(1000);
    return 0;
  },
  expected(play) {
    const { narrowcasts: sent, ...expected } = plain.expected(play);
    return { ...expected, narrowcasts: sent + EARLIER_CAMPAIGNS, deliveryRecords: 1 + EARLIER_CAMPAIGNS };
  },
  alsoBroken: (play) => [...tooManyFailed(play), ...tooEarly(play, MIGRATION_MS)],
});

async function earlierCampaign(play: Play, plain: Scenario, campaign: number): Promise<void> {
  const { world, actionDefinitionId, channel, listId } = play;
  const messageText = `Blend of the month ${campaign}: https://hoshi-coffee.example/${campaign}`;
  const inputFields = {
    ...plain.inputs(play),
    channel,
    targetingMode: "line_conditions",
    deliveryList: listId,
    messageText,
  };
  const name = `Campaign ${campaign}`;
  const workflow = world.hubspot.control.createWorkflow(PORTAL_ID, { name, actionDefinitionId, inputFields });
  await enrollAll(play, workflow, { listId, count: Math.max(60, Math.floor(play.enrollments / 5)) });
  await releaseAll(play, workflow);
  play.say(`Campaign ${campaign} was sent`);
}

type PlayedWorld = Pick<Play, "world">["world"];

/** Without tokens that expire on their way to HubSpot: they do where the demo skips hours in that instant. */
const failedCalls = ({ hubspot }: PlayedWorld) =>
  hubspot.control.requests().filter(({ status }) => status >= 400 && status !== 401);

function tooManyFailed({ world, say }: Play): string[] {
  const [failed, all] = [failedCalls(world).length, world.hubspot.control.requests().length];
  const share = `${failed} of ${all} calls to HubSpot failed (${((100 * failed) / all).toFixed(1)} %)`;
  say(share);
  return failed < MAX_FAILED_SHARE * all ? [] : [share];
}

/** Executions that got the outcome while HubSpot took none: the fault would not have been met. */
function tooEarly({ world }: Play, faultMs: number): string[] {
  const [first] = failedCalls(world);
  if (first === undefined) return ["HubSpot refused nothing"];
  const until = first.at + faultMs;
  const early = world.hubspot.control
    .executions(PORTAL_ID)
    .filter(({ endedAt }) => endedAt !== undefined && endedAt > first.at && endedAt < until);
  return early.length === 0 ? [] : [`${early.length} executions were released while HubSpot took none`];
}
