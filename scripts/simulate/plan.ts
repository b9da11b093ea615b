/** What happens in one seed: campaigns, latecomers, people's commands, faults, deaths and jumps of the clock. */
import { NO_POLICIES, type Policies } from "../../src/delivery/lifecycle/policies.ts";
import type { Chance } from "./chance.ts";
import type { FaultRates } from "./faults.ts";

export interface CampaignPlan {
  /** Inputs of the action besides account, list and audience. */
  readonly inputs: Readonly<Record<string, string>>;
  /** LINE's description of the audience; null: conditions alone. */
  readonly audience: string | null;
  /** A further one. */
  readonly also: string | null;
  readonly excluded: string | null;
  readonly contacts: number;
  /** The same list and inputs as an earlier campaign: one key, two workflows. */
  readonly sameAs: number | null;
}

interface At {
  /** Milliseconds after the beginning. */
  readonly at: number;
}

export type PlannedEvent = At &
  (
    | {
        readonly do: "enroll";
        readonly campaign: number;
        /** Of the campaign's contacts, from the first on. */
        readonly from: number;
        readonly count: number;
        readonly concurrency: number;
        readonly ratePerSecond: number | null;
        readonly duplicateShare: number;
      }
    | { readonly do: "command"; readonly campaign: number; readonly command: "seal" | "cancel" | "approve" }
    /** A builder changes the action: what is sent, a setting, or back to what it was. */
    | { readonly do: "edit"; readonly campaign: number; readonly change: "text" | "setting" | "back" }
    | { readonly do: "kill" }
    /** The database's clock, seen from everybody else's. */
    | { readonly do: "jump"; readonly ms: number }
    | { readonly do: "drop_callbacks"; readonly campaign: number }
    | { readonly do: "fail_next_narrowcast"; readonly errorCode: number }
    | { readonly do: "uninstall" }
    | { readonly do: "calm" }
  );

/** A standby stops following, and soon takes over. */
export interface FailOverPlan {
  /** Of each turn: that the standby stops following. */
  readonly rate: number;
  /** At most so many turns later it takes over. */
  readonly turns: number;
  /** One that has stopped for longer catches up instead. */
  readonly lagMs: number;
}

