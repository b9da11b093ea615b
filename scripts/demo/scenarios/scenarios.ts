/** What the demo can play. */
import { ACCOUNT } from "../../../simulators/demo-world.ts";
import { DELIVERED, earlierSend, failed, plain, toReaders } from "./campaign.ts";
import { editedAfterSend, editedWhileCollecting, trailingSpace } from "./edits.ts";
import { callbacksUnknown, locked } from "./hubspot-waits.ts";
import { fifty } from "./fifty.ts";
import { losePlan, recordsLater } from "./no-custom-objects.ts";
import type { Scenario } from "./scenario.ts";
import { suppressionDamaged } from "./suppression-damaged.ts";
import { badIds, exclude, narrow, narrowFilter, severalAudiences, smallAudience, uploadSlow } from "./targeting.ts";
import { approval, covered, late, quietHours, recurring } from "./timing.ts";
import { uninstalled } from "./uninstalled.ts";

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

const rehearsal: Scenario = {
  ...plain,
  inputs: (play) => ({ ...toReaders(play), rehearsal: "on" }),
  expected: () => ({ outcome: "rehearsed", outcomeCode: "REHEARSED", narrowcasts: 0 }),
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
  "small-audience": smallAudience,
  "narrow-filter": narrowFilter,
  late,
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
