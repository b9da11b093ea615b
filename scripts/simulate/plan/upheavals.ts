/** Edits of the action in the middle of a campaign, and what happens to the whole service. */
import type { Chance } from "../chance.ts";
import { HOUR, MINUTE, type PlannedEvent } from "./plan.ts";

/** One or two edits, before the late contacts or after all, and contacts that meet them. */
export function editsOf(
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

export function upheavals(calmAt: number, contacts: number, chance: Chance): PlannedEvent[] {
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
    // An execution under way in that instant must not open what no one cancels any more.
    const manner = { concurrency: chance.between(2, 6), ratePerSecond: null, duplicateShare: 0 };
    events.push({ at: at - chance.between(0, 3), do: "enroll", campaign: 0, from: 0, count: contacts, ...manner });
    events.push({ at, do: "uninstall" });
  }
  return events;
}
