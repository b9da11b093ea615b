/** Who receives it: audiences, attributes, lists and contacts. */
import { ACCOUNT, PORTAL_ID } from "../../../simulators/demo-world.ts";
import { enrolledFriends, giveLineIds, suppressedFriends } from "../contacts.ts";
import { HOUR_MS, narrowcasts, type Play } from "../stage.ts";
import {
  audienceNamed,
  CUSTOMERS,
  DELIVERED,
  earlierSend,
  failed,
  MESSAGE,
  plain,
  READERS,
  toReaders,
  VIP,
} from "./campaign.ts";
import type { Expected, Scenario } from "./scenario.ts";

const CLICKED_FEW = "Clicked the workshop (37)";

const NARROW = { targetingMode: "narrow_to_enrolled", lineUserId: "{{ enrolled_object.line_user_id }}" };

/** Enrolled friends among the readers who are women and no VIPs. */
export const narrow: Scenario = {
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
export const severalAudiences: Scenario = {
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

/** An audience, a suppression list and everyone that an earlier send reached are left out. */
export const exclude: Scenario = {
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
    const all = line.control.friendIds(ACCOUNT.channelId, Number.MAX_SAFE_INTEGER);
    const left = all.filter((id) => !out.has(id));
    const successCount = line.control.countAmong(ACCOUNT.channelId, left, wanted(play, { without: [VIP] }), "sent");
    return { ...DELIVERED, successCount, narrowcasts: 2, deliveryRecords: 2 };
  },
};

const suppressedSize = ({ enrollments }: Pick<Play, "enrollments">): number => Math.ceil(enrollments / 2);

/** LINE takes five hours to build the audience. */
export const uploadSlow: Scenario = {
  ...narrow,
  before(play) {
    play.world.line.control.setSendingPace({ audienceMs: 5 * HOUR_MS });
    return narrow.before?.(play);
  },
};

/** Empty, malformed and unknown IDs among good ones, and a LINE that refuses a file for a single unknown one. */
export const badIds: Scenario = {
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

/** An audience of 37 that LINE does not exempt. */
export const smallAudience: Scenario = {
  ...plain,
  inputs: (play) => ({ audienceId: audienceNamed(play, CLICKED_FEW), messageText: MESSAGE }),
  expected: () => failed("AUDIENCE_BELOW_MINIMUM"),
};

/** Attributes that leave about a dozen people: LINE accepts and fails later. */
export const narrowFilter: Scenario = {
  ...plain,
  inputs: (play) => ({ ...toReaders(play), ...filterForTwelve(play) }),
  expected: () => failed("RECIPIENTS_BELOW_MINIMUM", 1),
};

const RARE_AREAS = ["jp_31", "jp_32", "jp_36", "jp_39", "jp_18", "jp_41", "jp_19", "jp_30", "jp_47"];

/** The women of a small prefecture: whichever leaves closest to twelve people. */
function filterForTwelve(play: Pick<Play, "world">): Record<string, string> {
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
