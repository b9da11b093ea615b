/** What the demo can play. */
import { ACCOUNT, PORTAL_ID } from "../../../simulators/demo-world.ts";
import { approveLater, untilAsked } from "./approvals.ts";
import { enrolledFriends, giveLineIds, suppressedFriends } from "../contacts.ts";
import { editedAfterSend, editedWhileCollecting, trailingSpace } from "./edits.ts";
import { callbacksUnknown, locked } from "./hubspot-waits.ts";
import { fifty } from "./fifty.ts";
import { losePlan, recordsLater } from "./no-custom-objects.ts";
import type { Expected, Scenario } from "./scenario.ts";
import { enrollAll, HOUR_MS, narrowcasts, releaseAll, SECOND_MS, type Play } from "../stage.ts";
import { suppressionDamaged } from "./suppression-damaged.ts";
import { uninstalled } from "./uninstalled.ts";

const MESSAGE = "The autumn blend is here: https://hoshi-coffee.example/autumn";
const READERS = "Newsletter readers";
const CUSTOMERS = "Customers of the year";
const VIP = "VIP chat tag";
const CLICKED_FEW = "Clicked the workshop (37)";

const DELIVERED: Expected = { outcome: "delivered", outcomeCode: "DELIVERED", narrowcasts: 1 };
const failed = (outcomeCode: string, sent = 0): Expected => ({ outcome: "failed", outcomeCode, narrowcasts: sent });

const toReaders = (play: Pick<Play, "world">) => ({ audienceId: audienceNamed(play, READERS), messageText: MESSAGE });

const plain: Scenario = {
  inputs: toReaders,
  expected: ({ enrollments }) => (enrollments >= 50 ? DELIVERED : failed("ENROLLED_BELOW_MINIMUM")),
};

const NARROW = { targetingMode: "narrow_to_enrolled", lineUserId: "{{ enrolled_object.line_user_id }}" };

/** Enrolled friends among the readers who are women and no VIPs. */
const narrow: Scenario = {
  before(play) {
    play.world.line.control.assume({ failures: "none" });
    giveLineIds(play);
  },
  inputs: (play) => ({
    ...toReaders(play),
    ...NARROW,
    gender: "female",
    excludeAudienceIds: audienceNamed(play, VIP),
  }),
  expected: (play) => reached(play, enrolledFriends(play), wanted(play, { gender: "female", without: [VIP] })),
};

/** LINE's minimum of 50 decides after all conditions. */
function reached({ world }: Play, userIds: readonly string[], conditions: Conditions): Expected {
  const successCount = world.line.control.countAmong(ACCOUNT.channelId, userIds, conditions);
  return successCount >= 50 ? { ...DELIVERED, successCount } : failed("RECIPIENTS_BELOW_MINIMUM", 1);
}

type Conditions = Parameters<Play["world"]["line"]["control"]["countMatching"]>[1];

interface Wanted {
  readonly gender?: "female";
  readonly without?: readonly string[];
}

/** The readers, narrowed: written by hand in LINE's terms, apart from the service. */
function wanted(play: Play, { gender, without = [] }: Wanted): Conditions {
  const group = (name: string) => ({ type: "audience" as const, audienceGroupId: Number(audienceNamed(play, name)) });
  const nots = without.map((name) => ({ type: "operator" as const, not: group(name) }));
  return {
    recipient: { type: "operator", and: [group(READERS), ...nots] },
    ...(gender && { filter: { demographic: { type: "gender" as const, oneOf: [gender] } } }),
  };
}

/** People in any of three audiences who have no VIP tag. */
const severalAudiences: Scenario = {
  before: ({ world }) => world.line.control.assume({ failures: "none" }),
  inputs: (play) => ({
    ...toReaders(play),
    includeAudienceIds: MORE.map((name) => audienceNamed(play, name)).join(";"),
    excludeAudienceIds: audienceNamed(play, VIP),
  }),
  expected(play) {
    const group = (name: string) => ({ type: "audience" as const, audienceGroupId: Number(audienceNamed(play, name)) });
    const any = { type: "operator" as const, or: [READERS, ...MORE].map(group) };
    const recipient = { type: "operator" as const, and: [any, { type: "operator" as const, not: group(VIP) }] };
    const successCount = play.world.line.control.countMatching(ACCOUNT.channelId, { recipient });
    return play.enrollments >= 50 ? { ...DELIVERED, successCount } : failed("ENROLLED_BELOW_MINIMUM");
  },
};

const MORE = [CUSTOMERS, "Clicked the spring sale"];

