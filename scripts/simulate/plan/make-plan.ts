/** The plan of a seed, drawn by chance. */
import { NO_POLICIES, type Policies } from "../../../src/delivery/lifecycle/policies.ts";
import type { Chance } from "../chance.ts";
import { eventsOf, makeCampaign, stormy } from "./campaigns.ts";
import { DAY, HOUR, MINUTE, SHORT_LAG_MS, type FailOverPlan, type Plan, type PlannedEvent } from "./plan.ts";
import { editsOf, upheavals } from "./upheavals.ts";

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
    maxDeaths: 6,
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
