/** Sends that would reach fewer than fifty people, and LINE would make them. */
import { ACCOUNT, PORTAL_ID } from "../../../simulators/demo-world.ts";
import { approveLater, untilAsked } from "./approvals.ts";
import { giveLineIds, lineIdsOf } from "../contacts.ts";
import type { Expected, Outcome, Scenario } from "./scenario.ts";
import type { Play } from "../stage.ts";

const MESSAGE = "Good morning from Hoshi Coffee: https://hoshi-coffee.example";

const refused = (outcomeCode: string): Expected => ({ outcome: "failed", outcomeCode, narrowcasts: 0 });

/** An audience of the account's own upload, which LINE exempts from its minimum: the friends from one number to another. */
function uploadOf({ world }: Pick<Play, "world">, description: string, from: number, count: number): string {
  const { control } = world.line;
  const userIds = control.friendIds(ACCOUNT.channelId, count, { from });
  return String(control.addAudience(ACCOUNT.channelId, { description, type: "UPLOAD", userIds }));
}

const exemptOne = (plain: Scenario): Scenario => ({
  ...plain,
  inputs: (play) => ({ audienceId: uploadOf(play, "The manager", 0, 1), messageText: MESSAGE }),
  expected: () => refused("UPLOAD_AUDIENCE_BELOW_MINIMUM"),
});

const KEPT = 3;

/** All but three of the enrolled contacts have not accepted LINE's privacy policy. */
const uploadKeepsThree = (plain: Scenario): Scenario => ({
  ...plain,
  before(play) {
    giveLineIds(play);
    const { control } = play.world.line;
    control.declinePolicy(ACCOUNT.channelId, control.friendIds(ACCOUNT.channelId, play.enrollments, { from: KEPT }));
  },
  inputs: () => ({
    targetingMode: "narrow_to_enrolled",
    lineUserId: "{{ enrolled_object.line_user_id }}",
    messageText: MESSAGE,
  }),
  expected: (play) => refused(lineIdsOf(play).length < 50 ? "VALID_IDS_BELOW_MINIMUM" : "KEPT_IDS_BELOW_MINIMUM"),
});

/** Refused with each contact, before there is a delivery. */
function maxThirty(plain: Scenario): Scenario {
  let seen: Outcome | undefined;
  return {
    ...plain,
    inputs: (play) => ({ ...plain.inputs(play), quotaPolicy: "at_most_n", maxRecipients: "30" }),
    later({ world }, workflow) {
      const [first] = world.hubspot.control.executions(PORTAL_ID, workflow);
      const { outcome = "none", outcomeCode = "none", outcomeMessage = "" } = first?.outputFields ?? {};
      seen = { outcome, outcomeCode, outcomeMessage };
      return Promise.resolve(0);
    },
    outcome: () => seen,
    expected: () => ({ ...refused("MAX_RECIPIENTS_BELOW_MINIMUM"), deliveryRecords: 0 }),
  };
}

const MEMBERS = 2000;

/** Ten would be left of two thousand. LINE cannot say so before, and would send. */
const minusAlmostAll = (plain: Scenario): Scenario => ({
  ...plain,
  inputs: (play) => ({
    audienceId: uploadOf(play, "Members", 0, MEMBERS),
    excludeAudienceIds: uploadOf(play, "All members but ten", 0, MEMBERS - 10),
    messageText: MESSAGE,
  }),
  async later(play) {
    await untilAsked(play, "MAY_BE_BELOW_MINIMUM");
    play.say("No one answers");
    return 0;
  },
  expected: () => ({ outcome: "cancelled", outcomeCode: "APPROVAL_MISSING", narrowcasts: 0 }),
});

/** By its sizes alone this could be the same: a person who knows the audiences allows it, and all two thousand get it. */
const minusOtherPeople = (plain: Scenario): Scenario => ({
  ...plain,
  before: ({ world }) => world.line.control.assume({ failures: "none" }),
  inputs: (play) => ({
    audienceId: uploadOf(play, "Members", 0, MEMBERS),
    excludeAudienceIds: uploadOf(play, "Visitors of the fair", MEMBERS, 3000),
    messageText: MESSAGE,
  }),
  async later(play) {
    await untilAsked(play, "MAY_BE_BELOW_MINIMUM");
    await approveLater(play);
    return 0;
  },
  expected: ({ world }) => ({
    outcome: "delivered",
    outcomeCode: "DELIVERED",
    narrowcasts: 1,
    successCount: world.line.control.friendIds(ACCOUNT.channelId, MEMBERS).filter(reachable(world)).length,
  }),
});

function reachable({ line }: Play["world"]): (userId: string) => boolean {
  const reached = new Set(line.control.friendIds(ACCOUNT.channelId, Number.MAX_SAFE_INTEGER, { blocked: false }));
  return (userId) => reached.has(userId);
}

export const fifty = (plain: Scenario): Readonly<Record<string, Scenario>> => ({
  "exempt-one": exemptOne(plain),
  "upload-keeps-three": uploadKeepsThree(plain),
  "max-30": maxThirty(plain),
  "minus-almost-all": minusAlmostAll(plain),
  "minus-other-people": minusOtherPeople(plain),
});
