/** When it is sent, and how often. */
import { PORTAL_ID } from "../../../simulators/demo-world.ts";
import { enrollAll, HOUR_MS, narrowcasts, releaseAll, SECOND_MS } from "../stage.ts";
import { approveLater, untilAsked } from "./approvals.ts";
import { DELIVERED, failed, plain, toReaders } from "./campaign.ts";
import type { Scenario } from "./scenario.ts";

/** A second workflow with the same inputs, an hour after the send: covered, never a second send. */
export const covered: Scenario = {
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
export const approval: Scenario = {
  ...plain,
  inputs: (play) => ({ ...toReaders(play), requireApproval: "on" }),
  async later(play) {
    await untilAsked(play, "APPROVAL_NEEDED");
    await approveLater(play);
    return 0;
  },
};

/** It is half past ten in the evening in Tokyo. */
export const quietHours: Scenario = {
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
export const recurring: Scenario = {
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

/** HubSpot delivers three in ten executions twice, and a fifth as many again come after the send began. */
export const late: Scenario = {
  ...plain,
  duplicateShare: 0.3,
  async later(play, workflow) {
    const { world, time, enrollments } = play;
    const more = Math.ceil(enrollments / 5);
    await time.passUntil(() => narrowcasts(world).length > 0, 15 * SECOND_MS);
    const contactIds = world.hubspot.control.addContacts(PORTAL_ID, more);
    await enrollAll(play, workflow, { contactIds });
    play.say(`${more} more came after the send began`);
    return more;
  },
};