/** An audience, a suppression list and everybody whom an earlier send reached are left out. */
const exclude: Scenario = {
  async before(play) {
    play.world.line.control.assume({ failures: "none" });
    giveLineIds(play);
    await earlierSend(play);
  },
  inputs: (play) => ({
    ...toReaders(play),
    excludeAudienceIds: audienceNamed(play, VIP),
    suppressionList: play.world.hubspot.control.addList(PORTAL_ID, {
      name: "Unsubscribed",
      size: suppressedSize(play),
    }),
    suppressionProperty: "line_user_id",
    excludeReachedDays: "7",
  }),
  expected(play) {
    const { line } = play.world;
    const [first] = narrowcasts(play.world);
    const suppressed = suppressedFriends(play, suppressedSize(play));
    const out = new Set([
      ...line.control.keptInUpload(ACCOUNT.channelId, suppressed),
      ...line.control.recipientsOf(ACCOUNT.channelId, first?.requestId ?? ""),
    ]);
    const everybody = line.control.friendIds(ACCOUNT.channelId, Number.MAX_SAFE_INTEGER);
    const left = everybody.filter((id) => !out.has(id));
    const successCount = line.control.countAmong(ACCOUNT.channelId, left, wanted(play, { without: [VIP] }), "sent");
    return { ...DELIVERED, successCount, narrowcasts: 2, deliveryRecords: 2 };
  },
};

const suppressedSize = ({ enrollments }: Pick<Play, "enrollments">): number => Math.ceil(enrollments / 2);