export interface Plan {
  readonly instances: number;
  readonly rates: FaultRates;
  /** Of each turn: that a process dies instead. */
  readonly deathRate: number;
  readonly mostDeaths: number;
  /** Null: the database never fails over. */
  readonly failOver: FailOverPlan | null;
  readonly unknownCallbacks: "accepted" | "not-found";
  readonly quota: number;
  /** Of LINE: how long it takes, and how it behaves where its documents are silent. */
  readonly line: {
    readonly waitingMs: number;
    readonly sendingMs: number;
    readonly progressVisibleAfterMs: number;
    readonly retryConflict: "sync" | "async";
    readonly retryOtherBody: "conflict" | "refused";
    readonly unknownUserIds: "dropped" | "refused";
  };
  /** What the account requires before every send. */
  readonly policies: Policies;
  readonly campaigns: readonly CampaignPlan[];
  readonly events: readonly PlannedEvent[];
  /** Milliseconds after the beginning; readings are followed that far. */
  readonly horizon: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The service's default gap. */
const QUIET_SECONDS = 180;

const FURTHER = ["Customers of the year", "Clicked the spring sale", "Added by poster"];
/** LINE would send to it. */
const FEW = "Store staff (37)";
const TOO_SMALL = [
  "Clicked the workshop (37)",
  "Campaign of last year (expired)",
  "Upload still building",
  "Complaint chat tag (12)",
  FEW,
];
/** The first leaves most of the readers, the second may leave no one. */
const EXCLUDED = ["VIP chat tag", "Saw the rich menu"];

/** `storm`: ordinary campaigns with as much trouble as there can be; some seeds bring one by themselves. */
/** `edits`: decides those alone, so that what else happens in a seed is the same with and without them. */
export function makePlan(chance: Chance, edits: Chance, { storm = chance.happens(0.15) } = {}): Plan {
  const failOver = planFailOver(storm, chance);
  const campaigns = Array.from({ length: storm ? 1 : chance.between(1, 2) }, (_, index) =>
    storm ? stormy(chance) : makeCampaign(index, chance),
  );
  const calmAt = chance.oneOf([HOUR, 6 * HOUR, 30 * HOUR]);
  const events = [
    ...campaigns.flatMap((campaign, index) => {
      const events = eventsOf(campaign, index, chance, storm);
      if (!edits.happens(storm ? 0.5 : 0.3)) return events;
      return [...events, ...editsOf(events, { campaign: index, contacts: campaign.contacts }, edits)];
    }),
    ...upheavals(calmAt, campaigns[0]?.contacts ?? 0, chance),
    { at: calmAt, do: "calm" } as const,
  ];
  const plan: Omit<Plan, "policies" | "events"> = {
    instances: chance.between(1, 2),
    rates: {
      ...(storm
        ? { request: 0.25, call: 0 }
        : { request: chance.oneOf([0, 0.02, 0.08, 0.25]), call: chance.oneOf([0, 0.05, 0.2]) }),
      final: failOver === null,
    },
    deathRate: storm ? 0.005 : chance.oneOf([0, 0.002, 0.01, 0.03]),
    mostDeaths: 6,
    failOver,
    unknownCallbacks: chance.oneOf(["not-found", "accepted"]),
    quota: chance.happens(0.1) && failOver === null ? 60 : 100_000,
    line: {
      waitingMs: chance.oneOf([0, 5000, 60_000]),
      sendingMs: chance.oneOf([1000, 30_000, 3_600_000]),
      progressVisibleAfterMs: chance.oneOf([0, 20_000]),
      retryConflict: chance.oneOf(["sync", "async"]),
      retryOtherBody: chance.oneOf(["conflict", "refused"]),
      unknownUserIds: chance.oneOf(["dropped", "refused"]),
    },
    campaigns,
    horizon: chance.happens(0.2) ? 24 * DAY : 9 * DAY,
  };
  // A yes that was lost is asked for again, maybe for longer than LINE keeps the key.
  const policies = failOver === null ? makePolicies(chance, storm) : NO_POLICIES;
  const answers = answersTo(policies, campaigns.length, chance);
  return {
    ...plan,
    policies,
    events: [...events, ...answers]
      .filter((event) => failOver === null || !wouldHide(event))
      .toSorted((one, other) => one.at - other.at),
  };
}

/** Half of the storms have none: they are about other sends. */
function makePolicies(chance: Chance, storm: boolean): Policies {
  if (chance.happens(storm ? 0.5 : 0.7)) return NO_POLICIES;
  return {
    ...NO_POLICIES,
    alwaysApprove: chance.happens(0.4),
    approveAbove: chance.happens(0.4) ? chance.oneOf([60, 100, 200]) : null,
    oneSendInDays: chance.happens(0.5) ? chance.oneOf([1, 7]) : null,
  };
}

/** A person approves what the account's policies ask for, or does not. */
function answersTo({ alwaysApprove, approveAbove, oneSendInDays }: Policies, campaigns: number, chance: Chance) {
  if (!alwaysApprove && approveAbove === null && oneSendInDays === null) return [];
  return Array.from({ length: campaigns }, (_, campaign): PlannedEvent[] => {
    const at = chance.between(20, 400) * MINUTE;
    if (chance.happens(0.3)) return [];
    return [1, 2, 3].map((again) => ({ at: again * at, do: "command", campaign, command: "approve" }));
  }).flat();
}

/** Less than the service waits between storing a request and sending it: the standby has every request that went out. */
export const SHORT_LAG_MS = 8000;
/** Then the request is made again, under the same key. */
const LONG_LAG_MS = 10 * MINUTE;

function planFailOver(storm: boolean, chance: Chance): FailOverPlan | null {
  if (!chance.happens(storm ? 0.3 : 0.15)) return null;
  if (storm) return { rate: 0.1, turns: 2000, lagMs: LONG_LAG_MS };
  return { rate: 0.01, turns: chance.oneOf([20, 60, 200]), lagMs: SHORT_LAG_MS };
}

/**
 * After a fail-over that lost everything about a send, what ends a delivery before it is sent again ends it although LINE
 * has it: docs/operations.md says so. And without tokens no execution can be released.
 */
const wouldHide = (event: PlannedEvent): boolean =>
  event.do === "uninstall" || (event.do === "command" && event.command === "cancel");

const stormy = (chance: Chance): CampaignPlan => ({
  inputs: { messageText: "In a storm" },
  audience: chance.happens(0.2) ? FEW : "Newsletter readers",
  also: null,
  excluded: null,
  contacts: 12,
  sameAs: null,
});

/** The others come in the instant of the seal. */
const EARLY_IN_A_STORM = 5;

function makeCampaign(index: number, chance: Chance): CampaignPlan {
  const sameAs = index > 0 && chance.happens(0.3) ? 0 : null;
  const narrow = chance.happens(0.2);
  const some = (probability: number, inputs: Record<string, string>) => (chance.happens(probability) ? inputs : {});
  const inputs = {
    messageText: `Campaign ${index}: https://hoshi.example/${index}`,
    ...(narrow && { targetingMode: "narrow_to_enrolled", lineUserId: "{{ enrolled_object.line_user_id }}" }),
    ...some(0.5, { resendAfter: chance.oneOf(["none", "1h", "24h", "forever"]) }),
    ...some(0.15, { requireApproval: "on" }),
    ...some(0.05, { rehearsal: "on" }),
    ...some(0.1, { quietHours: chance.oneOf(["20:00-08:00", "22:00-07:00"]) }),
    ...some(0.1, { sendAt: chance.oneOf(["next 09:00", "next Mon–Fri 12:00", "next Sat, Sun 18:30"]) }),
    ...some(0.1, { collectFor: chance.oneOf(["900", "7200"]) }),
    ...some(0.1, { gender: "female" }),
    ...some(0.1, { quotaPolicy: "up_to_quota" }),
    ...some(0.05, { quotaPolicy: "at_most_n", maxRecipients: chance.oneOf(["30", "60"]) }),
  };
  const audience = chance.happens(0.12) ? chance.oneOf(TOO_SMALL) : "Newsletter readers";
  return {
    inputs,
    audience: narrow && chance.happens(0.4) ? null : audience,
    also: chance.happens(0.2) ? chance.oneOf([...FURTHER, ...TOO_SMALL]) : null,
    excluded: chance.happens(0.2) ? chance.oneOf(EXCLUDED) : null,
    contacts: narrow ? 58 : chance.between(4, 14),
    sameAs,
  };
}

function eventsOf(
  { contacts, inputs, audience, excluded }: CampaignPlan,
  campaign: number,
  chance: Chance,
  storm: boolean,
): PlannedEvent[] {
  const at = campaign === 0 ? MINUTE : chance.oneOf([MINUTE, MINUTE + 1000, 20 * MINUTE, 3 * HOUR]);
  const manner = (rate: number | null = 1 / QUIET_SECONDS) => ({
    // One after the other in a storm: so the seal meets them at every turn.
    concurrency: storm ? 1 : chance.between(1, 6),
    // The last one is as slow as the quiet gap: each arrival meets the seal.
    ratePerSecond: storm ? rate : chance.oneOf([null, null, 0.2, 0.02, 1 / QUIET_SECONDS]),
    duplicateShare: chance.oneOf([0, 0.3]),
  });
  const sealedAfter = (storm ? EARLY_IN_A_STORM - 1 : chance.between(0, 8)) * 1000 * QUIET_SECONDS;
  // Either nearly everybody enrolls, so that the gap decides, or the whole list.
  const most = storm ? EARLY_IN_A_STORM : contacts - chance.between(1, 3);
  const early = !storm && chance.happens(0.5) ? contacts : Math.max(1, most);
  const events: PlannedEvent[] = [{ at, do: "enroll", campaign, from: 0, count: early, ...manner() }];
  if (early < contacts || chance.happens(0.3)) {
    const late = storm ? sealedAfter : chance.oneOf([2 * MINUTE, 4 * MINUTE, 50 * MINUTE, 2 * HOUR, 26 * HOUR]);
    const from = early < contacts ? early : 0;
    events.push({ at: at + late, do: "enroll", campaign, from, count: contacts - from, ...manner(null) });
  }
  const commands = (["seal", "cancel", "approve"] as const).filter(() => chance.happens(0.12));
  for (const command of commands)
    events.push({ at: at + chance.between(1, 60) * MINUTE, do: "command", campaign, command });
  // A person closes the window in the instant of an arrival.
  if (storm || chance.happens(0.2)) {
    events.push({ at: at + sealedAfter, do: "command", campaign, command: "seal" });
  }
  // What few people may be left of asks a person, too.
  const asks = inputs["requireApproval"] ?? excluded ?? (inputs["targetingMode"] && audience);
  if (typeof asks === "string" && chance.happens(0.7)) {
    for (let again = 1; again <= 3; again += 1)
      events.push({ at: at + again * 50 * MINUTE, do: "command", campaign, command: "approve" });
  }
  if (chance.happens(0.1)) events.push({ at: at + 5 * MINUTE, do: "drop_callbacks", campaign });
  return events;
}

/** One or two edits, before the late contacts or after all, and contacts that meet them. */
function editsOf(
  enrolling: readonly PlannedEvent[],
  { campaign, contacts }: { readonly campaign: number; readonly contacts: number },
  chance: Chance,
): PlannedEvent[] {
  const arrivals = enrolling.filter((event) => event.do === "enroll").map(({ at: when }) => when);
  const [first, last] = [arrivals[0] ?? 0, arrivals.at(-1) ?? 0];
  const at = chance.oneOf([first + MINUTE, last - 1, last + chance.between(1, 90) * MINUTE]);
  const edits: PlannedEvent[] = [{ at, do: "edit", campaign, change: chance.oneOf(["text", "text", "setting"]) }];
  const enroll = (when: number): PlannedEvent => {
    const manner = { concurrency: chance.between(1, 6), ratePerSecond: null, duplicateShare: chance.oneOf([0, 0.3]) };
    return { at: when, do: "enroll", campaign, from: 0, count: contacts, ...manner };
  };
  edits.push(enroll(at + chance.oneOf([1, MINUTE, 30 * MINUTE])));
  if (chance.happens(0.3)) {
    const back = at + chance.oneOf([2 * MINUTE, 2 * HOUR]);
    edits.push({ at: back, do: "edit", campaign, change: "back" }, enroll(back + 1));
  }
  for (const later of [2, 4]) {
    if (!chance.happens(0.3)) continue;
    const command = chance.oneOf(["approve", "cancel"] as const);
    edits.push({ at: at + later * HOUR, do: "command", campaign, command });
  }
  return edits;
}

function upheavals(calmAt: number, contacts: number, chance: Chance): PlannedEvent[] {
  const sometime = () => chance.between(0, Math.min(calmAt, 3 * HOUR));
  const events: PlannedEvent[] = [];
  for (let kills = chance.between(0, 2); kills > 0; kills -= 1) events.push({ at: sometime(), do: "kill" });
  if (chance.happens(0.3)) {
    // Also by more than the hour that is kept in hand of a retry key.
    const ms = chance.between(-120, 120) * MINUTE;
    events.push({ at: sometime(), do: "jump", ms }, { at: calmAt, do: "jump", ms: -ms });
  }
  if (chance.happens(0.1)) events.push({ at: 0, do: "fail_next_narrowcast", errorCode: chance.oneOf([1, 2]) });
  if (chance.happens(0.04)) {
    const at = sometime();
    // Whoever is under way in that instant must not open what nobody cancels any more.
    const manner = { concurrency: chance.between(2, 6), ratePerSecond: null, duplicateShare: 0 };
    events.push({ at: at - chance.between(0, 3), do: "enroll", campaign: 0, from: 0, count: contacts, ...manner });
    events.push({ at, do: "uninstall" });
  }
  return events;
}
