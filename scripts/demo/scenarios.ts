/** What the demo can play: the builder's inputs, who enrolls, and what has to come of it. */
import type { LineControl } from "../../simulators/line/control.ts";
import { ACCOUNT } from "../../simulators/demo-world.ts";

export interface Scenario {
  /** Values of the action's inputs besides account and list. */
  inputs(line: LineControl): Record<string, string>;
  /** Share of executions that HubSpot delivers twice. */
  readonly duplicateShare: number;
  /** Contacts that enroll only after the narrowcast is under way. */
  lateEnrollments(enrollments: number): number;
  expected(enrollments: number): Expected;
}

export interface Expected {
  readonly outcome: string;
  readonly outcomeCode: string;
  readonly narrowcasts: number;
}

const MESSAGE = "The autumn blend is here: https://hoshi-coffee.example/autumn";
const READERS = "Newsletter readers";
const CLICKED_FEW = "Clicked the workshop (37)";

const DELIVERED: Expected = { outcome: "delivered", outcomeCode: "DELIVERED", narrowcasts: 1 };

const plain: Scenario = {
  inputs: (line) => ({ audienceId: audienceNamed(line, READERS), messageText: MESSAGE }),
  duplicateShare: 0,
  lateEnrollments: () => 0,
  expected: (enrollments) =>
    enrollments >= 50 ? DELIVERED : { outcome: "failed", outcomeCode: "ENROLLED_BELOW_MINIMUM", narrowcasts: 0 },
};

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain,
  /** An audience of 37 that LINE does not exempt. */
  "small-audience": {
    ...plain,
    inputs: (line) => ({ audienceId: audienceNamed(line, CLICKED_FEW), messageText: MESSAGE }),
    expected: () => ({ outcome: "failed", outcomeCode: "AUDIENCE_BELOW_MINIMUM", narrowcasts: 0 }),
  },
  /** Attributes that leave about a dozen people: LINE accepts and fails later. */
  "narrow-filter": {
    ...plain,
    inputs: (line) => ({ audienceId: audienceNamed(line, READERS), messageText: MESSAGE, ...narrowFilter(line) }),
    expected: () => ({ outcome: "failed", outcomeCode: "RECIPIENTS_BELOW_MINIMUM", narrowcasts: 1 }),
  },
  /** HubSpot delivers three in ten executions twice, and a fifth as many again come after the send began. */
  late: {
    ...plain,
    duplicateShare: 0.3,
    lateEnrollments: (enrollments) => Math.ceil(enrollments / 5),
  },
};

function audienceNamed(line: LineControl, name: string): string {
  const audience = line.audiences(ACCOUNT.channelId).find(({ description }) => description === name);
  if (audience === undefined) throw new Error(`the simulated account has no audience called ${name}`);
  return String(audience.id);
}

const RARE_AREAS = ["jp_31", "jp_32", "jp_36", "jp_39", "jp_18", "jp_41", "jp_19", "jp_30", "jp_47"];

/** The women of a small prefecture in one age band: whichever leaves closest to twelve people. */
function narrowFilter(line: LineControl): Record<string, string> {
  const audienceGroupId = Number(audienceNamed(line, READERS));
  const people = (area: string) => {
    const demographic = {
      type: "operator" as const,
      and: [
        { type: "area" as const, oneOf: [area] },
        { type: "gender" as const, oneOf: ["female"] },
      ],
    };
    return line.countMatching(ACCOUNT.channelId, {
      recipient: { type: "audience" as const, audienceGroupId },
      filter: { demographic },
    });
  };
  const [area] = RARE_AREAS.toSorted((a, b) => Math.abs(people(a) - 12) - Math.abs(people(b) - 12));
  return { areas: area ?? "jp_31", gender: "female" };
}