/** Another campaign of the same account, a little before. */
async function earlierSend(play: Play): Promise<void> {
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

/** A twentieth of what the audience needs is left this month. */
const quotaShort: Scenario = {
  ...plain,
  before: ({ world }) => {
    world.line.control.setQuota(ACCOUNT.channelId, { type: "limited", value: 200_000, used: 199_700 });
  },
  expected: () => failed("QUOTA_TOO_SMALL"),
};

/** The same with "as many as quota allows". */
const quotaPartial: Scenario = {
  ...quotaShort,
  before(play) {
    play.world.line.control.assume({ failures: "none" });
    return quotaShort.before?.(play);
  },
  inputs: (play) => ({ ...toReaders(play), quotaPolicy: "up_to_quota" }),
  expected: () => ({ ...DELIVERED, successCount: 300 }),
};

/** A second workflow with the same inputs, an hour after the send: covered, never a second send. */
const covered: Scenario = {
  ...plain,
  async later(play, workflow) {
    const { time } = play;
    await releaseAll(play, workflow);
    const until = play.clock.now() + HOUR_MS;
    await time.passUntil(() => play.clock.now() >= until, 600 * SECOND_MS);
    await enrollAll(play, workflow, { listId: play.listId });
    return play.enrollments;
  },
  expected: ({ enrollments }) => ({ ...DELIVERED, covered: enrollments }),
};

/** Nothing goes out before a person has looked at it. */
const approval: Scenario = {
  ...plain,
  inputs: (play) => ({ ...toReaders(play), requireApproval: "on" }),
  async later(play) {
    await untilAsked(play, "APPROVAL_NEEDED");
    await approveLater(play);
    return 0;
  },
};

const rehearsal: Scenario = {
  ...plain,
  inputs: (play) => ({ ...toReaders(play), rehearsal: "on" }),
  expected: () => ({ outcome: "rehearsed", outcomeCode: "REHEARSED", narrowcasts: 0 }),
};

/** It is half past ten in the evening in Tokyo. */
const quietHours: Scenario = {
  ...plain,
  async before({ clock, time }) {
    const target = tokyoMinute(clock.now()) >= LATE ? 0 : LATE - tokyoMinute(clock.now());
    const until = clock.now() + target * 60 * SECOND_MS;
    await time.passUntil(() => clock.now() >= until, 600 * SECOND_MS);
  },
  inputs: (play) => ({ ...toReaders(play), quietHours: "21:00-08:00" }),
  alsoBroken({ world }) {
    const minutes = narrowcasts(world).map(({ acceptedAt }) => tokyoMinute(acceptedAt));
    const disturbing = minutes.filter((minute) => minute < 8 * 60 || minute >= 21 * 60);
    return disturbing.map((minute) => `LINE was asked to send at minute ${minute} of the day in Tokyo`);
  },
};

/** A workflow that runs every day: both runs are sent at nine, each on its own day. */
const recurring: Scenario = {
  ...plain,
  inputs: (play) => ({ ...toReaders(play), sendAt: "next 09:00", resendAfter: "1h" }),
  async later(play, workflow) {
    const { time, clock } = play;
    await releaseAll(play, workflow);
    const until = clock.now() + 2 * HOUR_MS;
    await time.passUntil(() => clock.now() >= until, 600 * SECOND_MS);
    await enrollAll(play, workflow, { listId: play.listId });
    play.say("The workflow ran once more, two hours after the first send");
    return play.enrollments;
  },
  expected: (play) =>
    play.enrollments >= 50 ? { ...DELIVERED, narrowcasts: 2, deliveryRecords: 2 } : failed("ENROLLED_BELOW_MINIMUM"),
  alsoBroken({ world }) {
    const [first = 0, second = 0] = narrowcasts(world).map(({ acceptedAt }) => acceptedAt);
    const atNine = [first, second].map(tokyoMinute).filter((minute) => minute >= 9 * 60 && minute < 9 * 60 + 30);
    const days = Math.round((second - first) / (24 * HOUR_MS));
    return atNine.length === 2 && days === 1 ? [] : [`the sends were made at ${first} and ${second}`];
  },
};

const LATE = 22 * 60 + 30;
const TOKYO_AHEAD_MINUTES = 9 * 60;
const tokyoMinute = (at: number): number => (Math.floor(at / 60_000) + TOKYO_AHEAD_MINUTES) % (24 * 60);

/** LINE takes five hours to build the audience. */
const uploadSlow: Scenario = {
  ...narrow,
  before(play) {
    play.world.line.control.setSendingPace({ audienceMs: 5 * HOUR_MS });
    return narrow.before?.(play);
  },
};

/** Empty, malformed and unknown IDs among good ones, and a LINE that refuses a file for a single unknown one. */
const badIds: Scenario = {
  ...narrow,
  before(play) {
    play.world.line.control.assume({ unknownUserIds: "refused", failures: "none" });
    giveLineIds(play, { emptyEvery: 20, malformedEvery: 25, unknownEvery: 30 });
  },
  inputs: () => ({ ...NARROW, messageText: MESSAGE }),
  expected: (play) => {
    const successCount = play.world.line.control.countAmong(ACCOUNT.channelId, enrolledFriends(play), {});
    return successCount < 50 ? failed("VALID_IDS_BELOW_MINIMUM") : { ...DELIVERED, successCount };
  },
};

/** Two campaigns while HubSpot refuses custom objects. */
const noCustomObjects: Scenario = {
  ...plain,
  async before(play) {
    losePlan(play);
    await earlierSend(play);
  },
  later: recordsLater,
  expected: () => ({ ...DELIVERED, narrowcasts: 2, deliveryRecords: 2 }),
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain,
  /** An audience of 37 that LINE does not exempt. */
  "small-audience": {
    ...plain,
    inputs: (play) => ({ audienceId: audienceNamed(play, CLICKED_FEW), messageText: MESSAGE }),
    expected: () => failed("AUDIENCE_BELOW_MINIMUM"),
  },
  /** Attributes that leave about a dozen people: LINE accepts and fails later. */
  "narrow-filter": {
    ...plain,
    inputs: (play) => ({ ...toReaders(play), ...narrowFilter(play) }),
    expected: () => failed("RECIPIENTS_BELOW_MINIMUM", 1),
  },
  /** HubSpot delivers three in ten executions twice, and a fifth as many again come after the send began. */
  late: {
    ...plain,
    duplicateShare: 0.3,
    async later(play, workflow) {
      const { world, time, enrollments } = play;
      const late = Math.ceil(enrollments / 5);
      await time.passUntil(() => narrowcasts(world).length > 0, 15 * SECOND_MS);
      const contactIds = world.hubspot.control.addContacts(PORTAL_ID, late);
      await enrollAll(play, workflow, { contactIds });
      play.say(`${late} more came after the send began`);
      return late;
    },
  },
  narrow,
  "several-audiences": severalAudiences,
  exclude,
  "quota-short": quotaShort,
  "quota-partial": quotaPartial,
  covered,
  approval,
  rehearsal,
  "quiet-hours": quietHours,
  recurring,
  "upload-slow": uploadSlow,
  "bad-ids": badIds,
  "suppression-damaged": suppressionDamaged(plain),
  "edited-while-collecting": editedWhileCollecting(plain),
  "edited-after-send": editedAfterSend(plain),
  "trailing-space": trailingSpace(plain),
  "no-custom-objects": noCustomObjects,
  "callbacks-unknown": callbacksUnknown(plain),
  locked: locked(plain),
  uninstalled: uninstalled(plain),
  ...fifty(plain),
};

function audienceNamed({ world }: Pick<Play, "world">, name: string): string {
  const audience = world.line.control.audiences(ACCOUNT.channelId).find(({ description }) => description === name);
  if (audience === undefined) throw new Error(`the simulated account has no audience called ${name}`);
  return String(audience.id);
}

const RARE_AREAS = ["jp_31", "jp_32", "jp_36", "jp_39", "jp_18", "jp_41", "jp_19", "jp_30", "jp_47"];

/** The women of a small prefecture: whichever leaves closest to twelve people. */
function narrowFilter(play: Pick<Play, "world">): Record<string, string> {
  const audienceGroupId = Number(audienceNamed(play, READERS));
  const people = (area: string) => {
    const demographic = {
      type: "operator" as const,
      and: [
        { type: "area" as const, oneOf: [area] },
        { type: "gender" as const, oneOf: ["female"] },
      ],
    };
    return play.world.line.control.countMatching(ACCOUNT.channelId, {
      recipient: { type: "audience" as const, audienceGroupId },
      filter: { demographic },
    });
  };
  const [area] = RARE_AREAS.toSorted((a, b) => Math.abs(people(a) - 12) - Math.abs(people(b) - 12));
  return { areas: area ?? "jp_31", gender: "female" };
}
