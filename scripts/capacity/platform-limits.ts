/** Where HubSpot and LINE bind, however many machines there are: from their documented limits. */
import { READING_SCHEDULE_HOURS } from "../../src/delivery/numbers/reading.ts";
import { PORTAL_LIMIT } from "../../src/platforms/hubspot/rate-limit.ts";

const COMPLETIONS_A_REQUEST = 100;
/** Each, of one channel. https://developers.line.biz/en/reference/messaging-api/#rate-limits */
const NARROWCASTS_AN_HOUR = 60;
const INSIGHTS_AN_HOUR = 60;

export interface PlatformLimits {
  readonly released_per_second_and_portal: number;
  readonly release_of_a_million_minutes: number;
  readonly deliveries_per_hour_and_channel: number;
  readonly measured_deliveries_per_day_and_channel: number;
}

export function platformLimits(): PlatformLimits {
  const { count, perSeconds } = PORTAL_LIMIT;
  const releasedPerSecond = (count / perSeconds) * COMPLETIONS_A_REQUEST;
  return {
    released_per_second_and_portal: releasedPerSecond,
    release_of_a_million_minutes: Math.ceil(1_000_000 / releasedPerSecond / 60),
    deliveries_per_hour_and_channel: NARROWCASTS_AN_HOUR,
    measured_deliveries_per_day_and_channel: Math.floor((INSIGHTS_AN_HOUR * 24) / READING_SCHEDULE_HOURS.length),
  };
}
