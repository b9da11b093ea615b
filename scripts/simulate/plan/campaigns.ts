/** Campaigns, and what contacts and people do to each. */
import type { Chance } from "../chance.ts";
import { HOUR, MINUTE, type CampaignPlan, type PlannedEvent } from "./plan.ts";

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

export const stormy = (chance: Chance): CampaignPlan => ({
  inputs: { messageText: "In a storm" },
  audience: chance.happens(0.2) ? FEW : "Newsletter readers",
  also: null,
  excluded: null,
  contacts: 12,
  sameAs: null,
});

/** The others come in the instant of the seal. */
const EARLY_IN_A_STORM = 5;

export function makeCampaign(index: number, chance: Chance): CampaignPlan {
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

export function eventsOf(
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
